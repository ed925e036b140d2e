import { describe, expect, test } from 'vitest';
import { ApiError, explain, object, text } from '../../src/api/index.ts';
import type { ConnectOptions, ReadClient, WriteClient } from '../../src/api/index.ts';
import { account, apiKey, html, problem, unreachable } from './account.ts';

/** What a person reads when a request fails with this answer. */
async function printed(
  answer: () => Response,
  run: (client: ReadClient) => Promise<unknown> = (client) => client.list('/v2/users', 'users'),
  options: Partial<ConnectOptions> = {},
): Promise<string> {
  const { reading } = account(answer, options);
  const error = await run(reading).catch((thrown: unknown) => thrown);
  return error instanceof ApiError ? `[${error.kind}] ${explain(error)}` : 'no ApiError';
}

const people = (client: ReadClient): Promise<unknown> =>
  client.query('People', 'query People { viewer { id } }', {}, (data) =>
    object({ viewer: object({ id: text }) })(data, 'data'),
  );

const fails = (code: string, message: string) => (): never => {
  throw unreachable(code, message);
};

const moved = (location: string): Response =>
  new Response(null, { status: 302, headers: { location } });

describe('REST', () => {
  test('401', async () => {
    expect(
      await printed(() =>
        problem(401, 'Authentication required', 'token expired.', { 'x-request-id': 'req-7' }),
      ),
    ).toMatchInlineSnapshot(`
      "[unauthorized] GET /v2/users: Arize rejected the API key (401 Authentication required: token expired).
        The key may be mistyped, expired, revoked or from another region. Check ARIZE_API_KEY, and that it belongs to https://api.arize.com (ARIZE_BASE_URL, ARIZE_REGION).
        Request id: req-7"
    `);
  });

  test('403 says which right is missing', async () => {
    expect(await printed(() => problem(403, 'Access forbidden'))).toMatchInlineSnapshot(`
      "[forbidden] GET /v2/users: the API key isn't allowed to do this (403 Access forbidden).
        It needs: account admin, account member, or USER_READ on the account. Use a key with that permission."
    `);
  });

  test('404', async () => {
    expect(
      await printed(
        () => problem(404, 'Resource not found'),
        (client: ReadClient) =>
          client.get('/v2/spaces/{space_id}', { params: { path: { space_id: 'U3BhY2U6MQ==' } } }),
      ),
    ).toMatchInlineSnapshot(`
      "[not-found] GET /v2/spaces/U3BhY2U6MQ%3D%3D: not found (404 Resource not found).
        It does not exist, or this API key can't see it: Arize sends the same response for both."
    `);
  });

  test('400', async () => {
    expect(await printed(() => problem(400, 'Bad Request', 'limit is larger than 100')))
      .toMatchInlineSnapshot(`
      "[invalid] GET /v2/users: Arize rejected the request (400 Bad Request: limit is larger than 100).
        The parentheses have the reason. A self-hosted Arize of an older version may not know a field yet."
    `);
  });

  test('409', async () => {
    expect(await printed(() => problem(409, 'Resource conflict'))).toMatchInlineSnapshot(`
      "[conflict] GET /v2/users: it conflicts with something that already exists (409 Resource conflict).
        The name is already taken. Plan again. If the item is not shown, its name differs only in case or this API key can't see it: find it in Arize, and write the name exactly as it is there."
    `);
  });

  test('429 that does not end', async () => {
    expect(await printed(() => problem(429, 'Rate limit exceeded'))).toMatchInlineSnapshot(`
      "[rate-limited] GET /v2/users: Arize rate limited the request (429 Rate limit exceeded). Tried 6 times.
        Wait a few minutes and run it again, or lower --parallelism. Other programs that use this account count towards the limit too."
    `);
  });

  test('500 that does not end, with a text', async () => {
    expect(await printed(() => new Response('boom', { status: 500 }))).toMatchInlineSnapshot(`
      "[server] GET /v2/users: Arize returned a server error (500 boom). Tried 6 times.
        The problem is on the server or on the way to it. Try again later. If it persists, contact Arize support with the request id, if there is one."
    `);
  });

  test('a page with status 200', async () => {
    const page = '<!DOCTYPE html><html><head><title>Sign in to\n Acme</title></head></html>';
    expect(await printed(() => html(200, page))).toMatchInlineSnapshot(`
      "[not-arize] GET /v2/users: a proxy or login page answered instead of Arize (200, the page "Sign in to Acme").
        Something between this machine and api.arize.com answered. Log in to the network or VPN, check the proxy, and check ARIZE_BASE_URL."
    `);
  });

  test('a page with status 502, called text', async () => {
    const page = '\n<html><body>Bad Gateway</body></html>';
    expect(await printed(() => new Response(page, { status: 502 }))).toMatchInlineSnapshot(`
      "[not-arize] GET /v2/users: a proxy or login page answered instead of Arize (502, a page without a title). Tried 6 times.
        Something between this machine and api.arize.com answered. Log in to the network or VPN, check the proxy, and check ARIZE_BASE_URL."
    `);
  });

  test('malformed JSON', async () => {
    expect(await printed(() => new Response('{"users": [{"id'))).toMatchInlineSnapshot(`
      "[not-arize] GET /v2/users: the response is not JSON (200, starts with "{"users": [{"id").
        Check that https://api.arize.com is Arize (ARIZE_BASE_URL). A proxy may have truncated or replaced the response."
    `);
  });

  test('JSON of an unexpected shape', async () => {
    expect(await printed(() => Response.json([]))).toMatchInlineSnapshot(`
      "[not-arize] GET /v2/users: the response is JSON of an unexpected shape (200, starts with "[]").
        Check that https://api.arize.com is Arize (ARIZE_BASE_URL). A proxy may have truncated or replaced the response."
    `);
    expect(await printed(() => Response.json({ items: [] }))).toMatchInlineSnapshot(`
      "[not-arize] GET /v2/users: unexpected response: it has no list "users".
        Check that the address is Arize's (ARIZE_BASE_URL, ARIZE_GRAPHQL_ENDPOINT). If it is, this release of ax-access does not know this version of Arize: please report it."
    `);
    expect(await printed(() => Response.json({ users: ['jane'] }))).toMatchInlineSnapshot(`
      "[not-arize] GET /v2/users: unexpected response: an entry of "users" is not an object.
        Check that the address is Arize's (ARIZE_BASE_URL, ARIZE_GRAPHQL_ENDPOINT). If it is, this release of ax-access does not know this version of Arize: please report it."
    `);
    expect(await printed(() => Response.json({ users: [] }))).toMatchInlineSnapshot(`
      "[not-arize] GET /v2/users: unexpected response: it does not say whether there are more pages.
        Check that the address is Arize's (ARIZE_BASE_URL, ARIZE_GRAPHQL_ENDPOINT). If it is, this release of ax-access does not know this version of Arize: please report it."
    `);
  });

  test('an empty answer', async () => {
    expect(await printed(() => new Response(null))).toMatchInlineSnapshot(`
      "[not-arize] GET /v2/users: unexpected response: it is empty.
        Check that the address is Arize's (ARIZE_BASE_URL, ARIZE_GRAPHQL_ENDPOINT). If it is, this release of ax-access does not know this version of Arize: please report it."
    `);
    expect(
      await printed(
        () => new Response(null, { status: 204 }),
        (client: ReadClient) => client.get('/v2/users'),
      ),
    ).toMatchInlineSnapshot(`
      "[not-arize] GET /v2/users: unexpected response: it is empty.
        Check that the address is Arize's (ARIZE_BASE_URL, ARIZE_GRAPHQL_ENDPOINT). If it is, this release of ax-access does not know this version of Arize: please report it."
    `);
  });

  test('a redirect', async () => {
    const location = `https://login.acme.example/start?key=${apiKey}`;
    expect(await printed(() => moved(location))).toMatchInlineSnapshot(`
      "[redirect] GET /v2/users: redirected to https://login.acme.example/start (302).
        The API key is never sent to another address. If that address is your Arize, set ARIZE_BASE_URL to it. If it is a login page, log in to the network or VPN."
    `);
  });
});

describe('no answer', () => {
  test('unknown host', async () => {
    const message = 'getaddrinfo ENOTFOUND api.arize.com';
    expect(await printed(fails('ENOTFOUND', message))).toMatchInlineSnapshot(`
      "[unreachable] GET /v2/users: cannot reach api.arize.com: the name does not resolve (ENOTFOUND).
        Check the network and DNS, and ARIZE_BASE_URL when Arize is self-hosted. Behind a proxy, set HTTPS_PROXY."
    `);
  });

  test('nothing listens', async () => {
    const sandbox = {
      baseUrl: 'http://127.0.0.1:4000',
      graphqlUrl: 'http://127.0.0.1:4000/graphql',
    };
    expect(await printed(fails('ECONNREFUSED', 'connect'), undefined, sandbox))
      .toMatchInlineSnapshot(`
      "[unreachable] GET /v2/users: cannot reach 127.0.0.1:4000: nothing is listening there (ECONNREFUSED). Tried 6 times.
        Check the network and DNS, and ARIZE_BASE_URL when Arize is self-hosted. Behind a proxy, set HTTPS_PROXY."
    `);
  });

  test('a certificate that is not trusted is not tried again', async () => {
    const answer = fails('SELF_SIGNED_CERT_IN_CHAIN', 'self-signed certificate');
    expect(await printed(answer)).toMatchInlineSnapshot(`
      "[unreachable] GET /v2/users: cannot reach api.arize.com: its certificate is not trusted (SELF_SIGNED_CERT_IN_CHAIN).
        If your network inspects TLS, or api.arize.com is self-hosted, set NODE_EXTRA_CA_CERTS to the file with its CA certificate."
    `);
  });

  test('without a code', async () => {
    expect(
      await printed(() => {
        throw new TypeError('fetch failed');
      }),
    ).toMatchInlineSnapshot(`
      "[unreachable] GET /v2/users: cannot reach api.arize.com: fetch failed. Tried 6 times.
        Check the network and DNS, and ARIZE_BASE_URL when Arize is self-hosted. Behind a proxy, set HTTPS_PROXY."
    `);
  });

  test('too late', async () => {
    expect(
      await printed(() => {
        throw new DOMException('timed out', 'TimeoutError');
      }),
    ).toMatchInlineSnapshot(`
      "[timeout] GET /v2/users: no response within 30 s. Tried 6 times.
        Run it again, allow more time with --timeout, or check the network and proxy on the way to api.arize.com."
    `);
  });

  test('stopped by the caller', async () => {
    const stop = new AbortController();
    expect(
      await printed(
        () => {
          stop.abort();
          throw new DOMException('stopped', 'AbortError');
        },
        undefined,
        { signal: stop.signal },
      ),
    ).toMatchInlineSnapshot(`
      "[aborted] GET /v2/users: stopped before the response arrived.
        It is safe to run the command again."
    `);
  });
});

describe('GraphQL', () => {
  test('an error beside data', async () => {
    expect(
      await printed(
        () =>
          Response.json({
            data: { viewer: { id: 'x' } },
            errors: [{ message: 'Could not read users.' }, { message: 'second' }],
          }),
        people,
      ),
    ).toMatchInlineSnapshot(`
      "[graphql] GraphQL query People: Arize returned an error with partial data, which is ignored: Could not read users, and 1 more.
        The key may lack developer access or account admin rights, or this release of ax-access does not know this version of Arize."
    `);
  });

  test('an error alone', async () => {
    expect(
      await printed(() => Response.json({ data: null, errors: [{ path: ['viewer'] }] }), people),
    ).toMatchInlineSnapshot(`
      "[graphql] GraphQL query People: Arize returned an error: no message.
        The key may lack developer access or account admin rights, or this release of ax-access does not know this version of Arize."
    `);
  });

  test('too complex', async () => {
    const message = 'Query complexity 1202 exceeds the limit of 1000 at this rate';
    expect(await printed(() => Response.json({ errors: [{ message }] }), people))
      .toMatchInlineSnapshot(`
      "[too-complex] GraphQL query People: the query is too complex for Arize: Query complexity 1202 exceeds the limit of 1000 at this rate.
        This is a bug in ax-access: please report it with the name of the query."
    `);
  });

  test('too many, in the body of a 200', async () => {
    expect(
      await printed(() => Response.json({ errors: [{ message: 'Rate limit exceeded' }] }), people),
    ).toMatchInlineSnapshot(`
      "[rate-limited] GraphQL query People: Arize rate limited the request: Rate limit exceeded. Tried 6 times.
        Wait a few minutes and run it again. Arize allows about 100 queries a minute for the whole account."
    `);
  });

  test('another shape than asked for', async () => {
    expect(await printed(() => Response.json({ data: { viewer: { id: null } } }), people))
      .toMatchInlineSnapshot(`
      "[not-arize] GraphQL query People: unexpected response: data.viewer.id: expected text, got null.
        Check that the address is Arize's (ARIZE_BASE_URL, ARIZE_GRAPHQL_ENDPOINT). If it is, this release of ax-access does not know this version of Arize: please report it."
    `);
    expect(await printed(() => Response.json({}), people)).toMatchInlineSnapshot(`
      "[not-arize] GraphQL query People: unexpected response: data: expected an object, got nothing.
        Check that the address is Arize's (ARIZE_BASE_URL, ARIZE_GRAPHQL_ENDPOINT). If it is, this release of ax-access does not know this version of Arize: please report it."
    `);
  });

  test('401, 403 and 404', async () => {
    expect(await printed(() => problem(401, 'Unauthorized'), people)).toMatchInlineSnapshot(`
      "[unauthorized] GraphQL query People: Arize rejected the API key (401 Unauthorized).
        The key may be mistyped, expired, revoked or from another region. Check ARIZE_API_KEY, and that it belongs to https://app.arize.com (ARIZE_GRAPHQL_ENDPOINT, ARIZE_REGION)."
    `);
    const errors = { errors: [{ message: 'no developer access' }] };
    expect(await printed(() => Response.json(errors, { status: 403 }), people))
      .toMatchInlineSnapshot(`
      "[forbidden] GraphQL query People: the API key isn't allowed to do this (403 no developer access).
        It needs developer access, and account admin to see everything. Use the key of an account admin."
    `);
    expect(await printed(() => new Response('404 page not found', { status: 404 }), people))
      .toMatchInlineSnapshot(`
      "[not-found] GraphQL query People: not found (404 404 page not found).
        There is no GraphQL API at https://app.arize.com/graphql. Set ARIZE_GRAPHQL_ENDPOINT."
    `);
  });
});

const remove = (client: WriteClient): Promise<unknown> =>
  client.delete('/v2/users/{user_id}', { params: { path: { user_id: 'VXNlcjox' } } });

describe('writes', () => {
  test.each<[name: string, answer: () => Response, kind: string, outcome: string, sent: number]>([
    ['400', () => problem(400, 'Bad Request'), 'invalid', 'refused', 1],
    ['403', () => problem(403, 'Access forbidden'), 'forbidden', 'refused', 1],
    ['404', () => problem(404, 'Resource not found'), 'not-found', 'refused', 1],
    ['409', () => problem(409, 'Resource conflict'), 'conflict', 'refused', 1],
    ['429 to the end', () => problem(429, 'Rate limit exceeded'), 'rate-limited', 'refused', 6],
    ['500', () => problem(500, 'Internal Server Error'), 'server', 'unknown', 1],
    ['503', () => problem(503, 'Service Unavailable'), 'server', 'unknown', 1],
    ['a page with 200', () => html(200, '<html></html>'), 'not-arize', 'unknown', 1],
    ['a page with 403', () => html(403, '<html></html>'), 'not-arize', 'refused', 1],
    ['a page with 502', () => html(502, '<html></html>'), 'not-arize', 'unknown', 1],
    ['JSON cut off', () => new Response('{'), 'not-arize', 'unknown', 1],
    ['302', () => new Response(null, { status: 302 }), 'redirect', 'refused', 1],
    ['a cut connection', fails('ECONNRESET', 'reset'), 'unreachable', 'unknown', 1],
    ['no connection', fails('ECONNREFUSED', 'refused'), 'unreachable', 'refused', 1],
  ])('%s: whether it was done', async (_, answer, kind, outcome, sent) => {
    const { writing, requests } = account(answer);
    await expect(remove(writing)).rejects.toMatchObject({ kind, outcome, tries: sent });
    expect(requests).toHaveLength(sent);
  });

  test('a lost answer says that it may have been done', async () => {
    const { writing } = account(() => problem(500, 'Internal Server Error'));
    await expect(remove(writing)).rejects.toThrowErrorMatchingInlineSnapshot(
      `[ApiError: DELETE /v2/users/VXNlcjox: Arize returned a server error (500 Internal Server Error). The change may have been made anyway.]`,
    );
  });

  test('an answer without the body that was promised', async () => {
    const { writing } = account(() => new Response(null, { status: 204 }));
    expect(await remove(writing)).toBe(undefined);
    const made = writing.post('/v2/roles', {
      body: { name: 'Reader', permissions: ['PROJECT_READ'] },
    });
    await expect(made).rejects.toMatchObject({ kind: 'not-arize', outcome: 'unknown' });
  });

  test.each(['', '.', '..'])('an id that would be another path is not sent: "%s"', async (id) => {
    const { writing, requests } = account(() => new Response(null, { status: 204 }));
    const call = writing.delete('/v2/users/{user_id}', { params: { path: { user_id: id } } });
    await expect(call).rejects.toMatchObject({
      kind: 'invalid',
      outcome: 'refused',
      message: 'DELETE /v2/users/{user_id} was not sent: its user_id is not a valid id.',
    });
    expect(requests).toEqual([]);
  });
});

describe('texts of servers', () => {
  test('hold no key, no control characters, and end after 300 characters', async () => {
    const detail = `key ${apiKey}, \u001B[31mred\u001B[0m\u0007, ${encodeURIComponent(apiKey)} ${'é'.repeat(400)}`;
    const { reading } = account(() =>
      problem(400, `${apiKey}\n`, detail, { 'x-request-id': `id-${apiKey}` }),
    );
    const error: unknown = await reading.get('/v2/users').catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      requestId: 'id-[key]',
      problem: { title: '[key]', detail: `key [key], red, [key] ${'é'.repeat(277)}…` },
    });
  });

  test('show no half of a key where they are cut', async () => {
    const { reading } = account(() => problem(400, 'Bad', 'x'.repeat(290) + apiKey));
    await expect(reading.get('/v2/users')).rejects.toMatchObject({
      problem: { detail: `${'x'.repeat(290)}[key]` },
    });
  });

  const echoes: [name: string, answer: () => Response][] = [
    ['a refusal', () => problem(401, `no ${apiKey}`, apiKey, { 'request-id': apiKey })],
    ['a plain text', () => new Response(apiKey, { status: 500 })],
    ['a page', () => html(200, `<title>${apiKey}</title>`)],
    ['JSON cut off', () => new Response(`{"${apiKey}`)],
    ['a redirect', () => moved(`https://x.example/${apiKey}?${apiKey}`)],
    ['a GraphQL error', () => Response.json({ errors: [{ message: apiKey }] })],
    ['GraphQL data', () => Response.json({ data: apiKey })],
    ['a network error', fails('EODD', `Headers.append: "${apiKey}" is an invalid value`)],
  ];
  test.each(echoes)('%s that echoes the key', async (_, answer) => {
    const { reading, writing, events } = account(answer);
    const errors: unknown[] = await Promise.all([
      reading.get('/v2/users').catch((thrown: unknown) => thrown),
      people(reading).catch((thrown: unknown) => thrown),
      writing
        .post('/v2/roles', { body: { name: 'Reader', permissions: [] } })
        .catch((thrown: unknown) => thrown),
    ]);
    const everything = errors
      .map((error) =>
        error instanceof ApiError ? explain(error) + error.stack + JSON.stringify(error) : '',
      )
      .concat(JSON.stringify(events))
      .join('\n');
    expect(everything).toContain('ApiError');
    expect(everything).not.toContain(apiKey);
    expect(everything).not.toContain(encodeURIComponent(apiKey));
  });
});

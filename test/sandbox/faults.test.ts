import { afterEach, describe, expect, test } from 'vitest';
import type { FaultRule, SandboxOptions, ServedSandbox } from '../../src/sandbox/index.ts';
import { openSandbox, parseFault, readFaultRule, serve } from '../../src/sandbox/index.ts';
import { ids, open, seed } from './world.ts';

const organizations = '/v2/organizations';

describe('through handle', () => {
  test('rate-limit: 429 with Retry-After, and nothing is done', async () => {
    const { send, sandbox } = open({
      faults: [{ on: `POST ${organizations}`, fault: 'rate-limit', retryAfter: 7 }],
    });
    const answer = await send('POST', organizations, { name: 'X' });
    expect([answer.status, answer.headers.get('retry-after'), answer.body]).toMatchObject([
      429,
      '7',
      { status: 429, title: 'Rate limit exceeded', instance: organizations },
    ]);
    expect(sandbox.snapshot().organizations).not.toHaveProperty('X');
  });

  test('error: 500 with a problem document', async () => {
    const { send } = open({ faults: [{ on: '* /v2/*', fault: 'error' }] });
    const { status, body } = await send('GET', '/v2/users');
    expect([status, body]).toMatchObject([500, { title: 'Internal Server Error' }]);
  });

  test('bad-gateway: 502 with HTML', async () => {
    const { sandbox } = open({ faults: [{ on: 'graphql', fault: 'bad-gateway' }] });
    const request = new Request('http://sandbox/graphql', { method: 'POST', body: '{}' });
    const answer = await sandbox.handle(request);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([502, 'text/html']);
    expect(await answer.text()).toContain('<h1>502 Bad Gateway</h1>');
  });

  test.each([
    ['drop-before', false],
    ['drop-after', true],
  ] as const)(
    '%s: the error of a broken connection; the write happened: %s',
    async (fault, done) => {
      const { send, sandbox } = open({ faults: [{ on: 'POST *', fault }] });
      await expect(send('POST', organizations, { name: 'X' })).rejects.toThrow(
        new TypeError('fetch failed'),
      );
      expect(Object.hasOwn(sandbox.snapshot().organizations ?? {}, 'X')).toBe(done);
    },
  );

  test('not-done: a write is answered as if it had been done; reads are answered', async () => {
    const { send, sandbox } = open({ faults: [{ on: '* *', fault: 'not-done' }] });
    const before = sandbox.snapshot();
    const made = await send('POST', organizations, { name: 'X' });
    expect(made).toMatchObject({ status: 200, body: { name: 'X', id: expect.any(String) } });
    expect((await send('DELETE', `/v2/users/${ids.raj}`)).status).toBe(204);
    expect((await send('GET', '/v2/users')).body).toMatchObject({ users: expect.anything() });
    expect(sandbox.snapshot()).toEqual(before);
  });

  test('latency: the answer comes later', async () => {
    const { send } = open({ faults: [{ on: 'GET /v2/users', fault: 'latency', ms: 40 }] });
    const begin = performance.now();
    expect((await send('GET', '/v2/users')).status).toBe(200);
    expect(performance.now() - begin).toBeGreaterThan(35);
  });

  test('cut-list: half of the rows, more to come, and no way there', async () => {
    const { send } = open({ faults: [{ on: 'GET /v2/users', fault: 'cut-list' }] });
    const { body } = await send('GET', '/v2/users');
    expect(body).toMatchObject({ users: { length: 4 }, pagination: { has_more: true } });
    expect(body).not.toHaveProperty('pagination.next_cursor');
  });

  test('shrink-list: rows are missing and nothing follows', async () => {
    const { send } = open({ faults: [{ on: 'GET /v2/users', fault: 'shrink-list', by: 3 }] });
    const { body } = await send('GET', '/v2/users?limit=6');
    expect(body).toEqual({ users: expect.anything(), pagination: { has_more: false } });
    expect(body).toMatchObject({ users: { length: 3 } });
  });

  test('cut-list and shrink-list strike connections of GraphQL too', async () => {
    const query =
      'query Some { account { users(first: 50) { pageInfo { hasNextPage endCursor } edges { node { id } } } } }';
    const cut = open({ faults: [{ on: 'graphql Some', fault: 'cut-list' }] });
    const pageInfo = { hasNextPage: true, endCursor: null };
    expect((await cut.ask(query)).body).toMatchObject({
      data: { account: { users: { pageInfo, edges: { length: 4 } } } },
    });
    const shrunk = open({ faults: [{ on: 'graphql Some', fault: 'shrink-list', by: 2 }] });
    expect((await shrunk.ask(query)).body).toMatchObject({
      data: { account: { users: { pageInfo: { hasNextPage: false }, edges: { length: 7 } } } },
    });
  });

  test('malformed: status 200 and half a body', async () => {
    const { sandbox } = open({ faults: [{ on: 'GET /v2/roles', fault: 'malformed' }] });
    const headers = { authorization: 'admin-key' };
    const answer = await sandbox.handle(new Request('http://sandbox/v2/roles', { headers }));
    expect(answer.status).toBe(200);
    await expect(answer.json()).rejects.toThrow(SyntaxError);
  });

  test('change: another caller makes a change right before the request', async () => {
    const { send } = open({
      faults: [
        {
          on: `DELETE /v2/spaces/*`,
          fault: 'change',
          method: 'PATCH',
          path: `/v2/organizations/${ids.lab}`,
          body: { name: 'Renamed' },
        },
      ],
    });
    await send('DELETE', `/v2/spaces/${ids.open}`);
    const { body } = await send('GET', `${organizations}/${ids.lab}`);
    expect(body).toMatchObject({ name: 'Renamed' });
    const logs = await send('GET', '/v2/audit-logs');
    expect(logs.body).toMatchObject({
      logs: [{ operation_name: 'deleteSpace' }, { operation_name: 'updateOrganization' }],
    });
  });

  test('rules are played together, in their order', async () => {
    const { send, sandbox } = open({
      faults: [
        { on: 'POST *', fault: 'latency', ms: 1 },
        { on: 'POST *', fault: 'error', times: 1 },
      ],
    });
    expect((await send('POST', organizations, { name: 'X' })).status).toBe(500);
    expect((await send('POST', organizations, { name: 'X' })).status).toBe(201);
    expect(sandbox.faults()).toEqual([
      { on: 'POST *', fault: 'latency', ms: 1, matched: 2 },
      { on: 'POST *', fault: 'error', times: 1, matched: 2 },
    ]);
  });

  test('after and times say which requests are struck', async () => {
    const { send } = open({
      faults: [{ on: 'GET /v2/roles', fault: 'error', after: 1, times: 2 }],
    });
    const statuses: number[] = [];
    for (let count = 0; count < 5; count += 1) {
      statuses.push((await send('GET', '/v2/roles')).status);
    }
    expect(statuses).toEqual([200, 500, 500, 200, 200]);
  });

  const matches: [on: string, method: string, path: string, isStruck: boolean][] = [
    ['GET /v2/users', 'GET', '/v2/users?limit=1', true],
    ['GET /v2/users', 'GET', `/v2/users/${ids.raj}`, false],
    ['GET /v2/users/*', 'GET', `/v2/users/${ids.raj}`, true],
    ['* /v2/users*', 'PATCH', `/v2/users/${ids.raj}`, true],
    ['POST /v2/users', 'GET', '/v2/users', false],
    ['graphql', 'GET', '/v2/users', false],
    ['GET /v2/.*', 'GET', '/v2/users', false],
  ];
  test.each(matches)('%s strikes %s %s: %s', async (on, method, path, isStruck) => {
    const { send } = open({ faults: [{ on, fault: 'error' }] });
    expect((await send(method, path, method === 'GET' ? undefined : {})).status === 500).toBe(
      isStruck,
    );
  });

  test('a GraphQL operation is known by its name, given or written', async () => {
    const { ask, sandbox } = open({ faults: [{ on: 'graphql Two', fault: 'error' }] });
    const query = 'query One { viewer { id } } query Two { viewer { id } }';
    expect((await ask('query One { viewer { id } }')).status).toBe(200);
    expect((await ask('query Two { viewer { id } }')).status).toBe(500);
    const request = new Request('http://sandbox/graphql', {
      method: 'POST',
      headers: { 'x-api-key': 'admin-key' },
      body: JSON.stringify({ query, operationName: 'Two' }),
    });
    expect((await sandbox.handle(request)).status).toBe(500);
  });
});

describe('by request at run time', () => {
  const path = '/sandbox/faults';

  test('an account admin adds, lists and removes rules', async () => {
    const { send } = open();
    const rule = { on: 'GET /v2/users', fault: 'error', times: 1 };
    expect(await send('POST', path, rule)).toMatchObject({
      status: 201,
      body: { faults: [{ ...rule, matched: 0 }] },
    });
    expect((await send('GET', '/v2/users')).status).toBe(500);
    expect((await send('GET', '/v2/users')).status).toBe(200);
    await send('POST', path, [{ on: 'graphql', fault: 'drop-before' }]);
    expect((await send('GET', path)).body).toEqual({
      faults: [
        { ...rule, matched: 2 },
        { on: 'graphql', fault: 'drop-before', matched: 0 },
      ],
    });
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('GET', path)).body).toEqual({ faults: [] });
  });

  const refused: [name: string, status: number, key: string, body: unknown][] = [
    ['no admin', 403, 'member-key', { on: 'graphql', fault: 'error' }],
    ['no key', 401, 'who', { on: 'graphql', fault: 'error' }],
    ['no fault', 400, 'admin-key', { on: 'graphql' }],
    ['an unknown field', 400, 'admin-key', { on: 'graphql', fault: 'error', ms: 1 }],
    ['no JSON', 400, 'admin-key', '{'],
  ];
  test.each(refused)('%s: %s', async (_name, status, key, body) => {
    const { send } = open();
    expect((await send('POST', path, body, key)).status).toBe(status);
    expect((await send('GET', path)).body).toEqual({ faults: [] });
  });

  test('requests about faults are neither counted nor struck', async () => {
    const { send, sandbox } = open({ faults: [{ on: '* /*', fault: 'error' }] });
    expect((await send('GET', path)).status).toBe(200);
    expect(sandbox.counts()).toEqual({ reads: 0, writes: 0, byOperation: {}, complexity: 0 });
  });
});

describe('as a line of text', () => {
  const lines: [line: string, rule: FaultRule][] = [
    ['drop-after on POST /v2/roles', { on: 'POST /v2/roles', fault: 'drop-after' }],
    ['latency 300 on * /v2/*', { on: '* /v2/*', fault: 'latency', ms: 300 }],
    ['slow-body on GET /v2/users', { on: 'GET /v2/users', fault: 'slow-body', ms: 1000 }],
    [
      'rate-limit 2 on graphql SpaceMembers, 3 times, after 5',
      { on: 'graphql SpaceMembers', fault: 'rate-limit', retryAfter: 2, times: 3, after: 5 },
    ],
    ['shrink-list 2 on graphql, 1 time', { on: 'graphql', fault: 'shrink-list', by: 2, times: 1 }],
  ];
  test.each(lines)('%s', (line, rule) => {
    expect(parseFault(line)).toEqual(rule);
  });

  test.each([
    ['boom on graphql', /"boom on graphql" is not a fault\. Write it like/],
    ['error 3 on graphql', /error takes no number/],
    ['error', /"error" is not a fault/],
    ['error on users', /`on` of a fault must be like/],
    ['change on graphql', /A change needs a `method` and a `path`/],
  ])('%s is refused', (line, message) => {
    expect(() => parseFault(line)).toThrow(message);
  });

  test('a value is refused with the list of faults', () => {
    expect(() => readFaultRule({ on: 'graphql', fault: 'fire' })).toThrow(
      /"fire" is not a fault. Expected one of: latency, rate-limit, error, bad-gateway, drop-before/,
    );
  });
});

describe('over a socket', () => {
  const running: ServedSandbox[] = [];
  afterEach(async () => {
    for (const each of running.splice(0)) await each.close();
  });

  async function served(
    options: SandboxOptions,
  ): Promise<(path: string, init?: RequestInit) => Promise<Response>> {
    const one = await serve(openSandbox({ seed, ...options }));
    running.push(one);
    const headers = { authorization: 'Bearer admin-key' };
    return (path, init) => fetch(`${one.url}${path}`, { headers, ...init });
  }

  test('a dropped connection is a broken socket, and the write happened or not', async () => {
    const get = await served({
      faults: [
        { on: 'POST *', fault: 'drop-before', times: 1 },
        { on: 'POST *', fault: 'drop-after', after: 1, times: 1 },
      ],
    });
    const post = (name: string): Promise<Response> =>
      get(organizations, { method: 'POST', body: JSON.stringify({ name }) });
    await expect(post('One')).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
    await expect(post('Two')).rejects.toMatchObject({ cause: { code: 'UND_ERR_SOCKET' } });
    const list = await (await get(organizations)).json();
    expect(list).toMatchObject({
      organizations: [{ name: 'Platform' }, { name: 'Lab' }, { name: 'Two' }],
    });
  });

  test('slow-body: the status comes at once, the body in pieces', async () => {
    const get = await served({ faults: [{ on: 'GET /v2/users', fault: 'slow-body', ms: 300 }] });
    const pieces: string[] = [];
    const { status, body } = await get('/v2/users');
    for await (const piece of body ?? []) pieces.push(Buffer.from(piece).toString());
    expect([status, pieces.length]).toEqual([200, 2]);
    expect(JSON.parse(pieces.join(''))).toMatchObject({ users: { length: 8 } });
  });
});

import { describe, expect, test } from 'vitest';
import { connect } from '../../src/api/client.ts';
import type { Asked } from '../../src/api/requestFilter.ts';
import { createTransport } from '../../src/api/transport.ts';
import type { Transport } from '../../src/api/transport.ts';
import { account, apiKey } from './account.ts';

const graphqlUrl = 'https://app.arize.com/graphql';

/** A transport that counts what leaves. */
function transport(writes: boolean): { transport: Transport; sent: Request[] } {
  const sent: Request[] = [];
  const made = createTransport(
    {
      baseUrl: 'https://api.arize.com',
      graphqlUrl,
      apiKey,
      version: '1.2.3',
      fetch: async (request) => {
        sent.push(request);
        return Response.json({ data: {} });
      },
    },
    writes,
  );
  return { transport: made, sent };
}

const get = (url: string, method = 'GET'): Asked => ({ method, url: new URL(url) });

const post = (url: string, body: unknown): Asked => ({
  ...get(url, 'POST'),
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

describe('the transport of a reading client', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'PURGE'])(
    'sends no %s',
    async (method) => {
      const { transport: reading, sent } = transport(false);
      const request = get('https://api.arize.com/v2/users/VXNlcjox', method);
      await expect(reading.send(request)).rejects.toMatchObject({
        kind: 'read-only',
        outcome: 'refused',
        message: `${method} /v2/users/VXNlcjox was not sent: this command only reads.`,
        hint: 'Nothing was changed. This is a bug in ax-access: please report it.',
      });
      expect(sent).toEqual([]);
    },
  );

  test('sends GET', async () => {
    const { transport: reading, sent } = transport(false);
    await reading.send(get('https://api.arize.com/v2/users'));
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'GET https://api.arize.com/v2/users',
    ]);
  });

  test('sends no POST to what only looks like the GraphQL address', async () => {
    const { transport: reading, sent } = transport(false);
    const body = { query: '{ viewer { id } }' };
    const urls = [
      'https://api.arize.com/graphql',
      `${graphqlUrl}/`,
      `${graphqlUrl}?x=1`,
      'https://app.arize.com/v2/users',
    ];
    const kinds = urls.map(async (url) =>
      reading.send(post(url, body)).then(
        () => 'sent',
        (error: { kind: string }) => error.kind,
      ),
    );
    expect(await Promise.all(kinds)).toEqual(urls.map(() => 'read-only'));
    expect(sent).toEqual([]);
  });
});

describe('GraphQL', () => {
  const queries: [name: string, document: string][] = [
    ['a query', 'query Q { viewer { id } }'],
    ['a short query', '{ viewer { id } }'],
    ['a query with a fragment', 'query Q { ...F } fragment F on Query { viewer { id } }'],
    ['two queries', 'query A { viewer { id } } query B { viewer { id } }'],
    ['the word in a text', 'query Q { node(id: "mutation { x }") { id } }'],
    ['the word in a comment', '# mutation M { x }\nquery Q { viewer { id } }'],
    ['the word as a name', 'query mutation { mutation: viewer { id } }'],
  ];
  const others: [name: string, body: unknown][] = [
    ['a mutation', { query: 'mutation M { deleteUser(id: 1) { id } }' }],
    ['a subscription', { query: 'subscription S { users { id } }' }],
    ['a mutation behind a comment', { query: '# query Q { x }\n\nmutation M { x }' }],
    ['a mutation behind commas and a byte order mark', { query: '\uFEFF,,, mutation { x }' }],
    ['a mutation as second operation', { query: 'query Q { x } mutation M { x }' }],
    ['a mutation behind a fragment', { query: 'fragment F on Q { x } mutation M { x }' }],
    [
      'a mutation behind a text that seems to end',
      { query: 'query Q { node(id: """ \\""" }""") { id } } mutation M { x }' },
    ],
    ['a definition', { query: 'extend type Query { x: Int }' }],
    ['what does not parse', { query: 'query Q { x' }],
    ['nothing', { query: '' }],
    ['no document', { extensions: { persistedQuery: { sha256Hash: 'abc' } } }],
    ['a document that is no text', { query: ['mutation { x }'] }],
    ['a batch', [{ query: '{ x }' }, { query: 'mutation { x }' }]],
    ['no JSON', 'mutation { x }'],
  ];

  describe.each([
    ['reading', false],
    ['writing', true],
  ])('of a %s client', (_, writes) => {
    test.each(queries)('sends %s', async (_name, query) => {
      const { transport: client, sent } = transport(writes);
      await client.send(post(graphqlUrl, { query }));
      expect(sent).toHaveLength(1);
    });

    test.each(others)('does not send %s', async (_name, body) => {
      const { transport: client, sent } = transport(writes);
      await expect(client.send(post(graphqlUrl, body))).rejects.toMatchObject({
        kind: 'read-only',
        message: 'POST /graphql was not sent: it is not a GraphQL query.',
      });
      expect(sent).toEqual([]);
    });

    test.each(['GET', 'PUT', 'DELETE'])('does not send %s', async (method) => {
      const { transport: client, sent } = transport(writes);
      await expect(client.send(get(graphqlUrl, method))).rejects.toMatchObject({
        kind: 'read-only',
      });
      expect(sent).toEqual([]);
    });
  });
});

describe('a reading client', () => {
  test('has nothing to write with', () => {
    const { reading, writing } = account(() => new Response());
    expect(Object.keys(reading).toSorted()).toEqual([
      'expecting',
      'get',
      'list',
      'meter',
      'query',
      'remembering',
      'stats',
    ]);
    expect(Object.keys(writing).toSorted()).toEqual([
      'delete',
      'expecting',
      'finishing',
      'get',
      'list',
      'meter',
      'patch',
      'post',
      'put',
      'query',
      'remembering',
      'stats',
      'watched',
    ]);
  });

  test('refuses a mutation', async () => {
    const { reading, requests } = account(() => Response.json({ data: {} }));
    const sent = reading.query('M', 'mutation M { x }', {}, (data) => data);
    await expect(sent).rejects.toMatchObject({ kind: 'read-only' });
    expect(requests).toEqual([]);
  });
});

describe('the key', () => {
  test('goes to REST and to GraphQL, each in its header', async () => {
    const { reading, requests } = account((request) =>
      request.method === 'GET'
        ? Response.json({ users: [], pagination: { has_more: false } })
        : Response.json({ data: {} }),
    );
    await reading.list('/v2/users', 'users');
    await reading.query('Q', '{ x }', {}, (data) => data);
    const headers = requests.map((request) =>
      ['authorization', 'x-api-key', 'user-agent', 'content-type', 'accept'].map((name) =>
        request.headers.get(name),
      ),
    );
    const accept = 'application/json, application/problem+json';
    expect(headers).toEqual([
      [`Bearer ${apiKey}`, null, 'ax-access/1.2.3', null, accept],
      [null, apiKey, 'ax-access/1.2.3', 'application/json', accept],
    ]);
    expect(requests.map(({ redirect }) => redirect)).toEqual(['manual', 'manual']);
  });

  test('goes nowhere else', async () => {
    const { transport: writing, sent } = transport(true);
    const request = get('https://api.arize.com.evil.example/v2/users');
    await expect(writing.send(request)).rejects.toMatchObject({
      message: 'GET /v2/users was not sent: api.arize.com.evil.example is not Arize.',
    });
    expect(sent).toEqual([]);
  });

  const options = { baseUrl: 'https://api.arize.com', graphqlUrl, apiKey, version: '1.2.3' };

  test.each([
    ['http://api.arize.com', graphqlUrl, 'ARIZE_BASE_URL'],
    ['https://api.arize.com', 'http://localhost.evil.example/graphql', 'ARIZE_GRAPHQL_ENDPOINT'],
  ])('does not cross the network unprotected: %s, %s', (baseUrl, url, setting) => {
    const addresses = { ...options, baseUrl, graphqlUrl: url };
    expect(() => connect(addresses)).toThrow(
      `${setting} is a plain HTTP address: the API key would be sent unencrypted.`,
    );
    expect(() => connect({ ...addresses, allowPlainHttp: true })).not.toThrow();
  });

  test.each(['http://localhost:4000', 'http://127.0.0.1:4000', 'http://[::1]:4000'])(
    'may go to this machine: %s',
    (baseUrl) => {
      expect(() =>
        connect({ ...options, baseUrl, graphqlUrl: `${baseUrl}/graphql` }),
      ).not.toThrow();
    },
  );

  test('that is none is refused without being shown', () => {
    const odd = `${apiKey}\nX-Admin: yes`;
    expect(() => connect({ ...options, apiKey: odd })).toThrow(
      /^ARIZE_API_KEY is not an API key: it contains control or non-ASCII characters\.$/,
    );
  });
});

const busiest = async (options: { reads?: number; writes?: number }) => {
  let now = 0;
  const most = { reads: 0, writes: 0 };
  const { writing } = account(
    async (request) => {
      now += 1;
      const kind = request.method === 'GET' ? 'reads' : 'writes';
      most[kind] = Math.max(most[kind], now);
      await new Promise((resolve) => setImmediate(resolve));
      now -= 1;
      return Response.json({ id: 'x' });
    },
    { parallelism: options },
  );
  const path = { params: { path: { role_id: 'x' } } };
  const many = Array.from({ length: 30 });
  await Promise.all(many.map(() => writing.get('/v2/roles/{role_id}', path)));
  await Promise.all(many.map(() => writing.patch('/v2/roles/{role_id}', { ...path, body: {} })));
  return most;
};

describe('requests in flight', () => {
  test('are eight reads and four writes', async () => {
    expect(await busiest({})).toEqual({ reads: 8, writes: 4 });
  });

  test('can be set', async () => {
    expect(await busiest({ reads: 3, writes: 1 })).toEqual({ reads: 3, writes: 1 });
  });
});

test('events tell what happens, and nothing of what is in it', async () => {
  const { writing, events } = account((_, count) =>
    count === 1
      ? Response.json(
          { title: 'x' },
          { status: 429, headers: { 'retry-after': '2', 'x-request-id': 'r1' } },
        )
      : Response.json({ id: 'o' }, { status: 201, headers: { 'x-request-id': 'r2' } }),
  );
  await writing.post('/v2/organizations', { body: { name: 'Secret plans' } });
  const same = { method: 'POST', path: '/v2/organizations' };
  expect(events).toEqual([
    { ...same, type: 'sent', attempt: 1 },
    { ...same, type: 'answered', attempt: 1, status: 429, requestId: 'r1', ms: 0 },
    { ...same, type: 'waiting', attempt: 1, ms: 2000, reason: 'rate limited (429)' },
    { ...same, type: 'sent', attempt: 2 },
    { ...same, type: 'answered', attempt: 2, status: 201, requestId: 'r2', ms: 0 },
  ]);
  expect(writing.stats()).toEqual({ requests: 2, rest: 2, graphql: 0, retries: 1 });
});

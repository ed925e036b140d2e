import { describe, expect, test } from 'vitest';
import { connection, object, optional, page, text } from '../../src/api/index.ts';
import type { ReadClient } from '../../src/api/index.ts';
import { followPages } from '../../src/api/pages.ts';
import { account, problem } from './account.ts';

type Pages = Record<string, { readonly users: readonly unknown[]; readonly next?: unknown }>;

const user = (id: string): object => ({
  id,
  email: `${id}@example.com`,
  name: id,
  status: 'ACTIVE',
  role: { type: 'PREDEFINED', name: 'MEMBER' },
});

/** Answers each cursor with its page; the first has the cursor "". */
const pages = (all: Pages) => (request: Request) => {
  const found = all[new URL(request.url).searchParams.get('cursor') ?? ''];
  if (found === undefined) return problem(400, 'Bad Request', 'unknown cursor');
  const { users, next } = found;
  const pagination =
    next === undefined ? { has_more: false } : { has_more: true, next_cursor: next };
  return Response.json({ users, pagination });
};

describe('a REST list', () => {
  test('is read to its last page, through short and empty ones, a hundred at a time', async () => {
    const { reading, requests } = account(
      pages({
        '': { users: [user('a'), user('b')], next: 'x y' },
        'x y': { users: [], next: 'z' },
        z: { users: [user('c')] },
      }),
    );
    const query = { email: 'a+b@example.com', status: ['ACTIVE', 'INVITED'] } as const;
    const users = await reading.list('/v2/users', 'users', {
      query: { ...query, status: [...query.status] },
    });
    expect(users.map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(requests.map(({ url }) => decodeURIComponent(new URL(url).search))).toEqual([
      '?email=a+b@example.com&status=ACTIVE&status=INVITED&limit=100',
      '?email=a+b@example.com&status=ACTIVE&status=INVITED&limit=100&cursor=x y',
      '?email=a+b@example.com&status=ACTIVE&status=INVITED&limit=100&cursor=z',
    ]);
  });

  const cut: [name: string, all: Pages, message: string][] = [
    [
      'has more and no cursor',
      { '': { users: [user('a')], next: null } },
      'GET /v2/users: the list is incomplete. After 1 entries Arize reports another page, but gives no cursor for it.',
    ],
    [
      'has more and an empty cursor',
      { '': { users: [], next: '' } },
      'GET /v2/users: the list is incomplete. After 0 entries Arize reports another page, but gives no cursor for it.',
    ],
    [
      'repeats a cursor',
      { '': { users: [user('a')], next: 'x' }, x: { users: [user('b')], next: 'x' } },
      'GET /v2/users: the list is incomplete. After 2 entries Arize reports another page, but repeats the cursor of an earlier page.',
    ],
    [
      'goes round',
      {
        '': { users: [], next: 'x' },
        x: { users: [], next: 'y' },
        y: { users: [user('b')], next: 'x' },
      },
      'GET /v2/users: the list is incomplete. After 1 entries Arize reports another page, but repeats the cursor of an earlier page.',
    ],
  ];
  test.each(cut)('that %s is an error, never a short list', async (_, all, message) => {
    const { reading } = account(pages(all));
    await expect(reading.list('/v2/users', 'users')).rejects.toMatchObject({
      kind: 'incomplete',
      message,
    });
  });

  test.each([
    ['empty', (): object[] => []],
    ['the same', (): object[] => [user('a')]],
  ])('that goes on with pages that are %s ends in an error', async (_, items) => {
    const { reading, requests } = account((_request, count) =>
      Response.json({
        users: items(),
        pagination: { has_more: true, next_cursor: String(count) },
      }),
    );
    await expect(reading.list('/v2/users', 'users')).rejects.toMatchObject({
      kind: 'incomplete',
      message: expect.stringMatching(
        /^GET \/v2\/users: the list is incomplete\. After \d+ entries Arize reports another page, but sent nothing new on 500 pages in a row\.$/,
      ),
    });
    expect(requests.length).toBeLessThanOrEqual(501);
  });

  test('that has new entries without an end ends in an error', () => {
    const follow = followPages({ label: 'GET /v2/users', method: 'GET' });
    const take = (nth: number): unknown =>
      follow({ rows: [user(String(nth))], hasMore: true, cursor: String(nth) });
    for (let nth = 1; nth < 10_000; nth += 1) take(nth);
    expect(() => take(10_000)).toThrow(
      'GET /v2/users: the list is incomplete. After 10000 entries Arize reports another page, but has not ended the list after 10000 pages.',
    );
  });

  test('that is empty for long and then goes on is read to its end', async () => {
    const { reading } = account((_request, count) =>
      Response.json({
        users: count % 400 === 0 ? [user(String(count))] : [],
        pagination: { has_more: count < 1200, next_cursor: String(count) },
      }),
    );
    expect(await reading.list('/v2/users', 'users')).toHaveLength(3);
  });

  test('fails as a whole when a later page fails', async () => {
    const { reading } = account(pages({ '': { users: [user('a')], next: 'gone' } }));
    await expect(reading.list('/v2/users', 'users')).rejects.toMatchObject({ kind: 'invalid' });
  });
});

/** The part of a GraphQL request that says which page. */
const asked = object({ variables: object({ after: optional(text) }) });

/** Answers each cursor with its ids and its `pageInfo`. */
const nodes =
  (all: Record<string, [ids: string[], pageInfo: object]>) => async (request: Request) => {
    const { variables } = asked(await request.json(), 'body');
    const [ids, pageInfo] = all[variables.after ?? ''] ?? [[], {}];
    const edges = ids.map((id) => ({ node: { id }, cursor: 'ignored' }));
    return Response.json({ data: { people: { pageInfo, edges } } });
  };

describe('a GraphQL connection', () => {
  const node = object({ id: text });
  const decodePage = (data: unknown) =>
    page(node)(object({ people: (v) => v })(data, 'data').people, 'data.people');
  const read = (client: ReadClient): Promise<{ id: string }[]> =>
    connection(
      client,
      'People',
      (first) => `query People($after: String) { people(first: ${first}, after: $after) { id } }`,
      { space: 's' },
      decodePage,
    );

  test('is read to its last page, through empty ones', async () => {
    const { reading, requests } = account(
      nodes({
        '': [['a', 'b'], { hasNextPage: true, endCursor: 'x' }],
        x: [[], { hasNextPage: true, endCursor: 'y' }],
        y: [['c'], { hasNextPage: false, endCursor: null }],
      }),
    );
    expect(await read(reading)).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'c' }]);
    const bodies = await Promise.all(requests.map((request) => request.json()));
    const query = 'query People($after: String) { people(first: 100, after: $after) { id } }';
    expect(bodies).toEqual([
      { query, variables: { space: 's' }, operationName: 'People' },
      { query, variables: { space: 's', after: 'x' }, operationName: 'People' },
      { query, variables: { space: 's', after: 'y' }, operationName: 'People' },
    ]);
  });

  test.each([
    ['no cursor', { hasNextPage: true }, 'gives no cursor for it'],
    ['null as cursor', { hasNextPage: true, endCursor: null }, 'gives no cursor for it'],
    [
      'a cursor twice',
      { hasNextPage: true, endCursor: 'x' },
      'repeats the cursor of an earlier page',
    ],
  ])('with another page and %s is an error', async (_, pageInfo, why) => {
    const { reading } = account(
      nodes({ '': [['a'], pageInfo], x: [[], { hasNextPage: true, endCursor: 'x' }] }),
    );
    await expect(read(reading)).rejects.toMatchObject({
      kind: 'incomplete',
      message: `GraphQL query People: the list is incomplete. After 1 entries Arize reports another page, but ${why}.`,
    });
  });

  test('that goes on with empty pages ends in an error', async () => {
    let count = 0;
    const { reading } = account(
      () => {
        count += 1;
        const pageInfo = { hasNextPage: true, endCursor: String(count) };
        return Response.json({ data: { people: { pageInfo, edges: [] } } });
      },
      { queriesPerMinute: 10_000 },
    );
    await expect(read(reading)).rejects.toMatchObject({
      kind: 'incomplete',
      message: expect.stringContaining('but sent nothing new on 500 pages in a row.'),
    });
    expect(count).toBe(500);
  });

  test('without page information is an error', async () => {
    const { reading } = account(nodes({ '': [['a'], {}] }));
    await expect(read(reading)).rejects.toMatchObject({
      kind: 'not-arize',
      message:
        'GraphQL query People: unexpected response: data.people.pageInfo.hasNextPage: expected true or false, got nothing.',
    });
  });
});

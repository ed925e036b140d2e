import { describe, expect, test } from 'vitest';
import { ApiError, connections, object, text } from '../../src/api/index.ts';

/** A server of lists: it answers each node of a query with the page that is asked for. */
function server(lists: Readonly<Record<string, readonly string[]>>, spoil: Spoil = {}) {
  const asked: string[] = [];
  return {
    asked,
    async query<T>(
      name: string,
      document: string,
      variables: Record<string, unknown>,
      decode: (data: unknown) => T,
    ): Promise<T> {
      asked.push(name);
      const parts = [
        ...document.matchAll(/n(\d+): node.*?things\(first: (\d+)(?:, after: "(\d+)")?\)/gs),
      ];
      const answers = parts.map(([, index = '', first = '', after = '0']): [string, unknown] => {
        const id = String(variables[`id${index}`]);
        if (spoil.refused === id) throw new ApiError(`${id} is refused`, refused);
        const all = lists[id] ?? [];
        const end = Number(after) + Math.min(Number(first), spoil.page ?? 1000);
        const pageInfo = {
          hasNextPage: end < all.length,
          endCursor: spoil.cursor === undefined ? String(end) : spoil.cursor,
        };
        const edges = all.slice(Number(after), end).map((word) => ({ node: { word } }));
        return [
          `n${index}`,
          { things: { totalCount: spoil.count ?? all.length, pageInfo, edges } },
        ];
      });
      return decode(Object.fromEntries(answers));
    },
  };
}

interface Spoil {
  readonly refused?: string;
  /** What every page ends with. */
  readonly cursor?: string | null;
  /** How many are said to be there. */
  readonly count?: number | null;
  /** How many a page holds at most. */
  readonly page?: number;
}

const refused = { kind: 'forbidden', hint: 'Ask somebody else.', method: 'POST' } as const;

const reader = (client: ReturnType<typeof server>) =>
  connections(client, {
    name: 'Things',
    type: 'Thing',
    field: 'things',
    selection: 'word',
    fields: 1,
    decode: object({ word: text }),
  });

const listOf = (length: number): readonly string[] =>
  Array.from({ length }, (_, index) => `w${index}`);

/** What each list is read as, or why it is not. */
async function readAll(client: ReturnType<typeof server>, ids: readonly string[]) {
  const read = reader(client);
  const results = await Promise.allSettled(ids.map((id) => read(id)));
  return results.map((result) =>
    result.status === 'fulfilled'
      ? result.value.map(({ word }) => word)
      : String(result.reason instanceof ApiError ? result.reason.message : result.reason),
  );
}

describe('lists that are read together', () => {
  const lists = { a: listOf(3), b: listOf(120), c: [], d: listOf(50), e: listOf(51) };
  const ids = Object.keys(lists);

  test.each<[string, Spoil]>([
    ['as they are', {}],
    ['whatever their size is said to be', { count: 0 }],
    ['without a size', { count: null }],
    ['in short pages', { page: 7 }],
  ])('are whole: %s', async (_, spoil) => {
    expect(await readAll(server(lists, spoil), ids)).toEqual(Object.values(lists));
  });

  test('take few queries', async () => {
    const client = server(Object.fromEntries(listOf(100).map((id) => [id, listOf(2)])));
    await readAll(client, listOf(100));
    expect(client.asked).toEqual(['ThingsSizes', 'Things', 'Things']);
  });

  test('one alone is not asked for its size', async () => {
    const client = server(lists);
    await readAll(client, ['a']);
    expect(client.asked).toEqual(['Things']);
  });

  test('one that is refused spoils no other', async () => {
    const client = server(lists, { refused: 'b' });
    expect(await readAll(client, ids)).toEqual([
      lists.a,
      'b is refused',
      lists.c,
      lists.d,
      lists.e,
    ]);
  });

  test.each([
    [null, 'gives no cursor for it'],
    ['0', 'repeats the cursor of an earlier page'],
  ])('a list that goes on after %j and not how is not whole', async (cursor, why) => {
    const [a, b] = await readAll(server(lists, { cursor }), ['a', 'b']);
    expect(a).toEqual(lists.a);
    expect(b).toContain('the list is incomplete');
    expect(b).toContain(why);
  });

  test('nobody waits when the run is stopped', async () => {
    const client = {
      ...server(lists),
      query: () =>
        Promise.reject(new ApiError('stopped', { kind: 'aborted', hint: 'Run it again.' })),
    };
    expect(await readAll(client, ids)).toEqual(ids.map(() => 'stopped'));
  });
});

import { describe, expect, test } from 'vitest';
import { ApiError, connections, object, text } from '../../src/api/index.ts';
import { createMeter } from '../../src/api/meter.ts';

/** A server of lists: it answers each node of a query with the page that is asked for. */
function server(lists: Readonly<Record<string, readonly string[]>>, spoil: Spoil = {}) {
  const asked: string[] = [];
  const expected: { readonly queries: number; readonly sent: number }[] = [];
  return {
    asked,
    meter: createMeter(),
    /** How many queries were expected to follow, each time that this was told. */
    expected,
    expecting: () => (queries: number) => {
      expected.push({ queries, sent: asked.length });
    },
    async query<T>(
      name: string,
      document: string,
      variables: Record<string, unknown>,
      decode: (data: unknown) => T,
    ): Promise<T> {
      asked.push(name);
      const parts = [
        ...document.matchAll(/n(\d+): node.*?things(?:\(first: (\d+)(?:, after: "(\d+)")?\))?/gs),
      ];
      const cost = parts.reduce((sum, [, , first = '']) => sum + 5 + 3 * Number(first), 0);
      if (cost > (spoil.limit ?? Infinity)) throw new ApiError('too complex', tooComplex);
      const answers = parts.map(([, index = '', first, after = '0']): [string, unknown] => {
        const id = String(variables[`id${index}`]);
        if (first === undefined && spoil.whole === 'refused')
          throw new ApiError('Give a number.', { ...refused, kind: 'graphql' });
        if (spoil.refused === id) throw new ApiError(`${id} is refused`, refused);
        const all = [...(lists[id] ?? []), ...(name.endsWith('Sizes') ? [] : (spoil.added ?? []))];
        const most = first === undefined ? (spoil.cut ?? 1000) : (spoil.page ?? 1000);
        const end = Number(after) + Math.min(Number(first ?? 1000), most, all.length);
        const isHidden = first === undefined && spoil.whole === 'silent';
        const cursor = first === undefined && spoil.whole === 'without' ? null : String(end);
        const pageInfo = {
          hasNextPage: end < all.length && !isHidden,
          endCursor: spoil.cursor === undefined ? cursor : spoil.cursor,
        };
        const edges = all.slice(Number(after), end).map((word) => ({ node: { word } }));
        return [
          `n${index}`,
          { things: { totalCount: spoil.count ?? all.length, pageInfo, edges } },
        ];
      });
      const price = spoil.price === undefined ? {} : { rateLimit: { cost: spoil.price } };
      return decode({ ...price, ...Object.fromEntries(answers) });
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
  /** What is added to the lists after their sizes were told. */
  readonly added?: readonly string[];
  /** How a list is given that is asked for without a number: not; as if it ended; or without a cursor. */
  readonly whole?: 'refused' | 'silent' | 'without';
  /** What the server says that a query costs. */
  readonly price?: number;
  /** How many entries it has then. */
  readonly cut?: number;
  /** What a query may cost. */
  readonly limit?: number;
}

const tooComplex = { kind: 'too-complex', hint: 'Ask for less.', method: 'POST' } as const;

const refused = { kind: 'forbidden', hint: 'Ask somebody else.', method: 'POST' } as const;

const reader = (client: ReturnType<typeof server>, begins: 'sized' | 'whole') =>
  connections(client, {
    name: 'Things',
    type: 'Thing',
    field: 'things',
    selection: 'word',
    fields: 1,
    decode: object({ word: text }),
    begins,
  });

const listOf = (length: number): readonly string[] =>
  Array.from({ length }, (_, index) => `w${index}`);

/** What each list is read as, or why it is not. */
async function readAll(
  client: ReturnType<typeof server>,
  ids: readonly string[],
  begins: 'sized' | 'whole' = 'sized',
) {
  const read = reader(client, begins);
  const results = await Promise.allSettled(ids.map((id) => read(id)));
  return results.map((result) =>
    result.status === 'fulfilled'
      ? result.value.map(({ word }) => word)
      : String(result.reason instanceof ApiError ? result.reason.message : result.reason),
  );
}

describe('lists that are asked for without a number', () => {
  const lists = { a: listOf(3), b: listOf(120), c: [], d: listOf(50), e: listOf(51) };

  test.each<[string, Spoil]>([
    ['given whole', {}],
    ['refused', { whole: 'refused' }],
    ['cut, as they say', { cut: 20 }],
    ['cut, although they say that they end', { cut: 20, whole: 'silent' }],
    ['cut, without a way to prove that they end', { cut: 1000, whole: 'without' }],
  ])('are whole: %s', async (_, spoil) => {
    expect(await readAll(server(lists, spoil), Object.keys(lists), 'whole')).toEqual(
      Object.values(lists),
    );
  });

  test('take few queries: one for the price, one for the others, and the proof', async () => {
    const client = server(Object.fromEntries(listOf(20).map((id) => [id, listOf(90)])), {
      price: 20,
    });
    await readAll(client, listOf(20), 'whole');
    expect(client.asked.length).toBeLessThanOrEqual(4);
  });
});

describe('lists that are read together', () => {
  const lists = { a: listOf(3), b: listOf(120), c: [], d: listOf(50), e: listOf(51) };
  const ids = Object.keys(lists);

  test.each<[string, Spoil]>([
    ['as they are', {}],
    ['whatever their size is said to be', { count: 0 }],
    ['without a size', { count: null }],
    ['as if they were longer', { count: 400 }],
    ['in short pages', { page: 7 }],
    ['in small queries', { limit: 9 }],
  ])('are whole: %s', async (_, spoil) => {
    expect(await readAll(server(lists, spoil), ids)).toEqual(Object.values(lists));
  });

  test('are whole when people are added after the sizes were told', async () => {
    const added = listOf(130).map((word) => `new ${word}`);
    expect(await readAll(server(lists, { added }), ids)).toEqual(
      Object.values(lists).map((list) => [...list, ...added]),
    );
  });

  test('take half as much of a query after one that was too complex', async () => {
    const longLists = Object.fromEntries(listOf(8).map((id) => [id, listOf(90)]));
    const client = server(longLists, { limit: 600 });
    expect(await readAll(client, listOf(8))).toEqual(Object.values(longLists));
    // Eight lists cost 2200: three queries of 950 are refused, and five of half as much are not.
    expect(client.asked.length).toBeLessThanOrEqual(1 + 3 + 5);
    expect(client.meter.budget()).toBeLessThan(500);
  });

  test('take few queries', async () => {
    const client = server(Object.fromEntries(listOf(100).map((id) => [id, listOf(2)])));
    await readAll(client, listOf(100));
    expect(client.asked).toEqual(['ThingsSizes', 'Things', 'Things']);
  });

  test('say before and while they are read how many queries will follow', async () => {
    const many = Object.fromEntries(listOf(60).map((id, n) => [id, listOf(3 * n)]));
    const client = server(many);
    await readAll(client, Object.keys(many));
    for (const { queries, sent } of client.expected) {
      const followed = client.asked.length - sent;
      expect(Math.abs(queries - followed)).toBeLessThanOrEqual(Math.max(2, followed / 5));
    }
    expect(client.expected[0]?.queries).toBeGreaterThan(5);
    expect(client.expected.at(-1)?.queries).toBe(0);
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

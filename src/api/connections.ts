import { askTogether, fitting, isTooComplex } from './aliases.ts';
import type { Aliased } from './aliases.ts';
import { largestPage as largest, page, usualPage } from './connection.ts';
import type { Page } from './connection.ts';
import { integer, nullable, object, optional } from './decode.ts';
import type { Decoder } from './decode.ts';
import { ApiError, isStopped } from './error.ts';
import { priceCost } from './meter.ts';
import { followPages } from './pages.ts';
import type { Queries } from './queries.ts';
import { isRefused } from './schema.ts';
import { inGroupsOf } from '../group.ts';
import { isRecord } from '../records.ts';

/** The same connection of many nodes, such as the members of every space. */
export interface Connections<T> {
  /** The name of the query, for `-v` and errors. */
  readonly name: string;
  readonly type: string;
  readonly field: string;
  /** The selection of each entry, and the number of fields in it. */
  readonly selection: string;
  readonly fields: number;
  readonly decode: Decoder<T>;
  /**
   * How a list starts: with its size, which decides how many entries are requested, or with all that the server
   * returns.
   */
  readonly begins: 'sized' | 'whole';
}

/** The expected length of a list whose length is unknown. */
const likely = 50;
/** A smaller piece of a list is not worth its own page. */
const smallest = 10;
/** What a page costs apart from its entries: its node, its field, and `pageInfo` with its fields. */
const pageCost = 5;
const countCost = 3;
/** Queries in flight: what is left of a cut page can go into one of the next. */
const width = 8;

/** A part of a list to read. */
interface WantedPage<T> {
  /** The list that it belongs to. */
  readonly of: PendingConnection<T>;
  readonly rows: T[];
  readonly follow: ReturnType<typeof followPages>;
  readonly after: string | undefined;
  /** How many entries it is expected to have: all that the server gives at once, or a number of them. */
  readonly expected: number | 'whole';
}

/** A page as it is asked for. */
type AskedPage<T> = WantedPage<T> & { readonly first: number | 'whole' };

interface PendingConnection<T> {
  readonly id: string;
  readonly resolve: (nodes: readonly T[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads a connection of many nodes, with as much in a query as its complexity allows. Calls made at the same time share
 * queries: first the sizes, then pages as long as the lists are. The last page of a query is cut to what still fits; the
 * rest of its list goes into one of the next queries.
 *
 * When a query is refused, its pages are requested in ever smaller groups, so that each error belongs to its own node.
 * @returns a function that reads the whole connection of one node and throws ApiError as `connection` does
 */
export function connections<T>(
  client: Queries,
  what: Connections<T>,
): (id: string) => Promise<readonly T[]> {
  const pool = createPool(client, what);
  let waiting: PendingConnection<T>[] = [];
  return (id) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) {
        // Everything requested in this turn of the event loop begins together.
        setImmediate(() => {
          const asked = waiting;
          waiting = [];
          begin(client, what, asked, pool).catch((error: unknown) => {
            for (const { reject: fail } of asked) fail(error);
          });
        });
      }
      waiting.push({ id, resolve, reject });
    });
}

async function begin<T>(
  client: Queries,
  what: Connections<T>,
  asked: readonly PendingConnection<T>[],
  add: Pool<T>,
): Promise<void> {
  const ids = asked.map(({ id }) => id);
  // One page tells as much as the size of one list.
  const isSized = what.begins === 'sized' && ids.length > 1;
  const sizes = isSized ? await sizesOf(client, what, ids) : [];
  // A list that is alone has a query for itself.
  const alone = ids.length === 1 ? largest : undefined;
  add(asked.map((of, index) => ({ of, size: sizes[index] ?? alone })));
}

/** The lengths of the lists, where the server tells them. They only decide how much is asked for. */
async function sizesOf<T>(
  client: Queries,
  { name, type, field }: Connections<T>,
  ids: readonly string[],
): Promise<readonly (number | undefined)[]> {
  const counted = object({ totalCount: optional(nullable(integer)) });
  const sizes: Aliased<string, number | undefined> = {
    name: `${name}Sizes`,
    type: 'ID!',
    variable: (id) => id,
    field: (_, id) => `node(id: ${id}) { ... on ${type} { ${field}(first: 1) { totalCount } } }`,
    cost: () => countCost,
    decode: (node, path) =>
      counted(inside(node, field), `${path}.${field}`).totalCount ?? undefined,
  };
  const groups = inGroupsOf(fitting(client, countCost), ids);
  const ask = async (group: readonly string[]): Promise<readonly (number | undefined)[]> => {
    try {
      return (await askTogether(client, sizes, group)).values;
    } catch (error) {
      // Missing sizes only cost more queries. A stopped run sends no more queries.
      if (!(error instanceof ApiError) || isStopped(error)) throw error;
      const middle = Math.ceil(group.length / 2);
      const halves = [group.slice(0, middle), group.slice(middle)];
      return isTooComplex(error) && group.length > 1
        ? (await Promise.all(halves.map(ask))).flat()
        : group.map(() => undefined);
    }
  };
  const found = await Promise.all(groups.map(ask));
  return found.flat();
}

/** The connection of a node; undefined where the response lacks it, which every decoder rejects. */
const inside = (node: unknown, field: string): unknown =>
  isRecord(node) ? node[field] : undefined;

/** Adds lists, each with its length where that is known. */
type Pool<T> = (
  lists: readonly { readonly of: PendingConnection<T>; readonly size: number | undefined }[],
) => void;

/** Reads lists of all lengths side by side, with a few full queries in flight. */
function createPool<T>(client: Queries, what: Connections<T>): Pool<T> {
  const rowCost = 2 + what.fields;
  const asking = { label: `GraphQL query ${what.name}`, method: 'POST' };
  const queue: WantedPage<T>[] = [];
  const expect = client.expecting();
  /** The queries in flight, by what they ask for. */
  const flying = new Set<readonly AskedPage<T>[]>();
  let largestPage = largest;
  let begins = what.begins;
  /**
   * The cost of a list that the server returns as a whole. Arize documents only the cost of pages, so the server tells
   * it.
   */
  let wholeCost = pageCost + likely * rowCost;
  let isPriced = begins !== 'whole';

  const costOf = ({ first }: AskedPage<T>): number =>
    first === 'whole' ? wholeCost : pageCost + first * rowCost;

  const pages: Aliased<AskedPage<T>, Page<T>> = {
    name: what.name,
    type: 'ID!',
    variable: ({ of }) => of.id,
    field({ first, after }, id) {
      const cursor = after === undefined ? '' : `, after: ${JSON.stringify(after)}`;
      const size = first === 'whole' ? '' : `(first: ${first}${cursor})`;
      return `node(id: ${id}) { ... on ${what.type} { ${what.field}${size} {
    pageInfo { hasNextPage endCursor } edges { node { ${what.selection} } }
  } } }`;
    },
    cost: costOf,
    decode: (node, path) => page(what.decode)(inside(node, what.field), `${path}.${what.field}`),
  };

  const costOfRows = (rows: number): number =>
    Math.ceil(rows / largestPage) * pageCost + rows * rowCost;

  /** About how many queries will follow: for the queue, and for what the pages in flight leave of their lists. */
  function queriesLeft(): number {
    // The page after a list that is returned as a whole is requested too.
    const queued = queue.map(({ expected }) =>
      expected === 'whole' ? wholeCost + costOfRows(1) : costOfRows(expected),
    );
    const left = [...flying].flat().map(({ expected, first }) => {
      if (expected === 'whole' || first === 'whole') return costOfRows(1);
      return costOfRows(Math.max(0, expected - first));
    });
    return Math.ceil([...queued, ...left].reduce((sum, cost) => sum + cost, 0) / roomOf());
  }

  const roomOf = (): number => client.meter.budget() - priceCost;

  const start = (of: PendingConnection<T>, size: number | undefined): WantedPage<T> => ({
    of,
    rows: [],
    follow: followPages(asking),
    after: undefined,
    expected: begins === 'whole' ? 'whole' : (size ?? likely),
  });

  /** Takes as many pages from the queue as fit into one query. */
  function take(): readonly AskedPage<T>[] {
    const taken: AskedPage<T>[] = [];
    let room = roomOf();
    for (let [next] = queue; next !== undefined; [next] = queue) {
      const fits = Math.max(0, Math.floor((room - pageCost) / rowCost));
      const { expected } = next;
      const wanted = expected === 'whole' ? expected : Math.min(largestPage, Math.max(1, expected));
      const isCut = wanted !== 'whole' && wanted > fits;
      const asked = { ...next, first: isCut ? Math.max(1, fits) : wanted };
      const isWorth = isCut ? fits >= smallest : costOf(asked) <= room;
      if (taken.length > 0 && !isWorth) break;
      queue.shift();
      taken.push(asked);
      room -= costOf(asked);
    }
    return taken;
  }

  function pump(): void {
    // The first query tells the price of the others.
    while (flying.size < (isPriced ? width : 1) && queue.length > 0) {
      const asked = take();
      flying.add(asked);
      ask(asked)
        .catch((error: unknown) => {
          for (const { of } of asked) of.reject(error);
        })
        .finally(() => {
          flying.delete(asked);
          pump();
        });
    }
    expect(queriesLeft());
  }

  /** Pages of one query: the rest of their lists goes back to the queue. */
  async function ask(asked: readonly AskedPage<T>[]): Promise<void> {
    try {
      const { values, counted, price } = await askTogether(client, pages, asked);
      const wholes = asked.filter(({ first }) => first === 'whole').length;
      isPriced = true;
      if (wholes === 0) client.meter.learn(counted, price);
      else if (wholes === asked.length && typeof price.cost === 'number') {
        wholeCost = Math.max(pageCost, Math.ceil(price.cost / wholes));
      }
      for (const [index, each] of asked.entries()) {
        const found = values[index];
        if (found !== undefined) arrived(each, found);
      }
    } catch (error) {
      const [only, ...more] = asked;
      if (only === undefined || !isRefused(error)) throw error;
      if (more.length === 0) refused(only, error);
      else if (isTooComplex(error)) queue.unshift(...asked);
      else {
        const middle = Math.ceil(asked.length / 2);
        await Promise.all([ask(asked.slice(0, middle)), ask(asked.slice(middle))]);
      }
    }
  }

  function arrived({ first, ...asked }: AskedPage<T>, { nodes, hasNextPage, endCursor }: Page<T>) {
    const { of, rows, follow, expected } = asked;
    if (first === 'whole' && !hasNextPage && nodes.length > 0 && !endCursor) {
      // Nothing proves that this is all of it.
      queue.push({ ...start(of, nodes.length), expected: nodes.length });
      return;
    }
    for (const node of nodes) rows.push(node);
    // A list that is requested without a page size may be truncated: the next page has to be empty.
    const isProven = first !== 'whole' || nodes.length === 0;
    try {
      const hasMore = hasNextPage || !isProven;
      const after = follow({ rows: nodes, hasMore, cursor: endCursor });
      if (after === undefined) of.resolve(rows);
      else queue.push({ ...asked, after, expected: leftOf(expected, nodes.length, hasNextPage) });
    } catch (error) {
      of.reject(error);
    }
  }

  /** If a server refuses a single page, a smaller one is requested, as long as that is possible. */
  function refused({ first, ...asked }: AskedPage<T>, error: unknown): void {
    if (first === 'whole') {
      isPriced = true;
      begins = 'sized';
      queue.push(start(asked.of, undefined));
    } else if (first > usualPage) {
      largestPage = Math.min(largestPage, usualPage);
      queue.push(asked);
    } else if (first > 1 && isTooComplex(error)) queue.push(asked);
    else asked.of.reject(error);
  }

  return (lists) => {
    for (const { of, size } of lists) queue.push(start(of, size));
    pump();
  };
}

/** How much of a list is expected behind a page. */
function leftOf(expected: number | 'whole', came: number, hasNextPage: boolean): number {
  const left = expected === 'whole' ? 0 : expected - came;
  // People may have been added meanwhile.
  return left > 0 || !hasNextPage ? Math.max(1, left) : likely;
}

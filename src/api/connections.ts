import { page } from './connection.ts';
import type { Page } from './connection.ts';
import { integer, nullable, object, optional } from './decode.ts';
import type { Decoder } from './decode.ts';
import { ApiError, isStopped } from './error.ts';
import { followPages } from './pages.ts';
import type { Queries } from './queries.ts';
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
}

/** A query may cost 1000 (Arize docs: resource limitations). The margin is for costs that the docs leave out. */
const budget = 950;
/** The page size of Arize's own examples; the maximum is not documented. */
const largestPage = 50;
/** What a page costs apart from its entries: its node, its field, and `pageInfo` with its fields. */
const pageCost = 5;
const countCost = 3;

/** One page to read. */
interface WantedPage {
  readonly id: string;
  readonly first: number;
  readonly after: string | undefined;
  readonly follow: ReturnType<typeof followPages>;
}

interface PendingConnection<T> {
  readonly id: string;
  readonly resolve: (nodes: readonly T[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Reads a connection of many nodes, with as many pages in a query as its complexity allows. Calls made at the same time
 * share a few queries: first the sizes, then the pages of each connection to its end.
 *
 * When a combined query fails, its pages are requested one by one, so that each error belongs to its own node.
 * @returns a function that reads the whole connection of one node and throws ApiError as `connection` does
 */
export function connections<T>(
  client: Queries,
  what: Connections<T>,
): (id: string) => Promise<readonly T[]> {
  let waiting: PendingConnection<T>[] = [];
  return (id) =>
    new Promise((resolve, reject) => {
      if (waiting.length === 0) {
        // Everything requested in this turn of the event loop is sent together.
        setImmediate(() => {
          const asked = waiting;
          waiting = [];
          readAll(client, what, asked).catch((error: unknown) => {
            for (const { reject: fail } of asked) fail(error);
          });
        });
      }
      waiting.push({ id, resolve, reject });
    });
}

async function readAll<T>(
  client: Queries,
  what: Connections<T>,
  asked: readonly PendingConnection<T>[],
): Promise<void> {
  const read = new Map(asked.map(({ id }) => [id, [] as T[]] as const));
  const failed = new Map<string, unknown>();
  const ids = [...read.keys()];
  const asking = { label: `GraphQL query ${what.name}`, method: 'POST' };
  const sizes = ids.length === 1 ? new Map<string, number>() : await sizesOf(client, what, ids);
  let wanted = ids.map((id): WantedPage => {
    return { id, first: pageFor(sizes.get(id)), after: undefined, follow: followPages(asking) };
  });
  while (wanted.length > 0) {
    const batches = packed(wanted, ({ first }) => pageCost + first * (2 + what.fields));
    // Sequential: each round contains the cursors of the next.
    // eslint-disable-next-line no-await-in-loop
    const pages = (await Promise.all(batches.map((batch) => pagesOf(client, what, batch)))).flat();
    wanted = pages.flatMap(({ of, result }): readonly WantedPage[] => {
      if ('error' in result) {
        failed.set(of.id, result.error);
        return [];
      }
      const { nodes, hasNextPage, endCursor } = result.page;
      const all = read.get(of.id);
      for (const node of nodes) all?.push(node);
      try {
        const after = of.follow({ rows: nodes, hasMore: hasNextPage, cursor: endCursor });
        return after === undefined ? [] : [{ ...of, first: largestPage, after }];
      } catch (error) {
        failed.set(of.id, error);
        return [];
      }
    });
  }
  for (const { id, resolve, reject } of asked) {
    if (failed.has(id)) reject(failed.get(id));
    else resolve(read.get(id) ?? []);
  }
}

/** A size only decides how much fits into a query. Only the last page tells that a list is complete. */
const pageFor = (size: number | undefined): number =>
  Math.min(largestPage, Math.max(1, size ?? largestPage));

/** Groups parts into batches that each fit into one query. */
function packed<P>(parts: readonly P[], costOf: (part: P) => number): readonly (readonly P[])[] {
  const batches: P[][] = [];
  let cost = 0;
  for (const part of parts) {
    const own = costOf(part);
    const last = batches.at(-1);
    if (last === undefined || cost + own > budget) {
      batches.push([part]);
      cost = own;
    } else {
      last.push(part);
      cost += own;
    }
  }
  return batches;
}

const counted = object({ totalCount: optional(nullable(integer)) });

/** The lengths of the lists, where the server tells them. */
async function sizesOf<T>(
  client: Queries,
  { name, type, field }: Connections<T>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  const batches = packed(ids, () => countCost);
  await Promise.all(
    batches.map(async (batch) => {
      const document = queryOf(
        `${name}Sizes`,
        batch,
        () => `... on ${type} { ${field}(first: 1) { totalCount } }`,
      );
      const variables = Object.fromEntries(batch.map((id, index) => [`id${index}`, id]));
      const counts = await client
        .query(`${name}Sizes`, document, variables, (data) =>
          batch.map((_, index) => counted(inside(data, index, field), `data.n${index}.${field}`)),
        )
        .catch(unlessRefused);
      for (const [index, id] of batch.entries()) {
        const size = counts?.[index]?.totalCount;
        if (typeof size === 'number') sizes.set(id, size);
      }
    }),
  );
  return sizes;
}

/** Missing sizes only cost more queries. A stopped run sends no more queries. */
function unlessRefused(error: unknown): undefined {
  if (error instanceof ApiError && !isStopped(error)) return undefined;
  throw error;
}

interface Got<T> {
  readonly of: WantedPage;
  readonly result: { readonly page: Page<T> } | { readonly error: unknown };
}

async function pagesOf<T>(
  client: Queries,
  what: Connections<T>,
  batch: readonly WantedPage[],
): Promise<readonly Got<T>[]> {
  try {
    const pages = await ask(client, what, batch);
    return batch.flatMap((of, index): readonly Got<T>[] => {
      const found = pages[index];
      return found === undefined ? [] : [{ of, result: { page: found } }];
    });
  } catch (error) {
    const [only, ...more] = batch;
    if (only === undefined) return [];
    if (more.length === 0 || isStopped(error))
      return batch.map((of) => ({ of, result: { error } }));
    return (await Promise.all(batch.map((of) => pagesOf(client, what, [of])))).flat();
  }
}

function ask<T>(
  client: Queries,
  { name, type, field, selection, decode }: Connections<T>,
  batch: readonly WantedPage[],
): Promise<readonly Page<T>[]> {
  const shape = page(decode);
  const document = queryOf(name, batch, ({ first, after }) => {
    // A JSON string is also a valid GraphQL string.
    const cursor = after === undefined ? '' : `, after: ${JSON.stringify(after)}`;
    return `... on ${type} { ${field}(first: ${first}${cursor}) {
    pageInfo { hasNextPage endCursor } edges { node { ${selection} } }
  } }`;
  });
  const variables = Object.fromEntries(batch.map(({ id }, index) => [`id${index}`, id]));
  return client.query(name, document, variables, (data) =>
    batch.map((_, index) => shape(inside(data, index, field), `data.n${index}.${field}`)),
  );
}

/** A query for many nodes, each under its own alias. */
function queryOf<P>(name: string, parts: readonly P[], selection: (part: P) => string): string {
  const variables = parts.map((_, index) => `$id${index}: ID!`).join(', ');
  const nodes = parts.map(
    (part, index) => `  n${index}: node(id: $id${index}) { ${selection(part)} }`,
  );
  return `query ${name}(${variables}) {\n${nodes.join('\n')}\n}`;
}

/** The connection of one node; undefined where the response lacks it, which every decoder rejects. */
function inside(data: unknown, index: number, field: string): unknown {
  const node = isRecord(data) ? data[`n${index}`] : undefined;
  return isRecord(node) ? node[field] : undefined;
}

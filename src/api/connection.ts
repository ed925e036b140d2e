import { boolean, list, nullable, object, optional, text } from './decode.ts';
import type { Decoder } from './decode.ts';
import { followPages } from './pages.ts';
import type { Queries } from './queries.ts';
import { isRefused } from './schema.ts';

/** The largest page of Arize's own examples; the maximum is not documented. */
export const largestPage = 100;
/** The page size of most of them, for servers that refuse the largest. */
export const usualPage = 50;

/** One page of a Relay connection. */
export interface Page<T> {
  readonly nodes: readonly T[];
  readonly hasNextPage: boolean;
  readonly endCursor: string | null | undefined;
}

/** Decodes `{ pageInfo { hasNextPage endCursor } edges { node { … } } }`. */
export function page<T>(node: Decoder<T>): Decoder<Page<T>> {
  const shape = object({
    pageInfo: object({ hasNextPage: boolean, endCursor: optional(nullable(text)) }),
    edges: list(object({ node })),
  });
  return (value, path) => {
    const { pageInfo, edges } = shape(value, path);
    return { nodes: edges.map((edge) => edge.node), ...pageInfo };
  };
}

/**
 * Reads a Relay connection to its last page, past short and empty ones.
 * @param name of the query, for `-v` and errors
 * @param document builds the query for a page of so many entries. The cursor that it comes after is passed as the variable
 *   `after`, except for the first page.
 * @param decodePage decodes `data`; see `page`
 * @param largest how many entries to ask for; fewer, where the server refuses so many
 * @throws ApiError (kind `incomplete`) when Arize reports more pages but gives no way to reach them: people on them
 *   would look as if they were gone
 */
export async function connection<T>(
  client: Queries,
  name: string,
  document: (first: number) => string,
  variables: Record<string, unknown>,
  decodePage: (data: unknown) => Page<T>,
  largest = largestPage,
): Promise<T[]> {
  const nodes: T[] = [];
  let first = largest;
  const ask = async (all: Record<string, unknown>): Promise<Page<T>> => {
    try {
      return await client.query(name, document(first), all, decodePage);
    } catch (error) {
      if (first <= usualPage || !isRefused(error)) throw error;
      first = Math.max(usualPage, Math.floor(first / 2));
      return ask(all);
    }
  };
  const follow = followPages({ label: `GraphQL query ${name}`, method: 'POST' });
  let after: string | undefined;
  do {
    const all = after === undefined ? variables : { ...variables, after };
    // Sequential: each page contains the cursor of the next.
    const next: Page<T> = await ask(all);
    for (const node of next.nodes) nodes.push(node);
    after = follow({ rows: next.nodes, hasMore: next.hasNextPage, cursor: next.endCursor });
  } while (after !== undefined);
  return nodes;
}

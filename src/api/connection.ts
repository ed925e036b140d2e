import { boolean, list, nullable, object, optional, text } from './decode.ts';
import type { Decoder } from './decode.ts';
import { followPages } from './pages.ts';
import type { Queries } from './queries.ts';

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
 * @param document builds the query for the page after a cursor, undefined for the first page. The cursor is passed as
 *   the variable `after`, if there is one.
 * @param decodePage decodes `data`; see `page`
 * @throws ApiError (kind `incomplete`) when Arize reports more pages but gives no way to reach them: people on them
 *   would look as if they were gone
 */
export async function connection<T>(
  client: Queries,
  name: string,
  document: (after: string | undefined) => string,
  variables: Record<string, unknown>,
  decodePage: (data: unknown) => Page<T>,
): Promise<T[]> {
  const nodes: T[] = [];
  const follow = followPages({ label: `GraphQL query ${name}`, method: 'POST' });
  let after: string | undefined;
  do {
    const all = after === undefined ? variables : { ...variables, after };
    // Sequential: each page contains the cursor of the next.
    const next: Page<T> = await client.query(name, document(after), all, decodePage);
    for (const node of next.nodes) nodes.push(node);
    after = follow({ rows: next.nodes, hasMore: next.hasNextPage, cursor: next.endCursor });
  } while (after !== undefined);
  return nodes;
}

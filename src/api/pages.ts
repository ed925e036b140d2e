import { ApiError } from './error.ts';
import { isRecord } from '../records.ts';

/** How many pages in a row may contain nothing new: filters may empty many pages, but every list ends. */
const idlePages = 500;
/** How many pages a list may have: a million entries over REST. */
const mostPages = 10_000;

/** A page as it arrived. */
export interface PageEnd {
  readonly rows: readonly unknown[];
  readonly hasMore: boolean;
  readonly cursor: string | null | undefined;
}

/** The request, for errors. */
interface Asking {
  /** `GET /v2/users`, `GraphQL query SpaceMembers`. */
  readonly label: string;
  readonly method: string;
  readonly path?: string;
}

/**
 * Follows a list from page to page, past short and empty ones (Arize docs: some lists are filtered after paging), and
 * makes sure that it advances.
 * @returns a function that takes each page and returns the cursor of the next one, undefined after the last. It throws
 *   an ApiError (kind `incomplete`) when Arize reports more pages but gives no way to reach them: people on them would
 *   look as if they were gone
 */
export function followPages(asking: Asking): (page: PageEnd) => string | undefined {
  const cursors = new Set<string>();
  const known = new Set<string>();
  let [pages, entries, idle] = [0, 0, 0];
  return ({ rows, hasMore, cursor }) => {
    // Most lists have one page, and nothing has to be known of a last one.
    if (!hasMore) return undefined;
    const before = known.size;
    for (const row of rows) known.add(identity(row));
    pages += 1;
    entries += rows.length;
    idle = known.size > before ? 0 : idle + 1;
    const next = cursor ?? '';
    if (next === '') throw endless(asking, entries, 'gives no cursor for it');
    if (cursors.has(next)) throw endless(asking, entries, 'repeats the cursor of an earlier page');
    if (idle >= idlePages)
      throw endless(asking, entries, `sent nothing new on ${idlePages} pages in a row`);
    if (pages >= mostPages)
      throw endless(asking, entries, `has not ended the list after ${mostPages} pages`);
    cursors.add(next);
    return next;
  };
}

/** What distinguishes an entry from the others of its list. */
const identity = (row: unknown): string =>
  isRecord(row) && typeof row['id'] === 'string' ? row['id'] : JSON.stringify(row);

/** The error for a list that claims to continue but does not advance. */
function endless({ label, ...request }: Asking, count: number, why: string): ApiError {
  return new ApiError(
    `${label}: the list is incomplete. After ${count} entries Arize reports another page, but ${why}.`,
    {
      kind: 'incomplete',
      hint: 'An incomplete list is never used. Run it again. If the problem persists, contact Arize support.',
      ...request,
    },
  );
}

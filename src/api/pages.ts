import { ApiError } from './error.ts';
import { isRecord } from '../records.ts';

/** How many pages in a row may bring nothing new: a filter may leave many empty, but a list has an end. */
const idlePages = 500;
/** How many pages a list may have: a million entries of REST. */
const mostPages = 10_000;

/** A page as it came. */
export interface PageEnd {
  readonly rows: readonly unknown[];
  readonly hasMore: boolean;
  readonly cursor: string | null | undefined;
}

/** Who asked, for errors. */
interface Asking {
  /** `GET /v2/users`, `GraphQL query SpaceMembers`. */
  readonly label: string;
  readonly method: string;
  readonly path?: string;
}

/**
 * Follows a list from page to page, through short and empty ones (Arize docs: some lists are filtered after a page is
 * cut), and sees to it that it goes on.
 * @returns takes each page in, and gives the cursor of the next one, undefined after the last. It throws an ApiError
 *   (kind `incomplete`) when there is said to be more but no way on: a list cut short would look like people who are gone
 */
export function followPages(asking: Asking): (page: PageEnd) => string | undefined {
  const cursors = new Set<string>();
  const known = new Set<string>();
  let [pages, entries, idle] = [0, 0, 0];
  return ({ rows, hasMore, cursor }) => {
    const before = known.size;
    for (const row of rows) known.add(identity(row));
    pages += 1;
    entries += rows.length;
    idle = known.size > before ? 0 : idle + 1;
    if (!hasMore) return undefined;
    const next = cursor ?? '';
    if (next === '') throw endless(asking, entries, 'no cursor for it');
    if (cursors.has(next)) throw endless(asking, entries, 'the cursor of an earlier page');
    if (idle >= idlePages)
      throw endless(asking, entries, `nothing new on ${idlePages} pages in a row`);
    if (pages >= mostPages) throw endless(asking, entries, `no end within ${mostPages} pages`);
    cursors.add(next);
    return next;
  };
}

/** What tells an entry from the others of its list. */
const identity = (row: unknown): string =>
  isRecord(row) && typeof row['id'] === 'string' ? row['id'] : JSON.stringify(row);

/** The error for a list that says it goes on, but does not get anywhere. */
function endless({ label, ...request }: Asking, count: number, why: string): ApiError {
  return new ApiError(
    `${label}: the list is not complete. After ${count} entries Arize says there is another page, but gives ${why}.`,
    {
      kind: 'incomplete',
      hint: 'Nothing is concluded from half a list. Run it again; if it stays, tell Arize support.',
      ...request,
    },
  );
}

import type { Numbered } from './table.ts';
import { ProblemError } from './problem.ts';

/** One page of a list, with the pagination part of the response. */
export interface Page<Row> {
  rows: Row[];
  pagination: { has_more: boolean; next_cursor?: string };
}

function readLimit(query: URLSearchParams): number {
  const limit = query.get('limit');
  if (limit === null) return 50;
  const number = /^\d{1,4}$/.test(limit) ? Number(limit) : 0;
  if (number < 1 || number > 100)
    throw new ProblemError(400, '`limit` must be a number from 1 to 100');
  return number;
}

function readCursor(query: URLSearchParams, list: string): number {
  const cursor = query.get('cursor');
  if (cursor === null) return 0;
  const match = /^([a-z-]+)@(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString());
  const [, of, after] = match ?? [];
  if (of !== list) throw new ProblemError(400, '`cursor` is not from this list');
  return Number(after);
}

/** The part of a call that pages depend on. */
interface Paging {
  query: URLSearchParams;
  behaviour: { short_pages: boolean };
}

/**
 * The page that `limit` (1 to 100, 50 unless told) and `cursor` ask for. Rows come in the order of
 * their numbers, or newest first; a cursor holds the last number seen, so rows made meanwhile disturb
 * nothing. With short pages the first is empty and the others are half full.
 */
export function pageOf<Row extends Numbered>(
  rows: readonly Row[],
  { query, behaviour }: Paging,
  list: string,
  order: 'oldest first' | 'newest first' = 'oldest first',
): Page<Row> {
  const limit = readLimit(query);
  const seen = readCursor(query, list);
  const isAhead = (row: Row): boolean => (order === 'oldest first' ? row.id > seen : row.id < seen);
  const rest = seen === 0 ? rows : rows.filter(isAhead);
  if (behaviour.short_pages && !query.has('cursor') && rest.length > 0) {
    return { rows: [], pagination: { has_more: true, next_cursor: writeCursor(list, 0) } };
  }
  const page = rest.slice(0, behaviour.short_pages ? Math.ceil(limit / 2) : limit);
  const last = page.at(-1);
  if (last === undefined || rest.length === page.length) {
    return { rows: page, pagination: { has_more: false } };
  }
  return { rows: page, pagination: { has_more: true, next_cursor: writeCursor(list, last.id) } };
}

function writeCursor(list: string, seen: number): string {
  return Buffer.from(`${list}@${seen}`).toString('base64url');
}

/** The case-insensitive substring filter of `name`, `space_name` and `email` (up to 255 characters). */
export function contains(query: URLSearchParams, parameter: string): (value: string) => boolean {
  const wanted = query.get(parameter);
  if (wanted === null) return () => true;
  if (wanted.length > 255)
    throw new ProblemError(400, `\`${parameter}\` must have at most 255 characters`);
  const folded = wanted.toLowerCase();
  return (value) => value.toLowerCase().includes(folded);
}

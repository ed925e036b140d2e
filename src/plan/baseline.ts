import type { Baseline, History, List } from '../model.ts';
import { listKey } from '../names.ts';

/** How far a list is from what it is held to. */

/** How much of a list may be missing before what rests on it is held back. */
export type Standard =
  /** None of it: what cannot be put back, or is made again, must be proved by a whole list. */
  | 'whole'
  /** Less than half, and never all of it: what people see again in a diff of the file. */
  | 'most'
  /** What people take out of lists by hand: the rows that a change is about are there. */
  | 'some';

/** Fewer missing rows than this trip nothing that rests on rows which are there. */
const floor = 5;
/** In a long list more may be missing, up to this share of it, */
const share = 0.05;
/** and never a page of the smallest size that Arize gives. */
const page = 50;

/** What a list is held to; undefined where no run has judged it. */
export const baselineOf = (list: List, { baselines }: History): Baseline | undefined =>
  baselines.get(listKey(list)) ?? baselines.get(list.name);

/**
 * How many rows are gone that no run of ours took. A row that only became hidden behind an admin right is not gone, and
 * neither is an admin's who is none any more.
 */
export function missingFrom(
  last: Pick<Baseline, 'count' | 'masked'>,
  now: Pick<List, 'count' | 'masked'>,
): number {
  const own = last.count - now.count;
  if (last.masked === undefined) return Math.max(0, own);
  return Math.max(0, Math.min(own, own + last.masked - (now.masked ?? 0)));
}

/** How many rows must be missing before anything that rests on rows which are there is held back. */
export const manyOf = ({ count }: Pick<Baseline, 'count'>): number =>
  Math.min(page, Math.max(floor, Math.ceil(count * share)));

/** Whether so much is missing that nothing should rest on the list. */
export function isShort(last: Baseline, now: List, standard: Standard): boolean {
  const missing = missingFrom(last, now);
  if (missing === 0) return false;
  const many = manyOf(last);
  switch (standard) {
    case 'whole':
      return true;
    case 'most':
      return now.count * 2 < last.count || missing >= many;
    case 'some':
      return missing >= many;
  }
}

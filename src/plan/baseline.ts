import type { Baseline, History, List } from '../model.ts';
import { listKey } from '../names.ts';

/** How far a list is from its baseline. */

/** How much of a list may be missing before the changes that depend on it are held back. */
export type Standard =
  /** Nothing: a change that cannot be undone, or that would create a duplicate, needs the whole list as proof. */
  | 'whole'
  /** Less than half, and never all of it: for results that people review again in a diff of the file. */
  | 'most'
  /** As much as people remove from lists in Arize: the rows that the change is about are there. */
  | 'some';

/** Fewer missing rows than this hold nothing back that depends only on rows which are there. */
const floor = 5;
/** In a long list more rows may be missing, up to this share of it, */
const share = 0.05;
/** but never a whole page of the smallest size that Arize returns. */
const page = 50;

/** The baseline of a list; undefined if no run has judged the list. */
export const baselineOf = (list: List, { baselines }: History): Baseline | undefined =>
  baselines.get(listKey(list)) ?? baselines.get(list.name);

/**
 * How many rows are missing that no run removed. A row that is now hidden behind an admin right is not missing, and
 * neither is the row of a former admin.
 */
export function missingFrom(
  last: Pick<Baseline, 'count' | 'masked'>,
  now: Pick<List, 'count' | 'masked'>,
): number {
  const own = last.count - now.count;
  if (last.masked === undefined) return Math.max(0, own);
  return Math.max(0, Math.min(own, own + last.masked - (now.masked ?? 0)));
}

/** How many rows must be missing before changes that depend only on rows which are there are held back. */
export const manyOf = ({ count }: Pick<Baseline, 'count'>): number =>
  Math.min(page, Math.max(floor, Math.ceil(count * share)));

/** Whether so much is missing that no change should depend on the list. */
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

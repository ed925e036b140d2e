import { chainOf, refAddress } from '../kinds/index.ts';
import type { Coverage, LiveItem, Ref } from '../model.ts';
import { listName } from '../names.ts';
import type { ListCount, Start } from './record.ts';

/** How much each list held. */
export const countsOf = (coverage: readonly Coverage[]): readonly ListCount[] =>
  coverage.map((each) => ({ list: listName(each), count: each.count }));

/**
 * What each list holds, and what it is to hold when a run is through.
 * @param after the account as the run would leave it
 */
export function expectedCounts(
  coverage: readonly Coverage[],
  before: readonly LiveItem[],
  after: readonly LiveItem[],
): Start['lists'] {
  const had = tally(before);
  const has = tally(after);
  return countsOf(coverage).map(({ list, count }) => ({
    list,
    count,
    // Only the difference counts: a list may hold what is no item, such as a second binding of a bot.
    after: Math.max(0, count + (has.get(list) ?? 0) - (had.get(list) ?? 0)),
  }));
}

function tally(items: readonly LiveItem[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const add = (list: string): void => {
    counts.set(list, (counts.get(list) ?? 0) + 1);
  };
  for (const item of items) {
    add(listName({ kind: item.kind, scope: placeOf(item) }));
    if (typeof item.fields['role'] === 'object') add('role_use');
  }
  return counts;
}

const placeOf = (ref: Ref): string => {
  const [, parent] = chainOf(ref);
  return parent === undefined ? '' : refAddress(parent);
};

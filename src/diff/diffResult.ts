import { collectionOf } from '../kind.ts';
import { kindOf } from '../kinds/index.ts';
import type { Change, Manual, Ref, Untouched } from '../model.ts';

/** A live item that the comparison leaves untouched, with the reason. */
export interface UntouchedItem {
  readonly ref: Ref;
  readonly reason: Untouched['reason'];
}

/** The result of comparing one part of the account. */
export interface DiffResult {
  readonly changes: readonly Change[];
  readonly observed: readonly Change[];
  readonly manual: readonly Manual[];
  readonly left: readonly UntouchedItem[];
}

/** A result that is still being collected. */
export type Collecting = { readonly [N in keyof DiffResult]: DiffResult[N][number][] };

export const collecting = (): Collecting => ({
  changes: [],
  observed: [],
  manual: [],
  left: [],
});

/** Counts untouched items by kind, resource and reason, in the order in which they were found. */
export function tally(left: readonly UntouchedItem[]): readonly Untouched[] {
  const counts = new Map<string, Untouched>();
  for (const { ref, reason } of left) {
    const scope = collectionOf(kindOf(ref.kind), ref.key);
    const mark = `${ref.kind} ${scope} ${reason}`;
    const count = (counts.get(mark)?.count ?? 0) + 1;
    counts.set(mark, { kind: ref.kind, scope, reason, count });
  }
  return [...counts.values()];
}

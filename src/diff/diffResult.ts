import { collectionOf } from '../kind.ts';
import { kindOf } from '../kinds/index.ts';
import type { Change, Manual, Ref, Untouched } from '../model.ts';

/** One live thing that is left alone, and why. */
export interface UntouchedItem {
  readonly ref: Ref;
  readonly reason: Untouched['reason'];
}

/** What the rules of a comparison find, each rule its own part. */
export interface DiffResult {
  readonly changes: readonly Change[];
  readonly observed: readonly Change[];
  readonly manual: readonly Manual[];
  readonly left: readonly UntouchedItem[];
}

/** Findings while they are being collected. */
export type Collecting = { readonly [N in keyof DiffResult]: DiffResult[N][number][] };

export const collecting = (): Collecting => ({
  changes: [],
  observed: [],
  manual: [],
  left: [],
});

/** Counts what is left alone by kind, place and reason, in the order in which it was met. */
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

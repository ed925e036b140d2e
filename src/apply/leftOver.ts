import equal from 'fast-deep-equal';
import { itemsAfter } from '../diff/after.ts';
import { kindOf, nameOf, refAddress } from '../kinds/index.ts';
import type { Change, Live, LiveItem, PlannedChange } from '../model.ts';

/** How the account differs from what a change should have achieved, and what to do about it. */
export interface LeftOver {
  readonly what: string;
  readonly hint: string;
}

/**
 * How the account differs from what some changes should have achieved, although Arize accepted each of them. Differences
 * in items that they do not touch are by other people.
 * @param left the remaining differences between the file and the account
 * @param live the account after the run
 * @param before the account before the run, if it is known
 * @returns the differences, by the address of the change
 */
export function leftOver(
  done: readonly PlannedChange[],
  left: readonly Change[],
  live: Live,
  before: Live | undefined,
): ReadonlyMap<string, LeftOver> {
  const open = new Map(left.map((change) => [change.address, change]));
  const found = byAddress(live.items);
  const expected = byAddress(before === undefined ? [] : itemsAfter(before.items, done));
  const settled = new Set(done.map(({ address }) => address));
  return new Map(
    done.flatMap((change) => {
      const becomes = change.action === 'update' ? change.becomes : undefined;
      const what =
        undone(change, open.get(change.address), found) ??
        (becomes && undone(change, open.get(becomes.address), found)) ??
        // The other half has a change of its own, which is checked separately.
        lost(change, found, expected, settled);
      return what === undefined ? [] : [[change.address, what] as const];
    }),
  );
}

const byAddress = (items: readonly LiveItem[]): ReadonlyMap<string, LiveItem> =>
  new Map(items.map((item) => [item.address, item]));

const notVisible = (what: string): LeftOver => ({
  what: `Arize accepted the request, but the change is not visible yet: ${what}.`,
  hint: 'Plan again to see what differs now. If it happens again, contact Arize support.',
});

/** What is left to do of a change itself. */
function undone(
  done: PlannedChange,
  left: Change | undefined,
  found: ReadonlyMap<string, LiveItem>,
): LeftOver | undefined {
  if (done.action === 'delete') {
    if (left?.action === 'delete') return notVisible('it is still there');
    const [first, ...more] = done.cascade.flatMap((address) => found.get(address) ?? []);
    if (first === undefined) return undefined;
    const others = more.length === 0 ? 'is' : `and ${more.length} more are`;
    return notVisible(`${nameOf(first)}, which should be removed with it, ${others} still there`);
  }
  if (left?.action === 'create') return notVisible('it is not there');
  if (left?.action === 'update') {
    const wrong = Object.keys(left.after).filter((name) => name in done.after);
    return wrong.length === 0
      ? undefined
      : notVisible(`its ${wrong.join(', ')} is not as requested`);
  }
  const id = found.get(done.address)?.id;
  const isHalf =
    done.action === 'update' &&
    id !== undefined &&
    kindOf(done.kind).isHalfDone?.(done.before, done.after, id);
  return isHalf ? notVisible('the item that it replaces is still there') : undefined;
}

/** What a change also removed although it should not have: the other half of a slot that holds two items. */
function lost(
  { kind, key }: PlannedChange,
  found: ReadonlyMap<string, LiveItem>,
  expected: ReadonlyMap<string, LiveItem>,
  settled: ReadonlySet<string>,
): LeftOver | undefined {
  const other = kindOf(kind).otherHalf?.(key);
  if (other === undefined || settled.has(refAddress(other))) return undefined;
  const was = expected.get(refAddress(other));
  const is = found.get(refAddress(other));
  if (was === undefined || (is !== undefined && equal(is.fields, was.fields))) return undefined;
  return {
    what: `Arize accepted the request, but ${nameOf(was)} (${roleOf(was)}) ${is === undefined ? 'is also gone' : 'has also changed'}.`,
    hint: 'Plan again to restore what the file lists. What the file does not list must be restored in Arize.',
  };
}

const roleOf = ({ fields: { role } }: LiveItem): string =>
  typeof role === 'object' && 'custom' in role ? role.custom : String(role);

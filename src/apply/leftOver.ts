import equal from 'fast-deep-equal';
import { itemsAfter } from '../diff/after.ts';
import { kindOf, nameOf, refAddress } from '../kinds/index.ts';
import type { Change, Live, LiveItem, PlannedChange } from '../model.ts';

/** What is not as a change should have left it, and what to do about it. */
export interface LeftOver {
  readonly what: string;
  readonly hint: string;
}

/**
 * What is not as some changes should have left it, although Arize accepted each of them. A difference in anything that
 * they do not touch came from another person.
 * @param left what still separates the file from the account
 * @param live the account after the run
 * @param before the account before it, where it is known
 * @returns by the address of the change
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
        // The other half has a change of its own, which is looked at by itself.
        lost(change, found, expected, settled);
      return what === undefined ? [] : [[change.address, what] as const];
    }),
  );
}

const byAddress = (items: readonly LiveItem[]): ReadonlyMap<string, LiveItem> =>
  new Map(items.map((item) => [item.address, item]));

const saidYes = (what: string): LeftOver => ({
  what: `Arize said yes and did not do it: read again, ${what}.`,
  hint: 'Plan again to see what differs now. If Arize says yes again and it stays so, tell Arize.',
});

/** What of a change itself is still to be done. */
function undone(
  done: PlannedChange,
  left: Change | undefined,
  found: ReadonlyMap<string, LiveItem>,
): LeftOver | undefined {
  if (done.action === 'delete') {
    if (left?.action === 'delete') return saidYes('it is still there');
    const [first, ...more] = done.cascade.flatMap((address) => found.get(address) ?? []);
    if (first === undefined) return undefined;
    const others = more.length === 0 ? 'is' : `and ${more.length} more are`;
    return saidYes(`${nameOf(first)}, which goes along with it, ${others} still there`);
  }
  if (left?.action === 'create') return saidYes('it is not there');
  if (left?.action === 'update') {
    const wrong = Object.keys(left.after).filter((name) => name in done.after);
    return wrong.length === 0 ? undefined : saidYes(`its ${wrong.join(', ')} is not as asked`);
  }
  const id = found.get(done.address)?.id;
  const isHalf =
    done.action === 'update' &&
    id !== undefined &&
    kindOf(done.kind).isHalfDone?.(done.before, done.after, id);
  return isHalf ? saidYes('what it replaces is still there beside it') : undefined;
}

/** What a change took along that it should have left: the other half of a place that a person has as two things. */
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
    what: `Arize accepted the request, but ${nameOf(was)} (${roleOf(was)}) ${is === undefined ? 'is gone since' : 'is another one since'}.`,
    hint: 'Plan again: what the file lists is planned again. Give back in Arize what the file does not list.',
  };
}

const roleOf = ({ fields: { role } }: LiveItem): string =>
  typeof role === 'object' && 'custom' in role ? role.custom : String(role);

import { itemsAfter } from '../diff/after.ts';
import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import { refOf } from '../kinds/refOf.ts';
import type { Change, Live, LiveItem, Ref } from '../model.ts';
import { namesBefore } from './former.ts';

/**
 * The account after a run, as the run's undo file finds it: under the names from before.
 * @param before the account before the run
 * @param done what the run does, or did
 * @param after what was read after the run; it may be less than before, since less was left to do
 */
export function laterFor(before: Live, done: readonly Change[], after?: Live): Live {
  const expected = { items: expectedItems(before, done), hidden: before.hidden };
  const { items, hidden } = after === undefined ? expected : merged(expected, after);
  const names = namesBefore(before);
  const addressed = <R extends Ref>(ref: R) => {
    const key = names.key(ref);
    return { ...ref, key, address: refAddress({ kind: ref.kind, key }) };
  };
  const later = items.map((item): LiveItem => ({
    ...addressed(item),
    fields: names.fields(item.fields),
  }));
  const there = new Set(later.map(({ address }) => address));
  const stillHidden = [...hidden].flatMap(([address, right]) => {
    const ref = refOf(address);
    const own = ref === undefined ? address : addressed(ref).address;
    return there.has(own) ? [] : [[own, right] as const];
  });
  const isUnread = before.coverage.some(
    ({ kind, complete }) => kind === 'identity_provider' && !complete,
  );
  return {
    ...before,
    items: later,
    hidden: new Map(stillHidden),
    // What was not asked for cannot name what the run made.
    roleUses: before.roleUses ?? [],
    ...(!isUnread && { identityProviders: before.identityProviders ?? [] }),
  };
}

type Seen = Pick<Live, 'items' | 'hidden'>;

function expectedItems({ items }: Live, done: readonly Change[]): readonly LiveItem[] {
  const changed = new Set(done.map(({ address }) => address));
  return itemsAfter(items, done).map((item) => {
    if (!changed.has(item.address) || kindOf(item.kind).keyedBy !== 'person') return item;
    // What a grant consists of is another thing once it has changed.
    const { also: _also, ...rest } = item;
    return { ...rest, id: '' };
  });
}

/** Whatever was read again is as it was read. */
function merged(expected: Seen, { items, hidden, coverage }: Live): Seen {
  const read = new Set(coverage.map(({ kind, scope }) => `${kind} ${scope}`));
  const isRead = (ref: Ref): boolean => {
    const [, parent] = chainOf(ref);
    return read.has(`${ref.kind} ${parent === undefined ? '' : refAddress(parent)}`);
  };
  const unread = [...expected.hidden].filter(([address]) => {
    const ref = refOf(address);
    return ref !== undefined && !isRead(ref);
  });
  return {
    items: [...expected.items.filter((item) => !isRead(item)), ...items],
    hidden: new Map([...unread, ...hidden]),
  };
}

import { itemsAfter } from '../../diff/after.ts';
import { kindOf, refAddress, siblingKey } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import { collectionOf } from '../../kind.ts';
import type { Change, Desired, Live, LiveItem, Ref } from '../../model.ts';
import { within } from '../../read/reach.ts';
import { namesBefore } from './former.ts';

/**
 * The account after a run, as its undo file reads it: under the names from before the run.
 * @param undo the undo file
 * @param before the account before the run
 * @param done the changes of the run, planned or made
 * @param after what was read after the run, possibly less than before, since less was left to do
 */
export function laterFor(undo: Desired, before: Live, done: readonly Change[], after?: Live): Live {
  const expected = { items: expectedItems(before, done), hidden: before.hidden };
  const { items, hidden } = after === undefined ? expected : merged(expected, after);
  const names = namesBefore(before);
  const addressed = <R extends Ref>(ref: R) => {
    const key = names.key(ref);
    return { ...ref, key, address: refAddress({ kind: ref.kind, key }) };
  };
  const renamed = items.map((item): LiveItem => ({
    ...addressed(item),
    fields: names.fields(item.kind, item.fields),
  }));
  const masked = [...hidden].map(([address, right]) => {
    const ref = refOf(address);
    return [ref === undefined ? address : addressed(ref).address, right] as const;
  });
  const later = halvesAs(undo, renamed, new Map(masked));
  const there = new Set(later.map(({ address }) => address));
  const stillHidden = masked.filter(([address]) => !there.has(address));
  const isUnread = before.coverage.some(
    ({ kind, complete }) => kind === 'identity_provider' && !complete,
  );
  return within(undo, {
    ...before,
    items: later,
    hidden: new Map(stillHidden),
    // Items that were not read cannot refer to what the run created.
    roleUses: after?.roleUses ?? before.roleUses ?? [],
    ...(!isUnread && { identityProviders: before.identityProviders ?? [] }),
  });
}

type Seen = Pick<Live, 'items' | 'hidden'>;

function expectedItems({ items }: Live, done: readonly Change[]): readonly LiveItem[] {
  const changed = new Set(done.map(({ address }) => address));
  return itemsAfter(items, done).map((item) => {
    if (!changed.has(item.address) || kindOf(item.kind).keyedBy !== 'person') return item;
    // A grant that changed has other ids.
    const { also: _also, ...rest } = item;
    return { ...rest, id: '' };
  });
}

/** Replaces items by what was read again. */
function merged(expected: Seen, { items, hidden, coverage }: Live): Seen {
  const read = new Set(coverage.map(({ kind, scope }) => `${kind} ${scope}`));
  const isRead = (ref: Ref): boolean => read.has(siblingKey(ref));
  const unread = [...expected.hidden].filter(([address]) => {
    const ref = refOf(address);
    return ref !== undefined && !isRead(ref);
  });
  return {
    items: [...expected.items.filter((item) => !isRead(item)), ...items],
    hidden: new Map([...unread, ...hidden]),
  };
}

/**
 * If a person has a membership and a binding, the file decides which of them a role belongs to: the one that it names; if
 * it names neither, the one whose map it manages more.
 */
function halvesAs(
  undo: Desired,
  items: readonly LiveItem[],
  hidden: Live['hidden'],
): readonly LiveItem[] {
  const wanted = new Map(undo.items.map(({ address, fields }) => [address, fields['role']]));
  const named = new Set([...wanted.keys(), ...undo.removed.map(refAddress)]);
  const halves = new Map(items.map((item) => [item.address, item]));
  for (const item of items) {
    const other = kindOf(item.kind).otherHalf?.(item.key);
    const { also, ...alone } = item;
    const { role } = item.fields;
    const custom = typeof role === 'object' ? role : also;
    if (other === undefined || custom === undefined) continue;
    const address = refAddress(other);
    const isOwn = (): boolean => {
      const own = wanted.get(item.address);
      if (typeof own === 'object') return true;
      // Beside a built-in role, visible or not, it is the binding.
      if (also !== undefined || hidden.has(item.address)) return false;
      const isMap = undo.collections.has(collectionOf(kindOf(other.kind), other.key));
      return !isMap || (named.has(item.address) && own === undefined);
    };
    if (!named.has(address) && isOwn()) continue;
    if (also === undefined) halves.delete(item.address);
    else halves.set(item.address, alone);
    halves.set(address, { ...other, address, id: item.id, fields: { role: custom } });
  }
  return [...halves.values()];
}

import { goingAlong } from '../../diff/state.ts';
import { withNames } from '../../fields.ts';
import { chainOf, kindOf, refAddress } from '../../kinds/index.ts';
import type { Change, Fields, Key, KindName, Live, LiveItem, Ref } from '../../model.ts';
import type { Tree } from '../tree.ts';
import { ownName } from '../../key.ts';

/** The items that a run touches, and their names before the run. */

/**
 * Everything that the run may change: its changes, and what Arize also removes. Older grants that would be removed
 * along with what the run gives are included too: the undo file keeps them.
 */
export function touchedBy(running: readonly Change[], { items }: Live): ReadonlyMap<string, Ref> {
  const along = new Set(running.flatMap(({ cascade }) => cascade));
  const given = running.filter(({ action }) => action === 'create');
  const kept = goingAlong(given, items);
  return new Map<string, Ref>([
    ...items.flatMap((item) =>
      along.has(item.address) || kept.has(item) ? [[item.address, item] as const] : [],
    ),
    ...running.map((change) => [change.address, change] as const),
    ...running.flatMap((change) =>
      change.action === 'update' && change.becomes !== undefined
        ? [[change.becomes.address, change.becomes] as const]
        : [],
    ),
  ]);
}

/** The names of items before the run, by their address in the file, which may rename them. */
export interface NamesBefore {
  key(ref: Ref): Key;
  fields(kind: KindName, fields: Fields): Fields;
}

export function namesBefore({ items }: Live): NamesBefore {
  const names = new Map(
    items.flatMap(({ address, kind, fields: { name } }) =>
      kindOf(kind).keyedBy === 'name' && typeof name === 'string' ? [[address, name] as const] : [],
    ),
  );
  const before = (ref: Ref): string =>
    names.get(refAddress(ref)) ?? (kindOf(ref.kind).keyedBy === 'parent' ? '' : ownName(ref.key));
  const keyBefore = (ref: Ref): Key =>
    chainOf(ref)
      .toReversed()
      .filter(({ kind }) => kindOf(kind).keyedBy !== 'parent')
      .map(before);
  return {
    key: keyBefore,
    fields: (kind, fields) =>
      withNames(kindOf(kind).fields, fields, (ref) => ({ kind: ref.kind, key: keyBefore(ref) })),
  };
}

/** Adds `previously`, so that an item with its old name is found under the name that the run gives it. */
export function renamed(item: LiveItem, change: Change | undefined, value: Tree): Tree {
  const isRenamed =
    kindOf(item.kind).keyedBy === 'name' && change?.action === 'update' && 'name' in change.after;
  if (isRenamed) value.set('previously', [ownName(item.key)]);
  return value;
}

import { goingAlong } from '../../diff/state.ts';
import { withNames } from '../../fields.ts';
import { chainOf, kindOf, refAddress } from '../../kinds/index.ts';
import type { Change, Fields, Key, KindName, Live, LiveItem, Ref } from '../../model.ts';
import type { Tree } from '../tree.ts';
import { ownName } from '../../key.ts';

/** What a run touches, and what it is called before. */

/**
 * Everything that the run may change: its changes, and what Arize takes along. Somebody's older grants that would go
 * with what the run gives are there too: the undo file keeps them.
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

/** What things are called before the run, by the address that the file gives them: it may rename them. */
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

/** Under its old name, a thing is found by the one that the run gives it. */
export function renamed(item: LiveItem, change: Change | undefined, value: Tree): Tree {
  const isRenamed =
    kindOf(item.kind).keyedBy === 'name' && change?.action === 'update' && 'name' in change.after;
  if (isRenamed) value.set('previously', [ownName(item.key)]);
  return value;
}

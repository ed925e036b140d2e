import { kindOf } from '../kinds/index.ts';
import type { Change, LiveItem } from '../model.ts';
import { goingAlong } from './state.ts';

/** What goes along with what some changes remove, each with the address of its cause. */
export const alongWith = (
  items: readonly LiveItem[],
  changes: readonly Change[],
): ReadonlyMap<LiveItem, string> =>
  goingAlong(
    changes.filter(({ action }) => action === 'delete'),
    items,
  );

/**
 * The account as it will be once some changes are done, as far as it was read. New items have no id yet.
 * @param items the account as it is
 */
export function itemsAfter(
  items: readonly LiveItem[],
  changes: readonly Change[],
  along = alongWith(items, changes),
): readonly LiveItem[] {
  const gone = new Set<string>();
  for (const { action, address } of changes) if (action === 'delete') gone.add(address);
  const updates = new Map(
    changes.flatMap((change) =>
      change.action === 'update' ? [[change.address, change] as const] : [],
    ),
  );
  const moved = new Set([...updates.values()].flatMap(({ becomes }) => becomes?.address ?? []));
  const kept = items
    .filter((item) => !gone.has(item.address) && !along.has(item) && !moved.has(item.address))
    .map((item) => {
      const update = updates.get(item.address);
      if (update === undefined) return item;
      const { also: _replaced, ...rest } = item;
      return { ...rest, ...update.becomes, fields: { ...item.fields, ...update.after } };
    });
  const made = changes.flatMap((change): readonly LiveItem[] => {
    if (change.action !== 'create') return [];
    const { kind, key, address, after: fields } = change;
    return [{ kind, key, address, fields: { ...kindOf(kind).presets, ...fields }, id: '' }];
  });
  return [...kept, ...made];
}

import { isValues, valueAt } from '../edit/edits.ts';
import type { Edit } from '../edit/edits.ts';
import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import type { DesiredItem, Ref } from '../model.ts';
import { canonicalName } from '../names.ts';
import { pathOf, rolePath } from './subject.ts';
import type { Subject } from './subject.ts';

/** What has to change in a file so that it calls something by another name, wherever it is named. */
export function renameEdits(item: DesiredItem, name: string, subject: Subject): readonly Edit[] {
  const { desired, written } = subject;
  const path = pathOf(item);
  const earlier = (item.previously ?? []).filter((each) => canonicalName(each) !== name);
  const previously: readonly Edit[] =
    item.previously === undefined || earlier.length === item.previously.length
      ? []
      : [
          earlier.length === 0
            ? { op: 'remove', path: [...path, 'previously'] }
            : { op: 'set', path: [...path, 'previously'], value: earlier },
        ];
  return [
    { op: 'rename', path, name },
    ...previously,
    ...grantsOf(item, name, subject),
    ...(['removed', 'ignore', 'protected'] as const).flatMap((list) =>
      selectorEdits(list, desired[list], item, name, written),
    ),
  ];
}

/** Grants name roles, by hand or by team. */
function grantsOf(item: DesiredItem, name: string, { desired, written }: Subject): readonly Edit[] {
  if (item.kind !== 'role') return [];
  const [old = ''] = item.key;
  return desired.items.flatMap((grant): readonly Edit[] => {
    const { role } = grant.fields;
    if (typeof role !== 'object' || !('custom' in role) || role.custom !== old) return [];
    const path = [...pathOf(grant).slice(0, -1), grant.team ?? grant.key.at(-1) ?? ''];
    const value = kindOf(grant.kind).print({ role: { custom: name } });
    return [{ op: 'set', path: rolePath(path, written), value }];
  });
}

/** Selectors that name it, or what it is in. */
function selectorEdits(
  list: string,
  refs: readonly Ref[],
  item: DesiredItem,
  name: string,
  written: unknown,
): readonly Edit[] {
  const entries = valueAt(written, [list]);
  if (!Array.isArray(entries)) return [];
  return refs.flatMap((ref, index): readonly Edit[] => {
    const entry: unknown = entries[index];
    const isNamed = chainOf(ref).some((above) => refAddress(above) === item.address);
    if (!isNamed || !isValues(entry)) return [];
    if (item.kind in entry) return [{ op: 'set', path: [list, index, item.kind], value: name }];
    if (!('address' in entry)) return [];
    const key = ref.key.map((part, at) => (at === item.key.length - 1 ? name : part));
    return [
      { op: 'set', path: [list, index, 'address'], value: refAddress({ kind: ref.kind, key }) },
    ];
  });
}

import { sameId } from '../api/wire.ts';
import { addressOf } from '../kind.ts';
import type { FoundItem, Kind } from '../kind.ts';
import type { Contradiction, DesiredItem, Key, LiveItem, Ref } from '../model.ts';
import { canonicalName } from '../names.ts';
import { ownName } from '../key.ts';

/** The found item that an entry refers to: by its pinned id, then by name, then by an earlier name. */
function meant(
  item: DesiredItem,
  found: readonly FoundItem[],
  kind: Kind,
): FoundItem | Contradiction | undefined {
  const name = ownName(item.key);
  const { address } = item;
  const named = (wanted: string): readonly FoundItem[] =>
    found.filter((each) => each.name === wanted);
  const { id } = item;
  if (id !== undefined) {
    return (
      found.find((each) => sameId(each.id, id)) ?? {
        address,
        message: `No ${kind.label} has the id ${id}.`,
        suggestion:
          'An item with a pinned id is never looked up by name. Correct the id, or remove it to look up by name.',
      }
    );
  }
  const [present, twin] = named(name);
  if (twin !== undefined) {
    return {
      address,
      message: `Two items are named "${name}": ${present?.id} and ${twin.id}.`,
      suggestion: 'Pin the one you mean with `id`.',
    };
  }
  const [former, other] = (item.previously ?? []).flatMap((earlier) => named(earlier));
  if (former !== undefined && (present !== undefined || other !== undefined)) {
    const both = present ?? other;
    return {
      address,
      message: `Both "${both?.name}" and "${former.name}" exist, so "${former.name}" cannot be renamed to "${name}".`,
      suggestion:
        'Rename or remove one of them in Arize, or remove the name from `previously`. To swap two names, use a temporary name and two runs.',
    };
  }
  return present ?? former;
}

/**
 * Names each field: Node reads an object of the rest of another one twenty times as slowly, and every stage looks at the
 * tens of thousands of items many times.
 */
const liveItem = (
  { id, fields, also, builtIn, service, status }: FoundItem,
  { kind, key, address }: Ref & Pick<LiveItem, 'address'>,
): LiveItem => ({
  id,
  kind,
  key,
  address,
  fields,
  ...(also && { also }),
  ...(builtIn && { builtIn }),
  ...(service && { service }),
  ...(status && { status }),
});

export interface Matched {
  readonly items: readonly LiveItem[];
  readonly contradictions: readonly Contradiction[];
}

/**
 * Gives each found item its key: the name that the file uses for it, or its own name.
 * @param items the file's items of this kind and parent
 */
export function match(
  kind: Kind,
  parent: Key,
  found: readonly FoundItem[],
  items: readonly DesiredItem[],
): Matched {
  const contradictions: Contradiction[] = [];
  const names = new Map<FoundItem, string>();
  for (const item of items) {
    if (kind.keyedBy !== 'name') break; // e-mails and single values are their own names
    const result = meant(item, found, kind);
    if (result === undefined) continue;
    if ('message' in result) contradictions.push(result);
    else names.set(result, ownName(item.key));
  }
  const taken = new Set(names.values());
  return {
    contradictions,
    items: found.map((each) => {
      const own = kind.keyedBy === 'name' ? canonicalName(each.name) : each.name;
      // Another item may have a name that the file already uses: tell them apart by id.
      const free = taken.has(own) ? `${own} (${each.id})` : own;
      const name = names.get(each) ?? free;
      taken.add(name);
      const key = kind.keyedBy === 'parent' ? parent : [...parent, name];
      return liveItem(each, { kind: kind.name, key, address: addressOf(kind, key) });
    }),
  };
}

import { addressOf } from '../kind.ts';
import type { Counted, Kind } from '../kind.ts';
import { kindOf } from '../kinds/index.ts';
import { listingsOf, rowsIn } from '../kinds/lists.ts';
import type { Key, List, LiveItem } from '../model.ts';
import { byText, listKey, listName } from '../names.ts';
import { ownName } from '../key.ts';

/** Collects the lengths of Arize's lists while they are read. */
interface Listing {
  counted(list: Counted): void;
  /** Records the items of a kind in a parent, which are one list of Arize unless the kind says otherwise. */
  found(kind: Kind, parent: LiveItem | undefined, items: readonly LiveItem[]): void;
  /** @param email looks up the e-mail of a user id */
  all(email: (id: string) => Promise<string>): Promise<readonly List[]>;
}

/** Counts each list under the names that Arize has for resources, because the file may use others. */
export function listing(): Listing {
  const counts = new Map<string, Counted>();
  const names = new Map<string, Key>();
  return {
    counted: (list) => counts.set(keyOf(list), list),
    found(kind, parent, items) {
      const above = parent === undefined ? [] : (names.get(parent.address) ?? []);
      for (const { address, key, fields } of kind.keyedBy === 'name' ? items : []) {
        const own = fields['name'];
        names.set(address, [...above, typeof own === 'string' ? own : ownName(key)]);
      }
      for (const each of listingsOf(kind)) {
        const { list, isWhole } = each;
        const counted = { kind: list, ...(parent && { place: parent }) };
        if (isWhole || list !== kind.name || counts.has(keyOf(counted))) continue;
        const rows = items.flatMap((item) => rowsIn(each, item));
        counts.set(keyOf(counted), { ...counted, count: rows.length });
      }
    },
    all: (email) =>
      Promise.all(
        [...counts]
          .toSorted(([a], [b]) => byText(a, b))
          .map(async ([, { kind, place, count, masked, holders }]): Promise<List> => {
            const known =
              place && addressOf(kindOf(place.kind), names.get(place.address) ?? place.key);
            return {
              kind,
              name: listName(kind, known ?? ''),
              scope: place?.address ?? '',
              count,
              ...(place && { place: place.id }),
              ...(masked !== undefined && { masked }),
              ...(holders && { holders: tally(await Promise.all(holders.map(email))) }),
            };
          }),
      ),
  };
}

const keyOf = ({ kind, place }: Pick<Counted, 'kind' | 'place'>): string =>
  listKey({ kind, ...(place && { place: place.id }) });

function tally(emails: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const email of emails.toSorted(byText)) counts.set(email, (counts.get(email) ?? 0) + 1);
  return counts;
}

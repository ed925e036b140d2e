import { chainOf, kindOf, refAddress } from '../../kinds/index.ts';
import { listingsOf, rowsIn } from '../../kinds/lists.ts';
import type { Fields, History, LiveItem, Ref } from '../../model.ts';
import type { Short } from '../../plan/shrunk.ts';
import { shortOf } from '../../plan/shrunk.ts';
import type { Select } from './adopt.ts';
import type { Subject } from './subject.ts';

/**
 * Selects the same, except entries that would leave a file because of a truncated list.
 * @returns the selection, and the excluded entries by address
 */
export function seenAlone(
  select: Select,
  history: History | undefined,
): { readonly select: Select; readonly unseen: ReadonlyMap<string, Short> } {
  const unseen = new Map<string, Short>();
  return {
    unseen,
    select(difference, subject) {
      const all = select(difference, subject);
      const found = unseenOf(all, subject, history);
      for (const [address, short] of found) unseen.set(address, short);
      return all.filter((address) => !found.has(address));
    },
  };
}

/**
 * Entries that would leave a file because Arize does not show them, although their list is shorter than its baseline:
 * a truncated response must not end up in a file.
 * @param addresses to adopt
 * @returns the list that is too short, by address
 */
function unseenOf(
  addresses: readonly string[],
  { desired, live }: Pick<Subject, 'desired' | 'live'>,
  history: History | undefined,
): ReadonlyMap<string, Short> {
  if (history === undefined) return new Map();
  const found = new Map(live.items.map((item) => [item.address, item]));
  const wanted = new Map(desired.items.map((item) => [item.address, item]));
  return new Map(
    addresses.flatMap((address) => {
      const item = wanted.get(address);
      if (item === undefined || found.has(address)) return [];
      const { ref, place } = outermost(item, found);
      const short = live.lists.flatMap((list) =>
        isIn(list, ref, place, item.fields) ? (shortOf(list, 'most', history) ?? []) : [],
      );
      return short.slice(0, 1).map((each) => [address, each] as const);
    }),
  );
}

/** The outermost item of a chain that is not live, and the resource where it would be listed. */
function outermost(
  item: Ref,
  found: ReadonlyMap<string, LiveItem>,
): { readonly ref: Ref; readonly place: LiveItem | undefined } {
  const chain = chainOf(item);
  const above = chain.slice(1).findIndex((ref) => found.has(refAddress(ref)));
  const at = above < 0 ? chain.length - 1 : above;
  const parent = chain[at + 1];
  return { ref: chain[at] ?? item, place: parent && found.get(refAddress(parent)) };
}

/** Whether a list would show an item. */
const isIn = (
  list: Short['list'],
  { kind, key }: Ref,
  place: LiveItem | undefined,
  fields: Fields,
): boolean =>
  listingsOf(kindOf(kind)).some((listing) => {
    const at = listing.isWhole ? undefined : place?.id;
    const isThere = listing.list === list.kind && at === list.place;
    return isThere && rowsIn(listing, { key, id: '', fields }).length > 0;
  });

import type { Kind, Listing } from '../kind.ts';
import type { Key, LiveItem } from '../model.ts';

/** Which lists in Arize contain an item, and in which rows. */

/** The row of an item. Two kinds with the same list and key share a row. */
export const rowOf = (key: Key): string => JSON.stringify(key);

/** The lists that contain items of a kind. */
export const listingsOf = ({ name, lists }: Kind): readonly Listing[] => lists ?? [{ list: name }];

/** The rows of a list that belong to an item. */
export const rowsIn = (
  { rows }: Listing,
  item: Pick<LiveItem, 'key' | 'id' | 'fields' | 'also'>,
): readonly string[] => rows?.(item) ?? [rowOf(item.key)];

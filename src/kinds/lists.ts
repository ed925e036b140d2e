import type { Kind, Listing } from '../kind.ts';
import type { Key, LiveItem } from '../model.ts';

/** In which lists of Arize things stand, and in which rows of them. */

/** The row of a thing that has one in a list. Two kinds that share a list and a key share the row. */
export const rowOf = (key: Key): string => JSON.stringify(key);

/** The lists in which things of a kind stand. */
export const listingsOf = ({ name, lists }: Kind): readonly Listing[] => lists ?? [{ list: name }];

/** The rows of a list that a thing stands in. */
export const rowsIn = (
  { rows }: Listing,
  item: Pick<LiveItem, 'key' | 'id' | 'fields' | 'also'>,
): readonly string[] => rows?.(item) ?? [rowOf(item.key)];

import { entryKeys, grantKeys, topKeys } from '../../kinds/keyOrder.ts';
import { byText } from '../../names.ts';

/** The position of a new entry in a map. */

/** Keys of the format have a fixed order; in a map of names they are ordinary names. */
const formatOrders: readonly (readonly string[])[] = [topKeys, grantKeys, entryKeys];

/**
 * The number of names before a new one: in its sorted position if the names are sorted, otherwise at the end.
 */
export function placeFor(name: string, names: readonly string[]): number {
  const order = formatOrders.find((words) =>
    [name, ...names].every((each) => words.includes(each)),
  );
  if (order !== undefined) {
    const rank = order.indexOf(name);
    return names.findLastIndex((each) => order.indexOf(each) < rank) + 1;
  }
  const isSorted = names.every((each, index) => byText(names[index - 1] ?? '', each) <= 0);
  return isSorted ? names.filter((each) => byText(each, name) < 0).length : names.length;
}

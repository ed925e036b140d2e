import { entryKeys, grantKeys, topKeys } from '../../kinds/keyOrder.ts';
import { byText } from '../../names.ts';

/** Where a new entry of a map belongs. */

/** Keys of the format have an order that people read them in; in a map of names they are names like any other. */
const formatOrders: readonly (readonly string[])[] = [topKeys, grantKeys, entryKeys];

/**
 * After how many of the present names a new one goes: into its place where they are sorted, to the end otherwise.
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

/** The values of one key: at least one. */
export type Group<Value> = readonly [Value, ...Value[]];

/** The values of each key. Keys stand in the order in which they first come, values in the order given. */
export function groupPairs<Key, Value>(
  pairs: Iterable<readonly [key: Key, value: Value]>,
): ReadonlyMap<Key, Group<Value>> {
  const groups = new Map<Key, [Value, ...Value[]]>();
  for (const [key, value] of pairs) addTo(groups, key, value);
  return groups;
}

function addTo<Key, Value>(groups: Map<Key, [Value, ...Value[]]>, key: Key, value: Value): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [value]);
  else group.push(value);
}

/** The items in groups of at most so many, in their order. */
export const inGroupsOf = <Item>(
  most: number,
  items: readonly Item[],
): readonly (readonly Item[])[] =>
  Array.from({ length: Math.ceil(items.length / most) }, (_, index) =>
    items.slice(index * most, (index + 1) * most),
  );

/** The items of each key, as `Map.groupBy` has them in newer releases of Node. */
export const groupBy = <Item, Key>(
  items: readonly Item[],
  keyOf: (item: Item) => Key,
): ReadonlyMap<Key, Group<Item>> => {
  const groups = new Map<Key, [Item, ...Item[]]>();
  for (const item of items) addTo(groups, keyOf(item), item);
  return groups;
};

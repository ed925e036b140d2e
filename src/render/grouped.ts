/** Puts together what has the same id, in the order in which the ids first come. */
export function groupedBy<T>(
  items: readonly T[],
  id: (item: T) => string,
): readonly (readonly T[])[] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(id(item));
    if (group === undefined) groups.set(id(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

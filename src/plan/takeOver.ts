import { collectionOf } from '../kind.ts';
import { chainOf, kindOf, nameOf } from '../kinds/index.ts';
import type { Change, Collection, Desired, History, Notice } from '../model.ts';
import { byText } from '../names.ts';

/**
 * Says where the file begins to decide about a whole map, and somebody goes because of it: the moment in which tools of
 * this kind have emptied accounts.
 * @param history what earlier runs had; without it, every map is new
 */
export function takeOvers(
  changes: readonly Change[],
  { collections }: Desired,
  history: History | undefined,
): readonly Notice[] {
  const going = new Map<Collection, Change[]>();
  for (const change of changes) {
    const collection = collections.get(collectionOf(kindOf(change.kind), change.key));
    const isNew = collection !== undefined && history?.owned.has(collection.address) !== true;
    if (change.action !== 'delete' || !isNew) continue;
    going.set(collection, [...(going.get(collection) ?? []), change]);
  }
  return [...going]
    .toSorted(([a], [b]) => byText(a.address, b.address))
    .map(([{ address, source }, removals]) => ({
      code: 'takes-over',
      message: `No earlier run that is known here had ${mapName(removals)} in the file: from now on the file decides about all of it, and ${removals.length === 1 ? '1 that it does not list is to go' : `${removals.length} that it does not list are to go`}.`,
      address,
      source,
    }));
}

/** `members` of organization "Platform Team". */
function mapName([first]: readonly Change[]): string {
  if (first === undefined) return 'this';
  const { at, keyedBy } = kindOf(first.kind);
  const key = `\`${(keyedBy === 'parent' ? at.at(-1) : at.at(-2)) ?? ''}\``;
  const [, parent] = chainOf(first);
  return parent === undefined ? key : `${key} of ${nameOf(parent)}`;
}

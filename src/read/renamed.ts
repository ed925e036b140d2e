import { collectionOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import { parentAddress, refAddress } from '../kinds/index.ts';
import type { Desired, LiveItem } from '../model.ts';

/**
 * Things that a file may list under another name, because a person renamed them in Arize: of each place from which
 * something listed is missing, all that the file does not list. What is in them has to be known to tell.
 * @param found what is live of a kind
 * @returns addresses
 */
export function maybeRenamed(
  kind: Kind,
  found: readonly LiveItem[],
  desired: Desired,
): readonly string[] {
  if (kind.keyedBy !== 'name' || kind.access?.is !== 'place') return [];
  const there = new Set(found.map(({ address }) => address));
  const holding = new Set(desired.items.map(parentAddress));
  const places = new Set(
    desired.items
      .filter((item) => item.kind === kind.name && item.create !== true)
      .filter(({ address }) => !there.has(address) && holding.has(address))
      .map((item) => collectionOf(kind, item.key)),
  );
  if (places.size === 0) return [];
  const listed = new Set([...desired.items, ...desired.removed].map(refAddress));
  return found
    .filter(({ address, key }) => !listed.has(address) && places.has(collectionOf(kind, key)))
    .map(({ address }) => address);
}

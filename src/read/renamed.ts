import { collectionOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import { parentAddress, refAddress } from '../kinds/index.ts';
import type { Desired, LiveItem } from '../model.ts';

/**
 * Items that a file may list under their former name, because they were renamed in Arize: the unlisted items of each
 * resource that lacks a listed one. Their contents are needed to recognize them.
 * @param found the live items of a kind
 * @returns addresses
 */
export function maybeRenamed(
  kind: Kind,
  found: readonly LiveItem[],
  desired: Desired,
): readonly string[] {
  if (kind.keyedBy !== 'name' || kind.access?.is !== 'place') return [];
  const there = new Set(found.map(({ address }) => address));
  const missing = desired.items.filter(
    (item) => item.kind === kind.name && item.create !== true && !there.has(item.address),
  );
  if (missing.length === 0) return [];
  const holding = new Set(desired.items.map(parentAddress));
  const places = new Set(
    missing
      .filter(({ address }) => holding.has(address))
      .map((item) => collectionOf(kind, item.key)),
  );
  if (places.size === 0) return [];
  const listed = new Set([...desired.items, ...desired.removed].map(refAddress));
  return found
    .filter(({ address, key }) => !listed.has(address) && places.has(collectionOf(kind, key)))
    .map(({ address }) => address);
}

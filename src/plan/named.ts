import { refAddress } from '../kinds/index.ts';
import type { Change, Desired } from '../model.ts';

/**
 * Tells which changes were requested by name: a tombstone, an offboarding, a revoked or rotated key, an expired grant.
 * All others follow from a map or from another change.
 */
export function namedExactly({
  removed,
  expired,
  items,
}: Pick<Desired, 'removed' | 'expired' | 'items'>): (change: Change) => boolean {
  const named = new Set([...removed, ...expired].map(refAddress));
  for (const { address, lapsed } of items) if (lapsed !== undefined) named.add(address);
  return ({ address, due }) => due === true || named.has(address);
}

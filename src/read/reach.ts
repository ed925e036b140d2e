import type { Kind } from '../kind.ts';
import { kinds, refAddress, siblingKey } from '../kinds/index.ts';
import { refOf } from '../kinds/refOf.ts';
import type { Coverage, Desired, KindName, Live, LiveItem, Ref } from '../model.ts';
import { placesThatMayChange } from './placesThatMayChange.ts';
import { maybeRenamed } from './renamed.ts';
import { reachedInto, scopeOf } from './scope.ts';
import type { Scope } from './scope.ts';

/** How much of an account a file needs to have read. */
export interface Reach {
  readonly scope: Scope;
  /** Records the live items of a kind: the scope grows inside those that may change. Kinds come in order. */
  found(kind: Kind, items: readonly LiveItem[]): void;
}

/** @param hidden memberships that an admin right may hide; it grows while the account is read */
export function reachOf(desired: Desired, hidden: ReadonlyMap<string, string>): Reach {
  const listed = new Map(desired.items.map((item) => [item.address, item]));
  const deep = new Set([...desired.removed, ...reachedInto(desired)].map(refAddress));
  const candidates = new Set<string>();
  const open = new Set<string>();
  return {
    scope: scopeOf(desired, { deep, candidates, open }),
    found(kind, items) {
      const more = placesThatMayChange(kind, items, { desired, listed, hidden });
      for (const place of more.deep) deep.add(place);
      for (const place of more.listed) open.add(place);
      for (const address of maybeRenamed(kind, items, desired)) candidates.add(address);
    },
  };
}

/**
 * Reduces a more complete reading of an account to what a file would read. With more than that, its plan would differ.
 */
export function within(desired: Desired, live: Live): Live {
  const { scope, found } = reachOf(desired, live.hidden);
  const places = new Set<string>();
  const coverage: Coverage[] = [];
  const items = new Map<KindName, readonly LiveItem[]>();
  const isRead = (ref: Ref): boolean => places.has(siblingKey(ref));
  for (const kind of kinds) {
    const parents = kind.parent === undefined ? [undefined] : (items.get(kind.parent) ?? []);
    const wanted = parents.filter((parent) => scope.wants(kind, parent));
    for (const parent of wanted) places.add(`${kind.name} ${parent?.address ?? ''}`);
    const own = live.items.filter((item) => item.kind === kind.name && isRead(item));
    items.set(kind.name, own);
    found(kind, own);
    const counts = new Map<string, number>();
    for (const item of own) counts.set(siblingKey(item), (counts.get(siblingKey(item)) ?? 0) + 1);
    for (const parent of wanted) {
      const place = parent?.address ?? '';
      const count = counts.get(`${kind.name} ${place}`) ?? 0;
      coverage.push({ kind: kind.name, scope: place, count, complete: true });
    }
  }
  const hidden = [...live.hidden].filter(([address]) => {
    const ref = refOf(address);
    return ref !== undefined && isRead(ref);
  });
  return {
    ...live,
    items: kinds.flatMap(({ name }) => items.get(name) ?? []),
    hidden: new Map(hidden),
    coverage,
  };
}

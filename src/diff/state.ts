import { groupBy } from '../group.ts';
import { collectionOf } from '../kind.ts';
import { lazily } from '../once.ts';
import { kindOf, kindsIn, parentAddress, parentOf, refAddress } from '../kinds/index.ts';
import { limitsOf } from '../limits.ts';
import type {
  Collection,
  Desired,
  DesiredItem,
  KnownIds,
  Limits,
  Live,
  LiveItem,
  Ref,
} from '../model.ts';
import { emailIn, ownName } from '../key.ts';

/** Both sides of a comparison, with the lookups that its rules share. */
export interface State {
  readonly desired: Desired;
  readonly live: Live;
  readonly limits: Limits;
  readonly wanted: ReadonlyMap<string, DesiredItem>;
  readonly found: ReadonlyMap<string, LiveItem>;
  /** Ids that earlier runs recorded under the addresses in the file. */
  readonly knownIds: KnownIds;
  /** Grants in the file that have expired. */
  readonly expired: ReadonlyMap<string, DesiredItem>;
  /** Live items in the map that holds, or would hold, this one. */
  siblings(ref: Ref): readonly LiveItem[];
  /** What the file lists directly inside an item, and what is live there. */
  listedIn(ref: Ref): readonly DesiredItem[];
  liveIn(ref: Ref): readonly LiveItem[];
  /** The map of the file that this belongs to; undefined when the file leaves it out. */
  collection(ref: Ref): Collection | undefined;
}

/** The address of the map that an item belongs to. */
const place = (ref: Ref): string => collectionOf(kindOf(ref.kind), ref.key);

/** Prepares a comparison. */
export function stateOf(
  desired: Desired,
  live: Live,
  limits = limitsOf(desired),
  knownIds: KnownIds = new Map(),
): State {
  const siblings = lazily(() => groupBy(live.items, place));
  // Few comparisons ask what is inside.
  const listed = lazily(() => groupBy(desired.items, parentAddress));
  const inside = lazily(() => groupBy(live.items, parentAddress));
  return {
    desired,
    live,
    limits,
    knownIds,
    wanted: new Map(desired.items.map((item) => [item.address, item])),
    found: new Map(live.items.map((item) => [item.address, item])),
    expired: new Map(desired.expired.map((item) => [item.address, item])),
    siblings: (ref) => siblings().get(place(ref)) ?? [],
    listedIn: (ref) => listed().get(refAddress(ref)) ?? [],
    liveIn: (ref) => inside().get(refAddress(ref)) ?? [],
    collection: (ref) => desired.collections.get(place(ref)),
  };
}

/**
 * The cascade of some removals: everything inside the removed items, and everything else that Arize also removes.
 * @returns for each item of the cascade, the address of its cause
 */
export function goingAlong(
  causes: readonly Ref[],
  items: readonly LiveItem[],
): ReadonlyMap<LiveItem, string> {
  // An item without contents has no cascade inside it.
  const removed = new Set(
    causes.filter(({ kind }) => kindsIn(kind).length > 0).map((ref) => refAddress(ref)),
  );
  const byPerson = groupBy(
    causes.filter(({ kind }) => kindOf(kind).cascadesTo !== undefined),
    ({ key }) => ownName(key),
  );
  const gone = new Map<LiveItem, string>();
  if (causes.length === 0) return gone;
  // Many items are in one resource.
  const found = new Map<string, string | undefined>();
  const causeAbove = (ref: Ref): string | undefined => {
    const parent = parentOf(ref);
    if (parent === undefined) return undefined;
    const address = refAddress(parent);
    if (removed.has(address)) return address;
    if (!found.has(address)) found.set(address, causeAbove(parent));
    return found.get(address);
  };
  for (const item of items) {
    const above = removed.size === 0 ? undefined : causeAbove(item);
    const holder = kindOf(item.kind).keyedBy === 'person' ? emailIn(item.key) : '';
    const along = byPerson.get(holder)?.find((ref) => {
      const { cascadesTo } = kindOf(ref.kind);
      return refAddress(ref) !== item.address && cascadesTo?.(ref.key, item) === true;
    });
    const cause = above ?? (along && refAddress(along));
    if (cause !== undefined) gone.set(item, cause);
  }
  return gone;
}

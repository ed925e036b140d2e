import { collectionOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
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

/** Both sides of a comparison, with the look-ups that its rules share. */
export interface State {
  readonly desired: Desired;
  readonly live: Live;
  readonly limits: Limits;
  readonly wanted: ReadonlyMap<string, DesiredItem>;
  readonly found: ReadonlyMap<string, LiveItem>;
  /** Ids that earlier runs knew under the addresses of the file. */
  readonly knownIds: KnownIds;
  /** Grants of the file whose last day is over. */
  readonly expired: ReadonlyMap<string, DesiredItem>;
  /** Live things in the map of the file, or of the account, that would hold this one. */
  siblings(ref: Ref): readonly LiveItem[];
  /** The map of the file that this belongs to; undefined when the file leaves it out. */
  collection(ref: Ref): Collection | undefined;
}

/** The map that a thing is in. */
const place = (ref: Ref): string => collectionOf(kindOf(ref.kind), ref.key);

/** Puts both sides side by side. */
export function stateOf(
  desired: Desired,
  live: Live,
  limits = limitsOf(desired),
  knownIds: KnownIds = new Map(),
): State {
  const siblings = new Map<string, LiveItem[]>();
  for (const item of live.items) {
    const group = siblings.get(place(item));
    if (group === undefined) siblings.set(place(item), [item]);
    else group.push(item);
  }
  return {
    desired,
    live,
    limits,
    knownIds,
    wanted: new Map(desired.items.map((item) => [item.address, item])),
    found: new Map(live.items.map((item) => [item.address, item])),
    expired: new Map(desired.expired.map((item) => [item.address, item])),
    siblings: (ref) => siblings.get(place(ref)) ?? [],
    collection: (ref) => desired.collections.get(place(ref)),
  };
}

/**
 * What would go with each of some things: all that sits below it, and everything else that Arize also removes.
 * @returns for each thing that goes along, the address of its cause
 */
export function goingAlong(
  causes: readonly Ref[],
  items: readonly LiveItem[],
): ReadonlyMap<LiveItem, string> {
  const below = new Map<string, string>();
  const byPerson = new Map<string, { kind: Kind; ref: Ref }[]>();
  for (const ref of causes) {
    const kind = kindOf(ref.kind);
    below.set(refAddress(ref), refAddress(ref));
    if (kind.cascadesTo === undefined) continue;
    const email = ref.key.at(-1) ?? '';
    byPerson.set(email, [...(byPerson.get(email) ?? []), { kind, ref }]);
  }
  const gone = new Map<LiveItem, string>();
  if (causes.length === 0) return gone;
  for (const item of items) {
    const above = chainOf(item)
      .slice(1)
      .map((each) => below.get(refAddress(each)))
      .find((cause) => cause !== undefined);
    const holder = kindOf(item.kind).keyedBy === 'person' ? (item.key.at(-1) ?? '') : '';
    const along = byPerson.get(holder)?.find(({ kind, ref }) => {
      return refAddress(ref) !== item.address && kind.cascadesTo?.(ref.key, item) === true;
    });
    const cause = above ?? (along && refAddress(along.ref));
    if (cause !== undefined) gone.set(item, cause);
  }
  return gone;
}

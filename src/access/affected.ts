import equal from 'fast-deep-equal';
import { kindOf } from '../kinds/index.ts';
import type { Ref } from '../model.ts';
import { levelsOf } from './paths.ts';
import { placeAddress } from './state.ts';
import type { AccessState, Place, Thing } from './state.ts';
import { emailIn, ownName } from '../key.ts';

/** Where and for whom access may differ. Everything else is the same before and after, and is not compared. */
export interface Affected {
  /** For each person, the places at which to start comparing downwards. */
  readonly places: ReadonlyMap<string, ReadonlySet<string>>;
  /** Roles whose permissions change. */
  readonly roles: ReadonlySet<string>;
  /** People with a changed grant of their own. */
  readonly holders: ReadonlySet<string>;
}

/**
 * Compares two states of an account.
 * @param things the items of both, by address
 */
export function affectedBy(
  before: AccessState,
  after: AccessState,
  things: readonly [ReadonlyMap<string, Thing>, ReadonlyMap<string, Thing>],
): Affected {
  const places = new Map<string, Set<string>>();
  const roles = new Set<string>();
  const holders = new Set<string>();
  const touch = (person: string, place: string): void => {
    const own = places.get(person);
    if (own === undefined) places.set(person, new Set([place]));
    else own.add(place);
  };
  for (const ref of different(things)) {
    const { access } = kindOf(ref.kind);
    const email = emailIn(ref.key);
    switch (access?.is) {
      case 'role':
        roles.add(ownName(ref.key));
        break;
      case 'grant':
        holders.add(email);
        touch(email, placeAddress(ref));
        break;
      case 'place':
      case 'restriction': {
        const place = placeAddress(ref);
        for (const state of [before, after]) {
          for (const person of comingTo(state.places.get(place))) touch(person, place);
        }
        break;
      }
      case undefined:
        break;
    }
  }
  if (roles.size > 0) {
    for (const state of [before, after]) {
      for (const place of state.places.values()) {
        for (const [person, grants] of place.grants) {
          if (grants.some((item) => holdsOne(item, roles))) touch(person, place.address);
        }
      }
    }
  }
  return { places, roles, holders };
}

/** Items that are on one side only, or differ. */
function* different([before, after]: readonly [
  ReadonlyMap<string, Thing>,
  ReadonlyMap<string, Thing>,
]): Iterable<Ref> {
  for (const [address, item] of before) {
    const other = after.get(address);
    const isSame =
      other === item ||
      (other !== undefined && other.status === item.status && equal(other.fields, item.fields));
    if (!isSame) yield item;
  }
  for (const [address, item] of after) if (!before.has(address)) yield item;
}

/** Everyone who may have access to a place, through grants in it or above. From some places, only admins do. */
function* comingTo(place: Place | undefined): Iterable<string> {
  let onlyAdmins = false;
  for (let at = place; at !== undefined; at = at.above) {
    if (!onlyAdmins) yield* at.grants.keys();
    else yield* mayBeAdmins(at);
    onlyAdmins ||= at.passing === 'admins';
  }
}

const known = new WeakMap<Place, readonly string[]>();

/** The admins of a place, and people who may be admins. */
function mayBeAdmins(place: Place): readonly string[] {
  const found =
    known.get(place) ??
    [...place.grants]
      .filter(([, items]) =>
        items.some((item) =>
          levelsOf(item).some((level) => level === 'admin' || level === 'unknown'),
        ),
      )
      .map(([person]) => person);
  known.set(place, found);
  return found;
}

const holdsOne = (item: Thing, roles: ReadonlySet<string>): boolean =>
  levelsOf(item).some((level) => typeof level === 'object' && roles.has(level.custom));

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

/** Compares two states of an account. */
export function affectedBy(before: AccessState, after: AccessState): Affected {
  const places = new Map<string, Set<string>>();
  const roles = new Set<string>();
  const holders = new Set<string>();
  const touch = (person: string, place: string): void => {
    const own = places.get(person);
    if (own === undefined) places.set(person, new Set([place]));
    else own.add(place);
  };
  for (const ref of different(before.items, after.items)) {
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
          forEachComingTo(state.places.get(place), (person) => {
            touch(person, place);
          });
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

/** Items that are on one side only, or differ. Those that stay the same usually stay in order: they need no lookup. */
function* different(before: readonly Thing[], after: readonly Thing[]): Iterable<Ref> {
  const left: Thing[] = [];
  const found = new Map<string, Thing>();
  let next = 0;
  for (const item of before) {
    const other = after[next];
    if (other?.address === item.address) next += 1;
    if (other === item) continue;
    left.push(item);
    if (other?.address === item.address) found.set(other.address, other);
  }
  for (; next < after.length; next += 1) {
    const other = after[next];
    if (other !== undefined) found.set(other.address, other);
  }
  for (const item of left) {
    const other = found.get(item.address);
    found.delete(item.address);
    const isSame =
      other === item ||
      (other !== undefined && other.status === item.status && equal(other.fields, item.fields));
    if (!isSame) yield item;
  }
  yield* found.values();
}

/** Everyone who may have access to a place, through grants in it or above. From some places, only admins do. */
function forEachComingTo(place: Place | undefined, visit: (person: string) => void): void {
  let onlyAdmins = false;
  for (let at = place; at !== undefined; at = at.above) {
    for (const person of onlyAdmins ? mayBeAdmins(at) : at.grants.keys()) visit(person);
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

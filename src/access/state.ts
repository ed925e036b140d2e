import { collectionOf } from '../kind.ts';
import type { Kind, Inheritance } from '../kind.ts';
import { goingAlong } from '../diff/state.ts';
import { chainOf, kindOf, kinds, parentAddress, refAddress } from '../kinds/index.ts';
import { refOf } from '../kinds/refOf.ts';
import type {
  Coverage,
  Desired,
  Fields,
  RoleRef,
  Live,
  LiveItem,
  Ref,
  BuiltInRole,
} from '../model.ts';
import type { AccessPath } from './paths.ts';
import { emailIn, ownName } from '../key.ts';

/** One thing of an account, live, written in a file or to come. */
export interface Thing extends Ref {
  readonly address: string;
  readonly fields: Fields;
  readonly also?: RoleRef;
  readonly builtIn?: true;
  readonly service?: true;
  readonly status?: LiveItem['status'];
}

/** Something that people get into: the account, an organization, a space, a project. */
export interface Place {
  /** Empty for the account. */
  readonly address: string;
  /** Absent for the account. */
  readonly ref?: Ref;
  readonly above?: Place;
  readonly below: readonly Place[];
  readonly passing: Inheritance | undefined;
  /** What shuts it, and what passes all the same. */
  readonly restriction?: { readonly address: string; readonly keeps: readonly string[] };
  /** What built-in words allow here; where it is missing, a word is all that is known. */
  readonly builtInRoles?: Readonly<Record<BuiltInRole, readonly string[]>>;
  /** What people hold here, by e-mail. */
  readonly grants: ReadonlyMap<string, readonly Thing[]>;
  /** What that opens to them, kept once it was asked for: large accounts ask often. */
  readonly own: Map<string, readonly AccessPath[]>;
  /** Whether everything was read that decides who can do what here, the places above included. */
  readonly known: boolean;
}

/** An account as far as it decides who can do what: live, as the file says, or as a run would leave it. */
export interface AccessState {
  /** Everything that it is made of. */
  readonly items: readonly Thing[];
  readonly account: Place;
  /** By address. */
  readonly places: ReadonlyMap<string, Place>;
  /** What roles allow, by name. */
  readonly roles: ReadonlyMap<string, Thing>;
  /** People of the account, by e-mail. */
  readonly people: ReadonlyMap<string, Thing>;
  /** Memberships that an admin right may hide, by address. */
  readonly hidden: ReadonlyMap<string, string>;
}

interface Context {
  readonly hidden?: ReadonlyMap<string, string>;
  /** Whether all things of a kind in a place are among the items. */
  isRead(kind: Kind, place: Ref | undefined): boolean;
}

type Building = Omit<Place, 'below' | 'grants' | 'restriction'> & {
  readonly below: Place[];
  readonly grants: Map<string, Thing[]>;
  restriction?: { readonly address: string; readonly keeps: readonly string[] };
};

/** What decides about a place, beside the place itself. */
const deciding: readonly Kind[] = kinds.filter(
  ({ access }) => access?.is === 'grant' || access?.is === 'restriction',
);

/** Puts the things of an account where they count. A blocked person holds nothing. */
function accessState(items: readonly Thing[], context: Context): AccessState {
  const isWhole = (place: Ref | undefined): boolean =>
    deciding
      .filter(({ parent }) => parent === place?.kind)
      .every((kind) => context.isRead(kind, place));
  const account: Building = {
    address: '',
    below: [],
    passing: undefined,
    grants: new Map(),
    own: new Map(),
    known: isWhole(undefined),
  };
  const places = new Map<string, Building>([['', account]]);
  const roles = new Map<string, Thing>();
  const people = new Map<string, Thing>();
  const rest: Thing[] = [];
  // Places come before what they hold, in the order of the kinds.
  for (const item of items) {
    const { access } = kindOf(item.kind);
    if (access === undefined) continue;
    if (access.is === 'role') roles.set(ownName(item.key), item);
    else if (access.is !== 'place') rest.push(item);
    else {
      const above = places.get(parentAddress(item));
      if (above === undefined) continue;
      const place: Building = {
        address: item.address,
        ref: { kind: item.kind, key: item.key },
        above,
        below: [],
        passing: access.inherits(item.fields),
        grants: new Map(),
        own: new Map(),
        known: above.known && isWhole(item),
        ...((access.builtInRoles ?? above.builtInRoles) && {
          builtInRoles: access.builtInRoles ?? above.builtInRoles,
        }),
      };
      above.below.push(place);
      places.set(item.address, place);
    }
  }
  for (const item of rest) {
    const { access, parent } = kindOf(item.kind);
    const place = places.get(parentAddress(item));
    if (place === undefined) continue;
    if (access?.is === 'restriction')
      place.restriction = { address: item.address, keeps: access.keeps };
    const email = emailIn(item.key);
    if (access?.is !== 'grant') continue;
    if (parent === undefined) people.set(email, item);
    if (item.status === 'blocked') continue;
    const held = place.grants.get(email);
    if (held === undefined) place.grants.set(email, [item]);
    else held.push(item);
  }
  return { items, account, places, roles, people, hidden: context.hidden ?? new Map() };
}

const readMark = (kind: string, scope: string): string => `${kind} ${scope}`;

/** Which lists were read to their end. */
function coveredBy(coverage: readonly Coverage[]): (kind: Kind, place: Ref | undefined) => boolean {
  const read = new Set(
    coverage.filter(({ complete }) => complete).map(({ kind, scope }) => readMark(kind, scope)),
  );
  return (kind, place) =>
    read.has(readMark(kind.name, place === undefined ? '' : refAddress(place)));
}

/** The account as it is. */
export const liveState = (live: Live): AccessState =>
  accessState(live.items, { hidden: live.hidden, isRead: coveredBy(live.coverage) });

/**
 * The account as a run would leave it.
 * @param items what it would leave; what is new holds nothing but what the run gives
 */
export function laterState(live: Live, items: readonly LiveItem[]): AccessState {
  const isRead = coveredBy(live.coverage);
  const there = new Set(live.items.map(({ address }) => address));
  return accessState(items, {
    hidden: hiddenLater(live, items),
    isRead: (kind, place) =>
      isRead(kind, place) || (place !== undefined && !there.has(refAddress(place))),
  });
}

/** What an admin right may still hide: what goes along with something is gone, whether it was there or not. */
function hiddenLater(
  { items: before, hidden }: Live,
  items: readonly LiveItem[],
): ReadonlyMap<string, string> {
  if (hidden.size === 0) return hidden;
  const left = new Set(items.map(({ address }) => address));
  const gone = before.filter(({ address }) => !left.has(address));
  const masked = [...hidden.keys()].flatMap((address): readonly LiveItem[] => {
    const ref = refOf(address);
    return ref === undefined ? [] : [{ ...ref, address, id: '', fields: {} }];
  });
  const along = new Set([...goingAlong(gone, masked).keys()].map(({ address }) => address));
  return new Map([...hidden].filter(([address]) => !along.has(address)));
}

/** What the file alone says. A map that it leaves out, or does not decide about, is not known. */
export const fileState = ({ items, collections }: Desired): AccessState =>
  accessState(items, {
    isRead: (kind, place) => {
      const key = place?.key ?? [];
      const map = collectionOf(kind, kind.keyedBy === 'parent' ? key : [...key, '']);
      return (
        collections.get(map)?.mode === 'full' || (kind.parent === undefined && collections.has(map))
      );
    },
  });

/** The same account with something more in it. */
export const withMore = ({ items, hidden }: AccessState, more: readonly Thing[]): AccessState =>
  accessState([...items, ...more], { hidden, isRead: () => true });

/** A place and everything above it, the account first. */
export function wayTo(place: Place): readonly Place[] {
  return place.above === undefined ? [place] : [...wayTo(place.above), place];
}

/** The place that an item of an account is, or sits in. */
export const placeAddress = (ref: Ref): string => {
  const found = chainOf(ref).find(({ kind }) => kindOf(kind).access?.is === 'place');
  return found === undefined ? '' : refAddress(found);
};

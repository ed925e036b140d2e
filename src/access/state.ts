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
import { emailIn, ownName } from '../key.ts';

/** One item of an account: live, in a file, or planned. */
export interface Thing extends Ref {
  readonly address: string;
  readonly fields: Fields;
  readonly also?: RoleRef;
  readonly builtIn?: true;
  readonly service?: true;
  readonly status?: LiveItem['status'];
}

/** Where people can have access: the account, an organization, a space, a project. */
export interface Place {
  /** Empty for the account. */
  readonly address: string;
  /** Absent for the account. */
  readonly ref?: Ref;
  readonly above?: Place;
  readonly below: readonly Place[];
  readonly passing: Inheritance | undefined;
  /** The restriction that closes it, and what passes nevertheless. */
  readonly restriction?: { readonly address: string; readonly keeps: readonly string[] };
  /** The permissions of built-in roles here; if missing, only the roles are known. */
  readonly builtInRoles?: Readonly<Record<BuiltInRole, readonly string[]>>;
  /** The grants of people here, by e-mail. */
  readonly grants: ReadonlyMap<string, readonly Thing[]>;
  /** The memberships here that an admin right may hide, by e-mail. */
  readonly masked: ReadonlyMap<string, readonly Thing[]>;
  /** Whether everything was read that affects access here, including the parents. */
  readonly known: boolean;
}

/** The part of an account that decides who can do what: live, according to the file, or as a run would leave it. */
export interface AccessState {
  /** All its items. */
  readonly items: readonly Thing[];
  readonly account: Place;
  /** By address. */
  readonly places: ReadonlyMap<string, Place>;
  /** The permissions of roles, by name. */
  readonly roles: ReadonlyMap<string, Thing>;
  /** People of the account, by e-mail. */
  readonly people: ReadonlyMap<string, Thing>;
  /** Memberships that an admin right may hide, by address; each place has its own. */
  readonly hidden: ReadonlyMap<string, string>;
  /** Those who may be people or service identities, by e-mail. */
  readonly untyped: ReadonlySet<string>;
}

interface Context {
  readonly hidden?: ReadonlyMap<string, string>;
  readonly untyped?: ReadonlySet<string> | undefined;
  /** Whether the items of a kind in a place are complete. */
  isRead(kind: Kind, place: Ref | undefined): boolean;
}

type Building = Omit<Place, 'below' | 'grants' | 'masked' | 'restriction'> & {
  readonly below: Place[];
  readonly grants: Map<string, Thing[]>;
  readonly masked: Map<string, Thing[]>;
  restriction?: { readonly address: string; readonly keeps: readonly string[] };
};

/** The kinds that affect access to a place, apart from the place itself. */
const deciding: readonly Kind[] = kinds.filter(
  ({ access }) => access?.is === 'grant' || access?.is === 'restriction',
);

/** Assigns the items of an account to their places. Grants of a blocked person do not count. */
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
    masked: new Map(),
    known: isWhole(undefined),
  };
  const places = new Map<string, Building>([['', account]]);
  const roles = new Map<string, Thing>();
  const people = new Map<string, Thing>();
  const rest: Thing[] = [];
  // Places come before their contents, in the order of the kinds.
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
        masked: new Map(),
        known: above.known && isWhole(item),
        ...((access.builtInRoles ?? above.builtInRoles) && {
          builtInRoles: access.builtInRoles ?? above.builtInRoles,
        }),
      };
      above.below.push(place);
      places.set(item.address, place);
    }
  }
  let latest: { readonly item: Thing; readonly place: Building | undefined } | undefined;
  for (const item of rest) {
    const { access, parent } = kindOf(item.kind);
    // Most items stand beside others of their map.
    const place: Building | undefined =
      latest !== undefined && areSiblings(latest.item, item)
        ? latest.place
        : places.get(parentAddress(item));
    latest = { item, place };
    if (place === undefined) continue;
    if (access?.is === 'restriction')
      place.restriction = { address: item.address, keeps: access.keeps };
    const email = emailIn(item.key);
    if (access?.is !== 'grant') continue;
    if (parent === undefined) people.set(email, item);
    if (item.status === 'blocked') continue;
    addTo(place.grants, email, item);
  }
  const { hidden = new Map<string, string>(), untyped = new Set() } = context;
  for (const item of maskedBy(hidden)) {
    const place = places.get(parentAddress(item));
    if (place === undefined) continue;
    const email = emailIn(item.key);
    const isShown = place.grants.get(email)?.some(({ address }) => address === item.address);
    if (isShown !== true) addTo(place.masked, email, item);
  }
  return { items, account, places, roles, people, hidden, untyped };
}

/** Whether two items are in one map. */
const areSiblings = (one: Ref, other: Ref): boolean =>
  one.kind === other.kind &&
  kindOf(one.kind).keyedBy !== 'parent' &&
  one.key.length === other.key.length &&
  one.key.every((name, index) => index === one.key.length - 1 || name === other.key[index]);

function addTo(groups: Map<string, Thing[]>, email: string, item: Thing): void {
  const held = groups.get(email);
  if (held === undefined) groups.set(email, [item]);
  else held.push(item);
}

/** The memberships behind their addresses. What is in them is unknown. */
const maskedBy = (hidden: ReadonlyMap<string, string>): readonly LiveItem[] =>
  [...hidden.keys()].flatMap((address): readonly LiveItem[] => {
    const ref = refOf(address);
    return ref === undefined ? [] : [{ ...ref, address, id: '', fields: {} }];
  });

const readMark = (kind: string, scope: string): string => `${kind} ${scope}`;

/** The lists that were read completely. */
function coveredBy(coverage: readonly Coverage[]): (kind: Kind, place: Ref | undefined) => boolean {
  const read = new Set(
    coverage.filter(({ complete }) => complete).map(({ kind, scope }) => readMark(kind, scope)),
  );
  return (kind, place) =>
    read.has(readMark(kind.name, place === undefined ? '' : refAddress(place)));
}

/** The account as it is. */
export const liveState = (live: Live): AccessState =>
  accessState(live.items, {
    hidden: live.hidden,
    untyped: live.untyped,
    isRead: coveredBy(live.coverage),
  });

/**
 * The account as a run would leave it.
 * @param items the items after the run; new ones contain only what the run adds
 */
export function laterState(live: Live, items: readonly Thing[]): AccessState {
  const isRead = coveredBy(live.coverage);
  const there = new Set(
    live.items
      .filter(({ kind }) => kindOf(kind).access?.is === 'place')
      .map(({ address }) => address),
  );
  return accessState(items, {
    hidden: hiddenLater(live, items),
    untyped: live.untyped,
    isRead: (kind, place) =>
      isRead(kind, place) || (place !== undefined && !there.has(refAddress(place))),
  });
}

/** What an admin right may still hide: memberships removed by a cascade are gone, whether they existed or not. */
function hiddenLater(
  { items: before, hidden }: Live,
  items: readonly Thing[],
): ReadonlyMap<string, string> {
  if (hidden.size === 0) return hidden;
  const left = new Set(items.map(({ address }) => address));
  const gone = before.filter(({ address }) => !left.has(address));
  const along = new Set(
    [...goingAlong(gone, maskedBy(hidden)).keys()].map(({ address }) => address),
  );
  return new Map([...hidden].filter(([address]) => !along.has(address)));
}

/**
 * The state according to the file alone. A map that the file omits or does not manage is unknown.
 * @param more grants beside its items
 */
export const fileState = (
  { items, collections }: Desired,
  more: readonly Thing[] = [],
): AccessState =>
  accessState([...items, ...more], {
    isRead: (kind, place) => {
      const key = place?.key ?? [];
      const map = collectionOf(kind, kind.keyedBy === 'parent' ? key : [...key, '']);
      return (
        collections.get(map)?.mode === 'full' || (kind.parent === undefined && collections.has(map))
      );
    },
  });

/** The same account with more items. */
export const withMore = (
  { items, hidden, untyped }: AccessState,
  more: readonly Thing[],
): AccessState => accessState([...items, ...more], { hidden, untyped, isRead: () => true });

/** The resources and roles of an account, with these grants and no others. */
export const withOnly = ({ items }: AccessState, grants: readonly Thing[]): AccessState =>
  accessState([...items.filter(({ kind }) => kindOf(kind).access?.is !== 'grant'), ...grants], {
    isRead: () => true,
  });

/** A place and its parents, the account first. */
export function wayTo(place: Place): readonly Place[] {
  return place.above === undefined ? [place] : [...wayTo(place.above), place];
}

/** The place that an item is, or is in. */
export const placeAddress = (ref: Ref): string => {
  const found = chainOf(ref).find(({ kind }) => kindOf(kind).access?.is === 'place');
  return found === undefined ? '' : refAddress(found);
};

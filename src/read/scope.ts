import { collectionOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import {
  chainOf,
  kindChain,
  kinds,
  kindOf,
  personKind,
  refAddress,
  roleKind,
} from '../kinds/index.ts';
import type { Desired, Key, KindName, LiveItem, Ref } from '../model.ts';

/** What has to be read: what the file touches, and what judging it needs. */
export interface Scope {
  /** Whether the things of a kind below a parent (in the account, without one) are needed. */
  wants(kind: Kind, parent: LiveItem | undefined): boolean;
  /** Every role binding of the account is needed, also outside the file's scopes: a role may change or go. */
  readonly allBindings: boolean;
  readonly identityProviders: boolean;
}

/** A part of an account: an organization, or a space of it. */
export interface Focus {
  readonly organization?: string;
  readonly space?: string;
}

/** For an import: all that the format can say, or all of a part. */
export function everything({ organization, space }: Focus = {}): Scope {
  return {
    wants(kind, parent) {
      if (kind.writeOnly) return false;
      if (parent === undefined) return true;
      const [owner, name] = parent.key;
      if (organization !== undefined && owner !== organization) return false;
      if (space === undefined) return true;
      // In the organization itself, only the way to the space.
      return name === undefined ? kind.access?.is === 'place' : name === space;
    },
    allBindings: false,
    identityProviders: false,
  };
}

/** All things of a kind in one place. */
const placeOf = (kind: KindName, parent: Ref | undefined): string =>
  `${kind} ${parent === undefined ? '' : refAddress(parent)}`;

/** Each thing of a chain with what it sits in. */
const pairs = (chain: readonly Ref[]): readonly (readonly [Ref, Ref | undefined])[] =>
  chain.map((self, index) => [self, chain[index + 1]]);

/** Whether things of a kind decide who can do what in the place that holds them. */
const decides = ({ access }: Kind): boolean =>
  access?.is === 'grant' || access?.is === 'restriction';

/**
 * What of a file decides who can do what: grants, the maps that hold them, doors, openings, and what goes. To say what
 * a change means for a person, everything is needed that they may hold in the same place and above it.
 */
const deciding = ({ items, removed, collections }: Desired): readonly Ref[] => [
  ...removed,
  ...items.filter(({ kind: name, key, fields }) => {
    const kind = kindOf(name);
    const { access } = kind;
    if (decides(kind)) return true;
    if (access?.is !== 'place') return false;
    const opens =
      access.inheritanceField !== undefined && fields[access.inheritanceField] !== undefined;
    const inner = kinds.filter((each) => each.parent === name && decides(each));
    return opens || inner.some((each) => collections.has(mapIn(each, key)));
  }),
];

/**
 * Places that the file protects, or ignores by name, where what it asks for elsewhere may reach into them: a person is
 * blocked, or a role changes. Who is inside has to be known then, to forbid it or to say it.
 */
export const reachedInto = ({
  protected: guarded,
  ignore,
  removed,
  items,
  collections,
}: Desired): readonly Ref[] => {
  const isBlocking = removed.some(
    ({ kind }) => kindOf(kind).keyedBy === 'person' && !kindOf(kind).parent,
  );
  const entries = [
    ...(isBlocking || [...items, ...collections.values()].some(isRole) ? guarded : []),
    ...(isBlocking ? ignore.filter(({ key }) => !key.some((part) => part.includes('*'))) : []),
  ];
  return entries.filter(({ kind }) => kindOf(kind).access?.is === 'place');
};

const isRole = ({ kind }: Pick<Ref, 'kind'>): boolean => kindOf(kind).access?.is === 'role';

/** The map of the file with the things of a kind in a place. */
const mapIn = (kind: Kind, place: Key): string =>
  collectionOf(kind, kind.keyedBy === 'parent' ? place : [...place, '']);

/**
 * Whether all that decides who can do what below a place of this kind is cheap to read: without a list of people for
 * each place.
 */
export function isCheapBelow({ name }: Kind): boolean {
  const places = kinds.filter(({ parent, access }) => parent === name && access?.is === 'place');
  return places.every((place) => {
    const deciders = kinds.filter((each) => each.parent === place.name && decides(each));
    return deciders.every(({ accountWideList }) => accountWideList === true) && isCheapBelow(place);
  });
}

/** Things of which more is needed than what the file names in them, by address. They may grow while the account is read. */
interface Deeper {
  /** Below them everything: because they may go, to say what they would take along, or who gets into them may change. */
  readonly deep: ReadonlySet<string>;
  /** They may be what the file lists under another name: what is in them tells. */
  readonly candidates: ReadonlySet<string>;
  /** New people may come into the places that they have: which ones there are. */
  readonly open: ReadonlySet<string>;
}

/** The scope of a file. */
export function scopeOf(desired: Desired, { deep, candidates, open }: Deeper): Scope {
  const named: readonly Ref[] = [
    ...desired.items,
    ...desired.removed,
    ...desired.protected,
    ...reachedInto(desired),
    ...desired.items.flatMap(({ kind, key }) => kindOf(kind).after?.(key) ?? []),
  ];
  const mentioned = new Set<KindName>(named.flatMap(chainOf).map(({ kind }) => kind));
  const needed = desired.items.flatMap(({ kind, key, fields }) => kindOf(kind).needs(key, fields));
  // Each ref asks for its kind in the place where it sits, and so on upwards.
  const places = new Set<string>();
  for (const ref of [...named, ...needed]) {
    for (const [self, parent] of pairs(chainOf(ref))) places.add(placeOf(self.kind, parent));
  }
  // What is removed by name may be inside something that is protected, too: a key can work in several spaces.
  for (const { kind } of desired.removed) {
    for (const entry of desired.protected) {
      if (kindOf(kind).parent === entry.kind) places.add(placeOf(kind, entry));
    }
  }
  for (const { kind } of desired.collections.values()) mentioned.add(kind);
  // A protected person may be shut out of what the file closes: by what they hold there and above.
  const guarded = desired.protected.some(({ kind }) => kindOf(kind).keyedBy === 'person');
  const touched = new Set(
    [...(guarded ? named : deciding(desired)), ...reachedInto(desired)]
      .flatMap(chainOf)
      .map(refAddress),
  );
  const isAnyMentioned = (is: (kind: Kind) => boolean | undefined): boolean =>
    kinds.some((kind) => is(kind) && mentioned.has(kind.name));
  const referred = new Set(
    kinds
      .filter(({ name }) => mentioned.has(name))
      .flatMap(({ refersTo = [] }) => refersTo.flatMap((name) => kindChain(kindOf(name)))),
  );
  const hasPlaces = isAnyMentioned(({ access }) => access?.is === 'place');

  return {
    wants(kind, parent) {
      if (referred.has(kind)) return true;
      if (parent === undefined) {
        // People tell who is who; roles tell what is bound in a place.
        if (kind === personKind || (kind === roleKind && hasPlaces)) return true;
        return mentioned.has(kind.name) || places.has(placeOf(kind.name, undefined));
      }
      if (chainOf(parent).some((above) => deep.has(refAddress(above)))) return true;
      if (decides(kind) && touched.has(parent.address)) return true;
      if (kind.access?.is === 'place' && open.has(parent.address)) return true;
      if (candidates.has(parent.address) && kind.keyedBy !== 'parent' && !kind.writeOnly)
        return true;
      return (
        places.has(placeOf(kind.name, parent)) || desired.collections.has(mapIn(kind, parent.key))
      );
    },
    allBindings: mentioned.has(roleKind.name),
    // Their mappings name roles and places.
    identityProviders: hasPlaces || mentioned.has(roleKind.name),
  };
}

import { collectionOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import {
  chainOf,
  kindChain,
  kinds,
  kindOf,
  parentOf,
  personKind,
  refAddress,
  roleKind,
} from '../kinds/index.ts';
import type { Desired, Key, KindName, LiveItem, Ref } from '../model.ts';
import { ruledBy } from './ruled.ts';

/** What has to be read: the items that the file touches, and what is needed to judge them. */
export interface Scope {
  /** Whether the items of a kind in a parent are needed; without a parent, those of the account. */
  wants(kind: Kind, parent: LiveItem | undefined): boolean;
  /**
   * Whether every role binding of the account is needed, even outside the file: a role may change or be deleted, or a rule
   * is about its holders.
   */
  readonly allBindings: boolean;
  readonly identityProviders: boolean;
  /** Addresses of people to look up beside those of the file: a question is about them. */
  readonly people?: readonly string[];
  /** Whether only the people matter who hold something that is read, or who are named. */
  readonly fewPeople?: true;
  /** Whether everything is read that a file can say of the account. */
  readonly isWhole?: true;
  /** Whether only `people` are looked up, and not everyone whom the file names. */
  readonly onlyAskedPeople?: true;
  /** Whether the blocked are needed too, whom only a list of everybody shows. */
  readonly everybody?: true;
}

/** A part of an account: an organization, or a space of it. */
export interface Focus {
  readonly organization?: string;
  readonly space?: string;
}

/** For an import: everything that the format can express, for the account or a part of it. */
export function everything({ organization, space }: Focus = {}): Scope {
  return {
    wants(kind, parent) {
      // Those in part are of the whole account, and a part of it would show them in fewer spaces.
      if (kind.writeOnly) return kind.isImportedInPart === true && organization === undefined;
      if (parent === undefined) return true;
      const [owner, name] = parent.key;
      if (organization !== undefined && owner !== organization) return false;
      if (space === undefined) return true;
      // Of the organization itself, only the path to the space.
      return name === undefined ? kind.access?.is === 'place' : name === space;
    },
    allBindings: false,
    identityProviders: false,
    ...(organization === undefined && { isWhole: true as const }),
  };
}

/** Whether two references are certainly in the same list. Those of a file stand in a row, so no name is made of most. */
function areSiblings({ kind, key }: Ref, other: Ref): boolean {
  if (kind !== other.kind || key.length !== other.key.length) return false;
  if (kindOf(kind).keyedBy === 'parent') return false;
  for (let at = 0; at < key.length - 1; at += 1) if (key[at] !== other.key[at]) return false;
  return true;
}

/** A key for all items of a kind in one resource. */
const placeOf = (kind: KindName, parent: Ref | undefined): string =>
  `${kind} ${parent === undefined ? '' : refAddress(parent)}`;

/** Whether items of a kind decide who can do what in their parent. */
const decides = ({ access }: Kind): boolean =>
  access?.is === 'grant' || access?.is === 'restriction';

/**
 * The entries of a file that decide who can do what: grants and their maps, restrictions, visibility and removals. To tell
 * what such a change means for a person, all their grants in the same resource and above it are needed.
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
 * Resources that the file protects, or ignores by name, and that its other entries may affect by blocking a person or
 * changing a role. Their grants have to be known to forbid that or to report it.
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
  return entries.filter(isPlace);
};

const isPlace = ({ kind }: Ref): boolean => kindOf(kind).access?.is === 'place';

const isRole = ({ kind }: Pick<Ref, 'kind'>): boolean => kindOf(kind).access?.is === 'role';

/** The address of the map with the items of a kind in a resource. */
const mapIn = (kind: Kind, place: Key): string =>
  collectionOf(kind, kind.keyedBy === 'parent' ? place : [...place, '']);

/**
 * Whether everything that decides who can do what inside a resource of this kind is cheap to read: without one list of
 * people per resource.
 */
export function isCheapBelow({ name }: Kind): boolean {
  const places = kinds.filter(({ parent, access }) => parent === name && access?.is === 'place');
  return places.every((place) => {
    const deciders = kinds.filter((each) => each.parent === place.name && decides(each));
    return deciders.every(({ accountWideList }) => accountWideList === true) && isCheapBelow(place);
  });
}

/** Addresses of items of which more is needed than the file names in them. The sets grow while the account is read. */
interface Deeper {
  /** Read everything inside them: they may be removed with a cascade, or who gets in may change. */
  readonly deep: ReadonlySet<string>;
  /** They may be listed in the file under another name; their contents tell. */
  readonly candidates: ReadonlySet<string>;
  /** New people may gain access to the resources inside them, which therefore have to be listed. */
  readonly open: ReadonlySet<string>;
}

/**
 * Whether a file is only about who can enter spaces and projects, and who holds what there: the lists of these show all
 * admins from above. People of the account, roles and members of organizations concern others too, and who makes a key
 * has to be a developer, which only the list of people tells.
 */
function concernsFewPeople({ items, removed, expired, collections }: Desired): boolean {
  const managed = [...items, ...removed, ...expired, ...collections.values()];
  return managed.every(({ kind: name }) => {
    const kind = kindOf(name);
    const isAbove = kind.access?.is === 'grant' && isOutermost(kind);
    return (
      !isAbove && kind.access?.is !== 'role' && !kind.writeOnly && !isRemovedAbove(name, removed)
    );
  });
}

/** Whether things of a kind sit in the account, or in what sits there. */
const isOutermost = ({ parent }: Kind): boolean =>
  parent === undefined || kindOf(parent).parent === undefined;

/** Whether an outermost place is removed. */
const isRemovedAbove = (name: KindName, removed: readonly Ref[]): boolean =>
  kindOf(name).parent === undefined && removed.some(({ kind }) => kind === name);

/** The scope of a file. */
export function scopeOf(desired: Desired, { deep, candidates, open }: Deeper): Scope {
  const named: readonly Ref[] = [
    ...desired.items,
    ...desired.removed,
    ...desired.protected,
    ...reachedInto(desired),
    ...desired.items.flatMap(({ kind, key }) => kindOf(kind).after?.(key) ?? []),
  ];
  const mentioned = new Set<KindName>(
    [...new Set(named.map(({ kind }) => kind))].flatMap((name) =>
      kindChain(kindOf(name)).map(({ name: above }) => above),
    ),
  );
  // Each reference needs the list of its kind in its parent, and so on upwards.
  const places = new Set<string>();
  let last: Ref | undefined;
  const list = (ref: Ref): void => {
    if (last !== undefined && areSiblings(last, ref)) return;
    last = ref;
    const parent = parentOf(ref);
    const place = placeOf(ref.kind, parent);
    // Most items have siblings, which have led upwards already.
    if (places.has(place)) return;
    places.add(place);
    if (parent !== undefined) list(parent);
  };
  for (const ref of named) list(ref);
  for (const { kind, key, fields } of desired.items) {
    for (const ref of kindOf(kind).needs(key, fields)) list(ref);
  }
  // An item that is removed by name may also be inside a protected one: a key can work in several spaces.
  for (const { kind } of desired.removed) {
    for (const entry of desired.protected) {
      if (kindOf(kind).parent === entry.kind) places.add(placeOf(kind, entry));
    }
  }
  for (const { kind } of desired.collections.values()) mentioned.add(kind);
  // A protected person may lose access to a resource that the file closes, so grants there and above are needed.
  const guarded = desired.protected.some(({ kind }) => kindOf(kind).keyedBy === 'person');
  const touched = new Set<string>();
  const touch = (ref: Ref | undefined): void => {
    if (ref === undefined) return;
    const address = refAddress(ref);
    if (touched.has(address)) return;
    touched.add(address);
    touch(parentOf(ref));
  };
  /** Only resources hold what decides. */
  const touchPlace = (ref: Ref): void => touch(isPlace(ref) ? ref : parentOf(ref));
  for (const ref of guarded ? named : deciding(desired)) touchPlace(ref);
  for (const ref of reachedInto(desired)) touchPlace(ref);
  const isAnyMentioned = (is: (kind: Kind) => boolean | undefined): boolean =>
    kinds.some((kind) => is(kind) && mentioned.has(kind.name));
  const referred = new Set(
    kinds
      .filter(({ name }) => mentioned.has(name))
      .flatMap(({ refersTo = [] }) => refersTo.flatMap((name) => kindChain(kindOf(name)))),
  );
  const hasPlaces = isAnyMentioned(({ access }) => access?.is === 'place');
  const { rules = [] } = desired;
  const ruled = ruledBy(rules);

  return {
    wants(kind, parent) {
      if (referred.has(kind) || ruled.wants(kind, parent)) return true;
      if (parent === undefined) {
        // Users identify people; roles identify bindings.
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
    ...(rules.length === 0 && concernsFewPeople(desired) && { fewPeople: true as const }),
    allBindings: mentioned.has(roleKind.name) || ruled.holders,
    // Their mappings refer to roles and resources.
    identityProviders: hasPlaces || mentioned.has(roleKind.name) || rules.length > 0,
  };
}

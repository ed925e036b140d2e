import { addressOf, collectionOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import { kindOf, kinds, refAddress, requiredBy } from '../kinds/index.ts';
import type { Desired, DesiredItem, Fields, Ref } from '../model.ts';
import { pathsTo } from './paths.ts';
import { EffectiveAccessCache } from './effectiveAccess.ts';
import type { EffectiveAccess } from './effectiveAccess.ts';
import type { AccessState, Place, Thing } from './state.ts';
import { wayTo, withMore } from './state.ts';
import { emailIn } from '../key.ts';

/** Something that the file would have to say, as the file says it. */
export interface Addition {
  readonly ref: Ref;
  readonly fields: Fields;
}

/**
 * The smallest change to the file that would let a person in: the fewest lines, of those the ones furthest in,
 * and of those the ones that give least.
 * @param file what is written already; a map of it is complete, so a person who is missing there has to be listed, too
 * @returns undefined when no line of a file would do it
 */
export function smallestGrant(
  state: AccessState,
  person: string,
  place: Place,
  file: Desired | undefined,
): readonly Addition[] | undefined {
  const isRemoved = file?.removed.some(({ key, kind: name }) => {
    const { keyedBy, parent } = kindOf(name);
    return keyedBy === 'person' && parent === undefined && emailIn(key) === person;
  });
  if (isRemoved || state.people.get(person)?.status === 'blocked') return undefined;
  const sides: Sides = {
    state,
    file,
    written: new Map(file?.items.map((item) => [item.address, item])),
  };
  const candidates = wayTo(place).flatMap(({ ref }, depth) =>
    kinds
      .filter(({ access, parent }) => access?.is === 'grant' && parent === ref?.kind)
      .flatMap((kind) => valuesFor(kind, sides, person).map((fields) => ({ kind, fields })))
      .map(({ kind, fields }) => {
        const additions = withNeeds(kind, [...(ref?.key ?? []), person], fields, sides);
        return { additions, depth, standing: standingWith(additions, state, person, place) };
      })
      .filter(({ standing }) => standing.enters),
  );
  const reading = candidates.filter(({ standing }) => mayRead(standing, place));
  // For annotators there is no way to read.
  return (reading.length > 0 ? reading : candidates).toSorted(
    (a, b) =>
      a.additions.length - b.additions.length ||
      a.standing.permissions.size - b.standing.permissions.size,
  )[0]?.additions;
}

interface Sides {
  readonly state: AccessState;
  readonly file: Desired | undefined;
  /** What the file lists, by address. */
  readonly written: ReadonlyMap<string, DesiredItem>;
}

/** Whether a run of the file will find it: it is listed, or in a map that the file leaves out. */
function isThere(ref: Ref, { state, file, written }: Sides): boolean {
  const address = refAddress(ref);
  const item = state.items.find((each) => each.address === address);
  const owned = file?.collections.has(collectionOf(kindOf(ref.kind), ref.key)) === true;
  return owned && item?.builtIn !== true ? written.has(address) : item !== undefined;
}

/** What may stand at a grant of a kind: the words and roles that it takes, the weakest first. */
function valuesFor(kind: Kind, sides: Sides, person: string): readonly Fields[] {
  const account = sides.state.people.get(person);
  if (kind.parent === undefined) {
    return [account?.fields ?? { name: '...', role: 'member', invite: 'none' }];
  }
  const access = account && kindOf(account.kind).access;
  const isAnnotator = access?.is === 'grant' && access.gives(account?.fields ?? {}) === 'annotator';
  const roles = [...sides.state.roles.values()].filter((role) => isThere(role, sides));
  const values = [
    isAnnotator ? 'annotator' : 'read-only',
    ...roles.map(({ key: [custom = ''] }) => ({ custom })),
  ];
  return values.flatMap((value) => {
    const written = kind.parse(value, () => undefined);
    return written?.fields['role'] === undefined ? [] : [written.fields];
  });
}

/** A grant with all that must be there before it. */
function withNeeds(
  kind: Kind,
  key: readonly string[],
  fields: Fields,
  sides: Sides,
): readonly Addition[] {
  const person = emailIn(key);
  const needed = requiredBy({ kind: kind.name, key }, fields).filter(
    (ref) => kindOf(ref.kind).access?.is === 'grant' && !isThere(ref, sides),
  );
  // What would go by the file, and take this along, has to stay.
  const taking = sides.state.items.filter((item) => {
    const { manage, cascadesTo } = kindOf(item.kind);
    const own = manage !== undefined && emailIn(item.key) === person;
    return (
      own && cascadesTo?.(item.key, { kind: kind.name, key }) === true && !isThere(item, sides)
    );
  });
  const before = [...needed, ...taking].flatMap((ref) => {
    const other = kindOf(ref.kind);
    const held = sides.state.items.find(({ address }) => address === refAddress(ref));
    const fresh = valuesFor(other, sides, person)[0];
    const value = held?.fields ?? fresh;
    return value === undefined ? [] : withNeeds(other, ref.key, value, sides);
  });
  const all = [...before, { ref: { kind: kind.name, key }, fields }];
  return all.filter(
    (each, index) => all.findIndex(({ ref }) => refAddress(ref) === refAddress(each.ref)) === index,
  );
}

const thingOf = ({ ref, fields }: Addition): Thing => ({
  ...ref,
  address: addressOf(kindOf(ref.kind), ref.key),
  fields,
});

function standingWith(
  additions: readonly Addition[],
  state: AccessState,
  person: string,
  place: Place,
): EffectiveAccess {
  const later = withMore(state, additions.map(thingOf));
  const there = later.places.get(place.address) ?? later.account;
  return new EffectiveAccessCache(later).of(pathsTo(person, there, later), there);
}

/** A role without read permission is never the way in that is meant. */
const mayRead = ({ permissions }: EffectiveAccess, { ref, builtInRoles }: Place): boolean =>
  builtInRoles === undefined ||
  ref === undefined ||
  permissions.has(`${ref.kind.toUpperCase()}_READ`);

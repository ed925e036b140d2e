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

/** An entry that the file would need, in the form of the file. */
export interface Addition {
  readonly ref: Ref;
  readonly fields: Fields;
}

/**
 * The smallest change to the file that would give a person access: the fewest lines; then the innermost ones; then those
 * that grant the least.
 * @param file the current file; its maps are complete, so a person who is missing in one has to be added there too
 * @returns undefined when no entry in a file would give access
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
  // Annotators cannot be given read access.
  return (reading.length > 0 ? reading : candidates).toSorted(
    (a, b) =>
      a.additions.length - b.additions.length ||
      a.standing.permissions.size - b.standing.permissions.size,
  )[0]?.additions;
}

interface Sides {
  readonly state: AccessState;
  readonly file: Desired | undefined;
  /** The items that the file lists, by address. */
  readonly written: ReadonlyMap<string, DesiredItem>;
}

/** Whether the item will exist after a run: it is listed, or in a map that the file does not manage. */
function isThere(ref: Ref, { state, file, written }: Sides): boolean {
  const address = refAddress(ref);
  const item = state.items.find((each) => each.address === address);
  const owned = file?.collections.has(collectionOf(kindOf(ref.kind), ref.key)) === true;
  return owned && item?.builtIn !== true ? written.has(address) : item !== undefined;
}

/** The possible values of a grant of a kind: its built-in and custom roles, weakest first. */
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

/** A grant with everything that it requires. */
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
  // A parent that the file would remove, together with this, has to stay.
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

/** A role without a read permission is never a useful suggestion. */
const mayRead = ({ permissions }: EffectiveAccess, { ref, builtInRoles }: Place): boolean =>
  builtInRoles === undefined ||
  ref === undefined ||
  permissions.has(`${ref.kind.toUpperCase()}_READ`);

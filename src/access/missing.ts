import { addressOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import { kinds, kindOf, refAddress } from '../kinds/index.ts';
import type { Fields, Ref } from '../model.ts';
import { pathsTo } from './paths.ts';
import { Standings } from './standing.ts';
import type { Standing } from './standing.ts';
import type { AccessState, Place, Thing } from './state.ts';
import { withMore } from './state.ts';

/** Something that the file would have to say, as the file says it. */
export interface Addition {
  readonly ref: Ref;
  readonly fields: Fields;
}

/**
 * The smallest change to the file that would let somebody in: the fewest lines, and of those the ones that give least.
 * @returns undefined when no line of a file would do it
 */
export function smallestGrant(
  state: AccessState,
  person: string,
  place: Place,
): readonly Addition[] | undefined {
  if (state.people.get(person)?.status === 'blocked') return undefined;
  const candidates = kinds
    .filter(({ access, parent }) => access?.is === 'grant' && parent === place.ref?.kind)
    .flatMap((kind) => valuesFor(kind, state, person).map((fields) => ({ kind, fields })))
    .map(({ kind, fields }) => withNeeds(kind, [...(place.ref?.key ?? []), person], fields, state))
    .map((additions) => ({ additions, then: standingWith(additions, state, person, place) }))
    .filter(({ then }) => then.enters);
  const reading = candidates.filter(({ then }) => mayRead(then, place));
  // For annotators there is no way to read.
  return (reading.length > 0 ? reading : candidates).toSorted(
    (a, b) =>
      a.additions.length - b.additions.length || a.then.permissions.size - b.then.permissions.size,
  )[0]?.additions;
}

/** What may stand at a grant of a kind: the words and roles that it takes, the weakest first. */
function valuesFor(kind: Kind, state: AccessState, person: string): readonly Fields[] {
  if (kind.parent === undefined) return [{ name: '...', role: 'member', invite: 'none' }];
  const account = state.people.get(person);
  const access = account && kindOf(account.kind).access;
  const isAnnotator = access?.is === 'grant' && access.gives(account?.fields ?? {}) === 'annotator';
  const complaints: string[] = [];
  const values = [
    isAnnotator ? 'annotator' : 'read-only',
    ...[...state.roles.keys()].map((custom) => ({ custom })),
  ];
  return values.flatMap((value) => {
    const written = kind.parse(value, (code) => complaints.push(code));
    return written?.fields['role'] === undefined ? [] : [written.fields];
  });
}

/** A grant with all that must be there before it. */
function withNeeds(
  kind: Kind,
  key: readonly string[],
  fields: Fields,
  state: AccessState,
): readonly Addition[] {
  const person = key.at(-1) ?? '';
  const there = new Set(state.items.map(({ address }) => address));
  const needed = [...kind.needs(key, fields), ...(kind.after?.(key) ?? [])].filter(
    (ref) => kindOf(ref.kind).access?.is === 'grant' && !there.has(refAddress(ref)),
  );
  const before = needed.flatMap((ref) => {
    const other = kindOf(ref.kind);
    const [weakest] = valuesFor(other, state, person);
    return weakest === undefined ? [] : withNeeds(other, ref.key, weakest, state);
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
): Standing {
  const later = withMore(state, additions.map(thingOf));
  const there = later.places.get(place.address) ?? later.account;
  return new Standings(later).of(pathsTo(person, there, later), there);
}

/** A role that lets nobody read is no way in that anybody means. */
const mayRead = ({ permissions }: Standing, { ref, words }: Place): boolean =>
  words === undefined || ref === undefined || permissions.has(`${ref.kind.toUpperCase()}_READ`);

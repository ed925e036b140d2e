import type { AccessState, Place } from '../access/state.ts';
import { kindOf } from '../kinds/index.ts';
import { conditionsOf, missingIn } from '../kinds/places.ts';
import type { Key, RulePlaces } from '../model.ts';
import { byText, keyMatcher } from '../names.ts';
import type { Answer, Unknown } from './verdict.ts';

/** Where a rule holds. */
export interface Scope {
  /** The resources that the rule names. */
  readonly roots: readonly Place[];
  /** The same, with everything inside, each once. */
  readonly all: readonly Place[];
  readonly unknown: readonly Unknown[];
}

/** Finds the resources of a rule. */
export function scopeOf(on: readonly RulePlaces[], state: AccessState): Scope {
  const roots = new Set<Place>();
  const unknown: Unknown[] = [];
  for (const places of on) {
    const isNamed = namedBy(places);
    const named = [...state.places.values()].filter(isNamed);
    const missing = missingIn(places, ({ name }) => keysIn(state, name));
    if (missing !== undefined) unknown.push({ is: 'missing', ref: missing });
    for (const place of named) {
      const answer = meets(place, places);
      if (answer === 'yes') roots.add(place);
      else if (answer === 'unknown') unknown.push({ is: 'condition', place });
    }
  }
  const all = new Set([...roots].flatMap(within));
  return { roots: inOrder(roots), all: inOrder(all), unknown };
}

/** Each resource before those inside. */
const inOrder = (places: Iterable<Place>): readonly Place[] =>
  [...places].toSorted(
    (a, b) => (a.ref?.key.length ?? 0) - (b.ref?.key.length ?? 0) || byText(a.address, b.address),
  );

/** A resource and everything inside. */
export const within = (place: Place): readonly Place[] => [place, ...place.below.flatMap(within)];

/** The names of all resources of a kind. */
function* keysIn(state: AccessState, kind: string): Iterable<Key> {
  for (const { ref } of state.places.values()) if (ref?.kind === kind) yield ref.key;
}

function namedBy({ kind, key }: RulePlaces): (place: Place) => boolean {
  const fits = keyMatcher(key);
  return ({ ref }) => ref?.kind === kind && fits(ref.key);
}

/** Whether a resource meets all conditions. */
function meets(place: Place, { kind, where }: RulePlaces): Answer {
  const answers = conditionsOf(kindOf(kind)).flatMap(({ key, by }): readonly Answer[] => {
    const wanted = where[key];
    if (wanted === undefined) return [];
    const is = by === 'field' ? isClosed(place) : isRestricted(place);
    return is === undefined ? ['unknown'] : [is === wanted ? 'yes' : 'no'];
  });
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

const isClosed = ({ passing }: Place): boolean | undefined =>
  passing === undefined ? undefined : passing === 'admins';

const isRestricted = ({ restriction, known }: Place): boolean | undefined =>
  restriction !== undefined ? true : known ? false : undefined;

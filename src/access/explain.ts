import type { Desired } from '../model.ts';
import type { Inheritance } from '../kind.ts';
import { smallestGrant } from './missing.ts';
import type { Addition } from './missing.ts';
import { levelsOf, pathsIn, permissionsOf } from './paths.ts';
import type { AccessPath } from './paths.ts';
import { EffectiveAccessCache } from './effectiveAccess.ts';
import type { EffectiveAccess } from './effectiveAccess.ts';
import { wayTo } from './state.ts';
import type { AccessState, Place, Thing } from './state.ts';
import type { Level } from '../delta.ts';

/** One place on the way from the account to what is asked about. */
export interface Step {
  readonly place: Place;
  /** What the person was given here, and by what. */
  readonly holds: readonly { readonly level: Level; readonly item: Thing }[];
  /** Who comes in from above. */
  readonly lets: Inheritance | 'unknown';
  /** The address of what shuts it. */
  readonly door?: string;
  /** What comes in from above of what the person has there. */
  readonly through: readonly AccessPath[];
  readonly standing: EffectiveAccess;
}

export interface Explanation {
  readonly person: string;
  readonly account?: Thing;
  readonly place: Place;
  readonly can: 'yes' | 'no' | 'unsure';
  readonly standing: EffectiveAccess;
  /** Everything that is allowed, as far as it is known; sorted. Nothing is listed for admins. */
  readonly permissions: readonly string[];
  readonly steps: readonly Step[];
  /** For a no: the smallest change to the file that would do. */
  readonly missing?: readonly Addition[];
}

/**
 * Why a person can, or cannot, get into a place: what they hold on the way to it, and what each place lets through.
 * @param file what a line that is missing would have to be added to
 */
export function explain(
  state: AccessState,
  person: string,
  place: Place,
  file?: Desired,
): Explanation {
  const standings = new EffectiveAccessCache(state);
  const steps: Step[] = [];
  let above: readonly AccessPath[] = [];
  for (const each of wayTo(place)) {
    const paths = pathsIn(person, each, above, state);
    steps.push({
      place: each,
      holds: (each.grants.get(person) ?? []).flatMap((item) =>
        levelsOf(item).map((level) => ({ level, item })),
      ),
      lets: each.passing ?? 'unknown',
      ...(each.restriction && { door: each.restriction.address }),
      through: paths.filter(({ how }) => how !== 'own'),
      standing: standings.of(paths, each),
    });
    above = paths;
  }
  const standing = standings.of(above, place);
  const permissions = new Set(
    standing.admin ? [] : above.flatMap((path) => permissionsOf(path, place, state) ?? []),
  );
  const can = standing.enters ? 'yes' : standing.levels.length > 0 ? 'unsure' : 'no';
  const account = state.people.get(person);
  const missing = can === 'no' ? smallestGrant(state, person, place, file) : undefined;
  return {
    person,
    ...(account && { account }),
    place,
    can,
    standing,
    permissions: [...permissions].toSorted(),
    steps,
    ...(missing && { missing }),
  };
}

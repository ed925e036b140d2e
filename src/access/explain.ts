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

/** One place on the path from the account to the one in question. */
export interface Step {
  readonly place: Place;
  /** What the person is granted here, and by which item. */
  readonly holds: readonly { readonly level: Level; readonly item: Thing }[];
  /** Which access from above reaches this place. */
  readonly lets: Inheritance | 'unknown';
  /** The address of the item that closes it. */
  readonly door?: string;
  /** The person's access from above that reaches this place. */
  readonly through: readonly AccessPath[];
  readonly standing: EffectiveAccess;
}

export interface Explanation {
  readonly person: string;
  readonly account?: Thing;
  readonly place: Place;
  readonly can: 'yes' | 'no' | 'unsure';
  readonly standing: EffectiveAccess;
  /** All known permissions, sorted. Nothing is listed for admins. */
  readonly permissions: readonly string[];
  readonly steps: readonly Step[];
  /** If the person has no access: the smallest change to the file that would give it. */
  readonly missing?: readonly Addition[];
}

/**
 * Why a person has access to a place, or not: what they are granted on the path to it, and what each place lets through.
 * @param file the file to which a missing line would be added
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

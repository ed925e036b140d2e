import { byText } from '../names.ts';
import type { Action } from './action.ts';
import { pathsTo } from './paths.ts';
import type { AccessPath } from './paths.ts';
import { EffectiveAccessCache } from './effectiveAccess.ts';
import type { EffectiveAccess } from './effectiveAccess.ts';
import { wayTo } from './state.ts';
import type { AccessState, Place, Thing } from './state.ts';

/** A person with access to a place. */
export interface Accessor {
  readonly person: string;
  readonly service: boolean;
  readonly status?: Thing['status'];
  readonly standing: EffectiveAccess;
  /** The paths that give the requested access; for an admin, only admin paths. */
  readonly paths: readonly AccessPath[];
  /** False if what was read is not enough to tell. */
  readonly sure: boolean;
}

/**
 * Everyone who can do something in a place, or has any access to it, and by which paths: certain ones first, then by
 * name.
 * @param action to check; any access if omitted
 */
export function whoCan(
  state: AccessState,
  place: Place,
  action: Action | undefined,
): readonly Accessor[] {
  const standings = new EffectiveAccessCache(state);
  const people = new Set(wayTo(place).flatMap(({ grants }) => [...grants.keys()]));
  return [...people]
    .flatMap((person): readonly Accessor[] => {
      const paths = pathsTo(person, place, state);
      const standing = standings.of(paths, place);
      const answer = standing.levels.length === 0 ? 'no' : mayDo(standing, action);
      if (answer === 'no') return [];
      const known = state.people.get(person);
      return [
        {
          person,
          service: known?.service === true || paths.some(({ item }) => item.service === true),
          ...(known?.status && { status: known.status }),
          standing,
          paths: standing.admin ? paths.filter(({ level }) => level === 'admin') : paths,
          sure: answer === 'yes',
        },
      ];
    })
    .toSorted((a, b) => Number(b.sure) - Number(a.sure) || byText(a.person, b.person));
}

function mayDo(
  { admin, enters, unsure, permissions }: EffectiveAccess,
  action: Action | undefined,
): 'yes' | 'no' | 'unsure' {
  if (admin) return 'yes';
  if (action === undefined) return enters ? 'yes' : 'unsure';
  if (action.is === 'permission' && permissions.has(action.permission)) return 'yes';
  return unsure ? 'unsure' : 'no';
}

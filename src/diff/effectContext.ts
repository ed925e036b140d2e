import type { EffectContext, Kind } from '../kind.ts';
import { refAddress, roleNamed } from '../kinds/index.ts';
import type { Effect, Fields, RoleRef } from '../model.ts';
import type { State } from './state.ts';

/** The permissions of roles before and after a run, because a role and its grants may change in the same run. */
export function effectContextOf({ wanted, found }: Pick<State, 'wanted' | 'found'>): EffectContext {
  return {
    permissions(name, when) {
      const address = refAddress(roleNamed(name));
      const item = (when === 'then' && wanted.get(address)) || found.get(address);
      const allowed = item?.fields['permissions'];
      return typeof allowed === 'object' && !('custom' in allowed) ? allowed : undefined;
    },
  };
}

/**
 * The effect of an update on a person's access.
 * @param beside a second role that they hold, which the update also replaces
 */
export function effectOfUpdate(
  kind: Kind,
  before: Fields,
  after: Fields,
  beside: RoleRef | undefined,
  judging: EffectContext,
): Effect {
  const effects = new Set([kind.effect(before, after, judging)]);
  if (beside !== undefined) effects.add(kind.effect({ ...before, role: beside }, after, judging));
  return effects.has('destroys') ? 'destroys' : effects.has('reduces') ? 'reduces' : 'grants';
}

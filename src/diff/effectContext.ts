import type { EffectContext, Kind } from '../kind.ts';
import { refAddress, roleNamed } from '../kinds/index.ts';
import type { Effect, Fields, RoleRef } from '../model.ts';
import type { State } from './state.ts';

/** What roles allow now and then: a role and its grants may change in one run. */
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
 * What an update does to a person's access.
 * @param beside a role that they have beside what the fields say, and that the update replaces as well
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

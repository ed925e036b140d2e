import { accountClaim } from '../../plan/claims.ts';
import { impactsOf } from '../../plan/impact.ts';
import type { Impact, Impacts } from '../../plan/impact.ts';
import type { Outcome, Plan, PlannedChange } from '../../model.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import { counted } from './names.ts';
import { outcomeSummary } from './outcomes.ts';
import { count } from './summary.ts';

/** A plan as it runs, or with consent to all of it. */
export type PlanSide = keyof Impacts;

/**
 * A plan in a few words, for those who read no more: `31 lose access, 2 cannot be undone`. The numbers are those of its
 * last lines, with consent.
 * @param side only what happens on this side; both, unless told: what consent would do, and what blocks the run
 */
export function planTitle(plan: Plan, side?: PlanSide): string {
  const { manual, observed, unknown } = plan;
  const changes =
    side === 'asRun' ? plan.changes.filter(({ held }) => held === undefined) : plan.changes;
  const heldBack = plan.changes.length - changes.length;
  const guards = side === 'withConsent' ? plan.guardsWithConsent : plan.guards;
  const others = [
    ...(unknown.length > 0 ? [counted(unknown.length, 'unknown name')] : []),
    ...(changes.length === 0 && manual.length > 0 ? [counted(manual.length, 'manual step')] : []),
    ...(changes.length === 0 && observed.length > 0 ? [`${observed.length} only observed`] : []),
  ];
  const parts = [
    ...(isBlocked(guards) ? ['BLOCKED'] : []),
    ...(changes.length === 0 ? [] : stakesOf(changes, impactsOf(plan)[side ?? 'withConsent'])),
    ...(heldBack === 0 ? [] : [`${heldBack} held back`]),
    ...others,
  ];
  if (parts.length > 0) return parts.join(', ');
  if (plan.elsewhere !== undefined) return 'nothing to do';
  return accountClaim(plan).certain ? 'no changes' : 'no changes in what was read';
}

const people = (number: number, one: string, more: string): readonly string[] =>
  number === 0 ? [] : [`${number} ${number === 1 ? one : more}`];

/** What a reader must not miss of some changes; how many they are, where that is nothing. */
function stakesOf(
  changes: readonly PlannedChange[],
  { losing, losingAll, gaining, newAdmins, adminKeys }: Impact,
): readonly string[] {
  const lasting = count(changes, ({ irreversible }) => irreversible !== undefined);
  const destroyed = count(changes, ({ effect }) => effect === 'destroys');
  const risks = [
    ...people(losing, 'loses access', 'lose access'),
    ...(losing === 0 && destroyed > 0 ? [`${destroyed} to destroy`] : []),
    ...(losing === 0 ? people(losingAll, 'loses everything', 'lose everything') : []),
    ...(lasting === 0 ? [] : [`${lasting} cannot be undone`]),
    ...(newAdmins === 0 ? [] : [counted(newAdmins, 'new admin')]),
    ...(adminKeys === 0 ? [] : [counted(adminKeys, 'new admin key')]),
  ];
  if (risks.length > 0) return risks;
  return gaining > 0
    ? people(gaining, 'gains access', 'gain access')
    : [counted(changes.length, 'change')];
}

/** The same of a run: `13 done, 2 failed, 4 skipped`. */
export const runTitle = (outcomes: readonly Outcome[], plan: Plan): string =>
  outcomes.length === 0
    ? planTitle(plan)
    : outcomeSummary(outcomes, plan).replace(/^Applied: |\.$/g, '');

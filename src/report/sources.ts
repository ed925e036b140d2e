import { laterState, liveState } from '../access/state.ts';
import type { AccessState } from '../access/state.ts';
import { itemsAfter } from '../diff/after.ts';
import type { Desired, Live, Plan } from '../model.ts';
import { consented } from '../plan/impact.ts';

/** What a report is about: the account as it is, or as the file says, and what a plan would leave. */
export interface Sources {
  readonly before: AccessState;
  /** After the plan: as it would run, and with consent to all of it if that differs. */
  readonly asRun?: AccessState;
  readonly withConsent?: AccessState;
  /** Absent for the file alone. */
  readonly live?: Live;
  readonly desired?: Desired;
  readonly plan?: Plan;
}

/** The account as it is, and as a plan would leave it. */
export function sourcesOf(
  live: Live,
  planned?: { readonly desired: Desired; readonly plan: Plan },
): Sources {
  const before = liveState(live);
  if (planned === undefined) return { before, live };
  const { plan } = planned;
  const after = (changes: Plan['changes']) => laterState(live, itemsAfter(live.items, changes));
  const isSame = plan.access.withConsent === plan.access.asRun;
  return {
    before,
    live,
    ...planned,
    asRun: after(plan.changes.filter(({ held }) => held === undefined)),
    ...(!isSame && { withConsent: after(consented(plan)) }),
  };
}

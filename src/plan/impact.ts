import { adminKeys } from '../access/adminKeys.ts';
import { groupDelta } from '../access/groups.ts';
import type { AccessDelta } from '../delta.ts';
import { kindOf } from '../kinds/index.ts';
import type { Plan, PlannedChange } from '../model.ts';

/** The totals of a run, each counting distinct people or items. Text, Markdown and JSON take them from here. */
export interface Impact {
  /** Changes that run. */
  readonly changes: number;
  /** The same changes, each in exactly one of three: those that need consent, other new items, and the rest. */
  readonly added: number;
  readonly changed: number;
  readonly destroyed: number;
  /** Changes that cannot be undone. */
  readonly irreversible: number;
  /** People who gain access somewhere, and people who lose access. A person can do both. */
  readonly gaining: number;
  readonly losing: number;
  /** People who lose all access that was read. */
  readonly losingAll: number;
  /** People who become an admin of any resource. */
  readonly newAdmins: number;
  /** New service keys that are an admin of any resource. */
  readonly adminKeys: number;
  /** Service identities that gain or lose access. */
  readonly keysGaining: number;
  readonly keysLosing: number;
  /** E-mails that Arize sends. */
  readonly emails: number;
}

/** The totals as the plan runs, and with consent to all of it. */
export interface Impacts {
  readonly asRun: Impact;
  readonly withConsent: Impact;
}

export const impactsOf = (
  plan: Pick<Plan, 'access' | 'changes' | 'guardsWithConsent'>,
): Impacts => ({
  asRun: impactAsRun(plan),
  withConsent: impactOf(plan.access.withConsent, consented(plan), plan.changes),
});

/** What a plan comes to as it runs: what is held back does not happen. */
export const impactAsRun = ({ access, changes }: Pick<Plan, 'access' | 'changes'>): Impact =>
  impactOf(
    access.asRun,
    changes.filter(({ held }) => held === undefined),
    changes,
  );

/** The changes that run with consent: all except those that depend on a possibly truncated list, directly or not. */
export function consented({
  changes,
  guardsWithConsent,
}: Pick<Plan, 'changes' | 'guardsWithConsent'>): readonly PlannedChange[] {
  const stopped = new Set(
    guardsWithConsent.flatMap((each) => (each.verdict === 'held' ? each.changes : [])),
  );
  // Iterating a set visits members added during iteration, so what needs a stopped change is stopped too.
  for (const address of stopped) {
    for (const change of changes) if (change.needs.includes(address)) stopped.add(change.address);
  }
  return changes.filter(({ address }) => !stopped.has(address));
}

/** Which of the totals a change belongs to. */
export const sortOf = ({
  action,
  effect,
}: Pick<PlannedChange, 'action' | 'effect'>): 'added' | 'changed' | 'destroyed' => {
  if (effect === 'destroys') return 'destroyed';
  return action === 'create' && effect === 'grants' ? 'added' : 'changed';
};

function impactOf(
  delta: AccessDelta,
  running: readonly PlannedChange[],
  all: readonly PlannedChange[],
): Impact {
  const { gaining, losing, services, losingAll, newAdmins } = groupDelta(delta, all);
  const sorts = running.map(sortOf);
  const are = (sort: (typeof sorts)[number]): number =>
    sorts.filter((each) => each === sort).length;
  return {
    changes: running.length,
    added: are('added'),
    changed: are('changed'),
    destroyed: are('destroyed'),
    irreversible: running.filter(({ irreversible }) => irreversible !== undefined).length,
    gaining,
    losing,
    losingAll: losingAll.length,
    newAdmins: new Set(newAdmins.map(({ person }) => person)).size,
    adminKeys: adminKeys(running).length,
    keysGaining: services.gaining,
    keysLosing: services.losing,
    emails: running.filter(sendsEmail).length,
  };
}

/** Whether Arize sends an e-mail for a change. */
export const sendsEmail = (change: PlannedChange): boolean =>
  change.action === 'create' && kindOf(change.kind).sendsEmail?.(change.after) === true;

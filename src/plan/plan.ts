import { planAccess } from '../access/delta.ts';
import { gapNotices } from '../access/gaps.ts';
import { runsOf } from '../access/runs.ts';
import { withoutEffect } from '../access/noEffect.ts';
import type { AccessDelta } from '../delta.ts';
import { kindOf, refAddress } from '../kinds/index.ts';
import { limitsOf } from '../limits.ts';
import type {
  Change,
  Desired,
  Difference,
  History,
  Hold,
  Limits,
  Live,
  Notice,
  Plan,
  PlannedChange,
} from '../model.ts';
import { lastAdmins } from './admins.ts';
import { digestOf } from './digest.ts';
import { evaluateGuards } from './guards/evaluateGuards.ts';
import { protectedBy } from './guards/protected.ts';
import { keepsRules } from './guards/rule.ts';
import { reachesIgnored } from './ignored.ts';
import { keptRules } from './keptRules.ts';
import { manualGrants } from './manualGrants.ts';
import { needsIn } from './needs.ts';
import { ordered, stageOf } from './order.ts';
import { evaluateLists } from './shrunk.ts';
import { takeOvers } from './takeOver.ts';

/**
 * Puts a difference in order, holds back changes that lack consent, and judges the resulting state.
 * @param options `allowDestructive` is the consent to delete, remove, block, unrestrict and open; `limits` default to those
 * of the file; `history` is what earlier runs saw; `loosened` lists what the file no longer guards; `notices` come before those of the plan; `rulesDay` is the day on which the exceptions of
 * access rules must still be valid, that of the file unless given
 */
export function plan(
  difference: Difference,
  desired: Desired,
  live: Live,
  options: {
    readonly allowDestructive: boolean;
    readonly limits?: Limits;
    readonly history?: History;
    readonly loosened?: readonly Notice[];
    readonly notices?: readonly Notice[];
    readonly rulesDay?: string;
  },
): Plan {
  const {
    observed,
    manual,
    unknown,
    kept: keptRemovals,
    notices,
    untouched,
    elsewhere,
  } = difference;
  const { account, caller, coverage } = live;
  const limits = options.limits ?? limitsOf(desired);
  const ids = idsFor(difference.changes, live);
  const needs = needsIn(difference.changes, live.items);
  const staged = difference.changes.map((change): PlannedChange => ({
    ...change,
    needs: needs(change.address),
    stage: stageOf[change.effect],
    ...expansionOf(change),
  }));
  const planned = ordered(staged, caller);
  const consented = options.allowDestructive ? planned : hold(planned, unasked(planned));
  const lists = evaluateLists(runningIn(consented), desired, live, options.history);
  const released = hold(consented, unproven(lists.held));
  const running = runningIn(released);
  const listsWithConsent = evaluateLists(planned, desired, live, options.history);
  const allowed = runningIn(hold(planned, unproven(listsWithConsent.held)));
  // The same list if nothing waits for consent, so that it is judged once.
  const withConsent = allowed.length === running.length ? running : allowed;
  const runs = runsOf(live);
  const access = planAccess(live, desired, running, withConsent, runs);
  const entries = protectedBy(planned, desired, live, access.withConsent);
  const byHand = manualGrants(manual, desired, live);
  const { rulesDay = desired.today } = options;
  const kept = keptRules({ ...desired, ...(rulesDay && { today: rulesDay }) }, runs, byHand);
  const ruledBy = (some: readonly PlannedChange[], delta: AccessDelta) =>
    keepsRules(kept(some, delta), [...some, ...byHand], delta);
  const ruled = ruledBy(running, access.asRun);
  const ruledWithConsent =
    withConsent === running ? ruled : ruledBy(withConsent, access.withConsent);
  const ways = withoutEffect(runs, withConsent, access.withConsent);
  const changes = released.map((change) => {
    const own = entries.get(change.address);
    const noEffect = ways.get(change.address);
    return {
      ...change,
      ...(own !== undefined && { protectedBy: own }),
      ...(noEffect !== undefined && { noEffect }),
    };
  });
  return {
    file: desired.file,
    account,
    ...(caller && { caller }),
    changes,
    observed,
    manual,
    unknown,
    kept: keptRemovals,
    notices: [
      ...(options.notices ?? []),
      ...notices,
      ...reachesIgnored(planned, desired, live, access.withConsent),
      ...lastAdmins(planned, live),
      ...takeOvers(planned, desired, options.history),
      ...gapNotices(runs, desired, running, access.asRun),
      ...ruled.notices,
    ],
    loosened: [...(options.loosened ?? []), ...ruledWithConsent.loosened],
    untouched,
    ...(elsewhere && { elsewhere }),
    ...(desired.saml && { saml: true as const }),
    coverage,
    limits,
    access,
    guards: evaluateGuards(
      running,
      desired,
      live,
      runs.after(running).items,
      limits,
      access.asRun,
      [...lists.verdicts, ...ruled.verdicts],
    ),
    guardsWithConsent: evaluateGuards(
      withConsent,
      desired,
      live,
      runs.after(withConsent).items,
      limits,
      access.withConsent,
      [...listsWithConsent.verdicts, ...ruledWithConsent.verdicts],
    ),
    ids,
    digest: digestOf({ account, changes: planned, ids, limits }),
  };
}

/** Only updates of a later stage are split. */
function expansionOf(change: Change): Pick<PlannedChange, 'expand'> {
  if (change.action !== 'update' || change.effect === 'grants') return {};
  const expand = kindOf(change.kind).expand?.(change.before, change.after);
  return expand === undefined ? {} : { expand };
}

const runningIn = (changes: readonly PlannedChange[]): readonly PlannedChange[] =>
  changes.filter(({ held }) => held === undefined);

/** Destructive changes without consent. */
const unasked = (changes: readonly PlannedChange[]): ReadonlyMap<string, Hold> =>
  new Map(
    changes
      .filter(({ effect }) => effect === 'destroys')
      .map(({ address }) => [address, 'needs-consent']),
  );

/** Changes that depend on a possibly truncated list. */
const unproven = (addresses: ReadonlySet<string>): ReadonlyMap<string, Hold> =>
  new Map([...addresses].map((address) => [address, 'unproven']));

/** Holds back some changes and their dependants. */
function hold(
  changes: readonly PlannedChange[],
  reasons: ReadonlyMap<string, Hold>,
): readonly PlannedChange[] {
  const held = new Map<string, Hold>([
    ...reasons,
    ...changes.flatMap((change) => (change.held ? [[change.address, change.held] as const] : [])),
  ]);
  for (let before = -1; before !== held.size;) {
    before = held.size;
    for (const { address, needs } of changes) {
      if (!held.has(address) && needs.some((need) => held.has(need)))
        held.set(address, 'needs-held');
    }
  }
  return changes.map((change) => {
    const because = held.get(change.address);
    return because === undefined ? change : { ...change, held: because };
  });
}

/** The ids of all live items that the changes refer to, so that apply has nothing to look up. */
function idsFor(changes: readonly Change[], live: Live): Readonly<Record<string, string>> {
  const wanted = new Set(
    changes.flatMap((change) => {
      const kind = kindOf(change.kind);
      const fields = change.action === 'delete' ? change.before : change.after;
      return kind.needs(change.key, fields).map(refAddress);
    }),
  );
  const ids = live.items
    .filter(({ address }) => wanted.has(address))
    .map(({ address, id }) => [address, id] as const)
    .toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(ids);
}

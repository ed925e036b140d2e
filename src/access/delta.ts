import type { AccessDelta, PlanAccess } from '../delta.ts';
import type { Change, Desired, Live } from '../model.ts';
import { byText } from '../names.ts';
import { affectedBy } from './affected.ts';
import { unreadHolders } from './unreadHolders.ts';
import { AccessLookup } from './accessLookup.ts';
import { losingAll } from './losingAll.ts';
import { runsOf } from './runs.ts';
import type { AfterRun, Runs } from './runs.ts';

const noChange: AccessDelta = { changes: [], losingAll: [], beyond: [], unread: [] };

/**
 * What people gain and lose through some changes. Only what may differ is compared, so a small plan for a large account
 * is cheap.
 * @param changes the changes that would run
 * @param desired tells the team through which a person is listed
 */
export function deltaOf(
  runs: Runs,
  changes: readonly Change[],
  desired: Pick<Desired, 'items'>,
): AccessDelta {
  if (changes.length === 0) return noChange;
  const { live } = runs;
  const { along, state } = runs.after(changes);
  const [before, after] = [runs.before(), state()];
  const affected = affectedBy(before, after);
  const why = reasons(changes, along);
  const teams = new Map(desired.items.map(({ address, team }) => [address, team]));
  const look = new AccessLookup({ before, after, roles: affected.roles, why, teams });
  for (const person of [...affected.places.keys()].toSorted(byText)) {
    look.at(person, affected.places.get(person) ?? new Set());
  }
  return {
    changes: look.found,
    losingAll: losingAll(affected.holders, before, after, why),
    beyond: unreadHolders(changes, live, before),
    unread: [...look.unread].toSorted(byText),
  };
}

/** The change behind each changed item. */
function reasons(
  changes: readonly Change[],
  along: AfterRun['along'],
): ReadonlyMap<string, string> {
  const why = new Map<string, string>();
  for (const [item, cause] of along) why.set(item.address, cause);
  for (const { address } of changes) why.set(address, address);
  return why;
}

/**
 * What a plan does to people's access: as it would run, and with consent to everything.
 * @param running the changes that are not held back
 */
export function planAccess(
  live: Live,
  desired: Pick<Desired, 'items'>,
  running: readonly Change[],
  all: readonly Change[],
  runs: Runs = runsOf(live),
): PlanAccess {
  const asRun = deltaOf(runs, running, desired);
  return {
    asRun,
    withConsent: running.length === all.length ? asRun : deltaOf(runs, all, desired),
  };
}

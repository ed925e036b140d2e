import { messageOf, withoutStop } from '../errorText.ts';
import { nameOf, whereText } from '../kinds/index.ts';
import pLimit from 'p-limit';
import { whyStopped } from '../api/index.ts';
import { isBlocked } from '../plan/verdicts.ts';
import type { WriteClient } from '../api/index.ts';
import type { Secrets, WriteContext } from '../kind.ts';
import type { Outcome, Plan, PlannedChange } from '../model.ts';
import { stepsOf } from '../plan/order.ts';
import type { Step } from '../plan/order.ts';
import type { Freshness } from '../plan/freshness.ts';
import { attempt } from './attempt.ts';
import type { Sleep } from './attempt.ts';
import { StaleChangeError } from './staleChangeError.ts';
import { pause } from './pause.ts';

/** Reads the account again and returns the current state behind some changes, by address. */
export type Recheck = (
  changes: readonly PlannedChange[],
) => Promise<ReadonlyMap<string, Freshness>>;

export interface ApplyOptions {
  /** Called when a change starts and when it ends, for progress and the journal. */
  readonly onStart?: (change: PlannedChange) => void;
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Called before each wait after a lost response. */
  readonly onWait?: (change: PlannedChange, ms: number, reason: string) => void;
  /** How many changes run in parallel. Default 4. */
  readonly parallelism?: number;
  /** Once aborted, changes in flight are finished and no new ones are started. */
  readonly signal?: AbortSignal;
  /** Called before anything is removed, if something was written before: others may have written meanwhile. */
  readonly recheck?: Recheck;
  /** Delivers secrets as the file says. Without it, items with a secret are not created. */
  readonly secrets?: Secrets;
  /** Seam for tests: waits before Arize is read after a lost answer. */
  readonly sleep?: Sleep;
}

/**
 * Carries out a plan, and nothing else. After a lost response Arize is read first, so nothing is done twice. When a
 * change fails, the changes that need it are skipped and the others of its stage go on. Changes that reduce or destroy
 * are not started once anything has failed, nor where the account has changed since the plan.
 * @returns the outcome of every change, in the plan's order; never throws for a change that fails
 * @throws Error when a guard blocks the plan: nothing was written
 */
export async function apply(
  plan: Plan,
  client: WriteClient,
  options: ApplyOptions = {},
): Promise<readonly Outcome[]> {
  if (isBlocked(plan.guards)) {
    throw new Error('A guard blocks this plan.');
  }
  const {
    onStart,
    onOutcome,
    onWait,
    parallelism = 4,
    signal,
    recheck,
    secrets = nowhere,
    sleep = pause,
  } = options;
  const outcomes = new Map<string, Outcome>();
  const ids = new Map(Object.entries(plan.ids));
  const writing: WriteContext = {
    client,
    id(address) {
      const id = ids.get(address);
      if (id === undefined) throw new Error(`There is no id for ${address} in the plan.`);
      return id;
    },
    secrets,
    caller: plan.caller?.id,
    pause: (ms) => sleep(ms, signal),
  };
  const limit = pLimit(parallelism);
  /** Why no more changes are started. A failure within a stage only stops the changes that need it. */
  let stopped: string | undefined;
  let standing: ReadonlyMap<string, Freshness> | undefined;
  let hasWritten = false;
  /** Changes whose granting half is done. */
  const halves = new Set<string>();

  /** Why a change must not start; undefined when it may. */
  function obstacle(change: PlannedChange): string | undefined {
    if (signal?.aborted) return whyStopped(signal);
    if (stopped !== undefined) return stopped;
    const missing = change.needs
      .flatMap((need) => outcomes.get(need) ?? [])
      .find(({ status }) => status !== 'done');
    return missing && `it needs ${nameOf(missing.change)}${whereText(missing.change)}`;
  }

  function settle(ended: Outcome): void {
    const { address } = ended.change;
    const isHalf = halves.has(address) && (ended.status === 'skipped' || ended.status === 'failed');
    const outcome = isHalf ? ({ ...ended, half: true } as const) : ended;
    outcomes.set(address, outcome);
    onOutcome?.(outcome);
  }

  /** The outcome of a change that needs no request because the account has changed; undefined otherwise. */
  function endedBefore(change: PlannedChange): Outcome | undefined {
    const now = standing?.get(change.address);
    switch (now?.is) {
      case undefined:
      case 'open':
        return undefined;
      case 'done':
        return { status: 'done', change, already: true };
      case 'moved':
        return { status: 'failed', change, error: new StaleChangeError(now.what) };
    }
  }

  async function run({ change, expandsOnly }: Step): Promise<void> {
    if (outcomes.has(change.address)) return;
    const because = obstacle(change);
    if (because !== undefined) {
      settle({ status: 'skipped', change, because });
      return;
    }
    const ended = endedBefore(change);
    if (ended !== undefined) {
      settle(ended);
      return;
    }
    const { expand } = change;
    if (expandsOnly || expand === undefined) onStart?.(change);
    hasWritten = true;
    const asked = expandsOnly ? halfOf(change) : change;
    const outcome = await attempt(asked, {
      writing,
      ids,
      signal,
      sleep,
      onWait: (ms, reason) => onWait?.(change, ms, reason),
    });
    // The first half has no outcome of its own, unless it fails.
    if (!expandsOnly) settle(outcome);
    else if (outcome.status !== 'done') settle({ ...outcome, change });
    else halves.add(change.address);
  }

  /** The checks before anything is removed. */
  async function beforeTaking(steps: readonly Step[]): Promise<void> {
    if ([...outcomes.values()].some(({ status }) => status === 'failed')) {
      stopped = 'an earlier change failed, so this run removes no access';
      return;
    }
    if (recheck === undefined || !hasWritten || standing !== undefined || signal?.aborted) return;
    const left = steps.map(({ change }) => change).filter(({ address }) => !outcomes.has(address));
    try {
      standing = await recheck(left);
    } catch (error) {
      const why = withoutStop(messageOf(error));
      stopped = `the account could not be read again before removing access: ${why}`;
    }
  }

  for (const change of plan.changes) {
    if (change.held !== undefined) outcomes.set(change.address, { status: 'held', change });
  }
  let stage = 0;
  const steps = stepsOf(plan.changes.filter(({ held }) => held === undefined));
  for (const group of groups(steps)) {
    const [first] = group;
    if (first !== undefined && first.stage !== stage) {
      stage = first.stage;
      // eslint-disable-next-line no-await-in-loop
      if (stage > 1) await beforeTaking(steps);
    }
    // A group may depend on earlier ones. The changes within a group run in parallel.
    // eslint-disable-next-line no-await-in-loop
    await Promise.all(group.map((step) => limit(() => run(step))));
  }
  return plan.changes.flatMap(({ address }) => outcomes.get(address) ?? []);
}

/** The half of an update that only grants. */
function halfOf(change: PlannedChange): PlannedChange {
  if (change.action !== 'update' || change.expand === undefined) return change;
  return { ...change, after: change.expand };
}

const nowhere: Secrets = {
  check: () => Promise.reject(new Error('This run cannot deliver secrets.')),
  deliver: () => Promise.reject(new Error('This run cannot deliver secrets.')),
};

/** Adjacent changes of the same stage and kind, which do not depend on each other. */
function groups(steps: readonly Step[]): readonly (readonly Step[])[] {
  const result: Step[][] = [];
  for (const step of steps) {
    const last = result.at(-1);
    const [first] = last ?? [];
    if (last && first?.change.kind === step.change.kind && first.stage === step.stage) {
      last.push(step);
    } else result.push([step]);
  }
  return result;
}

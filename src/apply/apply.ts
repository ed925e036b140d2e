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

/** Looks at the account again: how what some changes are about stands now, by address. */
export type Recheck = (
  changes: readonly PlannedChange[],
) => Promise<ReadonlyMap<string, Freshness>>;

export interface ApplyOptions {
  /** Told when a change begins and how it ended, for progress and the journal. */
  readonly onStart?: (change: PlannedChange) => void;
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Told before each wait for a server that lost an answer. */
  readonly onWait?: (change: PlannedChange, ms: number, reason: string) => void;
  /** Changes side by side. Default 4. */
  readonly parallelism?: number;
  /** Once aborted, what is in flight is finished and nothing new is begun. */
  readonly signal?: AbortSignal;
  /** Asked before anything is taken away, if something was written before: others may write too. */
  readonly recheck?: Recheck;
  /** Takes secrets to where the file says. Without it, what comes with a secret is not made. */
  readonly secrets?: Secrets;
  /** Seam for tests: waits before Arize is read after a lost answer. */
  readonly sleep?: Sleep;
}

/**
 * Does what a plan says, and nothing else. After a lost answer Arize is read first: nothing is done twice. A failed
 * change skips what needs it; the others of its stage go on; what reduces or destroys is not begun once anything has
 * failed, nor where the account has moved since the plan.
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
  /** Why nothing more is begun; a failure in a stage stops only what needs it. */
  let stopped: string | undefined;
  let standing: ReadonlyMap<string, Freshness> | undefined;
  let hasWritten = false;
  /** Changes whose half that only gives was done. */
  const halves = new Set<string>();

  /** Why a change is not begun; undefined when it may. */
  function obstacle(change: PlannedChange): string | undefined {
    if (signal?.aborted) return whyStopped(signal);
    if (stopped !== undefined) return stopped;
    const missing = change.needs.find((need) => {
      const outcome = outcomes.get(need);
      return outcome !== undefined && outcome.status !== 'done';
    });
    return missing === undefined ? undefined : `it needs ${missing}`;
  }

  function settle(ended: Outcome): void {
    const { address } = ended.change;
    const isHalf = halves.has(address) && (ended.status === 'skipped' || ended.status === 'failed');
    const outcome = isHalf ? ({ ...ended, half: true } as const) : ended;
    outcomes.set(address, outcome);
    onOutcome?.(outcome);
  }

  /** How a change ends without a request, because the account has moved; undefined when it has not. */
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
    // The first half alone is no outcome, unless it is where the change ends.
    if (!expandsOnly) settle(outcome);
    else if (outcome.status !== 'done') settle({ ...outcome, change });
    else halves.add(change.address);
  }

  /** What has to be known before the first thing is taken. */
  async function beforeTaking(steps: readonly Step[]): Promise<void> {
    if ([...outcomes.values()].some(({ status }) => status === 'failed')) {
      stopped = 'something failed before, so nothing is taken from anybody in this run';
      return;
    }
    if (recheck === undefined || !hasWritten || standing !== undefined || signal?.aborted) return;
    const left = steps.map(({ change }) => change).filter(({ address }) => !outcomes.has(address));
    try {
      standing = await recheck(left);
    } catch (error) {
      const why = error instanceof Error ? error.message.replace(/\.$/, '') : String(error);
      stopped = `the account could not be read again before taking anything: ${why}`;
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
    // Groups stand on those before them; the changes of one run side by side.
    // eslint-disable-next-line no-await-in-loop
    await Promise.all(group.map((step) => limit(() => run(step))));
  }
  return plan.changes.flatMap(({ address }) => outcomes.get(address) ?? []);
}

/** The half of an update that only gives. */
function halfOf(change: PlannedChange): PlannedChange {
  if (change.action !== 'update' || change.expand === undefined) return change;
  return { ...change, after: change.expand };
}

const nowhere: Secrets = {
  check: () => Promise.reject(new Error('There is no way to hand over a secret here.')),
  deliver: () => Promise.reject(new Error('There is no way to hand over a secret here.')),
};

/** Neighbours of one stage and kind: the plan's order puts them together, and nothing among them needs another. */
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

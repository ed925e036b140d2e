import pLimit from 'p-limit';
import type { WriteClient } from '../api/index.ts';
import type { Writing } from '../kind.ts';
import type { Outcome, Plan, PlannedChange } from '../model.ts';
import { attempt } from './attempt.ts';
import type { Sleep } from './attempt.ts';
import { pause } from './pause.ts';

export interface ApplyOptions {
  /** Told when a change begins and how it ended, for progress. */
  readonly onStart?: (change: PlannedChange) => void;
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Changes side by side. Default 4. */
  readonly parallelism?: number;
  /** Once aborted, what is in flight is finished and nothing new is begun. */
  readonly signal?: AbortSignal;
  /** Seam for tests: waits before Arize is read after a lost answer. */
  readonly sleep?: Sleep;
}

/**
 * Does what a plan says, and nothing else. After a lost answer Arize is read first: nothing is done twice. A failed change skips what needs it; the others of its stage go on; what
 * reduces or destroys is not begun once anything has failed.
 * @returns the outcome of every change, in the plan's order; never throws for a change that fails
 * @throws Error when a guard blocks the plan: nothing was written
 */
export async function apply(
  plan: Plan,
  client: WriteClient,
  options: ApplyOptions = {},
): Promise<readonly Outcome[]> {
  if (plan.guards.some(({ verdict }) => verdict === 'blocked')) {
    throw new Error('A guard blocks this plan.');
  }
  const { onStart, onOutcome, parallelism = 4, signal, sleep = pause } = options;
  const outcomes = new Map<string, Outcome>();
  const ids = new Map(Object.entries(plan.ids));
  const writing: Writing = {
    client,
    id(address) {
      const id = ids.get(address);
      if (id === undefined) throw new Error(`There is no id for ${address} in the plan.`);
      return id;
    },
  };
  const limit = pLimit(parallelism);
  /** Whether something had failed when the present stage began; what fails in a stage stops only what needs it. */
  let stopped = false;

  /** Why a change is not begun; undefined when it may. */
  function obstacle(change: PlannedChange): string | undefined {
    if (signal?.aborted) return 'the run was interrupted';
    if (change.stage > 1 && stopped) {
      return 'something failed before, so nothing is taken from anybody in this run';
    }
    const missing = change.needs.find((need) => {
      const outcome = outcomes.get(need);
      return outcome !== undefined && outcome.status !== 'done';
    });
    return missing === undefined ? undefined : `it needs ${missing}`;
  }

  async function run(change: PlannedChange): Promise<void> {
    const because = obstacle(change);
    let outcome: Outcome;
    if (because === undefined) {
      onStart?.(change);
      outcome = await attempt(change, { writing, ids, signal, sleep });
    } else {
      outcome = { status: 'skipped', change, because };
    }
    outcomes.set(change.address, outcome);
    onOutcome?.(outcome);
  }

  for (const change of plan.changes) {
    if (change.held !== undefined) outcomes.set(change.address, { status: 'held', change });
  }
  let stage = 0;
  for (const group of groups(plan.changes.filter(({ held }) => held === undefined))) {
    const [first] = group;
    if (first !== undefined && first.stage !== stage) {
      stage = first.stage;
      stopped = [...outcomes.values()].some(({ status }) => status === 'failed');
    }
    // Groups stand on those before them; the changes of one run side by side.
    // eslint-disable-next-line no-await-in-loop
    await Promise.all(group.map((change) => limit(() => run(change))));
  }
  return plan.changes.flatMap(({ address }) => outcomes.get(address) ?? []);
}

/** Neighbours of one stage and kind: the plan's order puts them together, and nothing among them needs another. */
function groups(changes: readonly PlannedChange[]): readonly (readonly PlannedChange[])[] {
  const result: PlannedChange[][] = [];
  for (const change of changes) {
    const last = result.at(-1);
    const [first] = last ?? [];
    if (last && first?.kind === change.kind && first.stage === change.stage) last.push(change);
    else result.push([change]);
  }
  return result;
}

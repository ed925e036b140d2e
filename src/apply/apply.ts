import pLimit from 'p-limit';
import { ApiError } from '../api/error.ts';
import type { WriteClient } from '../api/index.ts';
import type { Writing } from '../kind.ts';
import { kindOf } from '../kinds/index.ts';
import type { Outcome, Plan, PlannedChange } from '../model.ts';

export interface ApplyOptions {
  /** Told when a change begins and how it ended, for progress. */
  readonly onStart?: (change: PlannedChange) => void;
  readonly onOutcome?: (outcome: Outcome) => void;
  /** Changes side by side. Default 4. */
  readonly parallelism?: number;
  /** Once aborted, what is in flight is finished and nothing new is begun. */
  readonly signal?: AbortSignal;
}

/**
 * Does what a plan says, and nothing else. A failed change skips what needs it; the others of its stage go on; what
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
  const { onStart, onOutcome, parallelism = 4, signal } = options;
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
      outcome = await attempt(change, writing, ids);
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

/** Does one change and remembers the id of what it made. */
async function attempt(
  change: PlannedChange,
  writing: Writing,
  ids: Map<string, string>,
): Promise<Outcome> {
  const kind = kindOf(change.kind);
  try {
    switch (change.action) {
      case 'create':
        ids.set(change.address, await kind.create(writing, change.key, change.after));
        break;
      case 'update':
        await kind.update(writing, change.key, change.id, change.before, change.after);
        break;
      case 'delete':
        await kind.remove(writing, change.key, change.id, change.before);
        break;
    }
    return { status: 'done', change };
  } catch (error) {
    // A grant that is not there any more is what was wanted. The key sees everything, or nothing would be deleted.
    const isGone = error instanceof ApiError && error.kind === 'not-found';
    if (isGone && change.action === 'delete' && kind.manage !== undefined) {
      return { status: 'done', change, gone: true };
    }
    return {
      status: 'failed',
      change,
      error: error instanceof Error ? error : new Error(String(error)),
    };
  }
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

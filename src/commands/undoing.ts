import { kindOf } from '../kinds/index.ts';
import type { Change, Live, Outcome, PlannedChange, Undo } from '../model.ts';
import type { Run } from './command.ts';
import { FileProblems } from '../problem.ts';
import { factsOf } from '../render/outcomes.ts';
import type { Recorded } from './recording.ts';
import { againFlags, limitFlags } from './show.ts';
import { todayOf } from './today.ts';

/** The file that undoes a run, before the run, and the way back after it. */
export interface Undoing {
  /** Undefined where nothing of the run can be put back by a file. */
  readonly text: string | undefined;
  /** What to say about it once it is known what was done, and how the account is then. */
  readonly way: (ended: Ended) => Promise<Way>;
}

/** How a run ended. */
export interface Ended {
  readonly outcomes: readonly Outcome[];
  /** Addresses of the changes of which any request was sent. */
  readonly begun: ReadonlySet<string>;
  /** The account as it was read then, if it was. */
  readonly live: Live | undefined;
}

/** The way back from what was done. */
interface Way {
  /** The file, without what the run did not do. */
  readonly text?: string;
  /** Absent where nothing was done. */
  readonly undo?: Undo;
}

/**
 * Makes the undo file of a run. Its first lines hold the flags that its own plan needs.
 * @param name of the run
 * @param path where the file will lie
 */
export async function undoFor(
  run: Run,
  recorded: Recorded,
  { name, path }: { readonly name: string; readonly path: string },
): Promise<Undoing> {
  const { undoFile, undoFileAfter, loadSources, laterFor, wayBack } = await import('../index.ts');
  const { plan, desired, live: before } = recorded;
  const again = againFlags(path, run.settings);
  const running = plan.changes.filter(({ held }) => held === undefined);
  const context = (flags: readonly string[] = []) => ({
    run: name,
    again: [...flags, again].join(' '),
  });

  const planned = async (text: string, done: readonly Change[], after?: Live) => {
    const loaded = await loadSources([{ file: path, text }], { today: todayOf(run) });
    return wayBack(loaded.desired, laterFor(loaded.desired, before, done, after));
  };

  const bare = undoFile(plan, desired, before, context());
  // Only flags in a comment depend on it: whatever goes wrong here must not keep a run from being recorded.
  const expected =
    bare === undefined ? undefined : await planned(bare, running).catch(() => undefined);
  const text = undoFile(plan, desired, before, context(limitFlags(expected?.limits ?? {})));
  return {
    text,
    async way({ outcomes, begun, live: after }) {
      const done = outcomes.filter(wasDone).map(({ change }) => change);
      const left = outcomes.filter((each) => mayBeDone(each, begun)).map(({ change }) => change);
      const counts = {
        done: done.length,
        irreversible: done.filter(({ irreversible }) => irreversible !== undefined).length,
        stays: done.filter(isKept).length,
      };
      if (text === undefined) {
        return done.length === 0 ? {} : { undo: { ...counts, blocked: [] } };
      }
      const textAfter = (flags: readonly string[]): string =>
        undoFileAfter(left, plan, desired, before, context(flags));
      const halves = outcomes.flatMap((outcome) => halfOf(outcome, begun));
      const way = await planned(textAfter([]), [...done, ...halves], after).catch(refused);
      const flags = limitFlags(way?.limits ?? {});
      const file = { text: textAfter(flags) };
      if (done.length + halves.length === 0) return file;
      const by = { file: path, command: ['ax-access plan', ...flags, again].join(' ') };
      if (way === undefined) {
        return { ...file, undo: { ...counts, by, blocked: [], needsEdit: true } };
      }
      const { changes, manual } = way.plan;
      const undo = {
        ...counts,
        ...(changes.length > 0 && { by }),
        stays: counts.stays + manual.length,
        blocked: way.forbidden,
      };
      return { ...file, undo };
    },
  };
}

/** A file that cannot be used as it is. */
function refused(error: unknown): undefined {
  if (error instanceof FileProblems) return undefined;
  throw error;
}

/** A change whose answer was lost may have been made. What was there already was made by somebody else. */
function wasDone(outcome: Outcome): boolean {
  const { status, change } = outcome;
  if (status === 'done') return change.action !== 'create' || outcome.already !== true;
  return status === 'failed' && factsOf(outcome.error).outcome === 'unknown';
}

/** What was made of an update that stopped in the middle: its half that only gives came first. */
function halfOf({ status, change }: Outcome, begun: ReadonlySet<string>): readonly Change[] {
  if (status !== 'skipped' || !begun.has(change.address)) return [];
  if (change.action !== 'update' || change.first === undefined) return [];
  const { becomes: _later, ...half } = change;
  return [{ ...half, after: change.first }];
}

/** Whether anything of a change may have reached the account, or may still show there. */
function mayBeDone(outcome: Outcome, begun: ReadonlySet<string>): boolean {
  const { status, change } = outcome;
  switch (status) {
    case 'done':
      return wasDone(outcome);
    case 'failed':
      return begun.has(change.address) && !didNothing(change, outcome.error);
    case 'skipped':
      return begun.has(change.address);
    case 'held':
      return false;
  }
}

/** Whether a failed change is known to be none: one request makes or takes a grant, and an update may be several. */
function didNothing({ kind, action }: PlannedChange, error: Error): boolean {
  const { outcome, kind: why } = factsOf(error);
  switch (action) {
    case 'create':
      return outcome !== 'unknown' && why !== 'not-done';
    case 'delete':
      return outcome === 'refused' && kindOf(kind).manage !== undefined;
    case 'update':
      return false;
  }
}

/** What was made and only an entry under `removed` takes away again, or a second key beside the first. */
function isKept({ kind: name, action, irreversible }: Change): boolean {
  const { manage, partlyShown } = kindOf(name);
  if (manage !== undefined || irreversible !== undefined) return false;
  return action === 'create' || (partlyShown === true && action === 'update');
}

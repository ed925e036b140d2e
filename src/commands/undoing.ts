import { kindOf } from '../kinds/index.ts';
import type { Change, Live, Outcome, Undo } from '../model.ts';
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
  readonly way: (outcomes: readonly Outcome[], live: Live | undefined) => Promise<Undo | undefined>;
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
  const { undoFile, loadSources, laterFor, wayBack } = await import('../index.ts');
  const { plan, desired, live: before } = recorded;
  const again = againFlags(path, run.settings);
  const running = plan.changes.filter(({ held }) => held === undefined);
  const textFor = (flags: readonly string[]): string | undefined =>
    undoFile(plan, desired, before, { run: name, again: [...flags, again].join(' ') });

  const planned = async (done: readonly Change[], after?: Live) => {
    const text = textFor([]);
    if (text === undefined) return undefined;
    const loaded = await loadSources([{ file: path, text }], { today: todayOf(run) });
    return wayBack(loaded.desired, laterFor(loaded.desired, before, done, after));
  };

  // Only flags in a comment depend on it: whatever goes wrong here must not keep a run from being recorded.
  const expected = await planned(running).catch(() => undefined);
  const text = textFor(limitFlags(expected?.limits ?? {}));
  return {
    text,
    async way(outcomes, after) {
      const done = outcomes.filter(wasDone).map(({ change }) => change);
      if (done.length === 0) return undefined;
      const counts = {
        done: done.length,
        irreversible: done.filter(({ irreversible }) => irreversible !== undefined).length,
        stays: done.filter(isKept).length,
      };
      if (text === undefined) return { ...counts, blocked: [] };
      const way = await planned(done, after).catch(refused);
      const flags = limitFlags(way?.limits ?? {});
      const by = { file: path, command: ['ax-access plan', ...flags, again].join(' ') };
      if (way === undefined) return { ...counts, by, blocked: [], needsEdit: true };
      const { changes, manual } = way.plan;
      return {
        ...counts,
        ...(changes.length > 0 && { by }),
        stays: counts.stays + manual.length,
        blocked: way.forbidden,
      };
    },
  };
}

/** A file that cannot be used as it is. */
function refused(error: unknown): undefined {
  if (error instanceof FileProblems) return undefined;
  throw error;
}

/** A change whose answer was lost may have been made. */
const wasDone = (outcome: Outcome): boolean =>
  outcome.status === 'done' ||
  (outcome.status === 'failed' && factsOf(outcome.error).outcome === 'unknown');

/** What was made and only an entry under `removed` takes away again, or a second key beside the first. */
function isKept({ kind: name, action, irreversible }: Change): boolean {
  const { manage, partlyShown } = kindOf(name);
  if (manage !== undefined || irreversible !== undefined) return false;
  return action === 'create' || (partlyShown === true && action === 'update');
}

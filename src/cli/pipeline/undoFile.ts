import { kindOf } from '../../kinds/index.ts';
import type { Change, LimitValues, Live, Outcome, PlannedChange, Undo } from '../../model.ts';
import { againWith } from '../command.ts';
import { fileBeside } from '../ownFolder.ts';
import { limitWords } from '../sharedFlags.ts';
import type { PlanRun } from './planRun.ts';
import { FileProblemsError } from '../../document/problem.ts';
import { factsOf } from '../../render/words/outcomes.ts';
import type { undoFileAfter } from '../../writer/undo/undoFile.ts';
import type { WayBack } from '../../writer/undo/wayBack.ts';
import type { Recorded } from './recording.ts';
import { todayOf } from '../today.ts';

/** The file that undoes a run, before the run, and the way back after it. */
export interface Undoing {
  /** Undefined if no file can undo anything of the run. */
  readonly text: string | undefined;
  /** What is not restored if everything runs. */
  readonly remainder: Remainder;
  /** What to say about it after the run. */
  readonly way: (ended: Ended) => Promise<Way>;
}

/** How a run ended. */
export interface Ended {
  readonly outcomes: readonly Outcome[];
  /** Addresses of the changes for which a request was sent. */
  readonly begun: ReadonlySet<string>;
  /** The account as read after the run, if it was. */
  readonly live: Live | undefined;
}

/** What is not restored, a sentence for each item. */
type Remainder = ReturnType<typeof undoFileAfter>['remainder'];

/** How to undo what was done. */
interface Way {
  /** The file, without changes that the run did not make. */
  readonly text?: string;
  readonly remainder?: Remainder;
  /** Absent if nothing was done. */
  readonly undo?: Undo;
}

/**
 * Makes the undo file of a run. Its first lines contain the flags that its plan needs.
 * @param name of the run
 * @param path of the file
 */
export async function undoFor(
  run: PlanRun,
  recorded: Recorded,
  { name, path }: { readonly name: string; readonly path: string },
): Promise<Undoing> {
  const {
    guardedIn,
    undoFile,
    undoFileAfter: undoFileOf,
    loadSources,
    laterFor,
    wayBack,
  } = await import('../../index.ts');
  const { plan, desired, live: before } = recorded;
  const again = againWith(run.globals, fileBeside(run.globals));
  const running = plan.changes.filter(({ held }) => held === undefined);
  const isTouching = undoFile(plan, desired, before, { run: name, again }) !== undefined;

  const fileFor = (left: readonly PlannedChange[], { guarded = [], limits = {} }: Planned) =>
    undoFileOf(left, plan, desired, before, {
      run: name,
      again: [...limitWords(limits), again].filter((words) => words !== '').join(' '),
      guarded,
    });

  /** Plans the file, without changes that would be blocked because they reduce something protected. */
  async function planned(
    left: readonly PlannedChange[],
    done: readonly Change[],
    after?: Live,
  ): Promise<Planned> {
    const guarded: PlannedChange[] = [];
    for (;;) {
      const { text } = fileFor(left, { guarded });
      // Each round plans the file without the changes found in the previous one.
      // eslint-disable-next-line no-await-in-loop
      const loaded = await loadSources([{ file: path, text }], { today: todayOf(run) });
      const way = wayBack(loaded.desired, laterFor(loaded.desired, before, done, after));
      const more = guardedIn(way, left, before).filter((change) => !guarded.includes(change));
      if (more.length === 0) return { guarded, way, limits: way?.limits ?? {} };
      guarded.push(...more);
    }
  }

  // Only comments and protected items depend on it: an error must not keep a run from being recorded.
  const expected = isTouching ? await planned(running, running).catch(() => ({})) : {};
  const { text: wholeText, remainder } = fileFor(running, expected);
  const text = isTouching ? wholeText : undefined;
  return {
    text,
    remainder,
    async way({ outcomes, begun, live: after }) {
      const done = outcomes.filter(wasDone).map(({ change }) => change);
      const left = outcomes.filter((each) => mayBeDone(each, begun)).map(({ change }) => change);
      const counts = {
        done: done.length,
        irreversible: done.filter(({ irreversible }) => irreversible !== undefined).length,
        stays: done.filter(isKept).length,
      };
      if (text === undefined) {
        return done.length === 0
          ? {}
          : { remainder: fileFor(left, {}).remainder, undo: { ...counts, blocked: [] } };
      }
      const halves = outcomes.flatMap(halfOf);
      const known = await planned(left, [...done, ...halves], after).catch(refused);
      const file = fileFor(left, known);
      if (done.length + halves.length === 0) return file;
      const { way, limits = {}, guarded = [] } = known;
      const command = undoCommand(run, name, limits);
      const by = { file: path, command };
      if (way === undefined) {
        return { ...file, undo: { ...counts, by, blocked: [], needsEdit: true } };
      }
      const { changes, manual } = way.plan;
      const undo = {
        ...counts,
        ...(changes.length > 0 && { by }),
        stays: counts.stays + manual.length + guarded.length,
        ...(guarded.length > 0 && { guarded: guarded.length }),
        blocked: way.forbidden,
      };
      return { ...file, undo };
    },
  };
}

/** The command that plans the way back: it finds the run in the journal beside the same access file. */
function undoCommand({ globals }: PlanRun, name: string, limits: LimitValues): string {
  const again = againWith(globals, fileBeside(globals));
  return ['ax-access undo', name, ...limitWords(limits), again]
    .filter((words) => words !== '')
    .join(' ');
}

/** What is known about the undo; undefined if the file cannot be used without an edit. */
interface Planned {
  readonly guarded?: readonly PlannedChange[];
  readonly limits?: LimitValues;
  readonly way?: WayBack | undefined;
}

/** A file that must be edited before it can be used. */
function refused(error: unknown): Planned {
  if (error instanceof FileProblemsError) return {};
  throw error;
}

/** A change whose response was lost may have been made. If it already existed, another run or person made it. */
function wasDone(outcome: Outcome): boolean {
  const { status, change } = outcome;
  if (status === 'done') return change.action !== 'create' || outcome.already !== true;
  return status === 'failed' && factsOf(outcome.error).outcome === 'unknown';
}

/** The part of an interrupted update that was made: the granting half comes first. */
function halfOf(outcome: Outcome): readonly Change[] {
  const { change } = outcome;
  if (!('half' in outcome)) return [];
  if (change.action !== 'update' || change.expand === undefined) return [];
  const { becomes: _later, ...half } = change;
  return [{ ...half, after: change.expand }];
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
      return outcome.half === true;
    case 'held':
      return false;
  }
}

/** Whether a failed change is known to have had no effect: a grant is one request, but an update can be several. */
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

/** What was created and only an entry under `removed` deletes, or a second key beside the first. */
function isKept({ kind: name, action, irreversible }: Change): boolean {
  const { manage, writeOnly } = kindOf(name);
  if (manage !== undefined || irreversible !== undefined) return false;
  return action === 'create' || (writeOnly === true && action === 'update');
}

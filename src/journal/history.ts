import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import type { Caller, Fields, Live, PlannedChange } from '../model.ts';
import type { JournalFile, PastRun } from './readJournal.ts';

/** How a run ended; `nothing` made no change, and `interrupted` was stopped or killed. */
export type RunEnd = 'done' | 'nothing' | 'partial' | 'failed' | 'interrupted';

/** One change of a run, and its outcome; `unknown` has no recorded outcome. */
export interface RecordedChange {
  readonly address: string;
  /** Absent for a change of an older release that was never requested. */
  readonly action?: PlannedChange['action'];
  readonly before?: Fields;
  readonly after?: Fields;
  readonly status: 'done' | 'failed' | 'skipped' | 'held' | 'unknown';
  /** It was done already. */
  readonly already?: true;
  /** Why it failed, or was skipped. */
  readonly why?: string;
  /** Why an undo file cannot fully restore what it removes. */
  readonly irreversible?: string;
}

/** How much of a run can be undone; `unknown` for runs of older releases, which did not record it. */
export type Undoable = 'all' | 'part' | 'none' | 'unknown' | 'nothing-done';

/** A run, according to its journal. */
export interface RecordedRun {
  readonly name: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** Absent if it was killed. */
  readonly endedAt?: string;
  readonly tool: string;
  readonly account: Live['account'];
  readonly host: string;
  readonly caller?: Caller;
  readonly file: string;
  /** The run that it undid. */
  readonly undoes?: string;
  readonly end: RunEnd;
  readonly changes: readonly RecordedChange[];
  readonly undoable: Undoable;
  /** The undo file, if it is there. */
  readonly undoFile?: string;
  /** What the undo file does not restore, a sentence each. */
  readonly remainder?: PastRun['remainder'];
}

/** The runs of a folder, oldest first, and the files that are not journals of a known format. */
export interface RunHistory {
  readonly runs: readonly RecordedRun[];
  readonly unreadable: readonly string[];
}

/** Summarizes the journals of a folder. */
export function historyOfRuns(files: readonly JournalFile[]): RunHistory {
  const oldestFirst = files.toReversed();
  return {
    runs: oldestFirst.flatMap(({ path, run }) => (run === undefined ? [] : [recorded(path, run)])),
    unreadable: oldestFirst.flatMap(({ path, run }) => (run === undefined ? [path] : [])),
  };
}

const undoSuffix = '.undo.yaml';

function recorded(path: string, past: PastRun): RecordedRun {
  const { start, finish, remainder } = past;
  const undoFile = path.replace(/\.jsonl$/, undoSuffix);
  const hasUndoFile = existsSync(undoFile);
  const changes = changesOf(past);
  const file = start.sources[0]?.file ?? '';
  return {
    name: basename(path, '.jsonl'),
    at: start.at,
    ...(finish && { endedAt: finish.at }),
    tool: start.tool,
    account: start.account,
    host: start.host,
    ...(start.caller && { caller: start.caller }),
    file,
    ...(file.endsWith(undoSuffix) && { undoes: basename(file, undoSuffix) }),
    end: endOf(past, changes),
    changes,
    undoable: undoableOf(past, changes, hasUndoFile),
    ...(hasUndoFile && { undoFile }),
    ...(remainder && { remainder }),
  };
}

/** The changes of a run, in the order in which they began, then those that never did. */
function changesOf({ begins, ends, finish }: PastRun): readonly RecordedChange[] {
  const untrue = new Map(finish?.untrue?.map(({ address, error }) => [address, error]));
  const outcomes = new Map(ends.map((end) => [end.address, end]));
  const begun = new Map(begins.map((begin) => [begin.address, begin]));
  return [...new Set([...begun.keys(), ...outcomes.keys()])].map((address): RecordedChange => {
    const begin = begun.get(address);
    const end = outcomes.get(address);
    const action = begin?.action ?? end?.action;
    const undone = untrue.get(address);
    const why = undone ?? end?.error ?? end?.because;
    return {
      address,
      ...(action && { action }),
      ...(begin?.before && { before: begin.before }),
      ...(begin?.after && { after: begin.after }),
      status: undone === undefined ? (end?.status ?? 'unknown') : 'failed',
      ...(end?.already && { already: true }),
      ...(why !== undefined && { why }),
      ...(begin?.irreversible !== undefined && { irreversible: begin.irreversible }),
    };
  });
}

/** Whether a change was made by the run, or may have been. */
export const wasMade = ({ status, already }: RecordedChange): boolean =>
  status === 'unknown' || (status === 'done' && already !== true);

function endOf({ finish }: PastRun, changes: readonly RecordedChange[]): RunEnd {
  if (finish === undefined || finish.interrupted === true) return 'interrupted';
  const isMade = changes.some(wasMade);
  if (finish.complete) return isMade ? 'done' : 'nothing';
  return isMade ? 'partial' : 'failed';
}

function undoableOf(
  { remainder }: PastRun,
  changes: readonly RecordedChange[],
  hasUndoFile: boolean,
): Undoable {
  if (!changes.some(wasMade)) return 'nothing-done';
  if (!hasUndoFile) return 'none';
  if (remainder === undefined) return 'unknown';
  const { ended, made, guarded } = remainder;
  return ended.length + made.length + guarded.length === 0 ? 'all' : 'part';
}

/** The run that a person names, by its whole name or a part of it. */
export type FoundRun =
  | { readonly is: 'one'; readonly run: RecordedRun }
  | { readonly is: 'many'; readonly candidates: readonly string[] }
  | { readonly is: 'none' };

/** Finds a run by its name, or by the beginning or the end of its name. */
export function findRun(text: string, runs: readonly RecordedRun[]): FoundRun {
  const wanted = text.toLowerCase().replace(/\.(?:jsonl|undo\.yaml)$/, '');
  const fitting = runs.filter(({ name }) => {
    const own = name.toLowerCase();
    return own === wanted || own.startsWith(wanted) || own.endsWith(wanted);
  });
  const exact = fitting.find(({ name }) => name.toLowerCase() === wanted);
  const [first = exact, second] = fitting;
  if (exact !== undefined) return { is: 'one', run: exact };
  if (first === undefined || wanted === '') return { is: 'none' };
  return second === undefined
    ? { is: 'one', run: first }
    : { is: 'many', candidates: fitting.map(({ name }) => name) };
}

/** The last run that made a change, or may have. */
export const lastRun = (runs: readonly RecordedRun[]): RecordedRun | undefined =>
  runs.findLast(({ changes }) => changes.some(wasMade));

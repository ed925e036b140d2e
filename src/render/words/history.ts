import { wasMade } from '../../journal/history.ts';
import type { RecordedChange, RecordedRun, Undoable } from '../../journal/history.ts';
import { minuteOf } from '../../text.ts';
import { refOf } from '../../kinds/refOf.ts';
import { signed } from './change.ts';
import { describeAddress, doing, nameText } from './names.ts';
import type { Piece } from './pieces.ts';
import { count } from './summary.ts';

/** Who ran it: the owner of the API key. */
export const whoText = ({ caller }: RecordedRun): string => caller?.email ?? 'unknown key';

/** What a run did: `+7 ~5 -4`. */
export function didText({ changes }: RecordedRun): string {
  const made = changes.filter(wasMade);
  const of = (action: RecordedChange['action']): number =>
    count(made, (change) => change.action === action);
  const parts = [
    ['+', of('create')],
    ['~', of('update')],
    ['-', of('delete')],
  ] as const;
  return parts.flatMap(([sign, n]) => (n === 0 ? [] : [`${sign}${n}`])).join(' ');
}

/** How a run ended: `partial: 1 failed, 2 skipped`. */
export function endText({ end, changes }: RecordedRun): string {
  const of = (status: RecordedChange['status']): number =>
    count(changes, (change) => change.status === status);
  const left = (
    [
      [of('failed'), 'failed'],
      [of('skipped'), 'skipped'],
      [of('unknown'), 'unknown'],
      [of('held'), 'held back'],
    ] as const
  )
    .filter(([n]) => n > 0)
    .map(([n, word]) => `${n} ${word}`)
    .join(', ');
  const word = end === 'nothing' ? 'no changes' : end;
  return left === '' ? word : `${word}: ${left}`;
}

const undoWords: Readonly<Record<Undoable, string>> = {
  all: 'yes',
  part: 'in part',
  none: 'no',
  unknown: 'not recorded',
  'nothing-done': '',
};

/** Whether a run can be undone. */
export const undoText = ({ undoable }: RecordedRun): string => undoWords[undoable];

/** The time, caller, account and file of a run. */
export function aboutRun(run: RecordedRun): string {
  const { at, endedAt, account, host, file, undoes, tool } = run;
  const until =
    endedAt === undefined || minuteOf(endedAt) === minuteOf(at) ? '' : ` to ${minuteOf(endedAt)}`;
  const what = undoes === undefined ? `of ${file}` : `to undo run ${undoes}`;
  return `${minuteOf(at)}${until}, as ${whoText(run)}, ${what} on ${nameText(account.name)} at ${host}, by ax-access ${tool}.`;
}

/** One change on a line, with its outcome unless it was done. */
export function recordedPieces({ address, action }: RecordedChange): Piece[] {
  const ref = refOf(address);
  return ref === undefined || action === undefined
    ? describeAddress(address)
    : signed(action, doing({ ...ref, action }));
}

const outcomeWords: Readonly<Record<RecordedChange['status'], string>> = {
  done: '',
  failed: 'FAILED',
  skipped: 'skipped',
  held: 'held back',
  unknown: 'OUTCOME UNKNOWN: check it in Arize',
};

export function outcomeText({ status, already, why }: RecordedChange): string {
  const word = already ? 'was so already' : outcomeWords[status];
  return why === undefined ? word : `${word}: ${why}`;
}

/** What the way back does not restore, by reason; empty if it restores everything, or nothing is known. */
export function remainderGroups({
  remainder,
}: Pick<RecordedRun, 'remainder'>): readonly (readonly [
  title: string,
  lines: readonly string[],
])[] {
  if (remainder === undefined) return [];
  const { ended, made, guarded } = remainder;
  const groups = [
    ['Cannot be undone', ended],
    ['Stays: only an entry under `removed` deletes it', made],
    ['Stays: the file protects it', guarded],
  ] as const;
  return groups.filter(([, lines]) => lines.length > 0);
}

/** What to know before a run is undone. */
export const undoNotes = ({ end, remainder }: RecordedRun): readonly string[] => [
  ...(end === 'interrupted'
    ? ['It was interrupted; the undo file covers everything that it may have changed.']
    : []),
  ...(remainder === undefined
    ? ['Its journal does not say what cannot be undone; the first lines of its undo file do.']
    : []),
];

import type { RecordedChange, RecordedRun } from '../../journal/history.ts';
import { minuteOf, visible } from '../../text.ts';
import { refOf } from '../../kinds/refOf.ts';
import { shownFields } from '../words/fields.ts';
import type { Sides } from '../words/fields.ts';
import {
  aboutRun,
  didText,
  endText,
  outcomeText,
  recordedPieces,
  remainderGroups,
  undoNotes,
  undoText,
  whoText,
} from '../words/history.ts';
import { counted, nameText } from '../words/names.ts';
import { apart, solid, words } from '../words/pieces.ts';
import type { Paint } from '../words/pieces.ts';
import { flow } from './flow.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';
import { table } from './table.ts';
import type { Column } from './table.ts';

/** A command to run next, and its purpose. */
export interface NextLine {
  readonly command: string;
  readonly does: string;
}

/** The runs of a folder, oldest first, so that the latest is next to the prompt. */
export function renderHistory(
  runs: readonly RecordedRun[],
  next: readonly NextLine[],
  layout: Layout,
): string {
  const accounts = new Set(runs.map(({ account, host }) => `${host} ${account.id}`));
  const columns: readonly Column<RecordedRun>[] = [
    { title: 'Run', cell: ({ name }) => [solid(name, 'bold')] },
    { title: 'When', cell: ({ at }) => [solid(minuteOf(at).replace(/ UTC$/, ''))] },
    { title: 'Who', cell: (run) => [solid(whoText(run))] },
    {
      title: 'Account',
      cell: ({ account }) => (accounts.size > 1 ? [solid(nameText(account.name))] : []),
    },
    { title: 'Did', cell: didText },
    { title: 'Ended', cell: endText },
    { title: 'Undo', cell: (run) => words(undoText(run)) },
    { title: 'Of', cell: ({ undoes }) => (undoes === undefined ? '' : `undoes ${undoes}`) },
  ];
  const summary =
    runs.length === 0
      ? 'No runs are recorded here.'
      : `${counted(runs.length, 'run')}. Times are in UTC.`;
  return page([
    table(runs, columns, layout),
    [layout.style.bold(summary), ...nextLines(next, layout)],
  ]);
}

/** One run, change by change. */
export function renderRun(run: RecordedRun, next: readonly NextLine[], layout: Layout): string {
  return page([
    [
      ...flow({ indent: 0, pieces: words(`Run ${run.name}`, 'bold') }, layout),
      ...flow({ indent: 0, hang: 2, pieces: words(aboutRun(run), 'dim') }, layout),
    ],
    run.changes.flatMap((change) => changeLines(change, layout)),
    ...remainderLines(run, layout),
    [
      ...flow({ indent: 0, hang: 2, pieces: words(endSentence(run), 'bold') }, layout),
      ...nextLines(next, layout),
    ],
  ]);
}

/** What the way back does not restore. */
const remainderLines = (run: Pick<RecordedRun, 'remainder'>, layout: Layout): readonly string[][] =>
  remainderGroups(run).map(([title, lines]) => [
    layout.style.yellow(`${title} (${lines.length})`),
    ...lines.flatMap((line) =>
      flow({ indent: 2, hang: 2, pieces: [solid('-'), ...words(line)] }, layout),
    ),
  ]);

/** Shown above the plan that undoes a run. */
export function renderUndoHead(run: RecordedRun, layout: Layout): string {
  const lines = (text: string, paint: Paint): string[] =>
    flow({ indent: 0, hang: 2, pieces: words(text, paint) }, layout);
  return page([
    [
      ...lines(`Undo of run ${run.name}`, 'bold'),
      ...lines(`${aboutRun(run)} Result: ${endText(run).replace(': ', ', ')}.`, 'dim'),
      ...undoNotes(run).flatMap((note) => lines(note, 'yellow')),
    ],
    ...remainderLines(run, layout),
  ]);
}

function endSentence(run: RecordedRun): string {
  const did = didText(run);
  const undo = undoText(run);
  return [
    `${endText(run)}${did === '' ? '' : ` (${did})`}.`,
    ...(undo === '' ? [] : [`Can be undone: ${undo}.`]),
  ]
    .join(' ')
    .replace(/^./, (first) => first.toUpperCase());
}

const bad: ReadonlySet<RecordedChange['status']> = new Set(['failed', 'unknown']);

function changeLines(change: RecordedChange, layout: Layout): string[] {
  const outcome = outcomeText(change);
  const sides = sidesOf(change);
  const { inline, below } =
    sides === undefined ? { inline: [], below: [] } : shownFields(sides, false);
  return [
    ...flow(
      {
        indent: 2,
        hang: 4,
        pieces: [
          ...recordedPieces(change),
          ...apart(inline, 2),
          ...apart(words(outcome, bad.has(change.status) ? 'red' : 'yellow'), 2),
        ],
      },
      layout,
    ),
    ...below.flatMap((pieces) => flow({ indent: 6, hang: 2, pieces }, layout)),
  ];
}

/** Both sides of a change that was requested. */
function sidesOf({ address, action, before, after }: RecordedChange): Sides | undefined {
  const ref = refOf(address);
  if (ref === undefined) return undefined;
  if (action === 'create' && after) return { ...ref, action, after };
  if (action === 'update' && before && after) return { ...ref, action, before, after };
  return action === 'delete' && before ? { ...ref, action, before } : undefined;
}

/** Commands to run next; each stays on one line, so that it can be copied. */
function nextLines(next: readonly NextLine[], { style }: Layout): string[] {
  return next.map(({ command, does }, index) => {
    const label = index === 0 ? 'Next:' : '     ';
    return `${label} ${style.bold(visible(command))}  ${style.dim(`# ${does}`)}`;
  });
}

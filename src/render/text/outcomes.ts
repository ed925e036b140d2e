import {
  undoRemarks,
  noWayBack,
  notVerified,
  factsOf,
  halfDone,
  hintPartsOf,
  outcomeSummary,
} from '../words/outcomes.ts';
import { groupBy } from '../../group.ts';
import type { Outcome, Plan, PlannedChange, RunResult } from '../../model.ts';
import { bySort, flagLines, sentenceOf } from './alarms.ts';
import { heldCounts } from '../words/summary.ts';
import { stays, signed } from '../words/change.ts';
import { flow } from './flow.ts';
import { kindOf } from '../../kinds/index.ts';
import { counted, doing } from '../words/names.ts';
import { afterRun } from './next.ts';
import { visible } from '../../text.ts';
import type { Layout } from './style.ts';
import type { Piece } from '../words/pieces.ts';
import { solid, words } from '../words/pieces.ts';
import { page } from './page.ts';

/**
 * The end of a run, for people: what failed and why, what was skipped because of it, the totals, whether all of it was
 * seen, and what to do next. What was done and what is held back stands in the plan; the details name it again.
 * @returns lines, the last one ended too
 */
export function renderOutcomes(ran: RunResult, plan: Plan, layout: Layout): string {
  const { style } = layout;
  const { outcomes } = ran;
  const isFull = layout.access === 'full';
  const summary = flow(
    { indent: 0, hang: 2, pieces: words(outcomeSummary(outcomes, plan)) },
    layout,
  );
  return page([
    isFull
      ? doneBlock(
          outcomes.filter(({ status }) => status === 'done'),
          layout,
        )
      : [],
    failedBlock(outcomes, plan, layout),
    skippedBlock(outcomes, layout),
    isFull ? heldBlock(outcomes, layout) : [],
    unprovenBlock(outcomes, plan, layout),
    [
      ...summary.map((line) => style.bold(line)),
      ...unverifiedLines(ran, plan, layout),
      ...afterRun(ran, plan, layout),
      ...undoLines(ran, layout),
    ],
  ]);
}

/** The way back, as a command that works as it is printed. What it leaves is a comment behind it. */
function undoLines({ undo }: RunResult, layout: Layout): string[] {
  if (undo === undefined) return [];
  if (undo.by === undefined) {
    return flow({ indent: 0, hang: 2, pieces: words(noWayBack(undo), 'yellow') }, layout);
  }
  // The line is copied as a whole, however narrow the terminal is.
  const line = `To undo: ${layout.style.bold(visible(undo.by.command))}`;
  return [
    line,
    ...undoRemarks(undo).flatMap((remark) =>
      flow({ indent: 9, hang: 2, pieces: words(`# ${remark}`, 'dim') }, layout),
    ),
  ];
}

/** What was done and not seen, which a total alone would claim. */
const unverifiedLines = ({ unverified }: RunResult, plan: Plan, layout: Layout): string[] =>
  unverified === undefined
    ? []
    : [
        ...flow({ indent: 0, hang: 2, pieces: words(notVerified, 'red') }, layout),
        ...told(unverified, plan, layout).flatMap((pieces) => flow({ indent: 2, pieces }, layout)),
      ];

const sentence = (outcome: Outcome): Piece[] => [
  ...signed(outcome.change.action, doing(outcome.change)),
  ...(outcome.status === 'done' && outcome.already
    ? words(outcome.change.action === 'delete' ? '(already gone)' : '(already done)')
    : []),
  ...stays(outcome.change.noEffect),
];

/** More of one sort than this are counted; what took something away is always named. */
const mostNamed = 10;

function doneBlock(done: readonly Outcome[], layout: Layout): string[] {
  if (done.length === 0) return [];
  const sorts = groupBy(done, ({ change }) => `${change.kind} ${change.action}`);
  const lines = [...sorts.values()].flatMap((sort) => {
    const { action, kind } = sort[0].change;
    if (sort.length <= mostNamed || sort.some(({ change }) => change.effect !== 'grants')) {
      return sort.map(sentence);
    }
    const { label, verbs } = kindOf(kind);
    return [signed(action, words(`${verbs[action]} ${counted(sort.length, label)}`))];
  });
  return [heading('Done', done.length, layout), ...lines.flatMap((pieces) => line(pieces, layout))];
}

function failedBlock(outcomes: readonly Outcome[], plan: Plan, layout: Layout): string[] {
  const failed = outcomes.filter((outcome) => outcome.status === 'failed');
  if (failed.length === 0) return [];
  return [
    layout.style.red(heading('Failed', failed.length, layout)),
    ...failed.flatMap((outcome) => [
      ...line(
        [
          solid('x', 'red'),
          ...sentence(outcome),
          ...(outcome.half ? words(halfDone, 'yellow') : []),
        ],
        layout,
      ),
      ...told(outcome.error, plan, layout).flatMap((pieces) => flow({ indent: 6, pieces }, layout)),
    ]),
  ];
}

/** What an error says: its message, what to do, and whom to ask about it. */
function told(error: Error, plan: Plan, layout: Layout): Piece[][] {
  const { requestId, outcome } = factsOf(error);
  const [hint, command] = hintPartsOf(error, plan, layout) ?? [];
  return [
    words(error.message === '' ? error.name : error.message),
    ...(outcome === 'unknown'
      ? [words('The response was lost: check in Arize whether the change was made.')]
      : []),
    ...(hint === undefined
      ? []
      : [[...words(hint), ...(command === undefined ? [] : [solid(command, 'bold')])]]),
    ...(requestId === undefined ? [] : [words(`Request id: ${requestId}`)]),
  ];
}

function skippedBlock(outcomes: readonly Outcome[], layout: Layout): string[] {
  const skipped = outcomes.filter((outcome) => outcome.status === 'skipped');
  if (skipped.length === 0) return [];
  return [
    heading('Skipped', skipped.length, layout),
    ...[...groupBy(skipped, (outcome) => outcome.because)].flatMap(([because, own]) => [
      ...flow({ indent: 2, hang: 2, pieces: words(`because ${because}:`, 'yellow') }, layout),
      ...own.flatMap((outcome) =>
        flow(
          {
            indent: 4,
            hang: 4,
            pieces: [...sentence(outcome), ...(outcome.half ? words(halfDone, 'yellow') : [])],
          },
          layout,
        ),
      ),
    ]),
  ];
}

function heldBlock(outcomes: readonly Outcome[], layout: Layout): string[] {
  const held = heldIn(outcomes);
  const { asks } = heldCounts(held);
  if (asks === 0) return [];
  return [
    layout.style.bold(`Held back: needs --allow-destructive (${asks})`),
    ...namesOf(held.filter((change) => change.held !== 'unproven')).flatMap((pieces) =>
      line(pieces, layout),
    ),
  ];
}

/** What was agreed to and not done, because a list may have come back short. */
function unprovenBlock(outcomes: readonly Outcome[], plan: Plan, layout: Layout): string[] {
  const held = heldIn(outcomes);
  const { asks, unproven } = heldCounts(held);
  if (unproven === 0) return [];
  const waits = held.filter((change) => asks === 0 || change.held === 'unproven');
  return [
    layout.style.red(heading('Held back: a response may be truncated', unproven, layout)),
    ...namesOf(waits).flatMap((pieces) => line(pieces, layout)),
    ...plan.guards.flatMap(flagLines),
  ];
}

const heldIn = (outcomes: readonly Outcome[]): readonly PlannedChange[] =>
  outcomes.filter(({ status }) => status === 'held').map(({ change }) => change);

const namesOf = (held: readonly PlannedChange[]): Piece[][] =>
  held.length > mostNamed
    ? bySort(held)
    : held.map((change) => {
        const waits =
          change.held === 'needs-held' ? words('(needs a held-back change)', 'yellow') : [];
        return [...sentenceOf(change), ...waits];
      });

const heading = (title: string, count: number, { style }: Layout): string =>
  style.bold(`${title} (${count})`);

const line = (pieces: readonly Piece[], layout: Layout): string[] =>
  flow({ indent: 2, hang: 4, pieces }, layout);

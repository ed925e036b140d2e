import { commandLine } from '../words/command.ts';
import { waysOut } from '../words/manual.ts';
import type { Plan } from '../../model.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import { columns } from '../../text.ts';
import { unreadText } from '../words/coverage.ts';
import { counted, describeAddress, nameText } from '../words/names.ts';
import { apart, solid, words } from '../words/pieces.ts';
import type { Paint, Piece } from '../words/pieces.ts';
import { placeIn, restOf, sectionsOf } from '../words/rows.ts';
import type { Row, Section } from '../words/rows.ts';
import { accessSummary, planSummary } from '../words/summary.ts';
import type { PlanMode } from '../words/summary.ts';
import { blockedBlock, consentLines, loosenedBlock, unprovenBlock } from './alarms.ts';
import { flow } from './flow.ts';
import { afterPlan } from './next.ts';
import { page } from './page.ts';
import { unknownCaller } from '../../read/viewer.ts';
import { limitLines } from './sections.ts';
import type { Layout } from './style.ts';
import { unknownBlock } from './unknown.ts';

/**
 * A plan on one screen, to decide by: each change once, the worst first, and the numbers last, where the eye is. All
 * that it sums up is in the details.
 * @param consent whether this run may destroy
 * @returns lines, the last one ended too
 */
export function renderScreen(plan: Plan, layout: Layout, mode: PlanMode, consent: boolean): string {
  const blocked = isBlocked(plan.guards);
  const { style } = layout;
  const summary = flow({ indent: 0, hang: 6, pieces: words(planSummary(plan)) }, layout).map(
    (line) => (blocked ? style.red(style.bold(line)) : style.bold(line)),
  );
  const notices = noticeLines(plan, layout);
  if (isEmpty(plan)) return page([loosenedBlock(plan, layout), notices, summary]);
  return page([
    loosenedBlock(plan, layout),
    headLines(plan, layout),
    blockedBlock(plan, layout),
    unprovenBlock(plan, layout),
    [...sectionLines(sectionsOf(plan), layout), ...consentLines(plan, layout)],
    unknownBlock(plan, layout, 'brief'),
    [...manualLines(plan, layout), ...besideLines(plan, layout), ...notices],
    [
      ...summary,
      ...(plan.changes.length === 0
        ? []
        : flow({ indent: 6, hang: 0, pieces: words(accessSummary(plan)) }, layout)),
      ...(mode === 'plan' || blocked ? afterPlan(plan, consent, layout) : []),
    ],
  ]);
}

const isEmpty = ({ changes, observed, manual, unknown, kept, guards }: Plan): boolean =>
  changes.length + observed.length + manual.length + unknown.length + kept.length === 0 &&
  guards.every(({ verdict }) => verdict === 'ok');

/** What is compared with what, and by whose key. */
function headLines({ file, account, caller }: Plan, layout: Layout): string[] {
  const who =
    caller === undefined
      ? words(`(${unknownCaller})`, 'dim')
      : [
          ...words(`(as ${caller.email},`, 'dim'),
          ...(caller.accountAdmin
            ? words('account admin)', 'dim')
            : words('NOT an account admin)', 'red')),
        ];
  const where = layout.where === undefined ? [] : words(`in ${layout.where}`);
  return flow(
    {
      indent: 0,
      hang: 2,
      pieces: [
        solid(file),
        solid('->'),
        solid(nameText(account.name), 'bold'),
        ...where,
        ...apart(who, 3),
      ],
    },
    layout,
  );
}

/** How many lines the changes may take, so that the screen of a large plan can still be read. */
const mostLines = 24;
/** What each section may take at least, with its heading. */
const leastLines = 4;

const headingPaints = { destroys: 'red', reduces: 'yellow', grants: 'green' } as const;

function sectionLines(sections: readonly Section[], layout: Layout): string[] {
  let left = mostLines;
  return sections.flatMap((section, index) => {
    const later = sections.length - index - 1;
    const lines = rowLines(section, left - later * leastLines, layout);
    left -= lines.length;
    return lines;
  });
}

/** The rows that fit, and what the others come to. */
function rowLines({ effect, heading, rows }: Section, room: number, layout: Layout): string[] {
  const { style } = layout;
  const column = columnOf(rows);
  const head = style[headingPaints[effect]](style.bold(heading));
  const all = rows.map((row) => ({ row, lines: linesOf(row, column, layout) }));
  const total = all.reduce((sum, { lines }) => sum + lines.length, 1);
  if (total <= room) return [head, ...all.flatMap(({ lines }) => lines)];
  const shown: string[] = [];
  const taken = all.findIndex(({ lines }) => {
    if (shown.length + lines.length + 2 > Math.max(room, leastLines)) return true;
    shown.push(...lines);
    return false;
  });
  const rest = all.slice(taken).map(({ row }) => row);
  return [head, ...shown, ...flow({ indent: 4, hang: 2, pieces: restOf(rest) }, layout)];
}

/** Effects stand below one another, unless what is done is too long for it. */
const widestColumn = 46;

const widthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { text, gap }, index) => sum + columns(text) + (index === 0 ? 0 : gap), 0);

const columnOf = (rows: readonly Row[]): number =>
  Math.max(0, ...rows.map(({ what }) => widthOf(what)).filter((width) => width <= widestColumn));

function linesOf({ sign, what, effect, place }: Row, column: number, layout: Layout): string[] {
  const paint: Paint | undefined = sign.text === 'x' ? 'red' : undefined;
  const shown = paint === undefined ? what : what.map((piece) => ({ paint, ...piece }));
  const lines = (gap: number): string[] =>
    flow(
      { indent: 2, hang: 4, pieces: [sign, ...shown, ...apart(effect, gap)], tail: place },
      layout,
    );
  const [aligned, close] = [lines(Math.max(column - widthOf(what), 0) + 2), lines(2)];
  return aligned.length > close.length ? close : aligned;
}

/** As much as fits into some lines; the details have the rest. */
function cutTo(most: number, pieces: readonly Piece[], tail: string | undefined, layout: Layout) {
  const lines = (shown: readonly Piece[]): string[] =>
    flow({ indent: 2, hang: 4, pieces: shown, tail }, layout);
  if (lines(pieces).length <= most) return lines(pieces);
  for (let length = pieces.length - 1; length > 1; length -= 1) {
    const cut = lines([...pieces.slice(0, length), solid('…')]);
    if (cut.length <= most) return cut;
  }
  return lines(pieces);
}

/** More than this of anything beside the changes are counted. */
const mostBeside = 4;

/** Beside few changes there is room for whole sentences. */
const isRoomy = ({ changes }: Plan): boolean => changes.length <= 3;

const moreLine = (more: number, noun: string): string[] =>
  more > 0 ? [`  and ${counted(more, `more ${noun}`)} (--details)`] : [];

function manualLines(plan: Plan, layout: Layout): string[] {
  const { manual, file } = plan;
  if (manual.length === 0) return [];
  return [
    layout.style.bold(`Manual steps ${manual.length}`),
    ...manual
      .slice(0, mostBeside)
      .flatMap((each) => [
        ...cutTo(
          isRoomy(plan) ? Infinity : 2,
          [
            solid('!', 'magenta'),
            ...describeAddress(each.address),
            solid(':', undefined, 0),
            ...words(each.message),
          ],
          placeIn([each], file),
          layout,
        ),
        ...waysOut(each).flatMap((command) =>
          flow({ indent: 6, pieces: [solid(commandLine(command, plan, layout), 'bold')] }, layout),
        ),
      ]),
    ...moreLine(manual.length - mostBeside, 'manual step'),
  ];
}

/** What else decides how far the plan can be trusted, each in a line. */
function besideLines(plan: Plan, layout: Layout): string[] {
  const { observed, coverage } = plan;
  const lines: (readonly Piece[])[] = [
    ...(observed.length === 0
      ? []
      : [words(`${counted(observed.length, 'difference')} only observed (--details)`)]),
    ...unreadText(coverage).map((text) => words(text, 'yellow')),
  ];
  return [
    ...lines.flatMap((pieces) => flow({ indent: 0, hang: 2, pieces }, layout)),
    ...limitLines(plan, layout),
  ];
}

function noticeLines(plan: Plan, layout: Layout): string[] {
  const { notices, file } = plan;
  const most = isRoomy(plan) ? notices.length : mostBeside;
  return [
    ...notices
      .slice(0, most)
      .flatMap((each) =>
        cutTo(
          isRoomy(plan) ? Infinity : 1,
          [solid('*', 'cyan'), ...words(each.message)],
          placeIn([each], file),
          layout,
        ),
      ),
    ...moreLine(notices.length - most, 'notice'),
  ];
}

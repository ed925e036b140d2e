import { followUpLine, remedyOf } from '../words/command.ts';
import { waysOut } from '../words/manual.ts';
import type { Plan } from '../../model.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import { unreadText } from '../words/coverage.ts';
import { counted, describeAddress, nameText } from '../words/names.ts';
import { apart, sentencesOf, solid, words } from '../words/pieces.ts';
import type { Piece } from '../words/pieces.ts';
import { placeIn, restOf, sectionsOf } from '../words/rows.ts';
import type { Section } from '../words/rows.ts';
import { accessSummary, planSummary } from '../words/summary.ts';
import type { PlanMode } from '../words/summary.ts';
import { blockedBlock, consentLines, loosenedBlock, unprovenBlock } from './alarms.ts';
import { flow } from './flow.ts';
import { afterPlan } from './next.ts';
import { page } from './page.ts';
import { sectionLines } from './rowLines.ts';
import { unknownCaller } from '../../read/viewer.ts';
import { limitLines, remedyPieces } from './sections.ts';
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
    sectionLines(
      sectionsOf(plan).map((section) => ({
        head: [headOf(section, layout)],
        rows: section.rows,
        rest: restOf,
      })),
      mostLines,
      layout,
    ),
    consentLines(plan, layout),
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
export function headLines({ file, account, caller }: Plan, layout: Layout): string[] {
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

const headingPaints = { destroys: 'red', reduces: 'yellow', grants: 'green' } as const;

const headOf = ({ effect, heading }: Section, { style }: Layout): string =>
  style[headingPaints[effect]](style.bold(heading));

/** A message that may be cut after a sentence; what to do about it stays with the last one. */
interface Cut {
  readonly head: readonly Piece[];
  readonly message: string;
  readonly remedy?: readonly Piece[];
}

/** As many of the sentences as fit into some lines, the first one in any case; the details have the rest. */
function cutTo(
  most: number,
  { head, message, remedy = [] }: Cut,
  tail: string | undefined,
  layout: Layout,
): string[] {
  const said = sentencesOf(message);
  const lines = (count: number): string[] =>
    flow(
      {
        indent: 2,
        hang: 4,
        pieces: [
          ...head,
          ...words(said.slice(0, count).join(' ')),
          ...(count === said.length ? remedy : []),
        ],
        tail,
      },
      layout,
    );
  for (let count = said.length; count > 1; count -= 1) {
    const shown = lines(count);
    if (shown.length <= most) return shown;
  }
  return lines(1);
}

/** More than this of anything beside the changes are counted. */
const mostBeside = 4;

/** Beside few changes there is room for whole sentences. */
const isRoomy = ({ changes }: Pick<Plan, 'changes'>): boolean => changes.length <= 3;

const moreLine = (more: number, noun: string): string[] =>
  more > 0 ? [`  and ${counted(more, `more ${noun}`)} (--details)`] : [];

function manualLines(plan: Plan, layout: Layout): string[] {
  const { manual, file } = plan;
  if (manual.length === 0) return [];
  return [
    layout.style.bold(`Manual steps ${manual.length}`),
    ...manual.slice(0, mostBeside).flatMap((each) => [
      ...cutTo(
        isRoomy(plan) ? Infinity : 2,
        {
          head: [solid('!', 'magenta'), ...describeAddress(each.address), solid(':', undefined, 0)],
          message: each.message,
        },
        placeIn([each], file),
        layout,
      ),
      ...waysOut(each).flatMap((command) =>
        flow({ indent: 6, pieces: [solid(followUpLine(command, layout, plan), 'bold')] }, layout),
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

/** What to know beside the changes, a line each. */
export function noticeLines(
  plan: Pick<Plan, 'changes' | 'notices' | 'file'>,
  layout: Layout,
): string[] {
  const { notices, file } = plan;
  const most = isRoomy(plan) ? notices.length : mostBeside;
  return [
    ...notices.slice(0, most).flatMap((each) =>
      cutTo(
        isRoomy(plan) ? Infinity : 1,
        {
          head: [solid('*', 'cyan')],
          message: each.message,
          remedy: remedyPieces(remedyOf(each, layout, { file })),
        },
        placeIn([each], file),
        layout,
      ),
    ),
    ...moreLine(notices.length - most, 'notice'),
  ];
}

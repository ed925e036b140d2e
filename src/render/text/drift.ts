import type { Direction, Drift, DriftFinding, Trace } from '../../drift/driftFinding.ts';
import type { Plan } from '../../model.ts';
import { loosenedBlock } from './alarms.ts';
import { apart, solid, words, joined } from '../words/pieces.ts';
import { flow } from './flow.ts';
import { counted, describeAddress, nameText } from '../words/names.ts';
import { afterDrift } from './next.ts';
import { footBlock, headBlock, noticeBlock } from './sections.ts';
import type { Layout } from './style.ts';
import { minuteOf } from '../../text.ts';
import { unreadText } from '../words/coverage.ts';
import { driftSections, restOfDrift } from '../words/driftRows.ts';
import { whoLines } from '../words/driftWho.ts';
import type { Paint, Piece } from '../words/pieces.ts';
import { sectionLines } from './rowLines.ts';
import { headLines, noticeLines } from './screen.ts';
import { placeText } from '../words/change.ts';
import { page } from './page.ts';
import {
  driftHeadings,
  shownFinding,
  askedText,
  knownText,
  noticesFor,
  summaryOfDrift,
  unknownSide,
} from '../words/drift.ts';

/**
 * How a file and an account came to differ, for people: what changed first, who may have done it, and the ways out
 * last: on one screen, or with all details. The same drift gives the same text.
 * @param adopted what the file says since
 * @returns lines, the last one ended too
 */
export function renderDrift(
  plan: Plan,
  drift: Drift,
  layout: Layout,
  adopted: readonly DriftFinding[] = [],
): string {
  return layout.access === 'full'
    ? renderDetails(plan, drift, layout, adopted)
    : renderScreen(plan, drift, layout, adopted);
}

/** Each difference in a line, and nothing about how it was found, unless something is missing. */
function renderScreen(
  plan: Plan,
  drift: Drift,
  layout: Layout,
  adopted: readonly DriftFinding[],
): string {
  const summary = flow(
    { indent: 0, hang: 6, pieces: words(summaryOfDrift(plan, drift), 'bold') },
    layout,
  );
  const beside = [
    ...unreadText(plan.coverage).flatMap((text) =>
      flow({ indent: 0, hang: 2, pieces: words(text, 'yellow') }, layout),
    ),
    ...noticeLines({ ...plan, notices: noticesFor(plan, drift) }, layout),
  ];
  if (drift.findings.length === 0) return page([loosenedBlock(plan, layout), beside, summary]);
  return page([
    loosenedBlock(plan, layout),
    headLines(plan, layout),
    sectionLines(
      driftSections(plan, drift, adopted).map(({ direction, rows }) => ({
        head: headOf(direction, drift, layout),
        rows,
        rest: restOfDrift,
      })),
      mostLines,
      layout,
    ),
    [
      ...whoLines(plan, drift).flatMap((pieces) => flow({ indent: 0, hang: 2, pieces }, layout)),
      ...beside,
    ],
    [...summary, ...(adopted.length > 0 ? [] : afterDrift(drift, plan, layout))],
  ]);
}

/** How many lines the differences may take, so that the screen can still be read. */
const mostLines = 14;

const headingPaints: Readonly<Record<Direction, Paint>> = {
  live: 'red',
  both: 'red',
  unknown: 'yellow',
  file: 'cyan',
};

function headOf(direction: Direction, { findings }: Drift, layout: Layout): readonly string[] {
  const { style } = layout;
  const count = findings.filter((each) => each.direction === direction).length;
  const paint = style[headingPaints[direction]];
  return [
    paint(style.bold(`${driftHeadings[direction]} ${count}`)),
    ...(direction === 'unknown'
      ? flow({ indent: 2, pieces: words(unknownSide, 'dim') }, layout)
      : []),
  ];
}

/** All that is known about a drift: ids, both sides, every trace, and what was looked at. */
function renderDetails(
  plan: Plan,
  drift: Drift,
  layout: Layout,
  adopted: readonly DriftFinding[],
): string {
  const directions = ['live', 'both', 'file', 'unknown'] as const;
  return page([
    loosenedBlock(plan, layout),
    [...headBlock(plan, 'Drift of', layout), ...baseLines(plan, drift, layout)],
    ...directions.map((direction) => groupBlock(direction, drift, adopted, layout)),
    askedLines(drift, layout),
    noticeBlock(noticesFor(plan, drift), plan, layout),
    [...knownLines(drift, layout), ...footBlock(plan, 'drift', layout)],
    [
      ...flow({ indent: 0, hang: 2, pieces: words(summaryOfDrift(plan, drift), 'bold') }, layout),
      ...(adopted.length > 0 ? [] : afterDrift(drift, plan, layout)),
    ],
  ]);
}

/** What the two sides are compared with, to see which one moved. */
function baseLines({ file }: Plan, { base, findings }: Drift, layout: Layout): string[] {
  if (findings.length === 0) return [];
  const text =
    base === undefined
      ? `No earlier ${file} is recorded here. Name the file as last applied with --base, a git ref.`
      : base.from === 'git'
        ? `Compared with ${file} at ${base.name} to see which side changed.`
        : `Compared with ${file} as of the last run, ${base.name}, to see which side changed.`;
  return flow({ indent: 0, hang: 2, pieces: words(text, 'dim') }, layout);
}

function groupBlock(
  direction: Direction,
  { findings }: Drift,
  adopted: readonly DriftFinding[],
  layout: Layout,
): string[] {
  const own = findings.filter((each) => each.direction === direction);
  if (own.length === 0) return [];
  // Where no finding has a trace, that is said once.
  const asked = findings.some(({ traces }) => traces.length > 0);
  return [
    layout.style.bold(`${driftHeadings[direction]} (${own.length})`),
    ...own.flatMap((finding) => findingLines(finding, asked, adopted.includes(finding), layout)),
  ];
}

function findingLines(
  finding: DriftFinding,
  asked: boolean,
  isAdopted: boolean,
  layout: Layout,
): string[] {
  const { id, address, back, message, source, lapsed, cascade, direction } = finding;
  const { head, inline, below } = shownFinding(finding);
  const along = cascade.length;
  const lower: (readonly Piece[])[] = [
    ...below,
    ...(along > 0
      ? [
          words(
            finding.renamedTo === undefined
              ? `with ${counted(along, 'item')} that ${along === 1 ? 'depends' : 'depend'} on it`
              : `${counted(along, 'entry', 'entries')} of the file ${along === 1 ? 'uses' : 'use'} the old name`,
          ),
        ]
      : []),
    ...(direction === 'file' ? [] : tracePieces(finding, asked)),
    ...(message === undefined ? [] : [[...words('manual step:', 'magenta'), ...words(message)]]),
    ...(finding.noEffect === undefined
      ? []
      : [words(`applying the file has no effect: ${finding.noEffect}`, 'yellow')]),
    ...(back === 'observed' ? [words('only observed: no run changes it', 'dim')] : []),
    ...(lapsed === undefined
      ? []
      : [words(`was accepted until ${lapsed.until}, by ${nameText(lapsed.owner)}`, 'yellow')]),
  ];
  const pieces = [
    solid(id, 'dim'),
    ...apart(head, 2),
    ...describeAddress(address),
    ...inline,
    ...(isAdopted ? words('(adopted)', 'green') : []),
  ];
  return [
    ...flow({ indent: 2, hang: 10, pieces, tail: placeText(source) }, layout),
    ...lower.flatMap((each) => flow({ indent: 14, hang: 2, pieces: each }, layout)),
  ];
}

function tracePieces({ traces }: DriftFinding, asked: boolean): (readonly Piece[])[] {
  if (!asked) return [];
  const [first, ...more] = traces;
  if (first === undefined) return [words('who: no matching entry in the audit log', 'dim')];
  const others = joined(more.map(whoPieces));
  return [
    [
      ...words(`who: ${first.names ? 'probably' : 'perhaps'}`),
      ...whoPieces(first),
      ...(others.length > 0 ? [solid(',', undefined, 0), ...words('or'), ...others] : []),
      ...(first.names ? [] : words('(by the type of operation only)')),
    ],
  ];
}

const whoPieces = ({ who, service, at, operation }: Trace): Piece[] => [
  ...(service ? words('the service identity') : []),
  solid(nameText(who)),
  ...words(`at ${minuteOf(at)}`),
  ...(operation === undefined ? [] : [solid(`(${operation})`)]),
];

const askedLines = (drift: Drift, layout: Layout): string[] => {
  const text = askedText(drift);
  return text === undefined ? [] : flow({ indent: 0, hang: 2, pieces: words(text, 'dim') }, layout);
};

const knownLines = (drift: Drift, layout: Layout): string[] => {
  const text = knownText(drift);
  return text === undefined ? [] : flow({ indent: 0, hang: 2, pieces: words(text, 'dim') }, layout);
};

import type { Direction, Drift, DriftFinding, Trace } from '../../drift/driftFinding.ts';
import type { Notice, Plan } from '../../model.ts';
import { loosenedBlock } from './alarms.ts';
import { apart, solid, words, joined } from '../words/pieces.ts';
import { flow } from './flow.ts';
import { counted, describeAddress, nameText } from '../words/names.ts';
import { afterDrift } from './next.ts';
import { footBlock, headBlock, noticeBlock } from './sections.ts';
import type { Layout } from './style.ts';
import { minuteOf } from '../../text.ts';
import type { Piece } from '../words/pieces.ts';
import { placeText } from '../words/change.ts';
import { page } from './page.ts';
import {
  driftHeadings,
  shownFinding,
  askedText,
  knownText,
  summaryOfDrift,
} from '../words/drift.ts';

/**
 * How a file and an account came to differ, for people: what changed live first, who may have done it, and the ways
 * out last. The same drift gives the same text.
 * @param adopted what the file says since
 * @returns lines, the last one ended too
 */
export function renderDrift(
  plan: Plan,
  drift: Drift,
  layout: Layout,
  adopted: readonly DriftFinding[] = [],
): string {
  const directions = ['live', 'both', 'file', 'unknown'] as const;
  return page([
    loosenedBlock(plan, layout),
    [...headBlock(plan, 'Drift of', layout), ...baseLines(plan, drift, layout)],
    ...directions.map((direction) => groupBlock(direction, drift, adopted, layout)),
    askedLines(drift, layout),
    noticeBlock([...plan.notices, ...staleNotices(drift)], layout),
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
      ? `There is no ${file} of the last run to compare with. Name a git ref with --base.`
      : base.from === 'git'
        ? `Changes are seen from ${file} at ${base.name}.`
        : `Changes are seen from ${file} as of the last run, ${base.name}.`;
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
              ? `and ${counted(along, 'thing')} that ${along === 1 ? 'goes' : 'go'} with it`
              : `${counted(along, 'entry', 'entries')} of the file ${along === 1 ? 'is' : 'are'} about it`,
          ),
        ]
      : []),
    ...(direction === 'file' ? [] : tracePieces(finding, asked)),
    ...(message === undefined ? [] : [[...words('by hand:', 'magenta'), ...words(message)]]),
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
  if (first === undefined) return [words('who: nothing in the audit log fits', 'dim')];
  const others = joined(more.map(whoPieces));
  return [
    [
      ...words('who:'),
      ...words(first.names ? 'perhaps' : 'maybe (the log does not say whom or what it was about)'),
      ...whoPieces(first),
      ...(others.length > 0 ? [solid(',', undefined, 0), ...words('or'), ...others] : []),
    ],
  ];
}

const whoPieces = ({ who, service, at, operation }: Trace): Piece[] => [
  ...(service ? words('the service key of') : []),
  solid(nameText(who)),
  ...words(`at ${minuteOf(at)}`),
  ...(operation === undefined ? [] : [solid(`(${operation})`)]),
];

const askedLines = (drift: Drift, layout: Layout): string[] => {
  const text = askedText(drift);
  return text === undefined ? [] : flow({ indent: 0, hang: 2, pieces: words(text, 'dim') }, layout);
};

const staleNotices = ({ stale }: Drift): readonly Notice[] =>
  stale.map(({ source, owner, list }) => ({
    code: 'known-drift-done',
    message: `Nothing differs any more that this entry of ${owner} under \`${list}\` accepts; it can be dropped.`,
    source,
  }));

const knownLines = (drift: Drift, layout: Layout): string[] => {
  const text = knownText(drift);
  return text === undefined ? [] : flow({ indent: 0, hang: 2, pieces: words(text, 'dim') }, layout);
};

import type { Direction, Drift, DriftFinding, Trace } from '../../drift/driftFinding.ts';
import type { Plan } from '../../model.ts';
import { minuteOf } from '../../text.ts';
import { unreadLines, unreadText } from '../words/coverage.ts';
import {
  askedText,
  driftHeadings,
  driftTitle,
  noticesFor,
  shownFinding,
  summaryOfDrift,
  unknownSide,
} from '../words/drift.ts';
import { driftSections, restOfDrift } from '../words/driftRows.ts';
import type { DriftSection } from '../words/driftRows.ts';
import { whoLines } from '../words/driftWho.ts';
import { counted, describeAddress } from '../words/names.ts';
import type { Piece } from '../words/pieces.ts';
import { adviceForDrift } from '../words/next.ts';
import { adviceBlocks } from './advice.ts';
import { loosenedAlert } from './alarms.ts';
import { code, inCell, inline, prose } from './escape.ts';
import { fitted } from './fit.ts';
import type { Section } from './fit.ts';
import { linesLink } from './lines.ts';
import type { LinkOf } from './lines.ts';
import { factBlock, headText, markOf, noticeBlocks } from './page.ts';
import type { MarkdownOptions } from './page.ts';
import { cellsOf, rowTable } from './rows.ts';

interface DriftOptions extends Pick<MarkdownOptions, 'where' | 'again' | 'linkOf'> {
  /** What the file says since. */
  readonly adopted?: readonly DriftFinding[];
}

/**
 * How a file and an account came to differ, as Markdown for an issue, in the order and the words of the screen: each
 * difference once with its line, who probably made it, and the ways out as commands; ids and all that is known of each
 * stand folded below. It fits an issue of GitHub; what others wrote is never active in it. The first line is an
 * invisible mark: an issue that begins with the same line is about the same.
 * @returns lines, the last one ended too
 */
export function renderDriftMarkdown(plan: Plan, drift: Drift, options: DriftOptions = {}): string {
  const { adopted = [], again = {}, linkOf, where } = options;
  const { findings } = drift;
  const mark = markOf(plan, 'drift');
  const title = `### Access drift: ${prose(driftTitle(plan, drift))}`;
  const sections = driftSections(plan, drift, adopted);
  const blocks = (share: number): readonly string[] => [
    mark,
    ...loosenedAlert(plan, share, linkOf),
    title,
    headText(plan, where),
    ...sections.flatMap((section) => sectionBlocks(section, plan.file, linkOf, share)),
    ...factBlock(whoLines(plan, drift, '').map(inline)),
    ...factBlock(unreadText(plan.coverage, '').map((text) => `**${prose(text)}**`)),
    ...noticeBlocks(noticesFor(plan, drift), plan, share, { again, linkOf }),
    `**${prose(summaryOfDrift(plan, drift))}**`,
    ...(adopted.length > 0 ? [] : adviceBlocks(adviceForDrift(findings, plan, true), plan, again)),
  ];
  return fitted(
    (share) => ({
      blocks: blocks(share),
      sections: [...findingSection(plan, drift, linkOf), ...unreadSection(plan)],
    }),
    [mark, title, 'Some names are too long to be shown here. Run `ax-access drift` to see all.'],
  );
}

/** What each table takes at most, as long as there is room. */
const roomOfSection = 8000;

/** The maximum number of rows; the folded part has all differences. */
const mostRows = 20;

/** A box is colored in both color schemes. A change that is merely not applied yet is no cause for alarm. */
const titles: Readonly<Record<Direction, (heading: string) => string>> = {
  live: (heading) => `> [!CAUTION]\n> **${heading}**`,
  both: (heading) => `> [!CAUTION]\n> **${heading}**`,
  unknown: (heading) => `> [!WARNING]\n> **${heading}**\n>\n> ${prose(unknownSide)}`,
  file: (heading) => `#### ${heading}`,
};

function sectionBlocks(
  { direction, rows }: DriftSection,
  file: string,
  linkOf: LinkOf | undefined,
  share: number,
): readonly string[] {
  const count = rows.reduce((sum, { findings }) => sum + findings.length, 0);
  return [
    titles[direction](`${driftHeadings[direction]} ${count}`),
    rowTable(
      ['difference', 'in the file and live', 'line'],
      rows.map((row) => [...cellsOf(row), inCell(linesLink(row.findings, file, linkOf))]),
      {
        room: share * roomOfSection,
        most: mostRows,
        rest: (left) => restOfDrift(rows.slice(rows.length - left), ''),
      },
    ),
  ];
}

/** All that is known of each difference, folded, with the id that adopts or accepts it. */
function findingSection(plan: Plan, drift: Drift, linkOf: LinkOf | undefined): readonly Section[] {
  const { findings } = drift;
  if (findings.length === 0) return [];
  // Where no one is named, that stands above.
  const asked = findings.some(({ traces }) => traces.length > 0) ? askedText(drift) : undefined;
  return [
    {
      summary: `${counted(findings.length, 'difference')} with ${findings.length === 1 ? 'its id' : 'their ids'}`,
      lines: [
        ...findings.map((finding) => findingLine(finding, plan.file, linkOf)),
        ...(asked === undefined ? [] : ['', prose(asked)]),
      ],
    },
  ];
}

function findingLine(finding: DriftFinding, file: string, linkOf: LinkOf | undefined): string {
  const { id, address, message, cascade, lapsed, traces, direction, noEffect, back } = finding;
  const { head, inline: fields, below } = shownFinding(finding);
  const [, ...phrase] = head;
  const parts = [
    `${code(id)} ${inline([...phrase, ...describeAddress(address)])}`,
    ...[fields, ...below]
      .filter((pieces) => pieces.length > 0)
      .map((pieces) => inline(sided(pieces))),
    ...(cascade.length > 0 ? [`with ${counted(cascade.length, 'more item')}`] : []),
    ...(direction === 'file' || traces.length === 0
      ? []
      : [`perhaps by ${traces.map(who).join(', or ')}`]),
    ...(message === undefined ? [] : [`**manual step:** ${prose(message)}`]),
    ...(noEffect === undefined ? [] : [prose(`applying the file has no effect: ${noEffect}`)]),
    ...(back === 'observed' ? ['only observed: no run changes it'] : []),
    ...(lapsed === undefined
      ? []
      : [`was accepted until ${code(lapsed.until)} by ${code(lapsed.owner)}`]),
  ];
  return `- ${parts.join('; ')} ${linesLink([finding], file, linkOf)}`.trimEnd();
}

/** On a screen, a sign says which side has a member of a list; a page has room for the word. */
const sided = (pieces: readonly Piece[]): readonly Piece[] =>
  pieces.map((piece) => ({
    ...piece,
    text: piece.text.replace(/^> /, 'live: ').replace(/^< /, 'in the file: '),
  }));

const who = ({ who: name, service, at }: Trace): string =>
  `${service ? 'the service identity ' : ''}${code(name)} at ${code(minuteOf(at))}`;

/** Why something could not be read. */
function unreadSection({ coverage }: Plan): readonly Section[] {
  const unread = unreadLines(coverage);
  return unread.length === 0
    ? []
    : [{ summary: 'Not read completely', lines: unread.map((text) => `- ${prose(text)}`) }];
}

import type { Direction, Drift, DriftFinding, Trace } from '../../drift/driftFinding.ts';
import type { Plan } from '../../model.ts';
import { offerOf } from '../../plan/claims.ts';
import { minuteOf } from '../../text.ts';
import {
  askedText,
  driftHeadings,
  knownText,
  shownFinding,
  summaryOfDrift,
} from '../words/drift.ts';
import { counted, describeAddress } from '../words/names.ts';
import { loosenedAlert } from './alarms.ts';
import { code, inline, prose } from './escape.ts';
import { capped, fitted } from './fit.ts';
import { besideBlocks, headText, markOf, restSection } from './page.ts';

/** What one group of findings takes at most, as long as there is room. */
const roomOfGroup = 18_000;

const alerts: Readonly<Record<Direction, string>> = {
  live: 'CAUTION',
  both: 'CAUTION',
  file: 'NOTE',
  unknown: 'WARNING',
};

const directions = ['live', 'both', 'unknown', 'file'] as const;

/**
 * How a file and an account came to differ, as Markdown for an issue: what changed live first, with who may have done it,
 * and both ways out. It fits an issue of GitHub; what others wrote is never active in it. The first line is an
 * invisible mark: an issue that begins with the same line is about the same.
 * @param where what the file was compared with: "the sandbox"; the live account, unless given
 * @returns lines, the last one ended too
 */
export function renderDriftMarkdown(plan: Plan, drift: Drift, where?: string): string {
  const mark = markOf(plan, 'drift');
  const blocks = (share: number): readonly string[] => [
    mark,
    ...loosenedAlert(plan, share),
    `### Access drift of ${code(plan.account.name)}`,
    headText(plan, where),
    ...[askedText(drift), knownText(drift)].flatMap((text) =>
      text === undefined ? [] : [prose(text)],
    ),
    ...besideBlocks(plan, share, undefined),
    `**${prose(summaryOfDrift(plan, drift))}**`,
    ...directions.flatMap((direction) => groupAlert(direction, drift, share)),
    ...waysOut(drift, plan),
  ];
  const sections = [restSection(plan)];
  return fitted(
    (share) => ({ blocks: blocks(share), sections }),
    [
      mark,
      '### Access drift: too long to be shown here',
      `**${counted(drift.findings.length, 'finding')}.** Its names are too long for an issue. Run \`ax-access drift\` to see all.`,
    ],
  );
}

/** What changed on one side, each finding with its id. */
function groupAlert(direction: Direction, { findings }: Drift, share: number): readonly string[] {
  const own = findings.filter((each) => each.direction === direction);
  if (own.length === 0) return [];
  const lines = capped(
    own.map((finding) => findingLine(finding)),
    share * roomOfGroup,
    (left) => `- **and ${left} more**; \`ax-access drift\` lists them all`,
  );
  return [
    [
      `> [!${alerts[direction]}]`,
      `> **${driftHeadings[direction]} (${own.length})**`,
      '>',
      ...lines.map((line) => `> ${line}`),
    ].join('\n'),
  ];
}

function findingLine(finding: DriftFinding): string {
  const { id, address, message, cascade, lapsed, traces, direction } = finding;
  const { head, inline: fields, below } = shownFinding(finding);
  const parts = [
    `${code(id)} ${inline(head)} ${inline(describeAddress(address))}`,
    ...(fields.length > 0 ? [inline(fields)] : []),
    ...below.map((pieces) => inline(pieces)),
    ...(cascade.length > 0 ? [`with ${counted(cascade.length, 'thing')} below it`] : []),
    ...(direction === 'file' || traces.length === 0
      ? []
      : [`perhaps ${traces.map(who).join(', or ')}`]),
    ...(message === undefined ? [] : [`**by hand:** ${prose(message)}`]),
    ...(finding.noEffect === undefined
      ? []
      : [prose(`applying the file has no effect: ${finding.noEffect}`)]),
    ...(lapsed === undefined
      ? []
      : [`was accepted until ${code(lapsed.until)} by ${code(lapsed.owner)}`]),
  ];
  return `- ${parts.join('; ')}`;
}

const who = ({ who: name, service, at }: Trace): string =>
  `${service ? 'the service key of ' : ''}${code(name)} at ${code(minuteOf(at))}`;

/** Both ways out. */
function waysOut({ findings }: Drift, plan: Plan): readonly string[] {
  if (findings.length === 0) return [];
  const { plain, withConsent } = offerOf(plan);
  const adopt =
    '`ax-access drift --adopt` makes the file as the account is, or only for the findings whose ids are named.';
  if (plain + withConsent > 0) {
    return [
      `Two ways out: \`ax-access plan\` and \`apply\` make the account as the file says; ${adopt}`,
    ];
  }
  const stopped = 'A guard stops every run: `ax-access plan --allow-destructive` shows which. ';
  return [`${plan.changes.length > 0 ? stopped : ''}One way out: ${adopt}`];
}

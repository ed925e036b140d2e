import type { Manual, Notice, Plan, RunResult } from '../../model.ts';
import { unknownCaller } from '../../read/viewer.ts';
import { followUpLine, remedyOf } from '../words/command.ts';
import type { Again } from '../words/command.ts';
import { unreadText } from '../words/coverage.ts';
import { guardTexts, limitTexts, notManagedText, readTexts } from '../words/foot.ts';
import { causeWords, waysOut } from '../words/manual.ts';
import { counted, describeAddress } from '../words/names.ts';
import type { PlanMode } from '../words/summary.ts';
import { madeText, trustText } from '../words/saved.ts';
import type { SavedView } from '../words/saved.ts';
import { alert } from './alarms.ts';
import { code, inline, prose } from './escape.ts';
import { capped } from './fit.ts';
import type { Section } from './fit.ts';
import { linesLink } from './lines.ts';
import type { LinkOf } from './lines.ts';

/** What pages of plans, of runs and of drift have in common. */

export interface MarkdownOptions {
  readonly mode: PlanMode;
  /** What became of the changes, after a run. */
  readonly ran?: RunResult;
  /** Whether the run may destroy. */
  readonly consent?: boolean;
  /** What the plan is against: "the sandbox". The live account, unless given. */
  readonly where?: string;
  /** The saved plan that it is read from. */
  readonly saved?: SavedView;
  /** What makes a printed command reach the same file and account again. */
  readonly again?: Again;
  /** Where lines of the file can be looked at. */
  readonly linkOf?: LinkOf | undefined;
  /** How many characters there may be; as many as GitHub takes unless given. */
  readonly most?: number;
}

/** What a page is made of, below its mark. */
export interface Page {
  /** The first line, with no name in it. */
  readonly title: string;
  /** What is always visible, with a share of its usual room. */
  blocks(share: number): readonly string[];
  /** What is folded. */
  readonly sections: readonly Section[];
}

/** What is compared with what, and by whose key. */
export function headText({ file, caller, account }: Plan, where: string | undefined): string {
  const who =
    caller === undefined
      ? prose(unknownCaller)
      : `as ${code(caller.email)}, ${caller.accountAdmin ? 'account admin' : '**not an account admin**'}`;
  const target = where === undefined ? '' : ` in ${prose(where)}`;
  return `${code(file)} → ${code(account.name)}${target} (${who})`;
}

/** Of a saved plan, what there is to know before one trusts it. */
export function savedBlock(saved: SavedView | undefined): readonly string[] {
  if (saved === undefined) return [];
  const made = madeText(saved, code);
  return saved.stale === undefined
    ? [`${made} ${trustText(saved)}`]
    : [alert('WARNING', prose(trustText(saved)), [made])];
}

/** What each list beside the changes takes at most, as long as there is room. */
const roomOfList = 4000;

/** More of a list than this are counted. */
const mostListed = 10;

const listBlocks = (title: string, lines: readonly string[], share: number): readonly string[] =>
  lines.length === 0
    ? []
    : [
        `#### ${title} ${lines.length}`,
        capped(lines, share * roomOfList, (left) => `- **and ${left} more**`, mostListed).join(
          '\n',
        ),
      ];

/** Manual steps, what could not be read, limits that were moved, and notices. */
export function besideBlocks(
  plan: Plan,
  share: number,
  options: Pick<MarkdownOptions, 'again' | 'linkOf'>,
): readonly string[] {
  const { manual, observed } = plan;
  return [
    ...listBlocks(
      'Manual steps',
      manual.map((item) => manualLine(item, plan, options)),
      share,
    ),
    ...factBlock([
      ...(observed.length === 0
        ? []
        : [`${counted(observed.length, 'difference')} only observed.`]),
      ...[...unreadText(plan.coverage, ''), ...limitTexts(plan)].map(
        (text) => `**${prose(text)}**`,
      ),
    ]),
    ...noticeBlocks(plan.notices, plan, share, options),
  ];
}

/** Lines of one paragraph. */
export const factBlock = (lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [lines.join('<br>\n')];

export const noticeBlocks = (
  notices: readonly Notice[],
  plan: Plan,
  share: number,
  { again = {}, linkOf }: Pick<MarkdownOptions, 'again' | 'linkOf'>,
): readonly string[] =>
  listBlocks(
    'Notices',
    notices.map((each) => {
      const [does, command] = remedyOf(each, again, plan) ?? [];
      const remedy =
        does === undefined || command === undefined ? '' : ` ${prose(does)} ${code(command)}`;
      return `- ${prose(each.message)}${remedy} ${linesLink([each], plan.file, linkOf)}`.trimEnd();
    }),
    share,
  );

function manualLine(
  item: Manual,
  plan: Plan,
  { again = {}, linkOf }: Pick<MarkdownOptions, 'again' | 'linkOf'>,
): string {
  const { address, cause, message } = item;
  const ways = waysOut(item).map((command) => code(followUpLine(command, again, plan)));
  const out = ways.length === 0 ? '' : ` ${ways.join(', or ')}`;
  const place = linesLink([item], plan.file, linkOf);
  return `- **${causeWords[cause]}** ${inline(describeAddress(address))}: ${prose(message)}${out} ${place}`.trimEnd();
}

/** What a plan rests on, and its seal. */
export const restSection = (plan: Plan): Section => ({
  summary: 'What was read, guards and digest',
  lines: [
    ...[...notManagedText(plan.untouched), ...readTexts(plan.coverage), ...guardTexts(plan)].map(
      (text) => `- ${prose(text)}`,
    ),
    `- Account: ${code(plan.account.name)}, ${code(plan.account.id)}`,
    ...(plan.changes.length === 0 ? [] : [`- Digest: ${code(plan.digest)}`]),
  ],
});

/** Made of nothing that could end a comment of HTML. */
export const markOf = ({ file }: Plan, mode: PlanMode | 'drift'): string =>
  `<!-- ax-access ${mode} ${file.replaceAll(/[^\w./]+/g, '_').slice(-1000)} -->`;

import { viewOf } from '../text/entry.ts';
import type { Manual, Plan, RunResult } from '../../model.ts';
import { count, planSummary } from '../words/summary.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import type { View } from '../text/entry.ts';
import { groupBlocks } from '../text/groups.ts';
import { counted, describeAddress } from '../words/names.ts';
import type { PlanMode } from '../words/summary.ts';
import { commandLine } from '../words/command.ts';
import { footBlock } from '../text/sections.ts';
import { waysOut, causeWords } from '../words/manual.ts';
import { madeText, trustText } from '../words/saved.ts';
import type { SavedView } from '../words/saved.ts';
import {
  adminsAlert,
  alert,
  blockedAlert,
  loosenedAlert,
  removalsAlert,
  unknownAlert,
  unprovenAlert,
} from './alarms.ts';
import { accessBlocks } from './access.ts';
import { diffLines, layout } from './diff.ts';
import { code, fenced, htmlCode, inline, prose } from './escape.ts';
import { fitted } from './fit.ts';
import type { Section } from './fit.ts';
import { outcomeBlocks } from './outcomes.ts';

export interface MarkdownOptions {
  readonly mode: PlanMode;
  /** What became of the changes, after a run. */
  readonly ran?: RunResult;
  /** What the plan is against: "the sandbox". The live account, unless given. */
  readonly where?: string;
  /** The saved plan that it is read from. */
  readonly saved?: SavedView;
  /** How many characters there may be; as many as GitHub takes unless given. */
  readonly most?: number;
}

const titles: Readonly<Record<PlanMode, string>> = {
  plan: 'Access plan for',
  apply: 'Access applied to',
};

/**
 * A plan, a run or a comparison as Markdown for pull requests and issues: what is blocked, what destroys and who becomes
 * an admin first, then a line that sums up, then the rest folded. It fits a comment of GitHub; what others wrote is
 * never active in it. The first line is an invisible mark: a comment that begins with the same line is about the
 * same, and can be replaced.
 * @returns lines, the last one ended too
 */
export function renderMarkdown(plan: Plan, options: MarkdownOptions): string {
  const { mode, ran, saved, most } = options;
  const mark = markOf(plan, mode);
  const sections = sectionsOf(plan, mode);
  const end = endOf(plan, options);
  const blocks = (share: number): readonly string[] => [
    mark,
    ...loosenedAlert(plan, share),
    `### ${titles[mode]} ${code(plan.account.name)}`,
    ...(saved === undefined ? [] : [savedNote(saved)]),
    ...accessBlocks(plan, share),
    ...(ran === undefined ? [] : outcomeBlocks(ran, plan, share)),
    ...blockedAlert(plan, share),
    ...unprovenAlert(plan, share),
    ...unknownAlert(plan, share),
    ...removalsAlert(plan, share),
    ...adminsAlert(plan, share),
    `**${prose(planSummary(plan))}**`,
  ];
  return fitted(
    (share) => ({ blocks: blocks(share), sections, end }),
    [mark, ...leastOf(plan, mode, ran)],
    most,
  );
}

/** When a saved plan was made and how far it can be trusted; one that can't be applied any more is a warning. */
const savedNote = (saved: SavedView): string =>
  saved.stale === undefined
    ? `${madeText(saved, code)} ${trustText(saved)}`
    : alert('WARNING', prose(trustText(saved)), [madeText(saved, code)]);

/** A plan in numbers alone, where names leave no room for more. */
function leastOf(plan: Plan, mode: PlanMode, ran: RunResult | undefined): readonly string[] {
  const { changes, digest, guards, loosened } = plan;
  const destructive = count(changes, ({ effect }) => effect === 'destroys');
  const failed = ran === undefined ? 0 : count(ran.outcomes, ({ status }) => status === 'failed');
  const facts = [
    counted(changes.length, 'change'),
    `${destructive} destructive`,
    ...(ran === undefined ? [] : [`${failed} failed`]),
    ...(loosened.length > 0 ? ['the file guards less than before'] : []),
    ...(isBlocked(guards) ? ['blocked: nothing can be applied'] : []),
  ];
  return [
    `### Access ${mode}: too long to be shown here`,
    `**${facts.join('; ')}.** Its names are too long for a comment. Run the command to see all.`,
    `<sub>Digest: ${code(digest)}</sub>`,
  ];
}

/** Made of nothing that could end a comment of HTML. */
export const markOf = ({ file }: Plan, mode: PlanMode | 'drift'): string =>
  `<!-- ax-access ${mode} ${file.replaceAll(/[^\w./]+/g, '_').slice(-1000)} -->`;

function sectionsOf(plan: Plan, mode: PlanMode): readonly Section[] {
  const view = viewOf(plan, layout);
  const drift: View = { ...view, wording: 'drift' };
  return [
    ...groupBlocks(plan.changes, view).map((lines) => diffSection(lines)),
    ...groupBlocks(plan.observed, drift).map((lines) => diffSection(lines, 'only observed')),
    ...listSection(
      'By hand',
      plan.manual.map((item) => manualItem(item, plan)),
    ),
    ...listSection(
      'Good to know',
      plan.notices.map(({ message }) => `- ${prose(message)}`),
    ),
    ...listSection(
      'What was looked at',
      unwrapped(footBlock(plan, mode, layout)).map((line) => `- ${prose(line)}`),
    ),
  ];
}

/** Lines that were broken for a terminal, whole again: what follows is indented. */
export const unwrapped = (lines: readonly string[]): readonly string[] =>
  lines.join('\n').replaceAll(/\n +/g, ' ').split('\n');

const isDiffEntry = (line: string): boolean => /^[-+!<>] /.test(line);

/** A block of the text as a diff, which has colours in light and in dark: signs stand first there. */
function diffSection([heading = '', ...lines]: readonly string[], note?: string): Section {
  const shown = diffLines(lines);
  const [open = '', ...rest] = fenced(shown, 'diff');
  const entries = count(shown, isDiffEntry);
  const notes = [counted(entries, 'entry'), ...(note === undefined ? [] : [note])].join(', ');
  return {
    summary: `${htmlCode(heading)} (${notes})`,
    always: false,
    before: [open],
    lines: rest.slice(0, -1),
    after: rest.slice(-1),
    isEntry: isDiffEntry,
  };
}

export const listSection = (title: string, lines: readonly string[]): readonly Section[] =>
  lines.length === 0
    ? []
    : [
        {
          summary: `${title} (${lines.length})`,
          always: true,
          before: [],
          lines,
          after: [],
          isEntry: () => true,
        },
      ];

function manualItem(item: Manual, plan: Plan): string {
  const { address, cause, message } = item;
  const ways = waysOut(item).map((command) => code(commandLine(command, plan, {})));
  const out = ways.length === 0 ? '' : ` ${ways.join(', or ')}`;
  return `- **${causeWords[cause]}** ${inline(describeAddress(address))}: ${prose(message)}${out}`;
}

function endOf(plan: Plan, { where }: MarkdownOptions): string[] {
  const { changes, digest } = plan;
  const seal = changes.length === 0 ? '' : ` Digest: ${code(digest)}`;
  return [`<sub>${whatWasRead(plan, where)}${seal}</sub>`];
}

/** What was compared with what, and by whose key. */
export function whatWasRead({ file, caller, account }: Plan, where = 'the live account'): string {
  const who =
    caller === undefined
      ? 'by an unknown key'
      : `as ${code(caller.email)}${caller.accountAdmin ? '' : ' (**not** an account admin)'}`;
  return `${code(file)} against ${where} (${code(account.id)}), read ${who}.`;
}

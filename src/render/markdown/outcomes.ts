import type { Outcome, Plan, RunResult, Undo } from '../../model.ts';
import {
  factsOf,
  halfDone,
  hintPartsOf,
  notVerified,
  noWayBack,
  outcomeSummary,
  undoRemarks,
} from '../words/outcomes.ts';
import type { Again } from '../words/command.ts';
import { adviceForRun } from '../words/next.ts';
import { count } from '../words/summary.ts';
import { runTitle } from '../words/title.ts';
import { adviceBlocks } from './advice.ts';
import { loosenedAlert, unknownAlert, unprovenAlert } from './alarms.ts';
import { changeLine } from './changes.ts';
import { code, fenced, prose } from './escape.ts';
import { capped } from './fit.ts';
import type { Section } from './fit.ts';
import { linesLink } from './lines.ts';
import type { LinkOf } from './lines.ts';
import { besideBlocks, headText, restSection } from './page.ts';
import type { MarkdownOptions, Page } from './page.ts';

/** What a list of outcomes takes at most, as long as there is room. */
const roomOfList = 9000;

/** The result of a run: failures and their causes, totals, next steps, the way back. Finished changes are folded. */
export function renderRun(ran: RunResult, plan: Plan, options: MarkdownOptions): Page {
  const { outcomes, unverified, undo } = ran;
  const { again = {}, linkOf } = options;
  const title = `### Access applied: ${prose(runTitle(outcomes, plan))}`;
  return {
    title,
    blocks: (share) => [
      ...loosenedAlert(plan, share, linkOf),
      title,
      headText(plan, options.where),
      ...failedBlocks(outcomes, plan, again, share),
      ...unprovenAlert(plan, share),
      ...unknownAlert(plan, share, linkOf),
      ...besideBlocks(plan, share, options),
      `**${prose(outcomeSummary(outcomes, plan))}**`,
      ...(unverified === undefined ? [] : list(notVerified, told(unverified, plan, again), share)),
      ...adviceBlocks(adviceForRun(ran, plan, again), plan, again),
      ...(undo === undefined ? [] : undoBlocks(undo)),
    ],
    sections: [...outcomeSections(outcomes, plan, linkOf), restSection(plan)],
  };
}

function failedBlocks(
  outcomes: readonly Outcome[],
  plan: Plan,
  again: Again,
  share: number,
): readonly string[] {
  const failed = outcomes.filter((outcome) => outcome.status === 'failed');
  const skipped = outcomes.filter((outcome) => outcome.status === 'skipped');
  return [
    ...list(
      `${failed.length} failed`,
      failed.flatMap(({ change, error, half }) => [
        `${changeLine(change)}${half ? ` ${prose(halfDone)}` : ''}`,
        ...told(error, plan, again),
      ]),
      share,
    ),
    ...list(
      `${skipped.length} skipped`,
      skipped.map(
        ({ change, because, half }) =>
          `${changeLine(change)}, because ${prose(because)}${half ? ` ${prose(halfDone)}` : ''}`,
      ),
      share,
    ),
  ];
}

const folded = ['done', 'held'] as const;

/** Finished and held-back changes, if there are any. */
const outcomeSections = (
  outcomes: readonly Outcome[],
  plan: Plan,
  linkOf: LinkOf | undefined,
): readonly Section[] =>
  folded.flatMap((status) => {
    const own = outcomes.filter((outcome) => outcome.status === status);
    return own.length === 0
      ? []
      : [
          {
            summary: `${count(own, () => true)} ${status === 'done' ? 'done' : 'held back'}`,
            lines: own.map(({ change }) =>
              `${changeLine(change)} ${linesLink([change], plan.file, linkOf)}`.trimEnd(),
            ),
          },
        ];
  });

/** The way back, as a command to copy. */
function undoBlocks(undo: Undo): readonly string[] {
  if (undo.by === undefined) return [prose(noWayBack(undo))];
  const remarks = undoRemarks(undo);
  const rest = remarks.length === 0 ? '' : ` (${prose(remarks.join(', '))})`;
  return [`To undo${rest}:`, fenced([undo.by.command], 'sh').join('\n')];
}

function list(title: string, lines: readonly string[], share: number): readonly string[] {
  if (lines.length === 0) return [];
  const shown = capped(lines, share * roomOfList, (left) => `- **and ${left} more lines**`);
  return [['> [!CAUTION]', `> **${title}**`, '>', ...shown.map((line) => `> ${line}`)].join('\n')];
}

/** What an error says, below the change. */
function told(error: Error, plan: Plan, again: Again): string[] {
  const { requestId } = factsOf(error);
  const [hint, command] = hintPartsOf(error, plan, again) ?? [];
  const shown = command === undefined ? '' : ` ${code(command)}`;
  return [
    `  - ${prose(error.message)}`,
    ...(hint === undefined ? [] : [`  - ${prose(hint)}${shown}`]),
    ...(requestId === undefined ? [] : [`  - Request id: ${code(requestId)}`]),
  ];
}

import type { Plan, RunResult, Undo } from '../../model.ts';
import {
  outcomeSummary,
  factsOf,
  halfDone,
  notVerified,
  noWayBack,
  undoRemarks,
} from '../words/outcomes.ts';
import { changeLine } from './alarms.ts';
import { code, prose } from './escape.ts';
import { capped } from './fit.ts';

/** What a list of outcomes takes at most, as long as there is room. */
const roomOfList = 9000;

/** How a run went: what failed and why, then the sum. What was done and held back stands in the plan below. */
export function outcomeBlocks(
  { outcomes, unverified, undo }: RunResult,
  plan: Plan,
  share: number,
): readonly string[] {
  const listed = (title: string, lines: readonly string[]) => list(title, lines, share);
  const failed = outcomes.filter((outcome) => outcome.status === 'failed');
  const skipped = outcomes.filter((outcome) => outcome.status === 'skipped');
  return [
    ...listed(
      `${failed.length} failed`,
      failed.flatMap(({ change, error, half }) => [
        `${changeLine(change)}${half ? ` ${prose(halfDone)}` : ''}`,
        ...told(error),
      ]),
    ),
    ...listed(
      `${skipped.length} skipped`,
      skipped.map(
        ({ change, because, half }) =>
          `${changeLine(change)}, because ${prose(because)}${half ? ` ${prose(halfDone)}` : ''}`,
      ),
    ),
    // Of a run without work the plan below says all there is.
    ...(outcomes.length === 0 ? [] : [`**${prose(outcomeSummary(outcomes, plan))}**`]),
    ...(unverified === undefined ? [] : listed(notVerified, told(unverified))),
    ...(undo === undefined ? [] : [undoText(undo)]),
  ];
}

function undoText(undo: Undo): string {
  if (undo.by === undefined) return prose(noWayBack(undo));
  const remarks = undoRemarks(undo);
  const rest = remarks.length === 0 ? '' : ` (${prose(remarks.join(', '))})`;
  return `To undo: ${code(undo.by.command)}${rest}`;
}

function list(title: string, lines: readonly string[], share: number): readonly string[] {
  if (lines.length === 0) return [];
  const shown = capped(lines, share * roomOfList, (left) => `- **and ${left} more lines**`);
  return [['> [!CAUTION]', `> **${title}**`, '>', ...shown.map((line) => `> ${line}`)].join('\n')];
}

/** What an error says, below the change. */
function told(error: Error): string[] {
  const { hint, requestId } = factsOf(error);
  return [
    `  - error: ${prose(error.message)}`,
    ...(hint === undefined ? [] : [`  - ${prose(`hint: ${hint}`)}`]),
    ...(requestId === undefined ? [] : [`  - ${prose(`request: ${requestId}`)}`]),
  ];
}

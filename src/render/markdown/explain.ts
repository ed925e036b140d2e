import { code, fenceFor, inCell, prose, table } from './escape.ts';
import { visible } from '../../text.ts';
import { askedWords, originText, originsOf, shortPlace } from '../words/answers.ts';
import { blocksOf, capped, fitted, roomOfTable } from './fit.ts';
import type { RuleAbout } from '../../rules/about.ts';
import { placeText } from '../words/change.ts';
import type { ExplainAnswer } from '../words/explain.ts';
import { verdict, stepLines, missingOf, notes } from '../words/explain.ts';

/** The answer as Markdown. Names from the account are code. */
export function explainMarkdown(answer: ExplainAnswer): string {
  const { asked, explanation } = answer;
  const origin = originsOf(asked);
  const rows = explanation.steps.flatMap((step) =>
    stepLines(step, origin).map(({ text, origin: from }, index) => [
      index === 0 ? inCell(prose(shortPlace(step.place))) : '',
      inCell(prose(text)),
      from === undefined ? '' : inCell(prose(originText(from))),
    ]),
  );
  const missing = missingOf(answer);
  const lines = missing?.lines.map(visible) ?? [];
  const fence = fenceFor(lines.join('\n'), 3);
  const [head = '', line = '', ...steps] = table(['Where', 'What', 'From'], rows);
  const blocks = (share: number) => [
    [`### ${verdict(answer, code)}`],
    [prose(askedWords(asked))],
    [head, line, ...capped(steps, share * roomOfTable, (left) => `| **and ${left} more** | | |`)],
    explanation.permissions.length === 0
      ? []
      : [`Allows: ${explanation.permissions.map(code).join(', ')}`],
    missing === undefined ? [] : [prose(missing.title), '', `${fence}yaml`, ...lines, fence],
    missing?.warnings.map(prose) ?? [],
    answer.rules.length === 0
      ? []
      : ['Access rules about this:', '', ...answer.rules.map((each) => `- ${ruleText(each)}`)],
    notes(answer).map((note) => prose(note)),
  ];
  return fitted(
    (share) => ({ blocks: blocksOf(blocks(share)) }),
    ['### Too long to be shown here', 'Run the command with `--format text` to see all.'],
  );
}

const ruleText = (about: RuleAbout): string => {
  const mark = about.verdict === 'broken' ? '**broken**' : about.verdict;
  return `${mark}: ${code(about.rule.name)} (${prose(placeText(about.rule.source) ?? '')})`;
};

import type { JudgedRule } from '../../rules/verdict.ts';
import { placeText } from '../words/change.ts';
import { solid, words } from '../words/pieces.ts';
import type { Paint } from '../words/pieces.ts';
import {
  breachTexts,
  claimText,
  countTexts,
  checkedNote,
  rulesSummary,
  unknownTexts,
} from '../words/rules.ts';
import type { RulesAsked } from '../words/rules.ts';
import { flow } from './flow.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';

/** Which rules hold, and what breaks the others. @returns lines, the last one ended too */
export function renderRules(
  judged: readonly JudgedRule[],
  asked: RulesAsked,
  layout: Layout,
): string {
  if (judged.length === 0) return `${asked.file} has no rules.\n`;
  return page([
    judged.flatMap((each) => lines(each, asked, layout)),
    flow({ indent: 0, pieces: words(`${rulesSummary(judged)}.`, 'bold') }, layout).concat(
      flow({ indent: 0, pieces: words(checkedNote(asked), 'dim') }, layout),
    ),
  ]);
}

const marks: Readonly<Record<JudgedRule['verdict'], readonly [string, Paint]>> = {
  ok: ['ok', 'green'],
  broken: ['BROKEN', 'red'],
  unknown: ['unknown', 'yellow'],
};

/** The line of a rule: its verdict, its name, and where it stands. */
export const ruleHead = (
  {
    rule,
    verdict,
    places,
  }: Pick<JudgedRule, 'rule' | 'verdict'> & Partial<Pick<JudgedRule, 'places'>>,
  layout: Layout,
): readonly string[] => {
  const [mark, paint] = marks[verdict];
  const only = rule.severity === 'warn' && verdict === 'broken' ? ' (only warns)' : '';
  const empty = verdict === 'ok' && places?.length === 0 ? ' (no resource matches it yet)' : '';
  return flow(
    {
      indent: 0,
      hang: 9,
      pieces: [solid(mark.padEnd(7), paint), ...words(`${rule.name}${only}${empty}`)],
      tail: placeText(rule.source),
    },
    layout,
  );
};

/** One line for each rule, and what is wrong below it. */
function lines(judged: JudgedRule, asked: RulesAsked, layout: Layout): readonly string[] {
  const { rule, verdict } = judged;
  const head = ruleHead(judged, layout);
  if (verdict === 'ok') return head;
  const notes = [
    claimText(rule),
    ...(rule.reason === undefined ? [] : [rule.reason]),
    ...countTexts(judged),
    ...unknownTexts(judged, asked).map((text) => `unknown: ${text}`),
  ];
  return [
    ...head,
    ...breachTexts(judged, asked).flatMap(({ text, source }) =>
      flow(
        {
          indent: 2,
          hang: 2,
          pieces: [solid('!', 'red'), ...words(text)],
          tail: placeText(source),
        },
        layout,
      ),
    ),
    ...notes.flatMap((text) => flow({ indent: 4, hang: 2, pieces: words(text, 'dim') }, layout)),
  ];
}

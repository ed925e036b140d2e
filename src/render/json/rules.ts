import { refAddress } from '../../kinds/index.ts';
import type { Place } from '../../access/state.ts';
import type { JudgedRule } from '../../rules/verdict.ts';
import { breachTexts, claimText, unknownTexts } from '../words/rules.ts';
import type { RulesAsked } from '../words/rules.ts';
import { aboutJson } from './answers.ts';

/** Which rules hold, for programs, as `schema/rules.schema.json` describes it. */
export const rulesJson = (
  judged: readonly JudgedRule[],
  asked: RulesAsked,
  context: { readonly tool: string; readonly exitCode: number },
): object => ({
  schema: 'ax-access/test@1',
  tool: context.tool,
  ...aboutJson(asked),
  rules: judged.map((each) => ({
    rule: each.rule.name,
    verdict: each.verdict,
    severity: each.rule.severity,
    claim: claimText(each.rule),
    ...(each.rule.reason !== undefined && { reason: each.rule.reason }),
    source: each.rule.source,
    resources: each.places.length,
    breaches: breachTexts(each, asked).map(({ person, place, inside, text, source }) => ({
      person,
      resource: addressOf(place),
      inside,
      message: text,
      source,
    })),
    counts: each.counts
      .filter(({ isOver }) => isOver)
      .map(({ place, people }) => ({ resource: addressOf(place), people: people.size })),
    unknown: unknownTexts(each, asked),
  })),
  exit_code: context.exitCode,
});

const addressOf = ({ ref }: Place): string => (ref === undefined ? '' : refAddress(ref));

import { refAddress } from '../../kinds/index.ts';
import type { Desired } from '../../model.ts';
import type { JudgedRule } from '../../rules/verdict.ts';
import { breachTexts, claimText, unknownTexts } from '../words/rules.ts';

/** Which rules hold, for programs. */
export const rulesJson = (
  judged: readonly JudgedRule[],
  desired: Desired,
  context: { readonly tool: string; readonly exitCode: number },
): object => ({
  schema: 'ax-access/test@1',
  tool: context.tool,
  file: desired.file,
  checked: 'desired',
  rules: judged.map((each) => ({
    rule: each.rule.name,
    verdict: each.verdict,
    severity: each.rule.severity,
    claim: claimText(each.rule),
    reason: each.rule.reason,
    source: each.rule.source,
    resources: each.places,
    breaches: breachTexts(each, desired).map(({ person, text, source }) => ({
      person,
      message: text,
      source,
    })),
    counts: each.counts
      .filter(({ isOver }) => isOver)
      .map(({ place, people }) => ({
        resource: place.ref === undefined ? '' : refAddress(place.ref),
        people: people.size,
      })),
    unknown: unknownTexts(each),
  })),
  exit_code: context.exitCode,
});

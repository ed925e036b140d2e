import { aboutJson, originJson, wayJson } from './answers.ts';
import { kindOf, refAddress } from '../../kinds/index.ts';
import { placeJson } from './access.ts';
import { originsOf } from '../words/answers.ts';
import type { ExplainAnswer } from '../words/explain.ts';
import { missingOf } from '../words/explain.ts';
import { claimText } from '../words/rules.ts';

/** Why a person can or cannot access a resource. */
export function explainJson(answer: ExplainAnswer, tool: string): object {
  const { asked, explanation, promised } = answer;
  const origin = originsOf(asked);
  const missing = missingOf(answer);
  return {
    schema: 'ax-access/explain@1',
    tool,
    ...aboutJson(asked),
    person: explanation.person,
    ...(explanation.account?.status && { status: explanation.account.status }),
    resource: placeJson(explanation.place.ref),
    can: explanation.can,
    complete: explanation.place.known,
    levels: explanation.standing.levels,
    permissions: explanation.permissions,
    steps: explanation.steps.map(({ place, holds, lets, door, through, standing }) => ({
      resource: placeJson(place.ref),
      ...(place.above && { lets_in: lets }),
      ...(door !== undefined && { closed_by: door }),
      holds: holds.map(({ level, item }) => {
        const from = origin(item);
        return {
          level,
          grant: item.address,
          ...(from.team !== undefined && { team: from.team }),
          ...originJson(from),
        };
      }),
      through: through.map((path) => wayJson(path, origin(path.item))),
      levels: standing.levels,
    })),
    promised,
    rules: answer.rules.map(({ rule, verdict }) => ({
      rule: rule.name,
      verdict,
      severity: rule.severity,
      claim: claimText(rule),
      source: rule.source,
    })),
    missing:
      missing === undefined
        ? null
        : {
            yaml: `${missing.lines.join('\n')}\n`,
            additions: (explanation.missing ?? []).map(({ ref, fields }) => ({
              address: refAddress(ref),
              value: kindOf(ref.kind).print(fields),
            })),
          },
  };
}

import { stepLines, verdict, missingOf, notes } from '../words/explain.ts';
import { visible } from '../../text.ts';
import { askedWords, originText, originsOf, shortPlace } from '../words/answers.ts';
import { flow } from './flow.ts';
import { ruleHead } from './rules.ts';
import { counted } from '../words/names.ts';
import type { Layout } from './style.ts';
import { words } from '../words/pieces.ts';
import { page } from './page.ts';
import type { ExplainAnswer } from '../words/explain.ts';

/** The answer for people at a terminal. */
export function explainText(answer: ExplainAnswer, layout: Layout): string {
  const { asked, explanation } = answer;
  const origin = originsOf(asked);
  const quiet = (text: string): string[] =>
    flow({ indent: 0, hang: 2, pieces: words(text, 'dim') }, layout);
  const steps = explanation.steps.flatMap((step) => [
    ...flow({ indent: 2, pieces: words(shortPlace(step.place), 'bold') }, layout),
    ...stepLines(step, origin).flatMap(({ text, origin: from }) =>
      flow({ indent: 6, hang: 2, pieces: words(text), tail: from && originText(from) }, layout),
    ),
  ]);
  const missing = missingOf(answer);
  return page([
    [
      ...flow({ indent: 0, hang: 2, pieces: words(verdict(answer), 'bold') }, layout),
      ...quiet(askedWords(asked)),
    ],
    steps,
    explanation.permissions.length === 0
      ? []
      : flow(
          {
            indent: 0,
            hang: 2,
            pieces: words(
              `Allows ${counted(explanation.permissions.length, 'permission')}: ${explanation.permissions.join(', ')}`,
            ),
          },
          layout,
        ),
    missing === undefined
      ? []
      : [
          ...flow({ indent: 0, hang: 2, pieces: words(missing.title) }, layout),
          ...missing.lines.map((line) => `  ${visible(line)}`),
          ...missing.warnings.flatMap((text) =>
            flow({ indent: 0, hang: 2, pieces: words(text, 'yellow') }, layout),
          ),
        ],
    answer.rules.length === 0
      ? []
      : [
          ...flow({ indent: 0, pieces: words('Access rules about this:') }, layout),
          ...answer.rules.flatMap((each) => ruleHead(each, layout)),
        ],
    notes(answer).flatMap(quiet),
  ]);
}

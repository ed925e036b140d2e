import { levelText, nameText } from '../words/names.ts';
import { notes, question, total, marksOf } from '../words/whoCan.ts';
import type { Accessor } from '../../access/whoCan.ts';
import { askedWords, originText, originsOf, wayWords } from '../words/answers.ts';
import { apart, solid, words } from '../words/pieces.ts';
import { flow } from './flow.ts';
import type { Layout } from './style.ts';
import { page } from './page.ts';
import type { WhoCanAnswer } from '../words/whoCan.ts';

/** The answer for people at a terminal. */
export function whoCanText(answer: WhoCanAnswer, layout: Layout): string {
  const { people, asked } = answer;
  const { style } = layout;
  const origin = originsOf(asked);
  const lines = (some: readonly Accessor[]): string[] =>
    some.flatMap((each) => {
      const marks = marksOf(each);
      const name = [
        solid(nameText(each.person), 'bold'),
        ...(marks === '' ? [] : words(`(${marks})`, 'dim')),
      ];
      const [only, ...more] = each.paths;
      if (only !== undefined && more.length === 0) {
        const from = origin(only.item);
        const pieces = [...name, ...apart(words(wayWords(only, from)), 2)];
        return flow({ indent: 2, hang: 4, pieces, tail: originText(from) }, layout);
      }
      return [
        ...flow(
          {
            indent: 2,
            hang: 4,
            pieces: [
              ...name,
              ...apart(words(each.standing.levels.map(levelText).join(' and ')), 2),
            ],
          },
          layout,
        ),
        ...each.paths.flatMap((path) => {
          const from = origin(path.item);
          return flow(
            { indent: 6, hang: 2, pieces: words(wayWords(path, from)), tail: originText(from) },
            layout,
          );
        }),
      ];
    });
  const sure = people.filter((each) => each.sure);
  const others = people.filter((each) => !each.sure);
  return page([
    [
      ...flow({ indent: 0, hang: 2, pieces: words(question(answer), 'bold') }, layout),
      ...flow({ indent: 0, hang: 2, pieces: words(askedWords(asked), 'dim') }, layout),
    ],
    sure.length === 0 ? ['  no one'] : lines(sure),
    others.length === 0 ? [] : [style.bold('Unknown'), ...lines(others)],
    [
      ...flow({ indent: 0, hang: 2, pieces: words(total(sure)) }, layout),
      ...notes(answer).flatMap((note) =>
        flow({ indent: 0, hang: 2, pieces: words(note, 'dim') }, layout),
      ),
    ],
  ]);
}

import { folded } from '../../access/reaches.ts';
import type { FoldedReach, Reached } from '../../access/reaches.ts';
import { askedWords, originText, originsOf } from '../words/answers.ts';
import type { Origin } from '../words/answers.ts';
import type { Thing } from '../../access/state.ts';
import { accessNotes, placeName, reachTitle, wayHere, withinText } from '../words/access.ts';
import type { AccessAnswer } from '../words/access.ts';
import { apart, words } from '../words/pieces.ts';
import { flow } from './flow.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';

/** Everything that a person has access to, for people at a terminal: a tree, with what only follows from above counted. */
export function accessText(answer: AccessAnswer, layout: Layout): string {
  const { asked, reached } = answer;
  const origin = originsOf(asked);
  const shown: readonly FoldedReach[] =
    layout.access === 'full' ? reached.map((each) => ({ ...each, within: [] })) : folded(reached);
  const quiet = (text: string): string[] =>
    flow({ indent: 0, hang: 2, pieces: words(text, 'dim') }, layout);
  return page([
    [
      ...flow({ indent: 0, hang: 2, pieces: words(reachTitle(answer), 'bold') }, layout),
      ...quiet(askedWords(asked)),
    ],
    shown.flatMap((each) => placeLines(each, origin, layout)),
    accessNotes(answer).flatMap(quiet),
  ]);
}

function placeLines(each: FoldedReach, origin: (item: Thing) => Origin, layout: Layout): string[] {
  const indent = 2 + 2 * depthOf(each);
  const name = [
    ...words(placeName(each), 'bold'),
    ...(each.sure ? [] : words('(not known)', 'yellow')),
  ];
  const [only, ...more] = each.paths;
  const within = withinText(each);
  const lines =
    only !== undefined && more.length === 0
      ? flow(
          {
            indent,
            hang: 4,
            pieces: [...name, ...apart(words(wayHere(only, origin(only.item))), 2)],
            tail: originText(origin(only.item)),
          },
          layout,
        )
      : [
          ...flow({ indent, hang: 4, pieces: name }, layout),
          ...each.paths.flatMap((path) => {
            const from = origin(path.item);
            return flow(
              {
                indent: indent + 4,
                hang: 2,
                pieces: words(wayHere(path, from)),
                tail: originText(from),
              },
              layout,
            );
          }),
        ];
  return [
    ...lines,
    ...(within === undefined
      ? []
      : flow({ indent: indent + 2, hang: 2, pieces: words(within, 'dim') }, layout)),
  ];
}

const depthOf = ({ place: { ref } }: Reached): number => ref?.key.length ?? 0;

import type { Action } from '../../access/action.ts';
import type { Accessor } from '../../access/whoCan.ts';
import type { Place } from '../../access/state.ts';
import {
  askedWords,
  caveats,
  levelText,
  originText,
  originsOf,
  placeWords,
  wayWords,
} from '../words/answers.ts';
import type { QuestionScope } from '../words/answers.ts';
import { cell, table } from '../markdown/escape.ts';
import { blocksOf, capped, fitted, roomOfTable } from '../markdown/fit.ts';
import { apart, flow, solid, words } from './flow.ts';
import { counted, nameText } from '../words/names.ts';
import { page } from './plan.ts';
import type { Layout } from './style.ts';

/** Who gets into a place, and how. */
export interface WhoCanAnswer {
  readonly asked: QuestionScope;
  readonly place: Place;
  readonly action: Action | undefined;
  readonly people: readonly Accessor[];
}

function question({ place, action }: WhoCanAnswer, name = nameText): string {
  const where = placeWords(place.ref, name);
  if (action === undefined) return `Who gets into ${where}`;
  return action.is === 'admin'
    ? `Who is an admin of ${where}`
    : `Who has ${action.permission} in ${where}`;
}

function notes({ asked, place, action }: WhoCanAnswer): readonly string[] {
  const isWordsAlone = place.builtInRoles === undefined && action?.is === 'permission';
  return [
    ...(isWordsAlone
      ? ['Which permissions the other roles give here is not documented, so only admins are named.']
      : []),
    ...caveats(asked, place),
  ];
}

const total = (people: readonly Accessor[]): string => {
  const bots = people.filter(({ service }) => service).length;
  const count = counted(people.length - bots, 'person');
  return bots === 0 ? `${count}.` : `${count}, ${counted(bots, 'service identity')}.`;
};

const marksOf = ({ status, service }: Accessor): string =>
  [...(service ? ['service key'] : []), ...(status === undefined ? [] : [status])].join(', ');

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
    sure.length === 0 ? ['  nobody'] : lines(sure),
    others.length === 0 ? [] : [style.bold('Not known'), ...lines(others)],
    [
      ...flow({ indent: 0, hang: 2, pieces: words(total(sure)) }, layout),
      ...notes(answer).flatMap((note) =>
        flow({ indent: 0, hang: 2, pieces: words(note, 'dim') }, layout),
      ),
    ],
  ]);
}

/** The answer as markdown. Everything that others wrote stands in code, where nothing of it counts. */
export function whoCanMarkdown(answer: WhoCanAnswer): string {
  const origin = originsOf(answer.asked);
  const rows = answer.people.map((each) => [
    `${cell(each.person)}${marksOf(each) === '' ? '' : ` (${marksOf(each)})`}${each.sure ? '' : ' (not known)'}`,
    each.paths.map((path) => cell(wayWords(path, origin(path.item)))).join('<br>'),
    each.paths.map(({ item }) => cell(originText(origin(item)))).join('<br>'),
  ]);
  const [head = '', line = '', ...people] = table(['Who', 'How', 'From'], rows);
  const shown = (share: number) => [
    head,
    line,
    ...capped(people, share * roomOfTable, (left) => `| **and ${left} more** | | |`),
  ];
  const sum = total(answer.people.filter(({ sure }) => sure));
  return fitted(
    (share) => ({
      blocks: blocksOf([
        [`### ${question(answer, cell)}`],
        [cell(askedWords(answer.asked))],
        rows.length === 0 ? ['Nobody.'] : shown(share),
        [sum],
        notes(answer),
      ]),
    }),
    ['### Too long to be shown here', sum, 'Run the command with `--format text` to see all.'],
  );
}

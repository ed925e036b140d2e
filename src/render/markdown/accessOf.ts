import { folded } from '../../access/reaches.ts';
import { placeWords, askedWords, originText, originsOf } from '../words/answers.ts';
import { accessNotes, reachTitle, wayHere, withinText } from '../words/access.ts';
import type { AccessAnswer } from '../words/access.ts';
import { cell, table } from './escape.ts';
import { blocksOf, capped, fitted, roomOfTable } from './fit.ts';

/** Everything that a person has access to, as Markdown. Names from the account are code. */
export function accessMarkdown(answer: AccessAnswer): string {
  const origin = originsOf(answer.asked);
  const rows = folded(answer.reached).map((each) => {
    const within = withinText(each, cell);
    return [
      `${cell(placeWords(each.place.ref))}${each.sure ? '' : ' (not known)'}${within === undefined ? '' : `<br>${within}`}`,
      each.paths.map((path) => cell(wayHere(path, origin(path.item)))).join('<br>'),
      each.paths.map(({ item }) => cell(originText(origin(item)))).join('<br>'),
    ];
  });
  const [head = '', line = '', ...body] = table(['Where', 'How', 'From'], rows);
  const title = reachTitle(answer, cell);
  return fitted(
    (share) => ({
      blocks: blocksOf([
        [`### ${title}`],
        [cell(askedWords(answer.asked))],
        rows.length === 0
          ? []
          : [
              head,
              line,
              ...capped(body, share * roomOfTable, (left) => `| **and ${left} more** | | |`),
            ],
        accessNotes(answer),
      ]),
    }),
    ['### Too long to be shown here', title, 'Run the command with `--format text` to see all.'],
  );
}

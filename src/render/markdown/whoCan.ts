import { askedWords, originText, originsOf, wayWords } from '../words/answers.ts';
import { cell, code, inCell, prose, table } from './escape.ts';
import { blocksOf, capped, fitted, roomOfTable } from './fit.ts';
import { notes, question, total, marksOf } from '../words/whoCan.ts';
import type { WhoCanAnswer } from '../words/whoCan.ts';

/** The answer as Markdown. Names from the account are code, so nothing in them is active. */
export function whoCanMarkdown(answer: WhoCanAnswer): string {
  const origin = originsOf(answer.asked);
  const rows = answer.people.map((each) => [
    `${cell(each.person)}${marksOf(each) === '' ? '' : ` (${marksOf(each)})`}${each.sure ? '' : ' (unknown)'}`,
    each.paths.map((path) => inCell(prose(wayWords(path, origin(path.item))))).join('<br>'),
    each.paths.map(({ item }) => inCell(prose(originText(origin(item))))).join('<br>'),
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
        [`### ${question(answer, code)}`],
        [prose(askedWords(answer.asked))],
        rows.length === 0 ? ['No person gets in.'] : shown(share),
        [sum],
        notes(answer).map((note) => prose(note)),
      ]),
    }),
    ['### Too long to be shown here', sum, 'Run the command with `--format text` to see all.'],
  );
}

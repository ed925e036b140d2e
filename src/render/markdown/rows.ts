import type { Effect } from '../../model.ts';
import { restOf } from '../words/rows.ts';
import type { Row, Section } from '../words/rows.ts';
import { code, inCell, inline, prose, table } from './escape.ts';
import { capped } from './fit.ts';
import { linesLink } from './lines.ts';
import type { LinkOf } from './lines.ts';

/** The changes of a plan as tables: the rows of the screen, with the lines of the file as links. */

/** How many rows there are at most: what destroys is shown longest. All changes stand in the folded part. */
const mostRows: Readonly<Record<Effect, number>> = { destroys: 30, reduces: 15, grants: 15 };

/** What a table takes at most, as long as there is room. */
const roomOfSection: Readonly<Record<Effect, number>> = {
  destroys: 12_000,
  reduces: 6000,
  grants: 6000,
};

export function sectionBlocks(
  { effect, heading, rows }: Section,
  file: string,
  linkOf: LinkOf | undefined,
  share: number,
): readonly string[] {
  const [head = '', line = '', ...lines] = table(
    ['change', 'effect', 'line'],
    rows.map((row) => cellsOf(row, file, linkOf)),
  );
  const rest = (left: number): string =>
    `| ${inCell(inline(restOf(rows.slice(rows.length - left), '')))} | | |`;
  const shown = capped(lines, share * roomOfSection[effect], rest, mostRows[effect]);
  // A box has a colour in light and in dark.
  const title =
    effect === 'destroys' ? `> [!CAUTION]\n> **${prose(heading)}**` : `#### ${prose(heading)}`;
  return [title, [head, line, ...shown].join('\n')];
}

const cellsOf = (
  { sign, what, effect, changes }: Row,
  file: string,
  linkOf: LinkOf | undefined,
): readonly string[] => [
  `${code(sign.text)} ${inCell(inline(what))}`,
  effect.length === 0 ? '' : inCell(inline(effect)),
  inCell(linesLink(changes, file, linkOf)),
];

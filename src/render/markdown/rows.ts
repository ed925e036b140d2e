import type { Effect } from '../../model.ts';
import type { Piece } from '../words/pieces.ts';
import { restOf } from '../words/rows.ts';
import type { ScreenRow, Section } from '../words/rows.ts';
import { code, inCell, inline, prose, table } from './escape.ts';
import { capped } from './fit.ts';
import { linesLink } from './lines.ts';
import type { LinkOf } from './lines.ts';

/** The changes of a plan as tables: the rows of the screen, with the lines of the file as links. */

/** The maximum number of rows; destructive ones are kept longest. The folded part has all changes. */
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
  const lines = rowTable(
    ['change', 'effect', 'line'],
    rows.map((row) => [...cellsOf(row), inCell(linesLink(row.changes, file, linkOf))]),
    {
      room: share * roomOfSection[effect],
      most: mostRows[effect],
      rest: (left) => restOf(rows.slice(rows.length - left), ''),
    },
  );
  // A box has a colour in light and in dark.
  const title =
    effect === 'destroys' ? `> [!CAUTION]\n> **${prose(heading)}**` : `#### ${prose(heading)}`;
  return [title, lines];
}

/** The room for a table, and the text for rows that do not fit. */
interface Limits {
  readonly room: number;
  readonly most: number;
  rest(left: number): readonly Piece[];
}

/** A table of rows, as many as there is room for, and one that counts the others. */
export function rowTable(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { room, most, rest }: Limits,
): string {
  const [names = '', line = '', ...lines] = table(head, rows);
  const others = ' |'.repeat(head.length);
  const shown = capped(lines, room, (left) => `| ${inCell(inline(rest(left)))}${others}`, most);
  return [names, line, ...shown].join('\n');
}

/** What a row is about, and its effect. */
export const cellsOf = ({
  sign,
  what,
  effect,
}: Pick<ScreenRow, 'sign' | 'what' | 'effect'>): readonly string[] => [
  `${code(sign.text)} ${inCell(inline(what))}`,
  effect.length === 0 ? '' : inCell(inline(effect)),
];

import { columns } from '../../text.ts';
import { apart } from '../words/pieces.ts';
import type { Paint, Piece } from '../words/pieces.ts';
import type { ScreenRow } from '../words/rows.ts';
import { flow } from './flow.ts';
import type { Layout } from './style.ts';

/** Rows below a heading, with their effects below one another. */
export interface RowBlock<Row extends ScreenRow> {
  /** Its lines as printed, with colors. */
  readonly head: readonly string[];
  readonly rows: readonly Row[];
  /** Stands for the rows that have no room. */
  rest(rows: readonly Row[]): readonly Piece[];
}

/** What each block may take at least, with its heading. */
const leastLines = 4;

/** As many rows of each block as fit, the first blocks first. */
export function sectionLines<Row extends ScreenRow>(
  blocks: readonly RowBlock<Row>[],
  most: number,
  layout: Layout,
): string[] {
  const laid = blocks.map((block) => {
    const column = columnOf(block.rows);
    const rows = block.rows.map((row) => ({ row, lines: linesOf(row, column, layout) }));
    const total = rows.reduce((sum, { lines }) => sum + lines.length, block.head.length);
    return { ...block, rows, total };
  });
  let left = most;
  return laid.flatMap((block, index) => {
    const later = laid
      .slice(index + 1)
      .reduce((sum, { total }) => sum + Math.min(total, leastLines), 0);
    const lines = blockLines(block, left - later, layout);
    left -= lines.length;
    return lines;
  });
}

interface LaidBlock<Row extends ScreenRow> {
  readonly head: readonly string[];
  readonly rows: readonly { readonly row: Row; readonly lines: readonly string[] }[];
  readonly total: number;
  rest(rows: readonly Row[]): readonly Piece[];
}

/** The rows that fit, and what the others come to. */
function blockLines<Row extends ScreenRow>(
  { head, rows, total, rest }: LaidBlock<Row>,
  room: number,
  layout: Layout,
): string[] {
  if (total <= room) return [...head, ...rows.flatMap(({ lines }) => lines)];
  const shown: string[] = [];
  const taken = rows.findIndex(({ lines }) => {
    if (head.length + shown.length + lines.length + 1 > Math.max(room, leastLines)) return true;
    shown.push(...lines);
    return false;
  });
  const left = rest(rows.slice(taken).map(({ row }) => row));
  return [...head, ...shown, ...flow({ indent: 4, hang: 2, pieces: left }, layout)];
}

/** Effects are aligned in a column, unless the change is too long for it. */
const widestColumn = 46;

const widthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce((sum, { text, gap }, index) => sum + columns(text) + (index === 0 ? 0 : gap), 0);

const columnOf = (rows: readonly ScreenRow[]): number =>
  Math.max(0, ...rows.map(({ what }) => widthOf(what)).filter((width) => width <= widestColumn));

function linesOf(
  { sign, what, effect, place }: ScreenRow,
  column: number,
  layout: Layout,
): string[] {
  const paint: Paint | undefined = sign.text === 'x' ? 'red' : undefined;
  const shown = paint === undefined ? what : what.map((piece) => ({ paint, ...piece }));
  const lines = (gap: number): string[] =>
    flow(
      { indent: 2, hang: 4, pieces: [sign, ...shown, ...apart(effect, gap)], tail: place },
      layout,
    );
  if (what.length === 0) return lines(1);
  const [aligned, close] = [lines(Math.max(column - widthOf(what), 0) + 2), lines(2)];
  return aligned.length > close.length ? close : aligned;
}

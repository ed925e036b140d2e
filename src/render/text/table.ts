import { columns } from '../../text.ts';
import { apart, solid, words } from '../words/pieces.ts';
import type { Paint, Piece } from '../words/pieces.ts';
import { flow, textWidth } from './flow.ts';
import type { Layout } from './style.ts';

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** The text of the cell; never broken if it is a single piece. */
  cell(row: Row): string | readonly Piece[];
  readonly paint?: Paint;
}

/** A longer cell pushes only its own row out of line. */
const widestColumn = 32;
const gap = 2;
const indent = 4;

/**
 * Rows below one another. The first column is never broken or pushed aside: it holds what people copy. Columns that don't
 * fit beside the others stand on a second line of each row. A column that is empty in all rows is left out.
 * @returns lines, the titles first; none if there are no rows
 */
export function table<Row>(
  rows: readonly Row[],
  all: readonly Column<Row>[],
  layout: Layout,
): string[] {
  if (rows.length === 0) return [];
  const cells = rows.map((row) => all.map((column) => piecesOf(column, row)));
  const shown = all.map((_, index) => cells.some((row) => (row[index] ?? []).length > 0));
  const kept = <T>(list: readonly T[]): readonly T[] => list.filter((_, index) => shown[index]);
  const titles = kept(all).map(({ title }) => [solid(title, 'dim')]);
  const body = cells.map(kept);
  const widths = titles.map((title, index) =>
    Math.max(
      widthOf(title),
      ...body
        .map((row) => widthOf(row[index] ?? []))
        .filter((width) => index === 0 || width <= widestColumn),
    ),
  );
  const lines = linesOf(widths, textWidth(layout));
  return [titles, ...body].flatMap((row) => rowLines(row, lines, layout));
}

const piecesOf = <Row>({ cell, paint }: Column<Row>, row: Row): readonly Piece[] => {
  const content = cell(row);
  return typeof content === 'string' ? words(content, paint) : content;
};

const widthOf = (pieces: readonly Piece[]): number =>
  pieces.reduce(
    (sum, { text, gap: space }, index) => sum + columns(text) + (index > 0 ? space : 0),
    0,
  );

/** Some columns beside one another. */
interface Line {
  readonly from: number;
  readonly indent: number;
  readonly widths: readonly number[];
}

/** Distributes columns to as few lines as they need. */
function linesOf(widths: readonly number[], limit: number): readonly Line[] {
  const lines: { from: number; indent: number; widths: number[]; used: number }[] = [];
  for (const [from, width] of widths.entries()) {
    const line = lines.at(-1);
    if (line !== undefined && line.used + gap + width <= limit) {
      line.widths.push(width);
      line.used += gap + width;
    } else {
      const start = line === undefined ? 0 : indent;
      lines.push({ from, indent: start, widths: [width], used: start + width });
    }
  }
  return lines;
}

const rowLines = (
  row: readonly (readonly Piece[])[],
  lines: readonly Line[],
  layout: Layout,
): string[] =>
  lines.flatMap(({ from, indent: start, widths }) => {
    const pieces = inColumns(row.slice(from, from + widths.length), widths);
    return flow({ indent: start, hang: indent, pieces }, layout);
  });

function inColumns(row: readonly (readonly Piece[])[], widths: readonly number[]): Piece[] {
  const pieces: Piece[] = [];
  let missing = 0;
  for (const [index, cell] of row.entries()) {
    const before = missing + (index === 0 ? 0 : gap);
    pieces.push(...apart(cell, before));
    const left = Math.max((widths[index] ?? 0) - widthOf(cell), 0);
    missing = left + (cell.length === 0 ? before : 0);
  }
  return pieces;
}

import { columns, visible } from '../../text.ts';
import type { Layout } from './style.ts';
import type { Piece, Paint } from '../words/pieces.ts';

/** Text that breaks between its pieces. */
export interface Paragraph {
  readonly indent: number;
  /** How much further the second line and the next ones start. */
  readonly hang?: number;
  readonly pieces: readonly Piece[];
  /** Stands at the right end: the place in the file. */
  readonly tail?: string | undefined;
}

/** The widest that text gets: beyond, the eye loses the line on its way back. */
const widest = 100;
const narrowest = 40;

/** The columns that text may fill. */
export const textWidth = ({ width }: Layout): number =>
  Number.isFinite(width) ? Math.min(Math.max(Math.trunc(width), narrowest), widest) : 80;

interface Unit {
  readonly pieces: readonly Piece[];
  readonly gap: number;
  readonly width: number;
}

/** Pieces that stay together because there is no space between them. */
function units(pieces: readonly Piece[]): Unit[] {
  const found: Unit[] = [];
  for (const piece of pieces) {
    const last = piece.gap === 0 ? found.at(-1) : undefined;
    const width = columns(piece.text);
    if (last === undefined) found.push({ pieces: [piece], gap: piece.gap, width });
    else {
      found[found.length - 1] = {
        pieces: [...last.pieces, piece],
        gap: last.gap,
        width: last.width + width,
      };
    }
  }
  return found;
}

/** Lays a paragraph out as lines. */
export function flow({ indent, hang = 0, pieces, tail }: Paragraph, layout: Layout): string[] {
  const limit = textWidth(layout);
  const lines: { units: Unit[]; width: number; indent: number }[] = [];
  for (const unit of units(pieces)) {
    const line = lines.at(-1);
    const gap = line?.units.length === 0 ? 0 : unit.gap;
    if (line !== undefined && line.width + gap + unit.width <= limit) {
      line.units.push({ ...unit, gap });
      line.width += gap + unit.width;
    } else {
      const start = line === undefined ? indent : indent + hang;
      lines.push({ units: [{ ...unit, gap: 0 }], width: start + unit.width, indent: start });
    }
  }
  const shown = lines.map((line) => ' '.repeat(line.indent) + painted(line.units, layout));
  if (tail === undefined) return shown;
  const place = visible(tail);
  const last = lines.at(-1);
  const room = limit - (last?.width ?? 0) - columns(place);
  const end = shown.pop() ?? '';
  if (room >= 2) return [...shown, `${end}${' '.repeat(room)}${layout.style.dim(place)}`];
  return [
    ...shown,
    end,
    ' '.repeat(Math.max(limit - columns(place), indent + hang)) + layout.style.dim(place),
  ];
}

/** Neighbours of one colour are painted in one go, the spaces between them too. */
function painted(line: readonly Unit[], { style }: Layout): string {
  const runs: { text: string; paint: Paint | undefined }[] = [];
  for (const unit of line) {
    for (const [index, { text, paint }] of unit.pieces.entries()) {
      const space = ' '.repeat(index === 0 ? unit.gap : 0);
      const last = runs.at(-1);
      if (last !== undefined && last.paint === paint) last.text += space + text;
      else if (last === undefined) runs.push({ text, paint });
      else runs.push({ text: space, paint: undefined }, { text, paint });
    }
  }
  return runs.map(({ text, paint }) => (paint && text !== '' ? style[paint](text) : text)).join('');
}

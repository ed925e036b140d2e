import { visible } from '../../text.ts';

/** How a piece is decorated where there are colours. */
export type Paint = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta';

/** A part of a line that is never broken. */
export interface Piece {
  readonly text: string;
  /** Spaces before it. With none, it stays with the piece before. */
  readonly gap: number;
  readonly paint?: Paint;
  /** The name alone if the piece is one, for renderings that mark names without quotes. */
  readonly name?: string;
}

/** Text that is never broken, such as a name. Invisible characters are spelled out. */
export const solid = (text: string, paint?: Paint, gap = 1): Piece => ({
  text: visible(text),
  gap,
  ...(paint && { paint }),
});

// A short text in quotes is mostly a name. A lone sign stays with the word before it: at the start of a line it would
// look like an entry of ours, and texts hold what others wrote.
const unbroken = /(?:[^\s"]*"(?:[^"\\]|\\.){1,60}"[^\s"]*|[^ ]+)(?: [^\p{L}\p{N} ]+(?= |$))*/gu;

/** A sentence, which may break at its spaces. Invisible characters are spelled out. */
export const words = (text: string, paint?: Paint): Piece[] =>
  (visible(text).match(unbroken) ?? []).map((part) => solid(part, paint));

/** The sentences of a text; a full stop inside quotes ends none. */
export function sentencesOf(text: string): readonly string[] {
  const ends = [...text.matchAll(/\. +(?=[\p{Lu}`"])/gu)]
    .map(({ index }) => index + 1)
    .filter((end) => ['"', '`'].every((quote) => text.slice(0, end).split(quote).length % 2 === 1));
  return [0, ...ends].map((start, index) => text.slice(start, ends[index]).trim());
}

/** The same pieces, the first of them another number of spaces away from what comes before. */
export const apart = ([first, ...rest]: readonly Piece[], gap: number): Piece[] =>
  first === undefined ? [] : [{ ...first, gap }, ...rest];

/** Pieces with a sign between them: `a, b, c`. */
export const joined = (parts: readonly (readonly Piece[])[], sign = ','): Piece[] =>
  parts.flatMap((part, index) =>
    index < parts.length - 1 && part.length > 0
      ? [...part, solid(sign, part.at(-1)?.paint, 0)]
      : part,
  );

/** Pieces as plain text in one line. What stands apart gets a sign, as white space is not kept everywhere. */
export const plainText = (pieces: readonly Piece[]): string =>
  pieces
    .map(({ text, gap }, index) => {
      if (index === 0 || gap === 0) return text;
      return gap === 1 ? ` ${text}` : ` · ${text}`;
    })
    .join('');

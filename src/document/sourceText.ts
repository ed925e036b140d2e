import type { Position, Problem } from './problem.ts';

/** The text of a file, with conversions from offsets in it (UTF-16 units) to what people are shown. */
export interface SourceText {
  readonly file: string;
  readonly text: string;
  position(offset: number): Position;
  /** Returns the position, line and length of a range. The mark ends with the first line of the range. */
  mark(
    start: number,
    end: number,
  ): Pick<Problem, 'excerpt' | 'excerptColumn' | 'length'> & { readonly position: Position };
  /** Returns the offsets of the line that contains an offset, without the line break. */
  line(offset: number): { readonly start: number; readonly end: number };
}

// A file can be a single line of megabytes, so a problem carries only this much of it.
const longestExcerpt = 1000;
const excerptBefore = 200;

/** Prepares the text of a file. A byte order mark is dropped, and lone carriage returns end lines. */
export function sourceText(raw: string, file: string): SourceText {
  const text = raw.replace(/^\ufeff/, '').replace(/\r(?!\n)/g, '\n');
  const starts = lineStarts(text);
  let astral: readonly number[] | undefined;

  /** The latest line that was asked for: most of a file is asked for from top to bottom. */
  let latest = 0;
  const lineOf = (offset: number): number => {
    const isIn = (index: number): boolean =>
      (starts[index] ?? Infinity) <= offset && offset < (starts[index + 1] ?? Infinity);
    if (isIn(latest)) return latest;
    latest = isIn(latest + 1) ? latest + 1 : countUpTo(starts, offset) - 1;
    return latest;
  };

  const line = (offset: number): { start: number; end: number } => {
    const index = lineOf(offset);
    const start = starts[index] ?? 0;
    const next = starts[index + 1];
    const end = next === undefined ? text.length : next - 1;
    return { start, end: end > start && text[end - 1] === '\r' ? end - 1 : end };
  };
  // Columns count characters, but characters outside the basic plane take two units. They are found once,
  // since lines can be long.
  const characters = (start: number, end: number): number => {
    astral ??= Array.from(text.matchAll(/[\u{10000}-\u{10ffff}]/gu), (match) => match.index + 1);
    if (astral.length === 0) return end - start;
    return end - start - (countUpTo(astral, end - 1) - countUpTo(astral, start - 1));
  };
  const position = (offset: number): Position => {
    const index = lineOf(offset);
    return { file, line: index + 1, column: characters(starts[index] ?? 0, offset) + 1 };
  };

  return {
    file,
    text,
    position,
    line,
    mark(start, end) {
      const at = onText(text, start);
      const { start: lineStart, end: lineEnd } = line(at);
      const markEnd = Math.min(Math.max(end, at + 1), Math.max(lineEnd, at + 1));
      let from = lineStart;
      let to = lineEnd;
      if (to - from > longestExcerpt) {
        from = wholeCharacter(text, Math.max(from, at - excerptBefore));
        to = wholeCharacter(text, Math.min(to, from + longestExcerpt));
      }
      return {
        position: position(at),
        excerpt: text.slice(from, to),
        ...(from > lineStart ? { excerptColumn: characters(lineStart, from) + 1 } : {}),
        length: Math.max(1, characters(at, markEnd)),
      };
    },
  };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Counts the numbers in a sorted list that are at most the limit. */
function countUpTo(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? Infinity) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Moves a position at the end of the file to its last character, because the line after it is empty. */
function onText(text: string, offset: number): number {
  let at = offset;
  if (at >= text.length) while (at > 0 && (at >= text.length || /\s/.test(text[at] ?? ''))) at -= 1;
  return at;
}

function wholeCharacter(text: string, offset: number): number {
  return /[\udc00-\udfff]/.test(text[offset] ?? '') ? offset - 1 : offset;
}

import { columns } from '../../text.ts';

const colour = /\p{Cc}\[[\d;]*m/gu;

// What is copied or read as one: a command up to the end of its sentence, a short name in quotes, and a word.
const unbroken =
  /(?:ax-access [^,;()]*?(?=[,;()]| {2}|[.:] (?=\p{Lu})|[.:]?$)|"(?:[^"\\]|\\.){1,60}"|\S)+/gu;

/** How far the second line and the next ones start from the left, at least. */
const hang = 2;

/**
 * Breaks lines that are wider than a terminal at their spaces, where the terminal would break them inside words. A line
 * that fits stays as it is.
 */
export const wrapped = (text: string, width: number): string =>
  text
    .split('\n')
    .flatMap((line) => (widthOf(line) <= width ? [line] : linesOf(line, width)))
    .join('\n');

const widthOf = (text: string): number => columns(text.replaceAll(colour, ''));

function linesOf(line: string, width: number): readonly string[] {
  const margin = ' '.repeat(Math.max(hang, /^ */.exec(line)?.[0].length ?? 0));
  const lines: string[] = [];
  let end = 0;
  for (const { 0: part, index } of line.matchAll(unbroken)) {
    const gap = line.slice(end, index);
    end = index + part.length;
    const last = lines.at(-1);
    // A part that fits nowhere stays where it is: the terminal wraps it, and it is still copied as one.
    const fits = last !== undefined && widthOf(last + gap + part) <= width;
    if (last === undefined) lines.push(gap + part);
    else if (fits || widthOf(margin + part) > width) lines[lines.length - 1] = last + gap + part;
    else lines.push(margin + part);
  }
  return lines;
}

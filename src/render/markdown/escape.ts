import { visible } from '../../text.ts';
import type { Piece } from '../words/pieces.ts';

/**
 * How texts of others stand in Markdown. Nothing of theirs is ever plain text that GitHub or GitLab would read:
 *
 * | where                | how                                        | why nothing in it is active                      |
 * | -------------------- | ------------------------------------------ | ------------------------------------------------ |
 * | a name in a line     | a code span, its fence longer than any run | spans bind before links, emphasis and HTML; no   |
 * |                      | of backticks in it                         | mention, reference or address is looked for in it |
 * | a sentence           | word by word: letters and digits stay, all | a word of letters and digits means nothing       |
 * |                      | others and quoted names become code spans  |                                                  |
 * | in a cell            | the same, with a backslash before each `|` | it is the one sign that ends a cell              |
 * | many lines           | a fenced block, its fence longer than any  | the block ends at its fence only, and no line of |
 * |                      | run of backticks in it                     | theirs can be made: line ends are spelled out    |
 */

/** Longer than every run of backticks in a text. */
export function fenceFor(text: string, least: number): string {
  const runs = [...text.matchAll(/`+/g)].map(([run]) => run.length);
  return '`'.repeat(Math.max(least, ...runs.map((length) => length + 1)));
}

/** A comment of HTML in a name would not be read as one, but other tools may look for its text. */
const withoutComments = (text: string): string => text.replaceAll('<!--', String.raw`<\!--`);

/** A text as a code span. Invisible characters are spelled out, line ends too. */
export function code(text: string): string {
  const shown = withoutComments(visible(text));
  if (shown.trim() === '') return '`""`';
  const fence = fenceFor(shown, 1);
  // Markdown strips one space at each end, so a text can begin or end with a backtick.
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** Lines as a fenced block. */
export function fenced(lines: readonly string[], language: string): string[] {
  const shown = lines.map(withoutComments);
  const fence = fenceFor(shown.join('\n'), 3);
  return [`${fence}${language}`, ...shown, fence];
}

// A digit with a bracket behind it would begin a list.
const plainWord =
  /^[("]?\p{L}+(?:['’-]\p{L}+)*[)"]?[,.;:!?]?$|^(?:\(\d+%?\)?|\d+%?)[,;:]?$|^\d{4}-\d\d-\d\d[,;]?$|^\d\d:\d\d[,;]?$|^[),.;:…]+$/u;

/** What GitHub would link: a commit by the start of its hash. */
const hash = /^[0-9a-f]{7,}$/i;

/** Signs that mean nothing between spaces, and how they are written. */
const loneSigns: ReadonlyMap<string, string> = new Map([
  ['/', '/'],
  ['->', '→'],
  ['>', '&gt;'],
]);

/** What a sentence is made of: a name in quotes, a word of ours in backticks, or anything up to a space. */
const tokens = /\(?"(?:[^"\\]|\\.)*"[^\s"`]*|\(?`[^`]+`[^\s"`]*|\S+/gu;

/** Text in quotes or backticks, with the punctuation around it. */
const delimited = /^(\(?)(?:"((?:[^"\\]|\\.)*)"|`([^`]+)`)([),.;:!?]*)$/su;

/** Something else that needs a code span, without the punctuation behind it. */
const enclosed = /^(.*?)([,.;:!?]?)$/su;

/** A sentence with texts of others in it. Words that might mean something become code spans, and so do quoted names. */
export function prose(text: string): string {
  const found = visible(text).match(tokens) ?? [];
  // A list item without a text would make a heading of the line above.
  if (found.length === 0) return code('');
  const parts: Part[] = [];
  for (const part of found.map(partOf)) {
    const last = parts.at(-1);
    // Words of one name or address.
    if (last?.isOdd && part.isOdd && last.after === '' && part.before === '') {
      parts[parts.length - 1] = { ...part, before: last.before, text: `${last.text} ${part.text}` };
    } else parts.push(part);
  }
  return parts
    .map(({ before, text: shown, after, isPlain }) =>
      isPlain ? shown : `${before}${code(shown)}${after}`,
    )
    .join(' ');
}

/** A word of a sentence, or something in quotes or backticks. */
interface Part {
  readonly text: string;
  readonly isPlain: boolean;
  /** Whether nothing says where it begins and ends. */
  readonly isOdd: boolean;
  /** Brackets and punctuation around it. */
  readonly before: string;
  readonly after: string;
}

function partOf(token: string): Part {
  const lone = loneSigns.get(token);
  if (
    lone !== undefined ||
    (plainWord.test(token) && !hash.test(token) && !delimited.test(token))
  ) {
    return { text: lone ?? token, isPlain: true, isOdd: false, before: '', after: '' };
  }
  const [, open = '', quoted, ticked, close = ''] = delimited.exec(token) ?? [];
  const name = ticked ?? quoted?.replaceAll(/\\(["\\])/g, '$1');
  if (name !== undefined) {
    return { text: name, isPlain: false, isOdd: false, before: open, after: close };
  }
  const [, inner = '', sign = ''] = enclosed.exec(token) ?? [];
  // Brackets around more words than this one.
  const before = inner.startsWith('(') && !inner.includes(')') ? '(' : '';
  const after = inner.endsWith(')') && !inner.includes('(') ? ')' : '';
  const text = inner.slice(before.length, inner.length - after.length);
  return text === ''
    ? { text: token, isPlain: false, isOdd: true, before: '', after: '' }
    : { text, isPlain: false, isOdd: true, before, after: `${after}${sign}` };
}

/** Pieces of a line as Markdown: names as code spans, words as words, red text in bold. */
export function inline(pieces: readonly Piece[]): string {
  if (pieces.length === 0) return code('');
  const line = pieces.reduce((before, piece, index) => {
    const { text, gap, name } = piece;
    const isBold = isStrong(piece);
    const wasBold = index > 0 && isStrong(pieces[index - 1]);
    const open = isBold && !wasBold ? '**' : '';
    const close = !isBold && wasBold ? '**' : '';
    const shown = name === undefined ? prose(text) : code(name);
    return `${before}${close}${index === 0 ? '' : spaceAfter(before, text.startsWith(' ') ? 1 : gap, shown)}${open}${shown}`;
  }, '');
  return isStrong(pieces.at(-1)) ? `${line}**` : line;
}

/** A wide gap is a comma here. Two code spans in a row would be read as one. */
function spaceAfter(before: string, gap: number, shown: string): string {
  if (gap > 1 && !/[,;:]$/.test(before) && !shown.startsWith('(')) return ', ';
  return gap > 0 || (before.endsWith('`') && shown.startsWith('`')) ? ' ' : '';
}

/** Red words, and not the punctuation between them. */
const isStrong = (piece: Pick<Piece, 'text' | 'name' | 'paint'> | undefined): boolean =>
  piece?.paint === 'red' && piece.name === undefined && !/^[),.;:]+$/.test(piece.text);

/**
 * Markdown as a cell of a table. A `|` ends a cell, also inside a code span, unless a backslash stands before it; where one
 * of the text's own stands there, readers of Markdown differ, so that it is spelled out.
 */
export const inCell = (markdown: string): string =>
  markdown.replaceAll(/(\\*)\|/g, (_, slashes: string) =>
    slashes === '' ? String.raw`\|` : String.raw`${slashes}\u007c`,
  );

/** A text as a code span in a cell of a table. */
export const cell = (text: string): string => inCell(code(text));

/** A table of cells that are Markdown already. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => ':--').join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

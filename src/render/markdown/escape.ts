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
 * |                      | others become code spans                   |                                                  |
 * | many lines           | a fenced block, its fence longer than any  | the block ends at its fence only, and no line of |
 * |                      | run of backticks in it                     | theirs can be made: line ends are spelled out    |
 * | in a `<summary>`     | `<code>`, with every `&`, `<`, `>` and     | a block of HTML is not read as Markdown, and no  |
 * |                      | quote written as an entity                 | mention is looked for in code                    |
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
  // A space at both ends is taken away again by who reads it, so that a text may begin or end with a backtick.
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** A text in `<code>`, for blocks of HTML. */
export const htmlCode = (text: string): string =>
  `<code>${withoutComments(visible(text)).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`)}</code>`;

/** Lines as a fenced block. */
export function fenced(lines: readonly string[], language: string): string[] {
  const shown = lines.map(withoutComments);
  const fence = fenceFor(shown.join('\n'), 3);
  return [`${fence}${language}`, ...shown, fence];
}

const plainWord = /^[("]?\p{L}+(?:['’-]\p{L}+)*[)"]?[,.;:!?]?$|^\(?\d+%?\)?[,;:]?$/u;

/** What GitHub would link: a commit by the start of its hash. */
const hash = /^[0-9a-f]{7,}$/i;

/** Between spaces it means nothing. */
const slash = '/';

/** A word of ours in backticks, as messages have them. */
const ticked = /^`([^`]+)`([,.;:]?)$/;

/** A sentence with texts of others in it. Words that might mean something become code spans. */
export function prose(text: string): string {
  const words = visible(text)
    .split(' ')
    .filter((word) => word !== '');
  // A list item without a text would make a heading of the line above.
  if (words.length === 0) return code('');
  return words
    .map((word) => {
      if (word === slash || (plainWord.test(word) && !hash.test(word))) return word;
      const [, inner, end = ''] = ticked.exec(word) ?? [];
      if (inner !== undefined) return `${code(inner)}${end}`;
      const [, whole = word, sign = ''] = /^(.*[\p{L}\p{N}])([,.;:]?)$/u.exec(word) ?? [];
      return `${code(whole)}${sign}`;
    })
    .join(' ');
}

/** Pieces of a line as Markdown: names as code spans, words as words. */
export function inline(pieces: readonly Piece[]): string {
  if (pieces.length === 0) return code('');
  return pieces.reduce((line, { text, gap, name }, index) => {
    // A comma of ours after a name means nothing.
    if (name === undefined && gap === 0 && /^[,;:.]$/.test(text)) return `${line}${text}`;
    const shown = name === undefined ? prose(text) : code(name);
    // Two code spans in a row would be read as one.
    const isApart = gap > 0 || (line.endsWith('`') && shown.startsWith('`'));
    return `${line}${index > 0 && isApart ? ' ' : ''}${shown}`;
  }, '');
}

/** A text as a code span in a cell of a table. */
export const cell = (text: string): string => code(text).replaceAll('|', String.raw`\|`);

/** A table of cells that are Markdown already. */
export const table = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

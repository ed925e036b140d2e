import { visible } from '../text.ts';

/**
 * A text as code in markdown, in a line or a cell of a table: nothing in it is read as markdown, HTML, a link or a
 * mention, and nothing in it ends the code.
 */
export function escapedCode(text: string): string {
  const shown = visible(text).replaceAll('|', String.raw`\|`);
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  // A space keeps a backtick at an end apart from the fence; markdown takes it away again.
  const gap = shown.startsWith('`') || shown.endsWith('`') || shown.trim() === '' ? ' ' : '';
  return `${fence}${gap}${shown}${gap}${fence}`;
}

/** A table of cells that are markdown already. */
export const markdownTable = (
  head: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => [
  `| ${head.join(' | ')} |`,
  `| ${head.map(() => '---').join(' | ')} |`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

import { visible } from '../../text.ts';

/**
 * A document as text. What could move a cursor or hide text is escaped as JSON can: it reads back as the same, and does
 * nothing on a terminal.
 * @returns lines, the last one ended too
 */
export function printJson(document: object): string {
  // Between the texts of a document there are only line ends and plain spaces, so nothing else is touched.
  const lines = JSON.stringify(document, null, 2).split('\n');
  return `${lines.map(printable).join('\n')}\n`;
}

/**
 * A document of long tables as text: a row of a table in each line, so that it stays short, and a change of one row is a
 * change of one line.
 * @returns lines, the last one ended too
 */
export function printTables(document: object): string {
  const parts = Object.entries(document).map(([key, value]: [string, unknown]) => {
    const rows = Array.isArray(value)
      ? `[\n${value.map((row: unknown) => JSON.stringify(row)).join(',\n')}\n]`
      : JSON.stringify(value);
    return `${JSON.stringify(key)}: ${rows}`;
  });
  const lines = `{\n${parts.join(',\n')}\n}`.split('\n');
  return `${lines.map(printable).join('\n')}\n`;
}

const printable = (line: string): string => line.replaceAll(/[^\x20-\x7e]/gu, escaped);

function escaped(character: string): string {
  if (visible(character) === character) return character;
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}

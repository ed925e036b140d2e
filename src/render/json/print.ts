import { visible } from '../../text.ts';

/**
 * A document as text. What could move a cursor or hide text is escaped as JSON can: it reads back as the same, and does
 * nothing on a terminal.
 * @returns lines, the last one ended too
 */
export function printJson(document: object): string {
  // Between the texts of a document there are only line ends and plain spaces, so nothing else is touched.
  const lines = JSON.stringify(document, null, 2).split('\n');
  return `${lines.map((line) => line.replaceAll(/[^\x20-\x7e]/gu, escaped)).join('\n')}\n`;
}

function escaped(character: string): string {
  if (visible(character) === character) return character;
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}

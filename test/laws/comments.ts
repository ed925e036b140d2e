/** Comments on every line of a file, and which of them an edit lost. */

/** A comment above and behind every line, as people leave them who like to write. */
export const commented = (text: string): string =>
  text
    .split('\n')
    .map((line, index) => {
      const indent = /^ */.exec(line)?.[0] ?? '';
      const isPlain = line !== '' && !line.trimStart().startsWith('#');
      return isPlain ? `${indent}# above ${index}\n${line} # behind ${index}` : line;
    })
    .join('\n');

const indentOf = (line: string): number => /^ */.exec(line)?.[0].length ?? 0;

/** The comments that went although what they stand in stayed. */
export function lostComments(before: string, after: string): readonly string[] {
  const lines = before.split('\n');
  const has = (mark: string): boolean => new RegExp(`# ${mark}$`, 'm').test(after);
  const gone: number[] = [];
  return lines.filter((line) => {
    while (gone.length > 0 && indentOf(line) <= (gone.at(-1) ?? 0)) gone.pop();
    const [, place, number] = /# (above|behind) (\d+)$/.exec(line) ?? [];
    if (number === undefined || gone.length > 0) return false;
    if (place === 'above') return !has(`above ${number}`);
    if (!has(`behind ${number}`)) gone.push(indentOf(line));
    return false;
  });
}

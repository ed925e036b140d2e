/** What GitHub takes for a comment, an issue or a pull request. */
export const mostCharacters = 65_536;

/** Something folded: a line of HTML that stays visible, and lines that unfold. */
export interface Section {
  readonly summary: string;
  readonly open?: boolean;
  /** What stands before and after the lines, a fence say. */
  readonly before: readonly string[];
  readonly lines: readonly string[];
  readonly after: readonly string[];
  /** Whether a line begins an entry, so that what is left out can be counted. */
  isEntry(line: string): boolean;
}

const sum = (lines: readonly string[]): number =>
  lines.reduce((length, line) => length + line.length + 1, 0);

/** Some of the lines, as many as fit, and one that says how many are left out. */
export function capped(
  lines: readonly string[],
  room: number,
  rest: (left: number) => string,
): readonly string[] {
  if (sum(lines) <= room) return lines;
  const kept: string[] = [];
  let used = rest(lines.length).length + 1;
  for (const line of lines) {
    used += line.length + 1;
    if (used > room) break;
    kept.push(line);
  }
  return [...kept, rest(lines.length - kept.length)];
}

/**
 * Puts blocks and folded sections together so that they fit. The blocks stay whole; the sections lose their ends, and
 * say how much.
 * @param most how many characters there may be
 */
export function fitted(
  blocks: readonly string[],
  sections: readonly Section[],
  end: readonly string[],
  most: number,
): string {
  const fixed = [...blocks, ...end].map((block) => block.length + 2);
  let room = most - fixed.reduce((total, length) => total + length, 0);
  // Each section keeps its summary and what is said of its lost lines, however little room there is.
  let reserved = sections.reduce(
    (total, section) => total + folded(section, [], 1e6).length + 2,
    0,
  );
  const shown = sections.map((section) => {
    reserved -= folded(section, [], 1e6).length + 2;
    const text = cut(section, room - reserved);
    room -= text.length + 2;
    return text;
  });
  return `${[...blocks, ...shown, ...end].join('\n\n')}\n`;
}

function cut(section: Section, room: number): string {
  const whole = folded(section, section.lines, 0);
  if (whole.length + 2 <= room) return whole;
  const kept: string[] = [];
  // The fence around the lines takes room too.
  let used =
    folded(section, [], section.lines.length).length +
    2 +
    sum([...section.before, ...section.after, '']);
  for (const line of section.lines) {
    used += line.length + 1;
    if (used > room) break;
    kept.push(line);
  }
  // An entry is shown whole or not at all.
  while (kept.length > 0 && !section.isEntry(section.lines[kept.length] ?? '')) kept.pop();
  const left = section.lines.slice(kept.length).filter((line) => section.isEntry(line)).length;
  return folded(section, kept, left);
}

function folded(
  { summary, open, before, after }: Section,
  lines: readonly string[],
  left: number,
): string {
  const content = lines.length === 0 ? [] : [...before, ...lines, ...after, ''];
  return [
    open === true ? '<details open>' : '<details>',
    `<summary>${summary}</summary>`,
    '',
    ...content,
    ...(left === 0 ? [] : [leftOut(left), '']),
    '</details>',
  ].join('\n');
}

const leftOut = (count: number): string =>
  `**${count} more ${count === 1 ? 'is' : 'are'} left out here:** a comment has room for ${mostCharacters} characters. Run the command to see all.`;

/** What GitHub takes for a comment, an issue or a pull request. */
const mostCharacters = 65_536;

/** GitHub counts characters. How it counts is not documented, but there are never more of them than bytes. */
const size = (text: string): number => Buffer.byteLength(text);

/** Something folded: a line of HTML that stays visible, and lines that unfold. */
export interface Section {
  readonly summary: string;
  /** Shown before the lines: the head of a table. */
  readonly head?: readonly string[];
  /** An entry each, or one and what belongs to it. */
  readonly lines: readonly string[];
}

/** What a page is made of, from its top. */
interface Parts {
  readonly blocks: readonly string[];
  readonly sections?: readonly Section[];
  readonly end?: readonly string[];
}

const sum = (lines: readonly string[]): number =>
  lines.reduce((length, line) => length + size(line) + 1, 0);

/**
 * Some of the lines, as many as fit, and one that says how many are left out.
 * @param most how many lines there may be
 */
export function capped(
  lines: readonly string[],
  room: number,
  rest: (left: number) => string,
  most = Infinity,
): readonly string[] {
  if (sum(lines) <= room && lines.length <= most) return lines;
  const kept: string[] = [];
  let used = size(rest(lines.length)) + 1;
  for (const line of lines.slice(0, most - 1)) {
    used += size(line) + 1;
    if (used > room) break;
    kept.push(line);
  }
  return [...kept, rest(lines.length - kept.length)];
}

/** The most that a table takes, if its surroundings leave room. */
export const roomOfTable = 50_000;

/** Groups of lines as blocks of a page. */
export const blocksOf = (groups: readonly (readonly string[])[]): readonly string[] =>
  groups.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));

/** How much of their usual room the blocks get, from all of it to next to nothing. */
const shares = [1, 0.7, 0.5, 0.3, 0.15, 0.05, 0.01] as const;

/**
 * Puts blocks and folded sections together so that they fit. The blocks get the room that they usually have, or as much
 * less as it takes; the sections share what is left, lose their ends, and say how much.
 * @param parts what there is to show, with blocks that take about this share of their usual room
 * @param least what stands there when names of others are so long that nothing else fits
 * @param most how many characters there may be
 */
export function fitted(
  parts: (share: number) => Parts,
  least: readonly string[],
  most = mostCharacters,
): string {
  for (const share of shares) {
    const text = assembled(parts(share), most);
    if (size(text) <= most) return text;
  }
  return `${least.join('\n\n')}\n`;
}

function assembled({ blocks, sections = [], end = [] }: Parts, most: number): string {
  const room = most - [...blocks, ...end].reduce((total, block) => total + size(block) + 2, 0);
  const texts = new Map<Section, string>();
  let left = room;
  // Each gets the same part of the room, and the short ones leave what they do not need to the long ones.
  const bySize = sections.toSorted((a, b) => sum(a.lines) - sum(b.lines));
  for (const [index, section] of bySize.entries()) {
    const text = cut(section, left / (bySize.length - index));
    texts.set(section, text);
    left -= size(text) + 2;
  }
  return `${[...blocks, ...sections.flatMap((section) => texts.get(section) ?? []), ...end].join('\n\n')}\n`;
}

function cut(section: Section, room: number): string {
  const whole = folded(section, section.lines, 0);
  if (size(whole) + 2 <= room) return whole;
  const kept: string[] = [];
  let used =
    size(folded(section, [], section.lines.length)) + sum([...(section.head ?? []), '']) + 2;
  for (const line of section.lines) {
    used += size(line) + 1;
    if (used > room) break;
    kept.push(line);
  }
  return folded(section, kept, section.lines.length - kept.length);
}

function folded({ summary, head = [] }: Section, lines: readonly string[], left: number): string {
  const content = lines.length === 0 ? [] : [...head, ...lines, ''];
  return [
    '<details>',
    `<summary>${summary}</summary>`,
    '',
    ...content,
    ...(left === 0 ? [] : [leftOut(left), '']),
    '</details>',
  ].join('\n');
}

const leftOut = (count: number): string =>
  `**${count} more ${count === 1 ? 'is' : 'are'} left out here:** a comment has room for ${mostCharacters} characters. Run the command to see all.`;

/** What GitHub takes for a comment, an issue or a pull request. */
const mostCharacters = 65_536;

/** GitHub counts characters. How it counts is not documented, but there are never more of them than bytes. */
const size = (text: string): number => Buffer.byteLength(text);

/** Something folded: a line of HTML that stays visible, and lines that unfold. */
export interface Section {
  readonly summary: string;
  readonly open?: boolean;
  /** Whether it is there however little room there is, if only with its summary; others are counted then. */
  readonly always: boolean;
  /** What stands before and after the lines, a fence say. */
  readonly before: readonly string[];
  readonly lines: readonly string[];
  readonly after: readonly string[];
  /** Whether a line begins an entry, so that what is left out can be counted. */
  isEntry(line: string): boolean;
}

/** What a page is made of, from its top. */
interface Parts {
  readonly blocks: readonly string[];
  readonly sections?: readonly Section[];
  readonly end?: readonly string[];
}

const sum = (lines: readonly string[]): number =>
  lines.reduce((length, line) => length + size(line) + 1, 0);

/** Some of the lines, as many as fit, and one that says how many are left out. */
export function capped(
  lines: readonly string[],
  room: number,
  rest: (left: number) => string,
): readonly string[] {
  if (sum(lines) <= room) return lines;
  const kept: string[] = [];
  let used = size(rest(lines.length)) + 1;
  for (const line of lines) {
    used += size(line) + 1;
    if (used > room) break;
    kept.push(line);
  }
  return [...kept, rest(lines.length - kept.length)];
}

/** What a table takes at most, as long as what stands around it leaves room. */
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
  const { shown, omitted } = chosen(sections, room);
  let left = room - (omitted === undefined ? 0 : size(omitted) + 2);
  let reserved = shown.reduce((total, section) => total + leastSize(section), 0);
  const texts = shown.map((section) => {
    reserved -= leastSize(section);
    const text = cut(section, left - reserved);
    left -= size(text) + 2;
    return text;
  });
  const rest = omitted === undefined ? [] : [omitted];
  return `${[...blocks, ...texts, ...rest, ...end].join('\n\n')}\n`;
}

/** The sections that are shown, if only with their summaries, and what is said of the others. */
function chosen(
  sections: readonly Section[],
  room: number,
): { readonly shown: readonly Section[]; readonly omitted: string | undefined } {
  const all = sections.reduce((total, section) => total + leastSize(section), 0);
  // Summaries alone would say little: half of the room is for what they unfold.
  if (all <= room / 2) return { shown: sections, omitted: undefined };
  let left = room / 2;
  for (const section of sections) if (section.always) left -= leastSize(section);
  const shown = sections.filter((section) => {
    if (section.always) return true;
    if (leastSize(section) > left) return false;
    left -= leastSize(section);
    return true;
  });
  const others = sections.filter((section) => !shown.includes(section));
  if (others.length === 0) return { shown, omitted: undefined };
  const entries = others.reduce((total, section) => total + entriesIn(section, section.lines), 0);
  const groups = others.length === 1 ? '1 more group' : `${others.length} more groups`;
  return { shown, omitted: leftOut(`${groups} (${entries} in all)`, others.length) };
}

const leastSize = (section: Section): number => size(folded(section, [], section.lines.length)) + 2;

const entriesIn = ({ isEntry }: Section, lines: readonly string[]): number =>
  lines.filter((line) => isEntry(line)).length;

function cut(section: Section, room: number): string {
  const whole = folded(section, section.lines, 0);
  if (size(whole) + 2 <= room) return whole;
  const kept: string[] = [];
  // The fence around the lines takes room too.
  let used = leastSize(section) + sum([...section.before, ...section.after, '']);
  for (const line of section.lines) {
    used += size(line) + 1;
    if (used > room) break;
    kept.push(line);
  }
  // An entry is shown whole or not at all.
  while (kept.length > 0 && !section.isEntry(section.lines[kept.length] ?? '')) kept.pop();
  return folded(section, kept, entriesIn(section, section.lines.slice(kept.length)));
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
    ...(left === 0 ? [] : [leftOut(`${left} more`, left), '']),
    '</details>',
  ].join('\n');
}

const leftOut = (what: string, count: number): string =>
  `**${what} ${count === 1 ? 'is' : 'are'} left out here:** a comment has room for ${mostCharacters} characters. Run the command to see all.`;

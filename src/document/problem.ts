import { columns, visible } from '../text.ts';

/** A position in a file. Lines and columns start at 1; columns count characters (code points), not bytes. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Another position that explains a problem, such as the anchor of an alias. */
export interface Related {
  readonly message: string;
  readonly position: Position;
}

/**
 * A problem in a text that a person wrote: where it is, what it is, and what to do. Strings are raw, with
 * names as written; `formatProblem` makes control characters visible.
 */
export interface Problem {
  /** A notice is not a mistake: there is nothing to correct, only something to know. */
  readonly severity: 'error' | 'warning' | 'notice';
  /** Stable and in kebab-case, for programs. */
  readonly code: string;
  readonly message: string;
  readonly position?: Position;
  /** The source line. A very long one is cut to the part around the mark. */
  readonly excerpt?: string;
  /** The column at which the excerpt begins. Default: 1. */
  readonly excerptColumn?: number;
  /** How many characters of the excerpt are marked, starting at `position.column`. */
  readonly length?: number;
  /** What to do, such as `did you mean "spaces"?`. */
  readonly suggestion?: string;
  readonly related?: readonly Related[];
  /** The path of the value in the document. */
  readonly path?: readonly (string | number)[];
  /** Distinguishes it from another problem with the same code at the same path. */
  readonly about?: string;
  /** For a warning or notice: the id under which `accepted` can list it. */
  readonly id?: string;
}

/** Thrown if a file has at least one error. The message is the whole report. */
export class FileProblemsError extends Error {
  override readonly name = 'FileProblemsError';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(formatProblems(problems));
    this.problems = problems;
  }
}

/** How each part of a report is coloured. The identity functions give plain text. */
export interface Paint {
  readonly place: (text: string) => string;
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly notice: (text: string) => string;
  readonly gutter: (text: string) => string;
  readonly marker: (text: string) => string;
  readonly suggestion: (text: string) => string;
}

const same = (text: string): string => text;
const plain: Paint = {
  place: same,
  error: same,
  warning: same,
  notice: same,
  gutter: same,
  marker: same,
  suggestion: same,
};

/** The widest that a line of a file is shown. */
const reportWidth = 100;
const relatedShown = 3;

/**
 * Sorts problems by file, line and column, those without a position first. Problems that say the same at the
 * same position are merged, because values behind an anchor are checked again at every use.
 */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  const byText = new Map<string, { problem: Problem; related: Map<string, Related> }>();
  for (const problem of problems) {
    const key = JSON.stringify([problem.code, problem.message, problem.position]);
    const known = byText.get(key) ?? { problem, related: new Map<string, Related>() };
    for (const one of problem.related ?? []) known.related.set(JSON.stringify(one), one);
    byText.set(key, known);
  }
  return [...byText.values()]
    .map(({ problem, related }) =>
      related.size > 0 ? { ...problem, related: [...related.values()] } : problem,
    )
    .toSorted(byPosition);
}

/**
 * Formats a report for a terminal or a log: every problem, sorted, then a line with their number.
 * @param width the columns that a line of a file may take
 */
export function formatProblems(
  problems: readonly Problem[],
  paint: Paint = plain,
  width: number = reportWidth,
): string {
  if (problems.length === 0) return '';
  const sorted = sortProblems(problems);
  const texts = sorted.map((problem) => formatProblem(problem, paint, width));
  return [...texts, summary(sorted)].join('\n');
}

/** Formats one problem: position and message, the source line with a mark, and what to do. */
export function formatProblem(
  problem: Problem,
  paint: Paint = plain,
  width: number = reportWidth,
): string {
  const { severity, message, position, suggestion, id, related = [] } = problem;
  const head = position === undefined ? '' : `${paint.place(place(position))}: `;
  const lines = [
    `${head}${paint[severity](severity)}: ${visible(message)}${id === undefined ? '' : paint.gutter(` [${id}]`)}`,
  ];
  lines.push(...excerptLines(problem, paint, Math.min(width, reportWidth)));
  if (suggestion !== undefined) lines.push(`  ${paint.suggestion(visible(suggestion))}`);
  for (const one of related.slice(0, relatedShown)) {
    lines.push(`  ${paint.place(place(one.position))}: ${visible(one.message)}`);
  }
  if (related.length > relatedShown) lines.push(`  and ${related.length - relatedShown} more`);
  return lines.join('\n');
}

function summary(problems: readonly Problem[]): string {
  const count = (severity: Problem['severity']): number =>
    problems.filter((problem) => problem.severity === severity).length;
  const counts = [
    [count('error'), 'error'] as const,
    [count('warning'), 'warning'] as const,
    [count('notice'), 'notice'] as const,
  ].filter(([n]) => n > 0);
  const text = counts.map(([n, word]) => `${n} ${word}${n === 1 ? '' : 's'}`).join(', ');
  const files = new Set(problems.flatMap(({ position }) => position?.file ?? []));
  const [file] = files;
  if (file === undefined) return text;
  return `${text} in ${files.size === 1 ? visible(file) : `${files.size} files`}`;
}

function place({ file, line, column }: Position): string {
  return `${visible(file)}:${line}:${column}`;
}

function byPosition(a: Problem, b: Problem): number {
  if (a.position === undefined || b.position === undefined) {
    return Number(a.position !== undefined) - Number(b.position !== undefined);
  }
  const [p, q] = [a.position, b.position];
  if (p.file !== q.file) return p.file < q.file ? -1 : 1;
  return p.line - q.line || p.column - q.column;
}

interface Cell {
  readonly shown: string;
  readonly width: number;
}

function excerptLines(problem: Problem, paint: Paint, width: number): string[] {
  const { excerpt, excerptColumn = 1, position, length = 1 } = problem;
  if (excerpt === undefined || position === undefined) return [];
  const number = String(position.line);
  const gutter = `  ${number} | `;
  const cells = cellsOf(excerpt);
  const start = position.column - excerptColumn;
  const end = Math.min(start + Math.max(length, 1), Math.max(cells.length, start + 1));
  const window = cut(cells, start, end, width - gutter.length, excerptColumn > 1);
  const shown = cells.slice(window.from, window.to);
  const before = widthOf(cells.slice(window.from, start)) + window.head.length;
  const marked = Math.max(1, widthOf(cells.slice(start, Math.min(end, window.to))));
  const line = `${window.head}${shown.map((cell) => cell.shown).join('')}${window.tail}`;
  const marker = `^${'~'.repeat(marked - 1)}`;
  const blank = `  ${' '.repeat(number.length)} | `;
  return [
    `${paint.gutter(gutter)}${line}`.trimEnd(),
    `${paint.gutter(blank)}${' '.repeat(before)}${paint.marker(marker)}`,
  ];
}

/** Chooses the part of a line to show: all of it if it fits, otherwise the part around the mark. */
function cut(
  cells: readonly Cell[],
  start: number,
  end: number,
  width: number,
  cutBefore: boolean,
): { from: number; to: number; head: string; tail: string } {
  if (!cutBefore && widthOf(cells) <= width) {
    return { from: 0, to: cells.length, head: '', tail: '' };
  }
  const room = width - 2;
  let from = 0;
  if (widthOf(cells.slice(0, end)) > room) {
    // Half of the width goes to the text before the mark, because people also recognise a line by what
    // follows.
    from = Math.min(start, cells.length);
    for (let used = 0; from > 0; from -= 1) {
      used += cells[from - 1]?.width ?? 0;
      if (used > room / 2) break;
    }
  }
  let to = from;
  for (let used = 0; to < cells.length; to += 1) {
    used += cells[to]?.width ?? 0;
    if (used > room) break;
  }
  return {
    from,
    to,
    head: from > 0 || cutBefore ? '…' : '',
    tail: to < cells.length ? '…' : '',
  };
}

function widthOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

const tabWidth = 4;

/** Splits a line into what a terminal shows for each character, so that the mark is below the right one. */
function cellsOf(line: string): Cell[] {
  const cells: Cell[] = [];
  let column = 0;
  for (const character of line) {
    const width = character === '\t' ? tabWidth - (column % tabWidth) : undefined;
    const cell = width === undefined ? cellOf(character) : { shown: ' '.repeat(width), width };
    cells.push(cell);
    column += cell.width;
  }
  return cells;
}

function cellOf(character: string): Cell {
  const shown = visible(character);
  return { shown, width: columns(shown) };
}

/** Adds the source line to problems that have none. */
export function inText(
  problems: readonly Problem[],
  sources: readonly { readonly file: string; readonly text: string }[],
): Problem[] {
  const linesOf = new Map(sources.map(({ file, text }) => [file, text.split(/\r\n|\r|\n/u)]));
  return problems.map((problem) => {
    const { position, excerpt } = problem;
    if (excerpt !== undefined || position === undefined) return problem;
    const line = linesOf.get(position.file)?.[position.line - 1];
    if (line === undefined) return problem;
    const rest = Array.from(line)
      .slice(position.column - 1)
      .join('');
    const word = /^("[^"]*"|'[^']*'|[^:]*)/u.exec(rest)?.[0].trimEnd() ?? '';
    return { ...problem, excerpt: line, length: Math.max(1, Array.from(word).length) };
  });
}

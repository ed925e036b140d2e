import { groupPairs } from '../../group.ts';
import { CST, Lexer } from 'yaml';
import type { Splices } from './splices.ts';

/** Removes and adds entries between brackets, on one line or on several. */

/** An entry to add between brackets. */
export interface Addition {
  /** The number of remaining entries before it. */
  readonly after: number;
  readonly text: string;
}

/** A piece of the text between brackets, brackets included. All pieces together are the whole text. */
interface Piece {
  readonly is: 'bracket' | 'entry' | 'comma' | 'space' | 'newline' | 'comment';
  readonly start: number;
  readonly end: number;
}

/** A line of pieces. An entry of several lines belongs to the line on which it starts, with what follows it. */
interface Line {
  readonly pieces: readonly Piece[];
  /** Its line break; the last line has none. */
  readonly newline: Piece | undefined;
}

/**
 * Changes the entries between brackets. Comments stay, except on lines where nothing is left.
 * @param open the offset of the opening bracket
 * @param end the offset after the closing bracket
 * @param gone the indexes of entries to remove, from 0
 * @returns whether the number of entries is as expected; otherwise nothing is changed
 */
export function changeFlow(
  splices: Splices,
  { open, end, count }: { readonly open: number; readonly end: number; readonly count: number },
  gone: ReadonlySet<number>,
  additions: readonly Addition[],
): boolean {
  const pieces = piecesOf(splices.text.slice(open, end), open);
  const flow = new Flow(splices, pieces, gone);
  if (flow.entries.length !== count) return false;
  flow.change(additions);
  return true;
}

class Flow {
  readonly entries: readonly Piece[];
  private readonly splices: Splices;
  private readonly pieces: readonly Piece[];
  private readonly lines: readonly Line[];
  /** The comma after each entry, if there is one. */
  private readonly commas: readonly (Piece | undefined)[];
  private readonly kept: readonly number[];
  private readonly going: Set<Piece>;

  constructor(splices: Splices, pieces: readonly Piece[], gone: ReadonlySet<number>) {
    this.splices = splices;
    this.pieces = pieces;
    this.lines = linesOf(pieces);
    this.entries = pieces.filter(({ is }) => is === 'entry');
    const commas = pieces.filter(({ is }) => is === 'comma');
    this.commas = this.entries.map((_, index) => commas[index]);
    this.kept = this.entries.flatMap((_, index) => (gone.has(index) ? [] : [index]));
    this.going = new Set([
      ...this.entries.filter((_, index) => gone.has(index)),
      ...this.commasOf(gone),
    ]);
  }

  change(additions: readonly Addition[]): void {
    const comments = this.lines.flatMap((line) =>
      line.pieces.filter((piece) => piece.is === 'comment' && !this.goes(piece, line)),
    );
    const [first, last] = [this.pieces[0], this.pieces.at(-1)];
    if (first === undefined || last === undefined) return;
    if (this.kept.length === 0) {
      const inside = additions.map(({ text }) => text).join(', ');
      if (comments.length === 0) {
        this.splices.replace(first.end, last.start, inside);
        return;
      }
      this.splices.replace(first.end, first.end, inside);
    } else this.add(additions);
    for (const line of this.lines) this.clean(line);
  }

  /** The commas to remove: for each run of entries as many as it has entries, starting with adjacent ones. */
  private commasOf(gone: ReadonlySet<number>): readonly Piece[] {
    const going: Piece[] = [];
    for (const [from, to] of runsOf([...gone].toSorted((a, b) => a - b))) {
      for (let index = from; index < to; index += 1) going.push(...some(this.commas[index]));
      const [before, behind] = [this.commas[from - 1], this.commas[to]];
      const previous = this.entries[from - 1];
      const first = this.entries[from];
      const isLeading =
        before !== undefined && !this.isOneLine(previous, before) && this.isOneLine(before, first);
      going.push(...some(behind === undefined || isLeading ? (before ?? behind) : behind));
    }
    return going;
  }

  private isOneLine(left: Piece | undefined, right: Piece | undefined): boolean {
    if (left === undefined || right === undefined) return false;
    return !this.splices.text.slice(left.end, right.start).includes('\n');
  }

  /** Whether a piece is removed. A comment is removed if everything before it on its line is. */
  private goes(piece: Piece, { pieces }: Line): boolean {
    if (piece.is !== 'comment') return this.going.has(piece);
    const before = pieces.slice(0, pieces.indexOf(piece));
    // An entry of several lines ends on the line of the comment, and what precedes it is further up.
    const first = before.findLastIndex((each) => each.is === 'entry' && this.isTall(each));
    const words = before
      .slice(Math.max(first, 0))
      .filter(({ is }) => is === 'entry' || is === 'bracket');
    return words.length > 0 && words.every((each) => this.going.has(each));
  }

  private isTall({ start, end }: Piece): boolean {
    return this.splices.text.slice(start, end).includes('\n');
  }

  /** Removes pieces from a line, with the spaces that become superfluous. */
  private clean(line: Line): void {
    if (!line.pieces.some((piece) => this.going.has(piece))) return;
    const goes = (piece: Piece): boolean => this.goes(piece, line);
    const [first] = line.pieces;
    if (line.pieces.every((piece) => piece.is === 'space' || goes(piece))) {
      const end = line.newline?.end ?? line.pieces.at(-1)?.end ?? 0;
      this.splices.replace(first?.start ?? end, end, '');
      return;
    }
    let from: number | undefined;
    for (const [index, piece] of line.pieces.entries()) {
      if (goes(piece)) from ??= index;
      else if (piece.is !== 'space' && from !== undefined) {
        this.cut(line.pieces, from, index);
        from = undefined;
      }
    }
    if (from !== undefined) this.cut(line.pieces, from, line.pieces.length);
  }

  /** Removes pieces of a line before or after what is left, including the spaces. */
  private cut(pieces: readonly Piece[], from: number, to: number): void {
    const before = pieces[from - 1];
    const left = before?.is === 'space' ? before : undefined;
    const previous = left === undefined ? before : pieces[from - 2];
    const next = pieces[to];
    const last = pieces[to - 1];
    const right = last?.is === 'space' ? last : undefined;
    const start = left?.start ?? pieces[from]?.start ?? 0;
    const end = last?.end ?? start;
    const isIndent = previous === undefined;
    const keepsLeft = isIndent || (next?.is !== 'bracket' && next?.is !== 'comment');
    if (next === undefined) this.splices.replace(isIndent ? (left?.end ?? start) : start, end, '');
    else if (previous?.is === 'bracket' && next.is === 'bracket')
      this.splices.replace(start, end, '');
    else if (keepsLeft) this.splices.replace(left?.end ?? start, end, '');
    else this.splices.replace(start, right?.start ?? end, '');
  }

  private add(additions: readonly Addition[]): void {
    const places = groupPairs(additions.map((addition) => [addition.after, addition.text]));
    for (const [after, texts] of places) {
      if (after === 0) this.addFirst(texts);
      else this.addBehind(after - 1, texts);
    }
  }

  private addFirst(texts: readonly string[]): void {
    const first = this.entries[this.kept[0] ?? 0];
    if (first === undefined) return;
    const at = this.lines.findIndex(({ pieces }) => pieces.includes(first));
    const indent = this.indentAlone(at, first);
    if (indent === undefined) {
      this.splices.replace(first.start, first.start, texts.map((text) => `${text}, `).join(''));
      return;
    }
    // Above its comments.
    let line = at;
    while (isComment(this.lines[line - 1])) line -= 1;
    const start = this.lines[line]?.pieces[0]?.start ?? first.start;
    this.splices.insertLines(start, texts.map((text) => `${indent}${text},\n`).join(''));
  }

  private addBehind(place: number, texts: readonly string[]): void {
    const number = this.kept[place] ?? 0;
    const behind = this.entries[number];
    if (behind === undefined) return;
    const comma = this.commas
      .slice(number, this.kept[place + 1] ?? this.entries.length)
      .find((each) => each !== undefined && !this.going.has(each));
    const at = this.lines.findIndex(({ pieces }) => pieces.includes(behind));
    const indent = this.indentAlone(at, behind);
    const newline = this.lines[at]?.newline;
    const isAside = comma !== undefined && !this.isOneLine(behind, comma);
    if (indent === undefined || newline === undefined || isAside) {
      this.splices.replace(behind.end, behind.end, texts.map((text) => `, ${text}`).join(''));
      return;
    }
    if (comma === undefined) this.splices.replace(behind.end, behind.end, ',');
    const lines = texts.map((text) => `${indent}${text},\n`).join('');
    const ended = comma === undefined ? lines.replace(/,\n$/, '\n') : lines;
    this.splices.insertLines(newline.end, ended);
  }

  /** The indentation of an entry on its own line; undefined if it shares the line. */
  private indentAlone(at: number, entry: Piece): string | undefined {
    const { pieces = [] } = this.lines[at] ?? {};
    const isAlone = pieces.every(
      (piece) => piece === entry || (piece.is !== 'entry' && piece.is !== 'bracket'),
    );
    const before = pieces.slice(0, pieces.indexOf(entry));
    if (at === 0 || !isAlone || before.some(({ is }) => is !== 'space')) return undefined;
    return before.map(({ start, end }) => this.splices.text.slice(start, end)).join('');
  }
}

const isComment = (line: Line | undefined): boolean =>
  line !== undefined &&
  line.pieces.some(({ is }) => is === 'comment') &&
  line.pieces.every(({ is }) => is === 'comment' || is === 'space');

const some = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);

function linesOf(pieces: readonly Piece[]): readonly Line[] {
  const lines: Line[] = [];
  let line: Piece[] = [];
  for (const piece of pieces) {
    if (piece.is === 'newline') {
      lines.push({ pieces: line, newline: piece });
      line = [];
    } else line.push(piece);
  }
  return [...lines, { pieces: line, newline: undefined }];
}

/** Tokens that the lexer adds and that are not in the text. */
const marks: ReadonlySet<string> = new Set([CST.BOM, CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);
const opening: ReadonlySet<unknown> = new Set(['flow-map-start', 'flow-seq-start']);
const closing: ReadonlySet<unknown> = new Set(['flow-map-end', 'flow-seq-end']);

/** Splits the text between brackets. The text between two commas is one entry, from its first token to its last. */
function piecesOf(text: string, offset: number): readonly Piece[] {
  const pieces: Piece[] = [];
  let entry: { readonly start: number; end: number } | undefined;
  let loose: Piece[] = [];
  let depth = 0;
  let at = offset;
  const finish = (): void => {
    if (entry !== undefined) pieces.push({ is: 'entry', ...entry });
    pieces.push(...loose);
    entry = undefined;
    loose = [];
  };
  for (const lexeme of new Lexer().lex(text)) {
    if (marks.has(lexeme)) continue;
    const [start, end] = [at, at + lexeme.length];
    at = end;
    const type = lexeme === '' ? undefined : CST.tokenType(lexeme);
    if (closing.has(type)) depth -= 1;
    if ((opening.has(type) || closing.has(type)) && depth === 0) {
      finish();
      pieces.push({ is: 'bracket', start, end });
    } else if (type === 'comma' && depth === 1) {
      finish();
      pieces.push({ is: 'comma', start, end });
    } else if (type === 'space' || type === 'newline' || type === 'comment') {
      loose.push({ is: type, start, end });
    } else if (type !== undefined) {
      entry = { start: entry?.start ?? start, end };
      if (entry.start !== start) loose = [];
      else {
        pieces.push(...loose);
        loose = [];
      }
    }
    if (opening.has(type)) depth += 1;
  }
  return pieces;
}

/** Runs of neighbors in a sorted list of indexes, as first and last. */
function runsOf(places: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === place - 1) last[1] = place;
    else runs.push([place, place]);
  }
  return runs;
}

import type { Edit, YamlPath } from '../../../src/writer/edit/edits.ts';

/**
 * Documents as people style them, and what has to be left of one after an edit. Each is made of pieces that know what
 * they belong to, so what must stay is known without reading YAML.
 */

/** One piece of a document. */
interface Piece {
  readonly text: string;
  readonly role:
    | 'text'
    /** Spaces, line breaks and commas between brackets. */
    | 'layout'
    /** A comment between brackets, and whose text is on its line. */
    | 'comment'
    /** Where something else may come to stand, of which `before` says more; otherwise a new entry. */
    | 'gap';
  /** The entry in which it stands, or that it is about. */
  readonly of: Entry;
  readonly line: readonly Entry[];
  /** Before how many of the entries between the brackets of `of` it stands. */
  readonly before?: number;
}

/** Places of gaps: what an edit may write there. */
const [atColon, atValue, atKey] = [-1, -2, -3];

/** An entry of a map or a list, or the document itself. */
interface Entry {
  readonly path: YamlPath;
  readonly above?: Entry;
  readonly inside: Entry[];
  /** What its value is. */
  shape: 'scalar' | 'map' | 'list' | 'alias' | 'opaque';
  isFlow: boolean;
  anchor?: string;
}

export interface HandStyled {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly root: Entry;
  readonly entries: readonly Entry[];
}

/** Random choices that one number decides. */
class Dice {
  private state: number;

  constructor(seed: number) {
    this.state = seed | 0;
  }

  /** A number from 0 up to, and without, another. */
  below(limit: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }

  /** True once in so many times. */
  once(every: number): boolean {
    return this.below(every) === 0;
  }

  of<T>(all: readonly T[], otherwise: T): T {
    return all[this.below(all.length)] ?? otherwise;
  }
}

const comments = [
  'plain',
  'x: y, [z] {w}',
  '"quoted',
  "it's",
  '&anchor *alias',
  '| > - ? !',
  'ends]',
];
const keys = ['ana', 'b c', 'kim@example.com', 'ü', 'D-1', '2024', 'yes'];
const quoted = ['"ka: # no"', "'it''s'", '"say \\"x\\""', "'[a]'"];
const plain = ['admin', 'read-only', '7', 'true', '2027-03-31', 'two words', 'a#b', 'ünïcode'];
const inQuotes = ['"a # b"', "'it''s, so'", '"\\u00e9]"', '""'];

class Writer {
  private readonly pieces: Piece[] = [];
  private readonly entries: Entry[] = [];
  private readonly anchors: string[] = [];
  private readonly dice: Dice;
  private readonly eol: string;
  private line: Entry[] = [];
  private count = 0;
  private left: number;
  /** How deep what holds a text of several lines is, right behind it. */
  private text: number | undefined;
  private keepsLines = false;

  constructor(seed: number, size: number) {
    this.dice = new Dice(seed);
    this.left = size;
    this.eol = this.dice.once(3) ? '\r\n' : '\n';
  }

  document(): HandStyled {
    const root: Entry = { path: [], inside: [], shape: 'map', isFlow: false };
    if (this.dice.once(4)) this.put(`${this.comment()}${this.eol}`, root);
    if (this.dice.once(6)) this.put(`---${this.eol}`, root);
    this.blockMap(root, 0, 0);
    if (this.dice.once(4)) this.put(`${this.indent(3)}${this.comment()}${this.eol}`, root);
    const { pieces } = this;
    if (this.dice.once(4)) {
      // No line break at the end.
      const last = pieces.findLastIndex(({ text }) => text !== '');
      const found = pieces[last];
      if (found !== undefined) {
        pieces[last] = { ...found, text: found.text.replace(/\r?\n$/, '') };
      }
    }
    const text = pieces.map((piece) => piece.text).join('');
    return { text, pieces, root, entries: this.entries };
  }

  private put(text: string, of: Entry, role: Piece['role'] = 'text', before?: number): void {
    this.pieces.push({ text, role, of, line: this.line, ...(before !== undefined && { before }) });
    if (role === 'text') this.line.push(of);
    if (text.endsWith('\n')) this.line = [];
  }

  private spaces(most: number): string {
    return ' '.repeat(this.dice.below(most + 1));
  }

  /** In front of a comment: as deep as a text above it, it would be part of that. */
  private indent(most: number): string {
    return this.spaces(Math.min(most, this.text ?? most));
  }

  private comment(): string {
    this.count += 1;
    return `#${this.dice.once(4) ? '' : ' '}${this.dice.of(comments, '')} ${this.count}.`;
  }

  private name(of: Entry): { readonly name: string; readonly written: string } {
    // Names are told apart by their number; what quotes hold is read by the test itself.
    const number = of.inside.length;
    if (this.dice.once(4)) {
      const open = this.dice.of(quoted, '"k"');
      const written = `${open.slice(0, -1)}${number}${open.at(-1)}`;
      const inner = written.slice(1, -1);
      const name = open.startsWith("'")
        ? inner.replaceAll("''", "'")
        : inner.replaceAll('\\"', '"');
      return { name, written };
    }
    const name = `${this.dice.of(keys, 'k')}${number}`;
    return { name, written: name };
  }

  private entry(above: Entry, name: string | number): Entry {
    const entry: Entry = {
      path: [...above.path, name],
      above,
      inside: [],
      shape: 'scalar',
      isFlow: false,
    };
    above.inside.push(entry);
    this.text = undefined;
    this.entries.push(entry);
    this.left -= 1;
    return entry;
  }

  /** No two are the same, so that it is known which one an edit means. */
  private item(): string {
    this.count += 1;
    return this.dice.once(3) ? `"i, ${this.count}"` : `item ${this.count}`;
  }

  /** What may stand behind something to the end of its line. */
  private lineEnd(of: Entry, after: string): void {
    const { dice } = this;
    const comment = dice.once(3) ? `${this.spaces(3)} ${this.comment()}` : '';
    this.put(`${after}${comment}${dice.once(6) ? this.spaces(2) : ''}${this.eol}`, of);
  }

  /** Lines between entries, which belong to what they stand in. */
  private between(of: Entry, column: number): void {
    const { dice } = this;
    this.put('', of, 'gap');
    if (dice.once(6) && !(this.text !== undefined && this.keepsLines)) {
      this.put(`${this.text === undefined ? this.spaces(4) : ''}${this.eol}`, of);
      this.put('', of, 'gap');
    }
    while (dice.once(4)) {
      const indent = dice.once(3) ? this.indent(6) : ' '.repeat(column);
      this.put(`${indent}${this.comment()}${this.eol}`, of);
      this.put('', of, 'gap');
    }
  }

  private blockMap(of: Entry, column: number, depth: number): void {
    const many = 1 + this.dice.below(depth === 0 ? 5 : 4);
    for (let index = 0; index < many; index += 1) {
      this.between(of, column);
      this.put('', of, 'gap');
      const { name, written } = this.name(of);
      const entry = this.entry(of, name);
      this.put(' '.repeat(column), entry);
      this.put(written, entry, 'gap', atKey);
      this.put(`${this.dice.once(9) ? ' ' : ''}:`, entry);
      this.blockValue(entry, column, depth);
      this.put('', of, 'gap');
    }
  }

  private anchorFor(entry: Entry): string {
    if (!this.dice.once(8)) return '';
    const anchor = `n${this.anchors.length}`;
    entry.anchor = anchor;
    return ` &${anchor}`;
  }

  private blockValue(entry: Entry, column: number, depth: number): void {
    const { dice } = this;
    const isDeep = depth > 3 || this.left <= 0;
    const roll = dice.below(isDeep ? 4 : 12);
    if (roll === 0 && this.anchors.length > 0) {
      entry.shape = 'alias';
      const anchor = dice.of(this.anchors, '');
      entry.anchor = anchor;
      this.put(' ', entry);
      this.put(`*${anchor}`, entry, 'gap');
      this.lineEnd(entry, '');
    } else if (roll < 3) {
      this.scalar(entry, ` ${this.spaces(2)}${this.anchorFor(entry).trimStart()}`);
      this.lineEnd(entry, '');
    } else if (roll === 3) this.blockScalar(entry, column);
    else if (roll < 6) {
      this.put(`${this.anchorFor(entry)} ${this.spaces(1)}`, entry);
      this.flow(entry, column + 1, depth + 1, dice.once(2) ? 'map' : 'list');
      this.lineEnd(entry, '');
    } else {
      this.put(this.anchorFor(entry), entry);
      this.put('', entry, 'gap', atColon);
      this.lineEnd(entry, '');
      if (roll < 9) {
        entry.shape = 'map';
        this.blockMap(entry, column + 1 + dice.below(4), depth + 1);
      } else {
        entry.shape = 'list';
        this.blockList(entry, column + dice.below(4));
      }
    }
    const { anchor } = entry;
    if (anchor !== undefined && entry.shape !== 'alias') this.anchors.push(anchor);
  }

  private scalar(entry: Entry, before: string): void {
    const gap = before.includes('&') ? ' ' : '';
    this.put(`${before}${gap}`, entry);
    const all = this.dice.once(3) ? inQuotes : plain;
    this.put(this.dice.of(all, 'x'), entry, 'gap', atValue);
  }

  private blockScalar(entry: Entry, column: number): void {
    const { dice, eol } = this;
    entry.shape = 'opaque';
    const head = dice.of(['|', '>', '|-', '>+', '|+'], '|');
    this.put(` ${head}${dice.once(4) ? ` ${this.comment()}` : ''}${eol}`, entry);
    const indent = ' '.repeat(column + 1 + dice.below(3));
    for (let index = 0; index < 1 + dice.below(3); index += 1) {
      this.put(`${indent}text: [x # not a comment${index}${eol}`, entry);
    }
    // Empty lines behind it are part of it then.
    this.keepsLines = head.endsWith('+');
    if (this.keepsLines && dice.once(3)) this.put(eol, entry);
    this.text = column;
  }

  private blockList(of: Entry, column: number): void {
    const { dice } = this;
    const many = 1 + dice.below(4);
    for (let index = 0; index < many; index += 1) {
      this.between(of, column);
      this.put('', of, 'gap');
      const entry = this.entry(of, index);
      const dash = `${' '.repeat(column)}-${this.spaces(1)} `;
      const roll = dice.below(8);
      if (roll === 0) {
        entry.shape = 'opaque';
        const inner = ' '.repeat(dash.length);
        this.put(`${dash}user: u${this.count}x${index}${this.eol}`, entry);
        this.put(`${inner}reason: left`, entry);
      } else if (roll === 1) {
        entry.shape = 'opaque';
        this.put(`${dash}{ user: f${this.count}x${index}, reason: "x, # y" }`, entry);
      } else this.put(`${dash}${this.item()}`, entry);
      this.lineEnd(entry, '');
      this.put('', of, 'gap');
    }
  }

  /** What stands between brackets, on one line or on several. */
  private flow(of: Entry, column: number, depth: number, shape: 'map' | 'list'): void {
    const { dice } = this;
    of.shape = shape;
    of.isFlow = true;
    const isMulti = dice.once(2);
    // Of two empty lists in a list nobody knows which one an edit means.
    const isEmpty = of.above?.shape !== 'list' && dice.once(12);
    const many = isEmpty ? 0 : 1 + dice.below(4);
    const [open, close] = shape === 'map' ? ['{', '}'] : ['[', ']'];
    const style = dice.below(3);
    let seen = 0;
    let isFresh = false;
    const layout = (text: string): void => {
      this.put(text, of, 'layout', seen);
    };
    const commentHere = (): void => {
      if (!/\s$/.test(this.pieces.at(-1)?.text ?? '')) layout(' ');
      this.put(this.comment(), of, 'comment', seen);
      newLine();
    };
    const gap = (): void => {
      this.put('', of, 'gap');
    };
    const newLine = (): void => {
      layout(this.eol);
      gap();
      isFresh = true;
      if (dice.once(8)) layout(`${this.spaces(3)}${this.eol}`);
      gap();
      while (dice.once(5)) {
        layout(' '.repeat(column + dice.below(3)));
        this.put(this.comment(), of, 'comment', seen);
        layout(this.eol);
        gap();
      }
      layout(' '.repeat(column + (style === 2 ? dice.below(3) : 1)));
    };
    const mayBreak = (often: number): void => {
      isFresh = false;
      if (!isMulti) return;
      if (dice.once(4)) {
        layout(this.spaces(2));
        commentHere();
      } else if (dice.once(often)) newLine();
    };
    this.put(open, of);
    this.put('', of, 'gap');
    mayBreak(1);
    if (!isFresh) layout(this.spaces(1));
    this.put('', of, 'gap');
    for (let index = 0; index < many; index += 1) {
      this.put('', of, 'gap');
      this.flowEntry(of, index, shape, column, depth);
      seen += 1;
      this.put('', of, 'gap');
      const isLast = index === many - 1;
      if (isLast && !dice.once(3)) {
        mayBreak(1);
        this.put('', of, 'gap');
        break;
      }
      if (style === 1) {
        // The comma stands in front of the next one.
        mayBreak(2);
        this.put('', of, 'gap');
      }
      layout(style === 0 || dice.once(2) ? ',' : ' ,');
      if (style !== 1) mayBreak(style === 0 ? 1 : 3);
      else isFresh = false;
      this.put('', of, 'gap');
      if (!isFresh && !(isLast && dice.once(2))) layout(` ${this.spaces(1)}`);
    }
    this.put(close, of);
  }

  private flowEntry(
    of: Entry,
    index: number,
    shape: 'map' | 'list',
    column: number,
    depth: number,
  ): void {
    const { dice } = this;
    const { name, written } = this.name(of);
    const entry = this.entry(of, shape === 'map' ? name : index);
    if (shape === 'map') {
      this.put(written, entry, 'gap', atKey);
      this.put(`: ${this.spaces(1)}`, entry);
    }
    if (depth < 4 && this.left > 0 && dice.once(4)) {
      this.flow(entry, column + 1, depth + 1, dice.once(2) ? 'map' : 'list');
    } else if (shape === 'map') this.scalar(entry, '');
    else this.put(this.item(), entry);
  }
}

/** @param size about how many entries there are */
export const handStyled = (seed: number, size: number): HandStyled =>
  new Writer(seed, size).document();

/** What is done to a document. */
export interface Change {
  readonly gone: ReadonlySet<Entry>;
  readonly set: ReadonlySet<Entry>;
  /** Maps and lists that get another entry. */
  readonly grown: ReadonlySet<Entry>;
  readonly renamed: ReadonlySet<Entry>;
}

const newName = ({ above, path }: Entry): string =>
  `renamed${above?.inside.findIndex((each) => each.path.at(-1) === path.at(-1)) ?? 0}`;

const isWithin = (entry: Entry | undefined, some: ReadonlySet<Entry>): boolean =>
  entry !== undefined && (some.has(entry) || isWithin(entry.above, some));

const isInList = (entry: Entry | undefined, some: ReadonlySet<Entry>): boolean =>
  entry !== undefined &&
  ((entry.shape === 'list' && some.has(entry)) || isInList(entry.above, some));

/** Chooses what to do, all in places that have nothing to do with each other. */
export function changeOf({ entries, root }: HandStyled, seed: number): Change {
  const dice = new Dice(seed);
  const [gone, set, grown] = [new Set<Entry>(), new Set<Entry>(), new Set<Entry>()];
  const renamed = new Set<Entry>();
  for (let times = 1 + dice.below(3); times > 0; times -= 1) {
    const entry = dice.of(entries, root);
    const isMap = entry.shape === 'map' || entry.shape === 'list';
    const isListed = entry.above?.shape === 'list';
    if (entry === root || isWithin(entry, gone)) continue;
    if (!isListed && dice.once(4)) renamed.add(entry);
    else if (isMap && dice.once(2)) grown.add(entry);
    else if (entry.shape === 'scalar' && !isListed && dice.once(2)) set.add(entry);
    else gone.add(entry);
  }
  const lists = new Set([...grown, ...[...gone].flatMap(({ above }) => above ?? [])]);
  for (const some of [gone, set, grown, renamed]) {
    for (const entry of some) {
      // A list is set as a whole: what is in its entries does not change besides.
      const list = some === grown ? entry.above : entry.above?.above;
      const isLost = isWithin(some === gone ? entry.above : entry, gone);
      if (isLost || isInList(list, lists)) some.delete(entry);
    }
  }
  // The document itself is never empty.
  const [first] = root.inside;
  if (first !== undefined && root.inside.every((entry) => gone.has(entry))) gone.delete(first);
  return { gone, set, grown, renamed };
}

/** Whether an edit takes out what an alias elsewhere means. */
export function takesAnchor({ entries }: HandStyled, { gone }: Change): boolean {
  const used = new Set(
    entries
      .filter((entry) => entry.shape === 'alias' && !isWithin(entry, gone))
      .map(({ anchor }) => anchor),
  );
  return entries.some(
    (entry) =>
      entry.shape !== 'alias' &&
      entry.anchor !== undefined &&
      used.has(entry.anchor) &&
      isWithin(entry, gone),
  );
}

/** A value that the test holds, in the shape in which people read it. */
type Value = { [key: string]: Value } | Value[] | string | number | boolean | null;

const at = (value: Value, path: YamlPath): Value =>
  path.reduce<Value>((inside, step) => {
    if (Array.isArray(inside)) return inside[Number(step)] ?? null;
    return typeof inside === 'object' && inside !== null ? (inside[step] ?? null) : null;
  }, value);

/** Does to a value what is done to the document, and says it as edits. */
export function editsOf(
  { gone, set, grown, renamed }: Change,
  read: Value,
): { readonly edits: readonly Edit[]; readonly expected: Value } {
  // Aliases share what they stand for; the copy does not.
  const expected: Value = JSON.parse(JSON.stringify(read));
  const edits: Edit[] = [];
  const lists = new Set<Entry>();
  for (const entry of set) {
    const map = at(expected, entry.path.slice(0, -1));
    const key = entry.path.at(-1) ?? '';
    if (typeof map === 'object' && map !== null && !Array.isArray(map)) map[key] = 'new word';
    edits.push({ op: 'set', path: entry.path, value: 'new word' });
  }
  for (const entry of grown) {
    const inside = at(expected, entry.path);
    if (Array.isArray(inside)) lists.add(entry);
    else if (typeof inside === 'object' && inside !== null) {
      inside['m new'] = 'member';
      edits.push({ op: 'set', path: [...entry.path, 'm new'], value: 'member' });
    }
  }
  for (const { path, above } of gone) {
    const inside = at(expected, path.slice(0, -1));
    if (Array.isArray(inside) && above !== undefined) lists.add(above);
    else if (typeof inside === 'object' && inside !== null && !Array.isArray(inside)) {
      delete inside[path.at(-1) ?? ''];
      edits.push({ op: 'remove', path });
    }
  }
  for (const list of lists) {
    const left = list.inside.flatMap((entry, index) => {
      const items = at(read, list.path);
      return gone.has(entry) || !Array.isArray(items) ? [] : [items[index] ?? null];
    });
    const value = grown.has(list) ? [...left, 'new item'] : left;
    const holder = at(expected, list.path.slice(0, -1));
    if (typeof holder === 'object' && holder !== null && !Array.isArray(holder)) {
      holder[list.path.at(-1) ?? ''] = value;
    } else if (Array.isArray(holder)) holder[Number(list.path.at(-1))] = value;
    edits.push({ op: 'set', path: list.path, value });
  }
  // What is in something is found under its old name.
  for (const entry of [...renamed].toSorted((a, b) => b.path.length - a.path.length)) {
    const map = at(expected, entry.path.slice(0, -1));
    const key = String(entry.path.at(-1));
    if (typeof map !== 'object' || map === null || Array.isArray(map)) continue;
    const { [key]: value = null, ...others } = map;
    delete map[key];
    Object.assign(map, { ...others, [newName(entry)]: value });
    edits.push({ op: 'rename', path: entry.path, name: newName(entry) });
  }
  return { edits, expected };
}

const literal = (text: string): string => text.replaceAll(/[$()*+.?[\\\]^{|}]/g, String.raw`\$&`);

/** What a document has to look like after a change: all that is not about it, byte for byte. */
export function lookAfter({ pieces }: HandStyled, change: Change): RegExp {
  const { gone, set, grown, renamed } = change;
  const isGone = (entry: Entry): boolean => isWithin(entry, gone);
  const parts = pieces.map(({ text, role, of, line, before }) => {
    if (isGone(of)) return '';
    switch (role) {
      case 'text':
        return literal(text);
      case 'comment':
        // It is about what stands on its line; where nothing does, about what follows.
        return line.length > 0 && line.every(isGone) ? '' : literal(text);
      case 'layout': {
        // Between the neighbours of what goes.
        const neighbours = [of.inside[(before ?? 0) - 1], of.inside[before ?? 0]];
        const isNear =
          neighbours.some((each) => each !== undefined && isGone(each)) ||
          (of.inside.length === 0 && grown.has(of));
        return isNear ? String.raw`[\s,]*` : literal(text);
      }
      case 'gap': {
        if (before === atKey) return renamed.has(of) ? newName(of) : literal(text);
        if (before === atValue) return set.has(of) ? 'new word' : literal(text);
        if (of.shape === 'alias' && before === undefined && text !== '') {
          return `(?:${literal(text)}|[^\\r\\n]*)`;
        }
        const isEmpty = of.inside.length > 0 && of.inside.every(isGone) && !grown.has(of);
        if (before === atColon) return isEmpty ? String.raw` (?:\{\}|\[\])` : '';
        return grown.has(of) ? '[^#]*?' : '';
      }
    }
  });
  return new RegExp(`^${parts.join('').replaceAll(/(?:\[\\s,\]\*)+/g, String.raw`[\s,]*`)}$`, 's');
}

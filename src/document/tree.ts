import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import type { Problem } from './problem.ts';
import { anchorOffset, foldName, isMergeKey, isNameNode, kindOfKey, nameOf } from './nodes.ts';
import type { SourceText } from './sourceText.ts';
import { didYouMean } from './suggest.ts';
import { isRecord } from '../records.ts';

/** How deeply lists and maps may be nested. An access file needs a tenth of this. */
export const deepest = 100;

/** The problem for nesting that is too deep to follow. */
export const tooDeep = {
  code: 'too-deep',
  message: `more than ${deepest} lists and maps are nested here`,
  suggestion: 'look for unclosed brackets; no access file needs so many levels',
} as const;

// The number of values that aliases may add: far more than any real file needs, and far less than would hurt.
const mostThroughAliases = 500_000;

/** The values of a document, and what is needed to find where each was written. */
export interface Tree {
  readonly value: Readonly<Record<string, unknown>>;
  readonly root: YAMLMap.Parsed;
  /** The target of each alias. */
  readonly targets: ReadonlyMap<Alias, ParsedNode>;
  /** Nodes that could not be read. They are not in the value, and each was reported. */
  readonly lost: ReadonlySet<ParsedNode>;
  /** The maps and lists that therefore lack something. */
  readonly lacking: ReadonlySet<ParsedNode>;
  /** The maps whose values are not those of their keys, one by one: they have keys twice, or merge others. */
  readonly uneven: ReadonlySet<ParsedNode>;
}

interface Anchored {
  readonly node: ParsedNode;
  /** Undefined until the node is read to its end. An alias inside it would never end. */
  read?: { readonly value: unknown; readonly size: number; readonly height: number };
}

/** Stops reading when continuing would cost too much, or could not end. */
class TreeTooLargeError extends Error {}

/**
 * The values of a map by name. Nothing is inherited, so that `__proto__` and `constructor` are names like any other;
 * and as Node makes them all by one constructor, small ones need a fraction of what `Object.create(null)` needs.
 */
class Values {
  [name: string]: unknown;
}
Reflect.deleteProperty(Values.prototype, 'constructor');
Reflect.setPrototypeOf(Values.prototype, null);

/** Stands for a value that could not be read. It is omitted from its map or list. */
const nothing = Symbol('unreadable');

/** Tags that only repeat the type a plain value has anyway. */
const harmlessTags = new Set(
  ['map', 'seq', 'str', 'int', 'float', 'bool', 'null'].map((name) => `tag:yaml.org,2002:${name}`),
).add('!');

/**
 * Reads the values of a parsed document: keys become strings as written, aliases and merge keys are followed,
 * and duplicate keys, unknown aliases and keys that are not names are reported. A value that aliases repeat
 * is read once and shared. The cost is bounded by the length of the text and a constant, however often
 * aliases multiply.
 * @param damaged sorted offsets of reported mistakes that affect one value each
 */
export function readTree(
  root: YAMLMap.Parsed,
  source: SourceText,
  damaged: readonly number[],
): { tree?: Tree; problems: Problem[] } {
  const reader = new TreeReader(source, damaged);
  const { targets, lost, lacking, uneven, problems } = reader;
  try {
    const value = reader.read(root);
    return { tree: { value, root, targets, lost, lacking, uneven }, problems };
  } catch (error) {
    if (error instanceof TreeTooLargeError) return { problems };
    throw error;
  }
}

class TreeReader {
  readonly problems: Problem[] = [];
  readonly targets = new Map<Alias, ParsedNode>();
  readonly lost = new Set<ParsedNode>();
  readonly lacking = new Set<ParsedNode>();
  readonly uneven = new Set<ParsedNode>();
  private readonly anchors = new Map<string, Anchored>();
  private readonly unknown: Alias.Parsed[] = [];
  private readonly source: SourceText;
  private readonly damaged: readonly number[];
  private size = 0;
  private throughAliases = 0;
  private lowest = 0;

  constructor(source: SourceText, damaged: readonly number[]) {
    this.source = source;
    this.damaged = damaged;
  }

  read(root: YAMLMap.Parsed): Record<string, unknown> {
    const read = this.value(root, 1);
    this.reportUnknown();
    if (!isRecord(read)) throw new TreeTooLargeError();
    return read;
  }

  /** Reads a node. Mistakes before it, such as a bad tag, may begin at `after`. */
  private value(node: ParsedNode | null, depth: number, after = node?.range[0] ?? 0): unknown {
    this.size += 1;
    this.lowest = Math.max(this.lowest, depth);
    if (node === null) return null;
    if (isAlias(node)) return this.alias(node, depth);
    const readable = this.isReadable(node, after);
    if (!readable) this.lost.add(node);
    const read = (): unknown => {
      const contents = this.contents(node, depth);
      return readable ? contents : nothing;
    };
    return node.anchor === undefined ? read() : this.anchored(node, node.anchor, depth, read);
  }

  private contents(node: ParsedNode, depth: number): unknown {
    if (isMap(node)) return this.map(node, depth);
    if (isSeq(node)) return this.list(node, depth);
    return isScalar(node) ? node.value : nothing;
  }

  private map(map: YAMLMap.Parsed, depth: number): Record<string, unknown> {
    const values = new Values();
    // Most maps have neither odd names nor merge keys: what is in `values` then shows which names there were.
    let written: Map<string, ParsedNode> | undefined;
    const merged: Record<string, unknown>[] = [];
    let mergeKey: ParsedNode | undefined;
    for (const [index, { key, value }] of map.items.entries()) {
      if (isMergeKey(key)) {
        if (mergeKey !== undefined) this.reportDuplicate(key, '<<', mergeKey);
        mergeKey = key;
        merged.push(...this.mergeSources(map, value, depth));
        continue;
      }
      const name = this.keyName(key);
      const read = this.value(value, depth + 1, key.range[1]);
      if (name === undefined) {
        this.lacking.add(map);
        continue;
      }
      const folded = foldName(name);
      if (folded !== name || name in values || read === nothing) {
        written ??= this.namesAmong(map.items.slice(0, index), values);
      }
      const first = written?.get(folded);
      if (first !== undefined) {
        this.uneven.add(map);
        this.reportDuplicate(key, name, first);
        continue;
      }
      written?.set(folded, key);
      if (read !== nothing) values[name] = read;
    }
    if (mergeKey === undefined) return values;
    this.uneven.add(map);
    written ??= this.namesAmong(map.items, values);
    // The map's own keys override merged ones, and the first source overrides the second.
    for (const [name, value] of merged.flatMap((one) => Object.entries(one))) {
      const folded = foldName(name);
      if (written.has(folded)) continue;
      written.set(folded, map);
      values[name] = value;
    }
    return values;
  }

  /** The keys whose values were read, by their folded names. */
  private namesAmong(
    items: YAMLMap.Parsed['items'],
    read: Readonly<Record<string, unknown>>,
  ): Map<string, ParsedNode> {
    const names = new Map<string, ParsedNode>();
    for (const { key } of items) {
      const node = isAlias(key) ? this.targets.get(key) : key;
      if (node === undefined || isMergeKey(key) || !isNameNode(node)) continue;
      const name = nameOf(node);
      if (name in read && this.isReadable(key, key.range[0])) names.set(foldName(name), key);
    }
    return names;
  }

  private list(list: YAMLSeq.Parsed, depth: number): unknown[] {
    const values = list.items.map((item) => this.value(item, depth + 1));
    if (!values.includes(nothing)) return values;
    this.lacking.add(list);
    return values.filter((value) => value !== nothing);
  }

  private mergeSources(
    map: YAMLMap.Parsed,
    value: ParsedNode | null,
    depth: number,
  ): Record<string, unknown>[] {
    const read = this.value(value, depth + 1);
    const sources: unknown[] = Array.isArray(read) ? read : [read];
    const maps = sources.filter(isRecord);
    const written = isAlias(value) ? (this.targets.get(value) ?? value) : value;
    if (written !== null && (this.lost.has(written) || this.lacking.has(written))) {
      this.lacking.add(map);
    }
    const wrong = sources.find((source) => !isRecord(source) && source !== nothing);
    if (wrong !== undefined) {
      this.lacking.add(map);
      this.report(value ?? map, {
        code: 'bad-merge',
        message: '"<<" merges the keys of a map, but this is not a map',
        suggestion: 'write an alias of a map, such as "<<: *defaults", or a list of them',
      });
    }
    return maps;
  }

  private isReadable(node: ParsedNode, after: number): boolean {
    if (node.tag !== undefined && !harmlessTags.has(node.tag)) return false;
    return !isScalar(node) || !anyWithin(this.damaged, after, node.range[1]);
  }

  private anchored(node: ParsedNode, anchor: string, depth: number, read: () => unknown): unknown {
    const anchored: Anchored = { node };
    this.anchors.set(anchor, anchored);
    const [sizeBefore, lowestBefore] = [this.size, this.lowest];
    this.lowest = depth;
    const value = read();
    anchored.read = { value, size: this.size - sizeBefore + 1, height: this.lowest - depth };
    this.lowest = Math.max(this.lowest, lowestBefore);
    return value;
  }

  private alias(alias: Alias.Parsed, depth: number): unknown {
    const anchored = this.anchors.get(alias.source);
    if (anchored === undefined) {
      this.unknown.push(alias);
      this.lost.add(alias);
      return nothing;
    }
    const { node, read } = anchored;
    this.targets.set(alias, node);
    const related = [
      {
        message: `the anchor &${alias.source} is here`,
        position: this.source.position(anchorOffset(this.source.text, node)),
      },
    ];
    if (read === undefined) {
      this.report(alias, {
        code: 'endless-alias',
        message: `*${alias.source} is inside the value it repeats, so the value would never end`,
        suggestion: 'write out the value here',
        related,
      });
      throw new TreeTooLargeError();
    }
    this.size += read.size;
    this.throughAliases += read.size;
    this.lowest = Math.max(this.lowest, depth + read.height);
    if (this.throughAliases > mostThroughAliases) {
      this.report(alias, {
        code: 'alias-bomb',
        message: `the aliases up to here repeat more than ${mostThroughAliases.toLocaleString('en')} values`,
        suggestion: 'aliases of aliases multiply; use fewer of them, or teams',
        related,
      });
      throw new TreeTooLargeError();
    }
    if (depth + read.height > deepest) {
      this.report(alias, { ...tooDeep, related });
      throw new TreeTooLargeError();
    }
    if (read.value === nothing) this.lost.add(alias);
    return read.value;
  }

  /** Returns the name of a key, or undefined if it has none, which is then reported. */
  private keyName(key: ParsedNode): string | undefined {
    if (isAlias(key)) {
      if (this.value(key, 0) === nothing) return undefined;
      const target = this.targets.get(key);
      if (target !== undefined && isNameNode(target)) return nameOf(target);
    } else if (isNameNode(key)) {
      if (!this.isReadable(key, key.range[0])) return undefined;
      const name = nameOf(key);
      if (key.anchor !== undefined) this.anchored(key, key.anchor, 0, () => name);
      if (name !== '' || key.type !== 'PLAIN') return name;
      this.report(key, {
        code: 'empty-key',
        message: 'no name before the ":"',
        suggestion: 'write a name, or quote text that begins with ":"',
      });
      return undefined;
    }
    const written = isAlias(key) ? (this.targets.get(key) ?? key) : key;
    this.report(key, {
      code: 'bad-key',
      message: `a key must be a name, but this one is ${kindOfKey(written)}`,
      suggestion: 'write a name; quote names with brackets, braces or colons',
    });
    return undefined;
  }

  private reportDuplicate(key: ParsedNode, name: string, first: ParsedNode): void {
    const firstName = isScalar(first) ? nameOf(first) : name;
    this.report(key, {
      code: 'duplicate-key',
      message:
        firstName === name
          ? `duplicate key "${name}"`
          : `duplicate key "${name}": the other one differs only in spaces or in its Unicode form`,
      suggestion:
        name === '<<'
          ? 'merge several maps with one list: "<<: [*first, *second]"'
          : 'keep one of them, and merge the values under it',
      related: [{ message: 'first defined here', position: this.source.position(first.range[0]) }],
    });
  }

  /** Runs at the end, when all anchors are known. */
  private reportUnknown(): void {
    for (const alias of this.unknown) {
      const name = alias.source;
      const later = this.anchors.has(name);
      const guess = /^[\w-]+$/.test(name) ? didYouMean(name, this.anchors.keys()) : undefined;
      this.report(alias, {
        code: 'unknown-alias',
        message: later
          ? `*${name} is used above its anchor &${name}`
          : `*${name} refers to an anchor &${name} that does not exist`,
        suggestion: later
          ? `move the value marked &${name} above its first use`
          : (guess ?? `quote text that begins with a star: "*${name}"`),
      });
    }
  }

  private report(
    node: ParsedNode,
    problem: Pick<Problem, 'code' | 'message' | 'suggestion' | 'related'>,
  ): void {
    const [start, end] = node.range;
    this.problems.push({ severity: 'error', ...problem, ...this.source.mark(start, end) });
  }
}

/** Whether a sorted list contains a number from `low` to `high`. */
function anyWithin(sorted: readonly number[], low: number, high: number): boolean {
  let from = 0;
  let to = sorted.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((sorted[middle] ?? Infinity) < low) from = middle + 1;
    else to = middle;
  }
  return (sorted[from] ?? Infinity) <= high;
}

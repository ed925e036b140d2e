import { isAlias, isCollection, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, ParsedNode, YAMLMap, YAMLSeq } from 'yaml';
import type { Position, Problem, Related } from './problem.ts';
import { anchorOffset, isMergeKey, isNameNode, nameOf } from './nodes.ts';
import type { SourceText } from './sourceText.ts';
import type { Tree } from './tree.ts';

/** The path to a value from the top of the document: names of keys, and indexes in lists from 0. */
export type YamlPath = readonly (string | number)[];

/** The content of a problem; the document adds the position. */
export interface ProblemInit {
  readonly code: string;
  readonly message: string;
  /** Default: `error`. */
  readonly severity?: Problem['severity'];
  readonly suggestion?: string | undefined;
  /** Distinguishes it from another problem with the same code at the same path. */
  readonly about?: string;
  readonly related?: readonly Related[];
  /**
   * Whether to mark the key or the value. Default: the value if it is on the same line as the key, otherwise
   * the key.
   */
  readonly what?: 'key' | 'value';
}

/**
 * The values of a YAML document with their positions. A value that comes through an alias or a merge key is
 * positioned at the anchor, the alias itself where it is used.
 */
export interface LocatedDocument {
  readonly file: string;
  readonly text: string;
  /** Read-only in every part: maps inherit nothing, and aliases share lists. */
  readonly value: Readonly<Record<string, unknown>>;
  /** Returns the position of a value or key, or of its nearest ancestor if the path does not exist. */
  locate(path: YamlPath, what?: 'key' | 'value'): Position;
  /** Returns the position of the anchor that the value came through, if any. */
  origin(path: YamlPath): Position | undefined;
  /** Returns a scalar as written, such as `1.0` or `"x"`; undefined for lists and maps. */
  written(path: YamlPath): string | undefined;
  /**
   * Whether the value at the path, or the map that would contain it, could not be read in full. That has been
   * reported, and nothing can be concluded from what is missing.
   */
  unreadable(path: YamlPath): boolean;
  /** Makes a problem with its position, its line, the length to mark and related positions. */
  problem(path: YamlPath, init: ProblemInit): Problem;
}

interface Entry {
  readonly key: ParsedNode;
  readonly value: ParsedNode | null;
  /** The aliases through which the entry was merged into the map. */
  readonly merged: readonly Alias.Parsed[];
}

interface Spot {
  readonly key?: ParsedNode;
  /** As written: aliases are not followed. */
  readonly value: ParsedNode | null;
  /** The aliases on the way here, outermost first. */
  readonly uses: readonly Alias.Parsed[];
  /** Whether this is the end of the path, not its nearest ancestor. */
  readonly found: boolean;
}

/** Makes a document of a tree. The index of each map is built when its first position is asked for. */
export function locatedDocument(source: SourceText, tree: Tree): LocatedDocument {
  const { targets, lost, lacking, uneven } = tree;
  const indexes = new Map<YAMLMap, ReadonlyMap<string, Entry>>();
  const lists = new Map<YAMLSeq, readonly ParsedNode[]>();

  const follow = (node: ParsedNode | null): ParsedNode | null =>
    isAlias(node) ? (targets.get(node) ?? node) : node;

  const keyText = (key: ParsedNode): string | undefined => {
    const node = follow(key);
    return node !== null && isNameNode(node) ? nameOf(node) : undefined;
  };

  const indexOf = (map: YAMLMap.Parsed): ReadonlyMap<string, Entry> => {
    const known = indexes.get(map);
    if (known !== undefined) return known;
    const index = new Map<string, Entry>();
    for (const { key, value } of map.items) {
      const name = isMergeKey(key) ? undefined : keyText(key);
      if (name !== undefined && !index.has(name)) index.set(name, { key, value, merged: [] });
    }
    for (const { key, value } of map.items) {
      if (!isMergeKey(key)) continue;
      const all = follow(value);
      for (const one of isSeq(all) ? itemsOf(all) : [value]) {
        const from = follow(one);
        if (!isMap(from)) continue;
        const through = [value, one].filter((node) => isAlias(node));
        for (const [name, entry] of indexOf(from)) {
          if (index.has(name)) continue;
          index.set(name, { ...entry, merged: [...new Set([...through, ...entry.merged])] });
        }
      }
    }
    indexes.set(map, index);
    return index;
  };

  /** The readable items, in the same order as in the value. */
  const itemsOf = (list: YAMLSeq.Parsed): readonly ParsedNode[] => {
    if (!lacking.has(list)) return list.items;
    const known = lists.get(list) ?? list.items.filter((item) => !lost.has(item));
    lists.set(list, known);
    return known;
  };

  const top: Spot = { value: tree.root, uses: [], found: true };
  /** Where the last search went through: entries of one map are asked for one after the other. */
  let latest: { readonly path: YamlPath; readonly spot: Spot; next: number } = {
    path: [],
    spot: top,
    next: 0,
  };

  const find = (path: YamlPath): Spot => {
    const last = path.length - 1;
    if (latest.path.length !== last || latest.path.some((step, index) => step !== path[index])) {
      const parent = path.slice(0, -1);
      latest = { path: parent, spot: walk(parent), next: 0 };
    }
    const { spot } = latest;
    const step = path[last];
    if (!spot.found || step === undefined) return spot;
    return nextIn(spot, step) ?? into(spot, step);
  };

  /** The entry that was found last, or the one below it, if one of them is meant: no index is needed for it. */
  const nextIn = ({ value: map, uses }: Spot, name: string | number): Spot | undefined => {
    if (!isMap(map) || uneven.has(map)) return undefined;
    for (const at of [latest.next - 1, latest.next]) {
      const item = map.items[at];
      if (item === undefined || keyText(item.key) !== name) continue;
      latest.next = at + 1;
      return { key: item.key, value: item.value, uses, found: true };
    }
    return undefined;
  };

  const walk = (path: YamlPath): Spot => {
    let spot = top;
    for (const step of path) {
      spot = into(spot, step);
      if (!spot.found) break;
    }
    return spot;
  };

  const into = (spot: Spot, step: string | number): Spot => {
    const inside = follow(spot.value);
    const uses = isAlias(spot.value) ? [...spot.uses, spot.value] : spot.uses;
    if (isMap(inside)) {
      const entry = indexOf(inside).get(String(step));
      if (entry === undefined) return { ...spot, found: false };
      const { key, value, merged } = entry;
      return { key, value, uses: merged.length === 0 ? uses : [...uses, ...merged], found: true };
    }
    const item = isSeq(inside) ? itemsOf(inside)[Number(step)] : undefined;
    return item === undefined ? { ...spot, found: false } : { value: item, uses, found: true };
  };

  const rangeOf = ({ key, value }: Spot, what: 'key' | 'value' | undefined): [number, number] => {
    const [start, end] = value?.range ?? key?.range ?? [0, 1];
    const block = isCollection(value) && value.flow !== true;
    const empty = value === null || start === end;
    if (key !== undefined && (what === 'key' || empty || (what === undefined && block))) {
      return [key.range[0], key.range[1]];
    }
    if (!empty) return [start, end];
    // An empty list item has no text, so its dash or bracket is marked.
    let before = start;
    while (before > 0 && /\s/.test(source.text[before - 1] ?? '')) before -= 1;
    return [Math.max(0, before - 1), before];
  };

  const anchor = (alias: Alias.Parsed): Position => {
    const target = targets.get(alias);
    return source.position(
      target === undefined ? alias.range[0] : anchorOffset(source.text, target),
    );
  };

  return {
    file: source.file,
    text: source.text,
    value: tree.value,
    locate: (path, what) => source.position(rangeOf(find(path), what)[0]),
    origin(path) {
      const { value, uses } = find(path);
      const last = isAlias(value) ? value : uses.at(-1);
      return last === undefined ? undefined : anchor(last);
    },
    written(path) {
      const { value, found } = find(path);
      const node = follow(value);
      return found && isScalar(node) ? source.text.slice(node.range[0], node.range[1]) : undefined;
    },
    unreadable(path) {
      const { value, found } = find(path);
      const inside = follow(value);
      if (value === null || inside === null) return false;
      return lacking.has(inside) || (found && (lost.has(value) || lost.has(inside)));
    },
    problem(path, { what, severity = 'error', suggestion, related = [], about, ...said }) {
      const spot = find(path);
      const { value, uses } = spot;
      const explained = [
        ...related,
        ...(isAlias(value) && what !== 'key'
          ? [{ message: `the anchor &${value.source} is here`, position: anchor(value) }]
          : []),
        ...uses.map((alias) => ({
          message: `used here, as *${alias.source}`,
          position: source.position(alias.range[0]),
        })),
      ];
      return {
        severity,
        path,
        ...said,
        ...(about !== undefined && { about }),
        ...source.mark(...rangeOf(spot, what)),
        ...(suggestion === undefined ? {} : { suggestion }),
        ...(explained.length > 0 ? { related: explained } : {}),
      };
    },
  };
}

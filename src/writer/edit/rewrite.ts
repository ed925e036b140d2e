import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Document, Node, YAMLMap, YAMLSeq } from 'yaml';
import { pathMark, says } from './edits.ts';
import type { YamlPath, Wanted } from './edits.ts';
import { Spans, indentOf, isFlow, isMergeKey, namedOf, nodeOf, rangeOf } from './nodes.ts';
import type { Named } from './nodes.ts';
import { placeFor } from './order.ts';
import { changeFlow } from './flow.ts';
import type { Addition } from './flow.ts';
import type { Splices } from './splices.ts';
import { entryText, inlineEntry, inlineText, keyText } from '../../document/yamlText.ts';
import { isRecord } from '../../records.ts';
import type { Values } from '../../records.ts';

/** A part of a file is written in a way that cannot be changed piece by piece. */
export class UnsupportedEditError extends Error {
  /** Its offset in the text. */
  readonly offset: number | undefined;

  constructor(message: string, node?: Node) {
    super(message);
    this.offset = node?.range?.[0];
  }
}

/**
 * Makes the text of a file say something else by changing only the parts that differ.
 *
 * Compares the parsed text with the intended value. An alias stays an alias as long as its anchor still
 * has the intended value for both; otherwise it is written out. A value from a merge is overridden by name.
 * @param splices of the text that was parsed
 * @param has the current value of the text
 * @throws UnsupportedEditError
 */
export function rewrite(
  document: Document,
  splices: Splices,
  has: unknown,
  wanted: Wanted,
): string {
  const { contents } = document;
  if (!isMap(contents)) throw new UnsupportedEditError('the file is not a map.');
  const result = new Rewriter(document, splices, wanted.renamed).run(contents, has, wanted.value);
  if (result === undefined) throw new UnsupportedEditError('two changes affect the same text.');
  return result;
}

class Rewriter {
  private readonly splices: Splices;
  private readonly spans: Spans;
  private readonly anchored = new Map<Node, unknown>();
  /** The key of each value. */
  private readonly keys = new Map<Node, Node>();
  private readonly document: Document;
  private readonly text: string;
  private readonly renamed: Wanted['renamed'];
  private readonly indent: number;
  /** Without aliases, equal values need no further check. */
  private readonly hasAliases: boolean;

  constructor(document: Document, splices: Splices, renamed: Wanted['renamed']) {
    this.splices = splices;
    this.spans = new Spans(splices);
    this.document = document;
    this.text = splices.text;
    this.renamed = renamed;
    this.indent = indentOf(document, this.splices);
    this.hasAliases = /[&*][^\s,[\]{}]/.test(splices.text);
  }

  run(root: YAMLMap, has: unknown, wanted: unknown): string | undefined {
    this.map(root, has, wanted, []);
    return this.splices.apply();
  }

  private visit(node: Node, has: unknown, wanted: unknown, path: YamlPath): void {
    if (isAlias(node)) {
      this.alias(node, has, wanted);
      return;
    }
    if (node.anchor !== undefined) this.anchored.set(node, wanted);
    if (!this.hasAliases && this.renamed.size === 0 && says(has, wanted)) return;
    if (isMap(node) && isRecord(wanted)) this.map(node, has, wanted, path);
    else if (isSeq(node) && Array.isArray(wanted)) this.list(node, has, wanted, path);
    else if (!says(has, wanted)) this.whole(node, wanted);
  }

  private alias(alias: Alias, has: unknown, wanted: unknown): void {
    const target = alias.resolve(this.document);
    const there = target !== undefined && this.anchored.has(target);
    if (says(there ? this.anchored.get(target) : has, wanted)) return;
    const [start, end] = rangeOf(alias);
    this.splices.replace(start, end, inlineText(wanted));
  }

  /** Replaces a value as a whole. */
  private whole(node: Node, wanted: unknown): void {
    if (!isScalar(node) && !isFlow(node))
      throw new UnsupportedEditError('a block would become a single value.', node);
    const [start] = rangeOf(node);
    const end = this.spans.contentEnd(node);
    // A comment after the indicator of a block scalar.
    const [, comment = ''] =
      /^[|>][-+\d]*([ \t]+#[^\r\n]*)/.exec(this.text.slice(start, end)) ?? [];
    this.splices.replace(start, end, `${inlineText(wanted)}${comment}`);
  }

  private map(map: YAMLMap, has: unknown, wantedValue: unknown, path: YamlPath): void {
    const wanted = isRecord(wantedValue) ? wantedValue : {};
    const own = isRecord(has) ? has : {};
    const named = namedOf(map);
    const merged = this.merged(map, own);
    const newName = ({ name }: Named): string =>
      this.renamed.get(pathMark([...path, name])) ?? name;
    const kept = named.filter((each) => Object.hasOwn(wanted, newName(each)));
    const names = new Set(named.map(newName));
    for (const name of Object.keys(merged)) {
      const isGone = !Object.hasOwn(wanted, name);
      if (isGone && !names.has(name))
        throw new UnsupportedEditError(`"${name}" comes from a merge ("<<").`, map);
    }
    for (const each of kept) {
      const { name, pair, key } = each;
      const next = newName(each);
      if (next !== name) {
        const [start, end] = rangeOf(key);
        this.splices.replace(start, end, keyText(next));
      }
      const value = nodeOf(pair.value);
      if (value === undefined) continue;
      this.keys.set(value, key);
      this.visit(value, own[name], wanted[next], [...path, name]);
    }
    const added = Object.keys(wanted).filter(
      (name) => !names.has(name) && !says(merged[name], wanted[name]),
    );
    const gone = named.filter((each) => !kept.includes(each));
    if (gone.length === 0 && added.length === 0) return;
    const fresh = added.map((name) => [name, wanted[name]] as const);
    if (isFlow(map)) {
      const keptNames = kept.map(({ name }) => name);
      const additions = fresh.map(([name, value]) => ({
        after: this.countBefore(map, kept, placeFor(name, keptNames)),
        text: inlineEntry(name, value),
      }));
      const places = gone.map(({ pair }) => map.items.indexOf(pair));
      this.flow(map, places, additions);
    } else this.block(map, named, kept, fresh, path);
  }

  /** The number of entries before a new one, counting merges, given its position among the named entries. */
  private countBefore(map: YAMLMap, kept: readonly Named[], place: number): number {
    const last = kept[place - 1];
    const before = last === undefined ? 0 : map.items.indexOf(last.pair) + 1;
    const stays = ({ key, pair }: { key: unknown; pair: unknown }): boolean =>
      isMergeKey(key) || kept.some((each) => each.pair === pair);
    return map.items.slice(0, before).filter((pair) => stays({ key: pair.key, pair })).length;
  }

  /** The values that `<<` merges into a map after everything above it is changed. */
  private merged(map: YAMLMap, has: Values): Values {
    const found: Record<string, unknown> = Object.create(null);
    for (const { key, value } of map.items) {
      if (!isMergeKey(key)) continue;
      for (const source of isSeq(value) ? value.items : [value]) {
        const target = isAlias(source) ? source.resolve(this.document) : source;
        if (!isMap(target)) continue;
        const changed = this.anchored.get(target);
        const values = isRecord(changed) ? changed : undefined;
        const names = values === undefined ? namedOf(target).map(({ name }) => name) : [];
        for (const name of values === undefined ? names : Object.keys(values)) {
          if (!Object.hasOwn(found, name)) found[name] = (values ?? has)[name];
        }
      }
    }
    return found;
  }

  private block(
    map: YAMLMap,
    named: readonly Named[],
    kept: readonly Named[],
    fresh: readonly (readonly [string, unknown])[],
    path: YamlPath,
  ): void {
    const [first] = named;
    if (first === undefined)
      throw new UnsupportedEditError('a map contains only merges ("<<").', map);
    for (const each of named) {
      if (kept.includes(each)) continue;
      const { start, end } = this.spans.extent(each);
      if (!this.spans.isFirstOnLine(start))
        throw new UnsupportedEditError(
          `"${each.name}" shares its line with another entry.`,
          each.key,
        );
      this.splices.removeLines(start, end);
    }
    const isEmpty = kept.length === 0 && fresh.length === 0 && named.length === map.items.length;
    if (isEmpty) this.afterColon(map, '{}');
    const { start } = this.spans.extent(first);
    const column = start - this.splices.lineStart(start);
    const names = kept.map(({ name }) => name);
    for (const [name, value] of fresh) {
      // The dash of a list may precede the first entry.
      const front = this.spans.isFirstOnLine(start) ? undefined : kept[0];
      const after = kept[placeFor(name, names) - 1] ?? front;
      const depth = path.length * 2;
      const lines = this.shifted(entryText(name, value, depth, this.indent), column);
      if (after !== undefined) this.splices.insertBelow(this.spans.extent(after).end, lines);
      else {
        this.splices.insertLines(this.spans.aboveComments(start), lines);
      }
    }
  }

  /** Writes `{}` or `[]` on the line of a key whose map or list became empty. Comments inside it stay. */
  private afterColon(emptied: Node, text: string): void {
    const key = this.keys.get(emptied);
    const end = key && this.spans.behindColon(key);
    if (end === undefined)
      throw new UnsupportedEditError(
        'a block would become empty, and its key has no line of its own.',
        emptied,
      );
    this.splices.replace(end, end, ` ${text}`);
  }

  private list(list: YAMLSeq, has: unknown, wanted: readonly unknown[], path: YamlPath): void {
    const own: readonly unknown[] = Array.isArray(has) ? has : [];
    const nodes = list.items.flatMap((item) => nodeOf(item) ?? []);
    const kept: number[] = [];
    const added: { readonly after: number; readonly value: unknown }[] = [];
    for (const { index, value } of paired(own, wanted)) {
      const node = index === undefined ? undefined : nodes[index];
      if (index === undefined || node === undefined) added.push({ after: kept.length, value });
      else {
        kept.push(index);
        this.visit(node, own[index], value, [...path, index]);
      }
    }
    const gone = nodes.flatMap((_, index) => (kept.includes(index) ? [] : [index]));
    if (gone.length === 0 && added.length === 0) return;
    if (isFlow(list)) {
      const additions = added.map(({ after, value }) => ({ after, text: inlineText(value) }));
      this.flow(list, gone, additions);
    } else this.blockList(list, nodes, kept, gone, added);
  }

  private blockList(
    list: YAMLSeq,
    nodes: readonly Node[],
    kept: readonly number[],
    gone: readonly number[],
    added: readonly { readonly after: number; readonly value: unknown }[],
  ): void {
    const [first] = nodes;
    if (first === undefined) throw new UnsupportedEditError('a list has no entries.', list);
    const dashOf = (node: Node): number => {
      const start = this.spans.startOf(node);
      const line = this.splices.lineStart(start);
      const before = /^([ \t]*)-[ \t]+$/.exec(this.text.slice(line, start));
      if (before === null)
        throw new UnsupportedEditError('a list entry has no line of its own.', node);
      return line + (before[1]?.length ?? 0);
    };
    const dash = dashOf(first);
    const column = dash - this.splices.lineStart(dash);
    for (const index of gone) {
      const node = nodes[index];
      if (node !== undefined) this.splices.removeLines(dashOf(node), this.spans.contentEnd(node));
    }
    if (kept.length === 0 && added.length === 0) this.afterColon(list, '[]');
    for (const { after, value } of added) {
      const lines = this.shifted(`- ${inlineText(value)}\n`, column);
      const node = nodes[kept[after - 1] ?? -1];
      if (node !== undefined) this.splices.insertBelow(this.spans.contentEnd(node), lines);
      else {
        this.splices.insertLines(this.spans.aboveComments(dash), lines);
      }
    }
  }

  /** Removes entries between brackets, by index, and adds others. */
  private flow(
    node: YAMLMap | YAMLSeq,
    gone: readonly number[],
    additions: readonly Addition[],
  ): void {
    const [open, end] = rangeOf(node);
    const place = { open, end, count: node.items.length };
    if (changeFlow(this.splices, place, new Set(gone), additions)) return;
    throw new UnsupportedEditError('the entries between brackets cannot be told apart.', node);
  }

  private shifted(lines: string, column: number): string {
    return lines.replaceAll(/^(?=[^\n])/gm, ' '.repeat(column));
  }
}

/** Pairs each intended value of a list with the index of the entry that has it, or will have it. */
function paired(
  own: readonly unknown[],
  wanted: readonly unknown[],
): readonly { readonly index: number | undefined; readonly value: unknown }[] {
  let from = 0;
  const pairs = wanted.map((value) => {
    const index = own.findIndex((each, place) => place >= from && says(each, value));
    if (index >= 0) from = index + 1;
    return { index: index < 0 ? undefined : index, value };
  });
  return pairs.map((pair, place) => {
    if (pair.index !== undefined) return pair;
    // The same number of entries between the same neighbors are the same entries with changed values.
    const before = pairs.findLastIndex(({ index }, at) => at < place && index !== undefined);
    const behind = pairs.findIndex(({ index }, at) => at > place && index !== undefined);
    const first = (pairs[before]?.index ?? -1) + 1;
    const last = pairs[behind]?.index ?? own.length;
    const isSame = last - first === (behind < 0 ? pairs.length : behind) - before - 1;
    const index = first + place - before - 1;
    return isSame && isChanged(own[index], pair.value) ? { ...pair, index } : pair;
  });
}

/** Whether a value can be edited into another instead of being replaced. */
const isChanged = (was: unknown, now: unknown): boolean =>
  (isRecord(was) && isRecord(now)) || (Array.isArray(was) && Array.isArray(now));

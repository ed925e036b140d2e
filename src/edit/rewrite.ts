import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Alias, Document, Node, YAMLMap, YAMLSeq } from 'yaml';
import { isValues, pathMark, says } from './edits.ts';
import type { Path, Values, Wanted } from './edits.ts';
import { Spans, indentOf, isFlow, isMergeKey, namedOf, nodeOf, rangeOf } from './nodes.ts';
import type { Named } from './nodes.ts';
import { placeFor } from './order.ts';
import { Splices } from './splices.ts';
import { entryText, inlineEntry, inlineText, keyText } from './write.ts';

/** Something stands in a file in a way that can not be changed piece by piece. */
export class TooTangled extends Error {}

/**
 * Makes a file's text say something else, by changing only the pieces that say otherwise.
 *
 * The parsed text and the value that is wanted are walked side by side. An alias stays one as long as its anchor still
 * says what is wanted in both places, and is written out otherwise; what a merge brings is overruled by name.
 * @param has the value that the text says now
 * @throws TooTangled
 */
export function rewrite(document: Document, text: string, has: unknown, wanted: Wanted): string {
  const { contents } = document;
  if (!isMap(contents)) throw new TooTangled('The file is no map.');
  const result = new Rewriter(document, text, wanted.renamed).run(contents, has, wanted.value);
  if (result === undefined) throw new TooTangled('Two changes want the same place.');
  return result;
}

class Rewriter {
  private readonly splices: Splices;
  private readonly spans: Spans;
  private readonly anchored = new Map<Node, unknown>();
  private readonly document: Document;
  private readonly text: string;
  private readonly renamed: Wanted['renamed'];
  private readonly indent: number;
  /** Without an alias, what is equal needs no second look. */
  private readonly hasAliases: boolean;

  constructor(document: Document, text: string, renamed: Wanted['renamed']) {
    this.splices = new Splices(text);
    this.spans = new Spans(this.splices);
    this.document = document;
    this.text = text;
    this.renamed = renamed;
    this.indent = indentOf(document, this.splices);
    this.hasAliases = /[&*][^\s,[\]{}]/.test(text);
  }

  run(root: YAMLMap, has: unknown, wanted: unknown): string | undefined {
    this.map(root, has, wanted, []);
    return this.splices.apply();
  }

  private visit(node: Node, has: unknown, wanted: unknown, path: Path): void {
    if (isAlias(node)) {
      this.alias(node, has, wanted);
      return;
    }
    if (node.anchor !== undefined) this.anchored.set(node, wanted);
    if (!this.hasAliases && this.renamed.size === 0 && says(has, wanted)) return;
    if (isMap(node) && isValues(wanted)) this.map(node, has, wanted, path);
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

  /** Another sort of value, or another value. */
  private whole(node: Node, wanted: unknown): void {
    if (!isScalar(node) && !isFlow(node)) throw new TooTangled('A block becomes a single value.');
    const [start] = rangeOf(node);
    const end = this.spans.contentEnd(node);
    this.splices.replace(start, end, this.newlines(inlineText(wanted)));
  }

  private map(map: YAMLMap, has: unknown, wantedValue: unknown, path: Path): void {
    const wanted = isValues(wantedValue) ? wantedValue : {};
    const own = isValues(has) ? has : {};
    const named = namedOf(map);
    const merged = this.merged(map, own);
    const newName = ({ name }: Named): string =>
      this.renamed.get(pathMark([...path, name])) ?? name;
    const kept = named.filter((each) => Object.hasOwn(wanted, newName(each)));
    const names = new Set(named.map(newName));
    for (const name of Object.keys(merged)) {
      const isGone = !Object.hasOwn(wanted, name);
      if (isGone && !names.has(name)) throw new TooTangled(`"${name}" comes through "<<".`);
    }
    for (const each of kept) {
      const { name, pair, key } = each;
      const next = newName(each);
      if (next !== name) {
        const [start, end] = rangeOf(key);
        this.splices.replace(start, end, keyText(next));
      }
      const value = nodeOf(pair.value);
      if (value !== undefined) this.visit(value, own[name], wanted[next], [...path, name]);
    }
    const added = Object.keys(wanted).filter(
      (name) => !names.has(name) && !says(merged[name], wanted[name]),
    );
    const gone = named.filter((each) => !kept.includes(each));
    if (gone.length === 0 && added.length === 0) return;
    const fresh = added.map((name) => [name, wanted[name]] as const);
    if (isFlow(map)) {
      const parts = named.map((each) => this.spans.extent(each));
      this.flow(
        map,
        parts,
        gone.map((each) => named.indexOf(each)),
        (kept0) =>
          fresh.map(([name, value]) => ({
            after: placeFor(
              name,
              kept0.map((index) => named[index]?.name ?? ''),
            ),
            text: inlineEntry(name, value),
          })),
      );
    } else this.block(map, named, kept, fresh, path);
  }

  /** What `<<` brings into a map once everything above it is changed. */
  private merged(map: YAMLMap, has: Values): Values {
    const found: Record<string, unknown> = Object.create(null);
    for (const { key, value } of map.items) {
      if (!isMergeKey(key)) continue;
      for (const source of isSeq(value) ? value.items : [value]) {
        const target = isAlias(source) ? source.resolve(this.document) : source;
        if (!isMap(target)) continue;
        const changed = this.anchored.get(target);
        const values = isValues(changed) ? changed : undefined;
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
    path: Path,
  ): void {
    const [first] = named;
    if (first === undefined) throw new TooTangled('A map has only merges in it.');
    for (const each of named) {
      if (kept.includes(each)) continue;
      const { start, end } = this.spans.extent(each);
      if (!this.spans.isFirstOnLine(start)) throw new TooTangled(`"${each.name}" shares its line.`);
      this.splices.removeLines(start, end);
    }
    const isEmpty = kept.length === 0 && fresh.length === 0 && named.length === map.items.length;
    if (isEmpty) this.afterColon(this.spans.extent(first).start, '{}');
    const { start } = this.spans.extent(first);
    const column = start - this.splices.lineStart(start);
    const names = kept.map(({ name }) => name);
    for (const [name, value] of fresh) {
      const after = kept[placeFor(name, names) - 1];
      const depth = path.length * 2;
      const lines = this.shifted(entryText(name, value, depth, this.indent), column);
      if (after !== undefined) this.splices.insertBelow(this.spans.extent(after).end, lines);
      else {
        const above = this.spans.aboveComments(start);
        this.splices.replace(above, above, lines);
      }
    }
  }

  /** Says on the line of a key that its map or list is empty now; comments of what was in it stay. */
  private afterColon(firstInside: number, text: string): void {
    const end = this.spans.colonAbove(firstInside);
    if (end === undefined)
      throw new TooTangled('An emptied block has no line of its own above it.');
    this.splices.replace(end, end, ` ${text}`);
  }

  private list(list: YAMLSeq, has: unknown, wanted: readonly unknown[], path: Path): void {
    const own: readonly unknown[] = Array.isArray(has) ? has : [];
    const nodes = list.items.flatMap((item) => nodeOf(item) ?? []);
    const kept: number[] = [];
    const added: { readonly after: number; readonly value: unknown }[] = [];
    let from = 0;
    for (const value of wanted) {
      const found = own.findIndex((each, index) => index >= from && says(each, value));
      if (found < 0) {
        added.push({ after: kept.length, value });
        continue;
      }
      kept.push(found);
      from = found + 1;
      const node = nodes[found];
      if (node !== undefined) this.visit(node, own[found], value, [...path, found]);
    }
    const gone = nodes.flatMap((_, index) => (kept.includes(index) ? [] : [index]));
    if (gone.length === 0 && added.length === 0) return;
    if (isFlow(list)) {
      const parts = nodes.map((node) => ({
        start: this.spans.startOf(node),
        end: this.spans.contentEnd(node),
      }));
      this.flow(list, parts, gone, () =>
        added.map(({ after, value }) => ({ after, text: inlineText(value) })),
      );
    } else this.blockList(nodes, kept, gone, added);
  }

  private blockList(
    nodes: readonly Node[],
    kept: readonly number[],
    gone: readonly number[],
    added: readonly { readonly after: number; readonly value: unknown }[],
  ): void {
    const [first] = nodes;
    if (first === undefined) throw new TooTangled('A list has nothing in it.');
    const dashOf = (node: Node): number => {
      const start = this.spans.startOf(node);
      const line = this.splices.lineStart(start);
      const before = /^([ \t]*)-[ \t]+$/.exec(this.text.slice(line, start));
      if (before === null) throw new TooTangled('An entry of a list has no line of its own.');
      return line + (before[1]?.length ?? 0);
    };
    const dash = dashOf(first);
    const column = dash - this.splices.lineStart(dash);
    for (const index of gone) {
      const node = nodes[index];
      if (node !== undefined) this.splices.removeLines(dashOf(node), this.spans.contentEnd(node));
    }
    if (kept.length === 0 && added.length === 0) this.afterColon(dash, '[]');
    for (const { after, value } of added) {
      const lines = this.shifted(`- ${inlineText(value)}\n`, column);
      const node = nodes[kept[after - 1] ?? -1];
      if (node !== undefined) this.splices.insertBelow(this.spans.contentEnd(node), lines);
      else {
        const above = this.spans.aboveComments(dash);
        this.splices.replace(above, above, lines);
      }
    }
  }

  /**
   * Changes what stands between brackets.
   * @param parts where each entry stands
   * @param gone entries to take out
   * @param fresh what to put in, and after how many of those that stay
   */
  private flow(
    node: Node,
    parts: readonly { readonly start: number; readonly end: number }[],
    gone: readonly number[],
    fresh: (
      kept: readonly number[],
    ) => readonly { readonly after: number; readonly text: string }[],
  ): void {
    const kept = parts.flatMap((_, index) => (gone.includes(index) ? [] : [index]));
    const additions = fresh(kept);
    const [open, end] = rangeOf(node);
    if (kept.length === 0) {
      const inside = additions.map(({ text }) => text).join(', ');
      this.splices.replace(open + 1, end - 1, inside);
      return;
    }
    for (const [from, to] of runsOf(gone)) {
      const next = parts[to + 1];
      const start = next === undefined ? parts[from - 1]?.end : parts[from]?.start;
      this.splices.replace(start ?? open + 1, next?.start ?? parts[to]?.end ?? end - 1, '');
    }
    const atStart = additions.filter(({ after }) => after === 0).map(({ text }) => `${text}, `);
    const head = parts[kept[0] ?? 0]?.start ?? open + 1;
    this.splices.replace(head, head, atStart.join(''));
    for (const { after, text } of additions) {
      const behind = after === 0 ? undefined : parts[kept[after - 1] ?? 0];
      if (behind !== undefined) this.splices.replace(behind.end, behind.end, `, ${text}`);
    }
  }

  private shifted(lines: string, column: number): string {
    return this.newlines(lines.replaceAll(/^(?=[^\n])/gm, ' '.repeat(column)));
  }

  private newlines(lines: string): string {
    return this.text.includes('\r\n') ? lines.replaceAll('\n', '\r\n') : lines;
  }
}

/** Neighbours of a sorted list of places, as first and last. */
function runsOf(places: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === place - 1) last[1] = place;
    else runs.push([place, place]);
  }
  return runs;
}

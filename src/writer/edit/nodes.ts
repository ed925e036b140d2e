import { isAlias, isMap, isScalar, isSeq } from 'yaml';
import type { Document, Node, Pair, YAMLMap } from 'yaml';
import type { Splices } from './splices.ts';

/** The parts of a parsed text, and their positions. */

/** An entry of a map. */
export interface Named {
  readonly name: string;
  readonly pair: Pair;
  readonly key: Node;
}

/** Positions in the text of a file. */
export class Spans {
  private readonly text: string;
  private readonly lines: Splices;

  constructor(lines: Splices) {
    this.lines = lines;
    this.text = lines.text;
  }

  /** The start of a node, including its anchor. */
  startOf(node: Node): number {
    const [start] = rangeOf(node);
    const anchor =
      isAlias(node) || node.anchor === undefined
        ? -1
        : this.text.lastIndexOf(`&${node.anchor}`, start);
    return anchor === -1 ? start : anchor;
  }

  /** The start of an entry of a map, and the end of its value. */
  extent({ pair, key }: Named): { readonly start: number; readonly end: number } {
    const value = nodeOf(pair.value);
    const start = this.startOf(key);
    // A key can be explicit: "? name", with its value on the next line.
    const [mark = ''] = /\?[ \t]+$/.exec(this.text.slice(this.lines.lineStart(start), start)) ?? [];
    return {
      start: start - mark.length,
      end: value === undefined ? rangeOf(key)[1] : this.contentEnd(value),
    };
  }

  /** The end of a node's content, without the comments and empty lines after it. */
  contentEnd(node: Node): number {
    if (!isFlow(node)) {
      const last = isMap(node) || isSeq(node) ? node.items.at(-1) : undefined;
      const inner = isMap(node) ? nodeOf(node.items.at(-1)?.value) : nodeOf(last);
      const key = isMap(node) ? nodeOf(node.items.at(-1)?.key) : undefined;
      if (inner !== undefined) return this.contentEnd(inner);
      if (key !== undefined) return rangeOf(key)[1];
    }
    const [start, end] = rangeOf(node);
    const text = this.text.slice(start, end);
    // Empty lines at the end are part of such a text.
    if (isScalar(node) && /^[|>]\d?\+/.test(text)) return start + text.replace(/\r?\n$/, '').length;
    return start + text.trimEnd().length;
  }

  /** Whether only spaces precede a position on its line. */
  isFirstOnLine(offset: number): boolean {
    return this.text.slice(this.lines.lineStart(offset), offset).trim() === '';
  }

  /** The position after the colon, and anchor, of a key whose value starts on another line. */
  behindColon(key: Node): number | undefined {
    const [, end] = rangeOf(key);
    const line = this.text.slice(end, this.lines.lineEnd(end));
    const colon = /^[ \t]*:(?:[ \t]+[&!]\S+)*(?=[ \t]*(?:[ \t]#.*)?$)/.exec(line);
    return colon === null ? undefined : end + colon[0].length;
  }

  /** The start of the comments directly above a line, which are about that line. */
  aboveComments(offset: number): number {
    let start = this.lines.lineStart(offset);
    while (start > 0) {
      const above = this.lines.lineStart(start - 1);
      if (!/^[ \t]*#/.test(this.text.slice(above, start))) break;
      start = above;
    }
    return start;
  }
}

export const isMergeKey = (key: unknown): boolean =>
  isScalar(key) && key.type === 'PLAIN' && key.source === '<<';

/** The entries of a map by their written names, without merges. */
export const namedOf = (map: YAMLMap): readonly Named[] =>
  map.items.flatMap((pair) => {
    const { key } = pair;
    if (!isScalar(key) || isMergeKey(key)) return [];
    return [{ name: key.source ?? '', pair, key }];
  });

const isNode = (value: unknown): value is Node =>
  isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);

export const nodeOf = (value: unknown): Node | undefined => (isNode(value) ? value : undefined);

export const isFlow = (node: Node): boolean => (isMap(node) || isSeq(node)) && node.flow === true;

export function rangeOf(node: Node): readonly [number, number] {
  const [start = 0, end = 0] = node.range ?? [];
  return [start, end];
}

/** The indentation of the file. */
export function indentOf({ contents }: Document, splices: Splices): number {
  if (!isMap(contents)) return 2;
  const spans = new Spans(splices);
  for (const { value } of contents.items) {
    const [first] = isMap(value) && value.flow !== true ? namedOf(value) : [];
    if (first === undefined) continue;
    const { start } = spans.extent(first);
    return Math.max(1, start - splices.lineStart(start));
  }
  return 2;
}

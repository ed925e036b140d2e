import { Document, isMap, isPair, isScalar, isSeq, visit } from 'yaml';

/** How values are written to a file, in every output. */

/** Maps up to this length are written on one line. */
const shortMap = 80;

/** The keys that may be written on one line after a name. Maps with other keys get a line per key. */
const oneLine = new Set(['name', 'role', 'developer', 'custom', 'until', 'invite', 'restricted']);

/** The entries of a map, in their order. */
export type Entries = readonly (readonly [name: string, value: unknown])[];

/** Whether the map of an item is written on one line. */
export const isShortEntry = (entries: Entries): boolean =>
  entries.length > 0 &&
  entries.every(
    ([name, value]) => oneLine.has(name) && (typeof value !== 'object' || value === null),
  ) &&
  JSON.stringify(Object.fromEntries(entries)).length <= shortMap;

/**
 * Formats a document: what is said about one item is on its line, and members are on lines of their own.
 * @param depth how far below the top of a file the document will be
 */
export function yamlOf(document: Document, depth = 0, indent = 2): string {
  visit(document, {
    Map(_key, node, path) {
      // A top-level map is not an entry, however short it is.
      if (!isPair(path.at(-1)) || path.length + depth <= 3) return;
      const entries = node.items.map(({ key, value }) => {
        const name = isScalar(key) ? String(key.value) : '';
        return [name, isScalar(value) ? value.value : value] as const;
      });
      if (isShortEntry(entries)) node.flow = true;
    },
    Seq(_key, node, path) {
      // The keys of `manage` and the entries of lists of selectors are short sentences.
      if (!isPair(path.at(-1))) node.flow = true;
      for (const item of node.items) if (isMap(item) || isSeq(item)) item.flow = true;
    },
    Scalar(key, node) {
      if (isQuoted(key, node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return escaped(document.toString({ lineWidth: 0, flowCollectionPadding: false, indent }));
}

/**
 * Whether a string needs double quotes to keep its meaning: the name of the merge key, and characters that
 * must be escaped.
 */
const isQuoted = (key: unknown, value: unknown): boolean =>
  (key === 'key' && value === '<<') || (typeof value === 'string' && /[\u007f-\u009f]/.test(value));

/** Control characters that the library leaves raw in double quotes, and that no file may contain. */
const escaped = (text: string): string =>
  text.replaceAll(/[\u007f-\u009f]/g, (sign) => `\\x${sign.codePointAt(0)?.toString(16) ?? ''}`);

/** The lines of a comment, as the library writes them: an empty one stays empty, and one with a blank has its `#` alone. */
export const commentLines = (lines: readonly string[]): readonly string[] =>
  lines
    .flatMap((line) => line.split('\n'))
    .map((line) => escaped(line === '' ? '' : `#${line === ' ' ? '' : line}`));

/** One entry of a map as lines, each with its line break. */
export const entryText = (name: string, value: unknown, depth: number, indent: number): string =>
  yamlOf(new Document(new Map([[name, value]])), depth, indent);

/** A value on one line. */
export function inlineText(value: unknown): string {
  const document = new Document({ value });
  visit(document, {
    Collection(_key, node, path) {
      if (path.length > 1) node.flow = true;
    },
    Scalar(key, node) {
      if (isQuoted(key, node.value)) node.type = 'QUOTE_DOUBLE';
      else if (typeof node.value === 'string') node.type = flowType(node.value);
    },
  });
  const text = document.toString({
    lineWidth: 0,
    flowCollectionPadding: false,
    // However long the string is, and whatever line breaks it contains.
    doubleQuotedMinMultiLineLength: Infinity,
  });
  return escaped(text.replace(/^value: /, '').trimEnd());
}

/** Block scalars need lines of their own. */
const flowType = (text: string): 'QUOTE_DOUBLE' | 'PLAIN' =>
  /[\n\r]/.test(text) ? 'QUOTE_DOUBLE' : 'PLAIN';

/** An entry inside braces. */
export const inlineEntry = (name: string, value: unknown): string =>
  inlineText({ [name]: value }).slice(1, -1);

/** A name as written before its colon. */
export const keyText = (name: string): string => entryText(name, 0, 0, 2).replace(/: 0\n$/, '');

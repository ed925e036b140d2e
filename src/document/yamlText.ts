import { Document, isMap, isPair, isScalar, isSeq, visit } from 'yaml';

/** How values are written into a file, in every output. */

/** Maps up to this many characters stand on one line. */
const shortMap = 80;

/** What may stand on one line behind a name: everything else in a file stands one below the other. */
const oneLine = new Set(['name', 'role', 'developer', 'custom', 'until', 'invite', 'restricted']);

/**
 * A document as text: what is said about one thing stands on its line, the members of a place one below the other.
 * @param depth how far its top is below the top of a file
 */
export function yamlOf(document: Document, depth = 0, indent = 2): string {
  visit(document, {
    Map(_key, node, path) {
      const parent = path.at(-1);
      if (node.items.length === 0 || !isPair(parent)) return;
      const isLeaf = node.items.every(({ value }) => isScalar(value));
      const names = node.items.map(({ key }) => (isScalar(key) ? String(key.value) : ''));
      // A map of the file's own, however short, is no entry.
      const isEntry = path.length + depth > 3 && names.every((name) => oneLine.has(name));
      if (isLeaf && isEntry && JSON.stringify(node).length <= shortMap) node.flow = true;
    },
    Seq(_key, node, path) {
      // The keys of `manage` and entries of lists of selectors are short sentences.
      if (!isPair(path.at(-1))) node.flow = true;
      for (const item of node.items) if (isMap(item) || isSeq(item)) item.flow = true;
    },
    Scalar(key, node) {
      if (isQuoted(key, node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return escaped(document.toString({ lineWidth: 0, flowCollectionPadding: false, indent }));
}

/** Whether a text means itself in double quotes alone: a name that would merge a map, and what has to be escaped. */
const isQuoted = (key: unknown, value: unknown): boolean =>
  (key === 'key' && value === '<<') || (typeof value === 'string' && /[\u007f-\u009f]/.test(value));

/** Control characters that stand raw in double quotes, and that no file may have. */
const escaped = (text: string): string =>
  text.replaceAll(/[\u007f-\u009f]/g, (sign) => `\\x${sign.codePointAt(0)?.toString(16) ?? ''}`);

/** One entry of a map as lines, each ended. */
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
    // However long, and with any line breaks in it.
    doubleQuotedMinMultiLineLength: Infinity,
  });
  return escaped(text.replace(/^value: /, '').trimEnd());
}

/** Block scalars need lines of their own. */
const flowType = (text: string): 'QUOTE_DOUBLE' | 'PLAIN' =>
  /[\n\r]/.test(text) ? 'QUOTE_DOUBLE' : 'PLAIN';

/** An entry inside of braces. */
export const inlineEntry = (name: string, value: unknown): string =>
  inlineText({ [name]: value }).slice(1, -1);

/** A name as it stands in front of its colon. */
export const keyText = (name: string): string => entryText(name, 0, 0, 2).replace(/: 0\n$/, '');

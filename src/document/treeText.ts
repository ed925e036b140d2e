import { isRecord } from '../records.ts';
import { commentLines, entryText, isShortEntry, keyText } from './yamlText.ts';
import type { Entries } from './yamlText.ts';

/** The comment above an entry, line by line without `#`. */
export interface EntryComment {
  readonly lines: readonly string[];
  /** Whether an empty line comes before it. */
  readonly isSpaced?: true;
}

const indent = 2;

/** A text that means itself without quotes wherever it stands: a name or an address in plain letters. */
const plain = /^(?:[A-Za-z][\w.@+-]*(?: [A-Za-z0-9][\w.@+-]*)*|[\w.+-]+@[A-Za-z][\w.-]*)$/;
/** Words that YAML does not read as a string. */
const notText = /^(?:null|true|false)$/i;
const longest = 200;

const isPlain = (text: string): boolean =>
  text.length <= longest && plain.test(text) && !notText.test(text);

/** A value as it is written without quotes; undefined if it must be checked how YAML reads it. */
function plainText(value: unknown): string | undefined {
  if (typeof value === 'string') return isPlain(value) ? value : undefined;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return String(value);
  return undefined;
}

/**
 * Formats a tree of maps exactly as `yamlOf` formats it as a document. A file of an account has tens of thousands of lines,
 * nearly all of them of plain words, which take no library. It is used for the others.
 * @param comment for an entry that is a map, by its path
 */
export function treeText(
  tree: ReadonlyMap<string, unknown>,
  comment: (path: readonly string[]) => EntryComment | undefined = () => undefined,
): string {
  const lines: string[] = [];

  /** Writes an entry by the library. */
  function writeByLibrary(name: string, value: unknown, path: readonly string[]): void {
    const text = entryText(name, value, path.length, indent);
    const padding = ' '.repeat(path.length * indent);
    for (const line of text.replace(/\n$/, '').split('\n')) {
      lines.push(line === '' ? '' : padding + line);
    }
  }

  /** Writes an entry of plain words. @returns whether it is one */
  function writePlain(name: string, value: unknown, depth: number): boolean {
    if (!isPlain(name)) return false;
    const head = `${' '.repeat(depth * indent)}${name}:`;
    const text = plainText(value) ?? (depth > 0 ? shortText(value) : undefined);
    if (text !== undefined) {
      lines.push(`${head} ${text}`);
      return true;
    }
    if (!Array.isArray(value) || value.length === 0) return false;
    const items = value.map(plainText);
    if (items.includes(undefined)) return false;
    lines.push(head, ...items.map((item) => `${' '.repeat((depth + 1) * indent)}- ${item}`));
    return true;
  }

  function write(entries: Entries, path: readonly string[]): void {
    const depth = path.length;
    for (const [name, value] of entries) {
      const inside = entriesOf(value);
      if (inside !== undefined) writeComment([...path, name]);
      if (writePlain(name, value, depth)) continue;
      const head = isPlain(name) ? name : keyText(name);
      // A name of many lines has its value beside it.
      if (inside === undefined || isOneLine(inside, depth) || head.includes('\n')) {
        writeByLibrary(name, value, path);
      } else {
        lines.push(`${' '.repeat(depth * indent)}${head}:`);
        write(inside, [...path, name]);
      }
    }
  }

  function writeComment(path: readonly string[]): void {
    const above = comment(path);
    if (above === undefined) return;
    // An empty line after a text that ends with one would be a part of it.
    if (above.isSpaced === true && lines.at(-1) !== '') lines.push('');
    const padding = ' '.repeat((path.length - 1) * indent);
    lines.push(...commentLines(above.lines).map((line) => padding + line));
  }

  write([...tree], []);
  return `${lines.join('\n')}\n`;
}

const isOneLine = (entries: Entries, depth: number): boolean =>
  entries.length === 0 || (depth > 0 && isShortEntry(entries));

/** The entries of a map; undefined for anything else. */
function entriesOf(value: unknown): Entries | undefined {
  const isObject = isRecord(value) && Object.getPrototypeOf(value) === Object.prototype;
  if (!(value instanceof Map) && !isObject) return undefined;
  const all: Entries = value instanceof Map ? [...value] : Object.entries(value);
  return all.filter(([, each]) => each !== undefined);
}

/** A short entry on one line; undefined if it is not short, or not of plain words. */
function shortText(value: unknown): string | undefined {
  const entries = entriesOf(value);
  if (entries === undefined) return undefined;
  if (entries.length === 0) return '{}';
  if (!isShortEntry(entries)) return undefined;
  const pieces = entries.map(([name, each]) => {
    const text = plainText(each);
    return text === undefined ? undefined : `${name}: ${text}`;
  });
  return pieces.includes(undefined) ? undefined : `{${pieces.join(', ')}}`;
}

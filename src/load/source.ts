import { isUtf8 } from 'node:buffer';
import { createReadStream, lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { Problem } from '../document/problem.ts';
import { allOf } from '../document/phrases.ts';
import { sourceText } from '../document/sourceText.ts';
import { closest } from '../document/suggest.ts';
import { emptyFile } from '../document/yaml.ts';
import { shellWord } from '../text.ts';

const megabyte = 1024 * 1024;
const largest = 20 * megabyte;

/** The name of standard input in positions. */
export const standardInput = '<stdin>';

/** A source of bytes other than a file. */
type Bytes = AsyncIterable<Uint8Array | string>;

/**
 * Reads a file of at most 20 MB of UTF-8 text; `-` is standard input. Returns its text without a byte order
 * mark and its name in positions, or what is wrong with it. It does not throw for anything people can do to a
 * file.
 * @param stdin what `-` reads
 * @param within the folder that a link must not lead out of
 */
export async function readSource(
  path: string,
  stdin?: Bytes,
  within = dirname(path),
): Promise<{ text: string; file: string } | { problems: Problem[] }> {
  const file = path === '-' ? standardInput : path;
  try {
    const bytes =
      path === '-' ? await collect(stdin ?? process.stdin) : await readFileOf(path, within);
    if (!(bytes instanceof Uint8Array)) return { problems: [bytes] };
    return decode(bytes, file);
  } catch (thrown) {
    return { problems: [await cannotRead(path, thrown)] };
  }
}

async function readFileOf(path: string, within: string): Promise<Uint8Array | Problem> {
  // At once, as threads and streams take longer to make than a file takes to read.
  const stats = statSync(path);
  if (leadsAway(path, stats, within)) return behindLink(path);
  if (stats.isDirectory()) return isFolder(path);
  if (!isReadable(stats)) return error('not-a-file', `${path} is not a file`, 'name a YAML file');
  // Large files are rejected before reading; the size of a pipe is only known by reading it.
  if (stats.size > largest) return tooLarge(path, stats.size);
  if (!stats.isFile()) return collect(createReadStream(path), path);
  const bytes = readFileSync(path);
  // It may have grown.
  return bytes.length > largest ? tooLarge(path, bytes.length) : bytes;
}

/**
 * Where the system keeps links to what a process was given: `-f /dev/stdin`, `-f <(…)`. No checkout is there.
 */
const systems = ['dev', 'proc'];

/**
 * Whether a path is a link to anything but a file in the folder or below it. A checkout can contain any link,
 * and error messages show lines of the file that is read.
 */
export function leadsAway(path: string, stats: Stats, within: string): boolean {
  if (!lstatSync(path).isSymbolicLink()) return false;
  const real = realpathSync.native;
  const folder = real(dirname(path));
  if (systems.includes(folder.split(sep)[1] ?? '')) return false;
  return !stats.isFile() || !isBelow(real(within), real(path));
}

/** Whether a path is in a folder or below it. Both must be free of links. */
function isBelow(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way.split(sep)[0] !== '..' && !isAbsolute(way);
}

const behindLink = (path: string): Problem =>
  error(
    'leads-outside',
    `${path} was not read: it is a link that does not point to a file in its own folder`,
    'replace the link with the file, or use the path of the file',
  );

function isReadable(stats: Stats): boolean {
  return stats.isFile() || stats.isFIFO() || stats.isCharacterDevice();
}

async function collect(bytes: Bytes, name = standardInput): Promise<Uint8Array | Problem> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bytes) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    size += part.length;
    if (size > largest) return tooLarge(name, undefined);
    chunks.push(part);
  }
  return Buffer.concat(chunks, size);
}

function decode(
  bytes: Uint8Array,
  file: string,
): { text: string; file: string } | { problems: Problem[] } {
  const refused = notText(bytes, file);
  if (refused !== undefined) return { problems: [refused] };
  if (!isUtf8(bytes)) return { problems: [notUtf8(bytes, file)] };
  const text = new TextDecoder().decode(bytes);
  if (!/^[^\S\n]*[^\s#]/m.test(text)) return { problems: [emptyFile(file)] };
  return { text, file };
}

function notText(bytes: Uint8Array, file: string): Problem | undefined {
  const [first = 0, second = 0] = bytes;
  const zero = bytes.indexOf(0);
  const hasMark = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // Western text in UTF-16 has a zero in every second byte.
  const isPaired =
    bytes.length > 3 && zero < 2 && zero >= 0 && bytes[zero + 2] === 0 && bytes[zero + 1] !== 0;
  if (hasMark || isPaired) {
    return error(
      'utf-16',
      `${file} is saved as UTF-16, but must be UTF-8`,
      'save it as UTF-8; in Windows PowerShell, write files with "-Encoding utf8"',
    );
  }
  if (zero === -1) return undefined;
  return error('binary-file', `${file} is not text: it contains NUL bytes`, 'name a YAML file');
}

function notUtf8(bytes: Uint8Array, file: string): Problem {
  const at = firstInvalid(bytes);
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(0, at));
  const after = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes.subarray(at, at + 1000));
  const byte = (bytes[at] ?? 0).toString(16).toUpperCase();
  return {
    ...error(
      'not-utf-8',
      `the byte 0x${byte} here is not UTF-8: the file is saved in another encoding`,
      'save it as UTF-8; your editor shows the current encoding, often Windows-1252 or Latin-1',
    ),
    ...sourceText(before + after, file).mark(before.replace(/^\ufeff/, '').length, 0),
  };
}

/** Finds the first invalid byte by bisection: exactly the parts before it can be decoded. */
function firstInvalid(bytes: Uint8Array): number {
  let good = 0;
  let bad = bytes.length;
  while (bad - good > 1) {
    const middle = (good + bad) >>> 1;
    if (isStartOfUtf8(bytes.subarray(0, middle))) good = middle;
    else bad = middle;
  }
  // A character may have begun before the invalid byte.
  while (good > 0 && !isUtf8(bytes.subarray(0, good))) good -= 1;
  return good;
}

function isStartOfUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

async function cannotRead(path: string, thrown: unknown): Promise<Problem> {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  switch (code) {
    case 'ENOENT':
      return error('file-not-found', `no such file: ${path}`, await nearby(path));
    case 'ENOTDIR':
      return error('file-not-found', `no such file: ${path} (a part of the path is not a folder)`);
    case 'EACCES':
    case 'EPERM':
      return error('no-permission', `no permission to read ${path}`, `check with "ls -l ${path}"`);
    default: {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      return error('unreadable-file', `cannot read ${path}: ${why}`);
    }
  }
}

async function isFolder(path: string): Promise<Problem> {
  const [first] = (await yamlFilesIn(path)) ?? [];
  const suggestion =
    first === undefined ? 'name a YAML file' : `did you mean "${join(path, first)}"?`;
  return error('not-a-file', `${path} is a folder, not a file`, suggestion);
}

/** Suggests files in the same folder, and how to get a first one. */
async function nearby(path: string): Promise<string> {
  const folder = dirname(path);
  const names = await yamlFilesIn(folder);
  if (names === undefined) return `no such folder: ${folder}`;
  const guess = closest(basename(path), names) ?? names.find((name) => name.startsWith('access.'));
  if (guess !== undefined)
    return `did you mean "${join(folder, guess)}"? Or ${firstFileHint(path)}`;
  if (names.length === 0) return `pass your file with --file, or ${firstFileHint(path)}`;
  const shown = names.slice(0, 5);
  if (names.length > 5) shown.push(`${names.length - 5} more`);
  return `that folder has ${allOf(shown)}; or ${firstFileHint(path)}`;
}

/** How to get a first file, also where there are others. */
const firstFileHint = (path: string): string =>
  `write a first one: ax-access init${path === 'access.yaml' ? '' : ` -f ${shellWord(path)}`}`;

/** Undefined for a folder that cannot be read. */
async function yamlFilesIn(folder: string): Promise<string[] | undefined> {
  try {
    const names = await readdir(folder);
    const yaml = names.filter((name) => /\.ya?ml$/i.test(name)).toSorted();
    // The usual name first.
    return yaml.toSorted(
      (a, b) => Number(b.startsWith('access.')) - Number(a.startsWith('access.')),
    );
  } catch {
    return undefined;
  }
}

function tooLarge(path: string, size: number | undefined): Problem {
  const is = size === undefined ? 'larger than 20 MB' : `${Math.round(size / megabyte)} MB`;
  return error(
    'too-large',
    `${path} is ${is}; the limit is 20 MB`,
    'check that this is the right file',
  );
}

function error(code: string, message: string, suggestion?: string): Problem {
  return { severity: 'error', code, message, ...(suggestion === undefined ? {} : { suggestion }) };
}

import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, posix } from 'node:path';
import { byText, fitsPattern } from '../names.ts';
import type { Problem, Position } from '../document/problem.ts';
import type { Source } from '../model.ts';
import type { LocatedDocument, ProblemInit } from '../document/locatedDocument.ts';
import { leadsAway, readSource, standardInput } from './source.ts';

/**
 * Reads the files that a file includes: those in its own folder and below that fit one of its patterns, each once, in
 * the order of their names. A file that is missing would look like everything in it being taken away, so a pattern
 * that fits nothing is an error, and so is a link on the way: none is followed to a folder, and none out of this one.
 */
export async function readIncluded(
  document: LocatedDocument,
): Promise<{ sources: readonly Source[]; problems: readonly Problem[] }> {
  const { include } = document.value;
  if (!Array.isArray(include)) return { sources: [], problems: [] };
  const problems: Problem[] = [];
  const found = new Map<string, Position>();
  const folder = dirname(document.file);
  const walk: Walk = { entries: new Map(), looks: 0 };
  for (const [index, pattern] of include.entries()) {
    if (typeof pattern !== 'string' || pattern.trim() === '') continue;
    const at = ['include', index];
    const complain = (init: ProblemInit): void => {
      problems.push(document.problem(at, init));
    };
    const wrong = wrongPattern(pattern, document.file);
    if (wrong !== undefined) {
      complain(wrong);
      continue;
    }
    // eslint-disable-next-line no-await-in-loop -- a few patterns, told in their order
    const { files, links } = await fitting(
      folder,
      posix.normalize(pattern.trim()).split('/'),
      walk,
    );
    for (const link of links) complain(isLink(link));
    const own = files.filter((file) => file !== document.file);
    if (walk.looks > most.looks) complain(tooMuch(`more than ${most.looks} names`));
    else if (own.length === 0 && links.length === 0) complain(fitsNothing(pattern));
    for (const file of own) {
      // eslint-disable-next-line no-await-in-loop
      const wrongFile = await noFile(file, folder);
      if (wrongFile === undefined) found.set(file, found.get(file) ?? document.locate(at));
      else complain(wrongFile);
    }
    if (found.size > most.files) complain(tooMuch(`more than ${most.files} files`));
    if (walk.looks > most.looks || found.size > most.files) return { sources: [], problems };
  }
  const sources: Source[] = [];
  let length = 0;
  for (const [file, position] of [...found].toSorted(([a], [b]) => byText(a, b))) {
    // eslint-disable-next-line no-await-in-loop
    const read = await readSource(file, undefined, folder);
    if ('text' in read) sources.push(read);
    else problems.push(...read.problems.map((each) => ({ position, ...each })));
    length += sources.at(-1)?.text.length ?? 0;
    if (length > most.text) {
      problems.push(document.problem(['include'], tooMuch('more than 50 MB in all')));
      break;
    }
  }
  return { sources, problems };
}

/** How much is looked at for one file: far more than people write, and nothing that keeps a machine busy. */
const most = { looks: 1_000_000, files: 1000, text: 50 * 1024 * 1024 };

/**
 * Which of some paths a file would include, for files that lie in no folder: those of a commit.
 * @param names paths from the file's own folder, with `/`
 */
export function includedAmong(
  { value }: Pick<LocatedDocument, 'value'>,
  names: readonly string[],
): readonly string[] {
  const { include } = value;
  const patterns = (Array.isArray(include) ? include : [])
    .filter((pattern) => typeof pattern === 'string')
    .map((pattern) => posix.normalize(pattern.trim()).split('/'));
  const isIncluded = (name: string): boolean => {
    const parts = name.split('/');
    return patterns.some(
      (pattern) =>
        pattern.length === parts.length &&
        pattern.every((part, index) => isFitting(part, parts[index] ?? '')),
    );
  };
  return names.filter(isIncluded).toSorted(byText);
}

/** Whether a name fits a part of a pattern; what begins with a dot is named by what begins with one. */
const isFitting = (part: string, name: string): boolean =>
  fitsPattern(part, name) && (part.startsWith('.') || !name.startsWith('.'));

function wrongPattern(pattern: string, file: string): ProblemInit | undefined {
  if (file === standardInput) {
    return {
      code: 'include-from-stdin',
      message: 'the standard input has no folder to include files from',
      suggestion: 'name the file with -f',
    };
  }
  const parts = pattern.trim().split('/');
  if (isAbsolute(pattern.trim()) || /^[A-Za-z]:|\\/.test(pattern) || parts.includes('..')) {
    return {
      code: 'include-outside',
      message: 'only files in the folder of this file, and below, can be included',
      suggestion: 'write a path from here without "..", such as teams/*.yaml',
    };
  }
  return undefined;
}

const fitsNothing = (pattern: string): ProblemInit => ({
  code: 'include-nothing',
  message: pattern.includes('*')
    ? `no file fits "${pattern}"`
    : `there is no file "${pattern}" beside this one`,
  suggestion: 'correct it, or take it out: what a missing file lists would count as not listed',
});

const isLink = (path: string): ProblemInit => ({
  code: 'include-link',
  message: `${path} is a link, and no link to a folder is followed`,
  suggestion: 'name the folder itself',
});

const tooMuch = (what: string): ProblemInit => ({
  code: 'include-too-much',
  message: `the files to include are ${what}`,
  suggestion: 'name the folders that they are in',
});

/** What is wrong with a file by what it is: a link that leads elsewhere, a pipe, a folder behind a link. */
async function noFile(file: string, folder: string): Promise<ProblemInit | undefined> {
  try {
    const stats = await stat(file);
    if (await leadsAway(file, stats, folder)) {
      return {
        code: 'include-outside',
        message: `${file} is a link that leads out of the folder of this file`,
        suggestion: 'put the file itself there',
      };
    }
    return stats.isFile() ? undefined : { code: 'not-a-file', message: `${file} is not a file` };
  } catch {
    // It is gone, or leads nowhere: reading it says so.
    return undefined;
  }
}

/** What was looked at for all patterns of a file: each folder once. */
interface Walk {
  readonly entries: Map<string, ReadonlyMap<string, Dirent>>;
  /** How many names were compared. */
  looks: number;
}

interface Fitting {
  readonly files: readonly string[];
  /** Links to folders that fit a part of the pattern. */
  readonly links: readonly string[];
}

/** Paths below a folder that fit the parts of a pattern; `*` stands for any characters of one name. */
async function fitting(folder: string, parts: readonly string[], walk: Walk): Promise<Fitting> {
  const [part = '', ...rest] = parts;
  const wanted = named(part, await entriesOf(folder, walk), walk);
  const paths = wanted.map((entry) => ({ entry, path: join(folder, entry.name) }));
  if (rest.length === 0) {
    const files = paths.filter(({ entry }) => !entry.isDirectory());
    return { files: files.map(({ path }) => path), links: [] };
  }
  const found: Fitting[] = [];
  for (const { entry, path } of paths) {
    if (walk.looks > most.looks) break;
    // eslint-disable-next-line no-await-in-loop -- one folder after the other: they are counted
    if (entry.isDirectory()) found.push(await fitting(path, rest, walk));
    // eslint-disable-next-line no-await-in-loop
    else if (entry.isSymbolicLink() && (await isFolder(path)))
      found.push({ files: [], links: [path] });
  }
  return { files: found.flatMap(({ files }) => files), links: found.flatMap(({ links }) => links) };
}

function named(part: string, entries: ReadonlyMap<string, Dirent>, walk: Walk): readonly Dirent[] {
  if (!part.includes('*')) {
    walk.looks += 1;
    return [entries.get(part) ?? []].flat();
  }
  walk.looks += entries.size;
  return [...entries.values()].filter(({ name }) => isFitting(part, name));
}

async function entriesOf(folder: string, walk: Walk): Promise<ReadonlyMap<string, Dirent>> {
  const known = walk.entries.get(folder);
  if (known !== undefined) return known;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const byName = new Map(entries.map((entry) => [entry.name, entry]));
  walk.entries.set(folder, byName);
  return byName;
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );

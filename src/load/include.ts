import type { Dirent } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join, posix, relative } from 'node:path';
import { byText, fitsPattern } from '../names.ts';
import type { Problem, Position } from '../document/problem.ts';
import { allOf } from '../document/phrases.ts';
import type { Source } from '../model.ts';
import type { LocatedDocument, ProblemInit, YamlPath } from '../document/locatedDocument.ts';
import { leadsAway, readSource, standardInput } from './source.ts';

/**
 * Reads the files that match the patterns of `include`, in the folder of the file or below it, each once and
 * in the order of their names. Entries of a missing file would look like removals, so a pattern without a
 * match is an error. So is a link to a folder, or to a file outside. YAML files next to the included ones
 * that no pattern matches are a notice.
 */
export async function readIncluded(
  document: LocatedDocument,
): Promise<{ sources: readonly Source[]; problems: readonly Problem[] }> {
  const { include } = document.value;
  if (!Array.isArray(include)) return { sources: [], problems: [] };
  const problems: Problem[] = [];
  const found = new Map<string, Position>();
  const taken: Taken[] = [];
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
    // eslint-disable-next-line no-await-in-loop -- a few patterns, reported in order
    const { files, links } = await fitting(folder, partsOf(pattern), walk);
    for (const link of links) complain(isLink(link));
    const own = files.filter((file) => file !== document.file);
    if (walk.looks > most.looks)
      complain(tooMuch(`more than ${most.looks.toLocaleString('en')} names to check`));
    else if (own.length === 0 && links.length === 0) complain(fitsNothing(pattern));
    for (const file of own) {
      // eslint-disable-next-line no-await-in-loop
      const wrongFile = await noFile(file, folder);
      if (wrongFile === undefined) found.set(file, found.get(file) ?? document.locate(at));
      else complain(wrongFile);
    }
    if (pattern.includes('*')) taken.push({ at, pattern: pattern.trim(), files: own });
    if (found.size > most.files)
      complain(tooMuch(`more than ${most.files.toLocaleString('en')} files`));
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
      problems.push(document.problem(['include'], tooMuch('more than 50 MB in total')));
      break;
    }
  }
  if (problems.length > 0) return { sources, problems };
  return { sources, problems: await passedOver(taken, new Set(found.keys()), document, walk) };
}

/** A pattern and the files it matches. */
interface Taken {
  readonly at: YamlPath;
  readonly pattern: string;
  readonly files: readonly string[];
}

/**
 * Reports YAML files next to or below matched files that no pattern matches: a file with another ending, or
 * in a folder of its own, would be forgotten silently.
 */
async function passedOver(
  taken: readonly Taken[],
  included: ReadonlySet<string>,
  document: LocatedDocument,
  walk: Walk,
): Promise<readonly Problem[]> {
  const folder = dirname(document.file);
  const told = new Set([...included, document.file]);
  const problems: Problem[] = [];
  for (const { at, pattern, files } of taken) {
    const missed: string[] = [];
    for (const beside of new Set(files.map((file) => dirname(file)))) {
      // Below the folder of the file itself is the rest of a checkout.
      // eslint-disable-next-line no-await-in-loop -- folders are counted, and mostly known already
      for (const file of await yamlFilesIn(beside, beside !== folder, walk)) {
        if (!told.has(file)) missed.push(file);
        told.add(file);
      }
    }
    if (missed.length > 0)
      problems.push(document.problem(at, isPassedOver(pattern, missed, folder)));
  }
  return problems;
}

async function yamlFilesIn(folder: string, deep: boolean, walk: Walk): Promise<readonly string[]> {
  const entries = [...(await entriesOf(folder, walk)).values()].filter(
    ({ name }) => !name.startsWith('.'),
  );
  walk.looks += entries.length;
  const files = entries
    .filter((entry) => !entry.isDirectory() && /\.ya?ml$/i.test(entry.name))
    .map(({ name }) => join(folder, name));
  if (!deep) return files;
  for (const entry of entries) {
    if (!entry.isDirectory() || walk.looks > most.looks) continue;
    // eslint-disable-next-line no-await-in-loop
    files.push(...(await yamlFilesIn(join(folder, entry.name), true, walk)));
  }
  return files;
}

function isPassedOver(pattern: string, files: readonly string[], folder: string): ProblemInit {
  const names = files.map((file) => relative(folder, file)).toSorted(byText);
  const missed = names.slice(0, 3);
  if (names.length > 3) missed.push(`${names.length - 3} more`);
  const isOne = names.length === 1;
  return {
    severity: 'notice',
    code: 'not-included',
    message: `${allOf(missed)} ${isOne ? 'is' : 'are'} not included: "${pattern}" does not match ${isOne ? 'it' : 'them'}`,
    suggestion: `add a pattern that does (\`**\` matches folders at any depth), or move the ${isOne ? 'file' : 'files'} elsewhere`,
  };
}

/** The parts of a pattern. A trailing `**` matches every file below. */
function partsOf(pattern: string): readonly string[] {
  const parts = posix.normalize(pattern.trim()).split('/');
  const short = parts.filter((part, index) => part !== anyDepth || parts[index - 1] !== anyDepth);
  return short.at(-1) === anyDepth ? [...short, '*'] : short;
}

/** Matches any number of folders, including none. */
const anyDepth = '**';

/** How much is checked for one file: far more than people write, and not enough to keep a machine busy. */
const most = { looks: 1_000_000, files: 1000, text: 50 * 1024 * 1024 };

/**
 * The paths that a file would include, for files that are not in a folder, such as those of a commit.
 * @param names paths relative to the folder of the file, with `/`
 */
export function includedAmong(
  { value }: Pick<LocatedDocument, 'value'>,
  names: readonly string[],
): readonly string[] {
  const { include } = value;
  const patterns = (Array.isArray(include) ? include : [])
    .filter((pattern) => typeof pattern === 'string')
    .map(partsOf);
  return names
    .filter((name) => patterns.some((pattern) => isPathFitting(pattern, name.split('/'))))
    .toSorted(byText);
}

function isPathFitting(
  [part, ...rest]: readonly string[],
  [name, ...deeper]: readonly string[],
): boolean {
  if (part === undefined || name === undefined) return part === name;
  if (part !== anyDepth) return isFitting(part, name) && isPathFitting(rest, deeper);
  if (isPathFitting(rest, [name, ...deeper])) return true;
  return deeper.length > 0 && isFitting('*', name) && isPathFitting([part, ...rest], deeper);
}

/** Whether a name matches a part of a pattern. A leading dot must be matched by a leading dot. */
const isFitting = (part: string, name: string): boolean =>
  fitsPattern(part, name) && (part.startsWith('.') || !name.startsWith('.'));

function wrongPattern(pattern: string, file: string): ProblemInit | undefined {
  if (file === standardInput) {
    return {
      code: 'include-from-stdin',
      message: 'standard input has no folder to include files from',
      suggestion: 'pass the file with -f instead',
    };
  }
  const parts = pattern.trim().split('/');
  if (isAbsolute(pattern.trim()) || /^[A-Za-z]:|\\/.test(pattern) || parts.includes('..')) {
    return {
      code: 'include-outside',
      message: 'only files in or below the folder of this file can be included',
      suggestion: 'write a path relative to this file without "..", such as teams/*.yaml',
    };
  }
  return undefined;
}

const fitsNothing = (pattern: string): ProblemInit => ({
  code: 'include-nothing',
  message: pattern.includes('*') ? `no file matches "${pattern}"` : `no such file: "${pattern}"`,
  suggestion: 'correct or remove it; entries in a missing file would count as not listed',
});

const isLink = (path: string): ProblemInit => ({
  code: 'include-link',
  message: `${path} is a link to a folder; links to folders are not followed`,
  suggestion: 'use the path of the folder itself',
});

const tooMuch = (what: string): ProblemInit => ({
  code: 'include-too-much',
  message: `too much to include: ${what}`,
  suggestion: 'use narrower patterns',
});

/** Rejects links that lead elsewhere and anything that is not a file, such as a pipe. */
async function noFile(file: string, folder: string): Promise<ProblemInit | undefined> {
  try {
    const stats = await stat(file);
    if (leadsAway(file, stats, folder)) {
      return {
        code: 'include-outside',
        message: `${file} is a link that does not point to a file in the folder of this file`,
        suggestion: 'replace the link with the file',
      };
    }
    return stats.isFile() ? undefined : { code: 'not-a-file', message: `${file} is not a file` };
  } catch {
    // The file is gone, or a link leads nowhere: reading it reports that.
    return undefined;
  }
}

/** What has been checked for all patterns of a file. Each folder is read once. */
interface Walk {
  readonly entries: Map<string, ReadonlyMap<string, Dirent>>;
  /** The number of names compared. */
  looks: number;
}

interface Fitting {
  readonly files: readonly string[];
  /** Links to folders that match a part of the pattern. */
  readonly links: readonly string[];
}

/**
 * Paths below a folder that match the parts of a pattern: `*` is any characters of a name, `**` any number of
 * folders.
 */
async function fitting(folder: string, parts: readonly string[], walk: Walk): Promise<Fitting> {
  const [part = '', ...rest] = parts;
  if (part === anyDepth) {
    const here = await fitting(folder, rest, walk);
    const below = await fitting(folder, ['*', anyDepth, ...rest], walk);
    return { files: [...here.files, ...below.files], links: [...here.links, ...below.links] };
  }
  const wanted = named(part, await entriesOf(folder, walk), walk);
  const paths = wanted.map((entry) => ({ entry, path: join(folder, entry.name) }));
  if (rest.length === 0) {
    const files = paths.filter(({ entry }) => !entry.isDirectory());
    return { files: files.map(({ path }) => path), links: [] };
  }
  const found: Fitting[] = [];
  for (const { entry, path } of paths) {
    if (walk.looks > most.looks) break;
    // eslint-disable-next-line no-await-in-loop -- in sequence, because folders are counted
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

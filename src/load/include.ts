import { readdir, realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, posix, relative } from 'node:path';
import { byText } from '../names.ts';
import type { Problem, Position } from '../problem.ts';
import type { Source } from '../model.ts';
import type { LocatedDocument, ProblemInit } from './locatedDocument.ts';
import { readSource, standardInput } from './source.ts';

/**
 * Reads the files that a file includes: those in its own folder and below that fit one of its patterns, each once, in
 * the order of their names. A file that is missing would look like everything in it being taken away, so a pattern
 * that fits nothing is an error.
 */
export async function readIncluded(
  document: LocatedDocument,
): Promise<{ sources: readonly Source[]; problems: readonly Problem[] }> {
  const { include } = document.value;
  if (!Array.isArray(include)) return { sources: [], problems: [] };
  const problems: Problem[] = [];
  const found = new Map<string, Position>();
  const folder = dirname(document.file);
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
    const names = await fitting(folder, posix.normalize(pattern.trim()).split('/'));
    const own = names.map((name) => join(folder, name)).filter((file) => file !== document.file);
    if (own.length === 0) complain(fitsNothing(pattern));
    for (const file of own) {
      // eslint-disable-next-line no-await-in-loop
      if (await isInside(folder, file)) found.set(file, found.get(file) ?? document.locate(at));
      else complain(leadsOutside(file));
    }
  }
  const sources: Source[] = [];
  for (const [file, position] of [...found].toSorted(([a], [b]) => byText(a, b))) {
    // eslint-disable-next-line no-await-in-loop
    const read = await readSource(file);
    if ('text' in read) sources.push(read);
    else problems.push(...read.problems.map((each) => ({ position, ...each })));
  }
  return { sources, problems };
}

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
  fits(part, name) && (part.startsWith('.') || !name.startsWith('.'));

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

const leadsOutside = (file: string): ProblemInit => ({
  code: 'include-outside',
  message: `${file} is a link that leads out of the folder of this file`,
  suggestion: 'put the file itself there',
});

/** Paths below a folder that fit the parts of a pattern; `*` stands for any characters of one name. */
async function fitting(folder: string, parts: readonly string[]): Promise<readonly string[]> {
  const [part = '', ...rest] = parts;
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const wanted = entries.filter(({ name }) => isFitting(part, name));
  if (rest.length === 0) {
    const files = wanted.filter((entry) => !entry.isDirectory());
    return files.map(({ name }) => name);
  }
  const below = await Promise.all(
    wanted.map(async ({ name }) => {
      const inside = await fitting(join(folder, name), rest);
      return inside.map((path) => join(name, path));
    }),
  );
  return below.flat();
}

/** Whether a name fits a pattern. What stands between stars is found from left to right, so no pattern is slow. */
function fits(pattern: string, name: string): boolean {
  const [first = '', ...others] = pattern.split('*');
  const last = others.pop();
  if (last === undefined) return first === name;
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let from = first.length;
  for (const part of others) {
    const at = name.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from + last.length <= name.length;
}

/** Whether a file lies below a folder once every link is followed. */
async function isInside(folder: string, file: string): Promise<boolean> {
  try {
    const way = relative(await realpath(folder), await realpath(file));
    return !way.startsWith('..') && !isAbsolute(way);
  } catch {
    // It is gone, or leads nowhere: reading it says so.
    return true;
  }
}

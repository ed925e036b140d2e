import { messageOf, withoutStop } from '../errorText.ts';
import { lstat, readFile, realpath } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { dirname, join, posix, resolve } from 'node:path';
import { ignoredByGit, repositoryAround } from '../git.ts';
import type { Obstacle } from './destination.ts';
import { wrongPath } from './destination.ts';
import { codeOf } from '../systemError.ts';

/** What a command knows about its machine. */
export interface Machine {
  /** The working folder, to which paths of secrets are relative. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The machine, and the files that no secret may replace. */
export interface Here extends Machine {
  /** The access file and the files that it includes. */
  readonly files: readonly string[];
}

/**
 * Checks, without writing anything, whether secrets can be written to files. A file must not exist or hold an earlier
 * secret, must not be reached through a link, and must not be one that git could commit.
 * @param paths as the access file has them
 * @returns the obstacle for each path that has one
 */
export async function obstaclesTo(
  paths: readonly string[],
  { cwd, env, files }: Here,
): Promise<ReadonlyMap<string, Obstacle>> {
  const found = new Map<string, Obstacle>();
  if (paths.length === 0) return found;
  const base = await realpath(cwd);
  const [main = '.'] = files;
  const own = await realOf(dirname(resolve(cwd, main)));
  const inputs = new Set(await Promise.all(files.map((file) => realOf(resolve(cwd, file)))));
  const repository = await repositoryAround(own);
  const inside = new Map<string, string>();
  for (const path of new Set(paths)) {
    // eslint-disable-next-line no-await-in-loop -- a few checks each
    const obstacle =
      wrongPath(path) ?? replaced(base, path, inputs) ?? (await onTheWay(base, path));
    if (obstacle !== undefined) {
      found.set(path, obstacle);
      continue;
    }
    const target = join(base, path);
    // eslint-disable-next-line no-await-in-loop
    const around = await repositoryAround(dirname(target));
    if (around === undefined) continue;
    if (around === repository) inside.set(path, target);
    else found.set(path, inAnother(path, around));
  }
  for (const [path, obstacle] of await keptByGit(inside, own, env)) found.set(path, obstacle);
  return found;
}

/** An obstacle along a path, such as a link or a parent that is not a folder. */
async function onTheWay(base: string, path: string): Promise<Obstacle | undefined> {
  const parts = posix.normalize(path).split('/');
  for (const [index] of parts.entries()) {
    const shown = parts.slice(0, index + 1).join('/');
    const at = join(base, shown);
    // eslint-disable-next-line no-await-in-loop -- from the outside in
    const there = await lookAt(at);
    if (there === undefined) return undefined;
    if (typeof there === 'string') {
      return {
        code: 'destination-unseen',
        message: `"${shown}" cannot be accessed: ${there}`,
        suggestion: 'use another file, or get access to it',
      };
    }
    if (there.isSymbolicLink()) {
      return {
        code: 'destination-link',
        // eslint-disable-next-line no-await-in-loop
        message: `"${shown}" is a link to ${await realOf(at)}, so the secret would end up somewhere else`,
        suggestion: 'use a path without links',
      };
    }
    const isLast = index === parts.length - 1;
    if (isLast ? !there.isFile() : !there.isDirectory()) {
      return {
        code: 'destination-no-file',
        message: isLast
          ? `"${shown}" is not a regular file, so no secret can be written there`
          : `"${shown}" is not a folder, so no secret can be written into it`,
        suggestion: 'use another file',
      };
    }
    // eslint-disable-next-line no-await-in-loop
    if (isLast && !(await holdsSecret(at, there.size))) {
      return {
        code: 'destination-exists',
        message: `"${shown}" already exists and is not a secret that was delivered earlier`,
        suggestion: 'use another file, or remove that one',
      };
    }
  }
  return undefined;
}

/** Longer than any secret, and short enough to read. */
const longestSecret = 4096;

/** Whether a file is empty or holds a single word, as a delivered secret does, so the next secret may replace it. */
async function holdsSecret(file: string, size: number): Promise<boolean> {
  if (size > longestSecret) return false;
  try {
    return /^\S*\n?$/.test(await readFile(file, 'utf8'));
  } catch {
    return false;
  }
}

function replaced(base: string, path: string, inputs: ReadonlySet<string>): Obstacle | undefined {
  if (!inputs.has(join(base, path))) return undefined;
  return {
    code: 'destination-taken',
    message: `the secret would overwrite "${path}", which is part of the access file`,
    suggestion: 'use another file',
  };
}

const inAnother = (path: string, repository: string): Obstacle => ({
  code: 'destination-in-git',
  message: `"${path}" is inside the git repository ${repository}, not that of the access file, so ax-access does not check whether git ignores it`,
  suggestion: 'use a file in the repository of the access file, or outside any repository',
});

const inGit = (
  message: (path: string) => string,
  suggestion: string,
  paths: Iterable<string>,
): ReadonlyMap<string, Obstacle> =>
  new Map(
    [...paths].map((path) => [
      path,
      { code: 'destination-in-git', message: message(path), suggestion },
    ]),
  );

async function keptByGit(
  inside: ReadonlyMap<string, string>,
  folder: string,
  env: Machine['env'],
): Promise<ReadonlyMap<string, Obstacle>> {
  if (inside.size === 0) return new Map();
  try {
    const ignored = await ignoredByGit({ folder, env }, [...inside.values()]);
    const kept = [...inside].filter(([, target]) => !ignored.has(target)).map(([path]) => path);
    return inGit(
      (path) =>
        `"${path}" is inside a git repository that does not ignore it, so the secret could be committed`,
      'add it to .gitignore',
      kept,
    );
  } catch (error) {
    const why = withoutStop(messageOf(error));
    return inGit(
      (path) =>
        `"${path}" is inside a git repository, and git could not tell whether it ignores it: ${why}`,
      'fix that, or use a command instead of a file',
      inside.keys(),
    );
  }
}

/** The status of a path; undefined if nothing is there, a string if it can't be accessed. */
async function lookAt(path: string): Promise<Stats | string | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    const code = codeOf(error);
    return code === 'ENOENT' ? undefined : String(code ?? error);
  }
}

/** The path with links resolved; unchanged when nothing is there. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch {
    return path;
  }
}

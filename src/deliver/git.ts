import { lstat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** What git keeps. It is run in the access file's own folder alone, never in one that a file names. */

/** The folder of the git repository around a folder, found by looking: nothing is run there. Undefined outside of any. */
export async function repositoryAround(folder: string): Promise<string | undefined> {
  for (let at = folder; ; at = dirname(at)) {
    // eslint-disable-next-line no-await-in-loop -- upwards, until there is one
    if (await exists(join(at, '.git'))) return at;
    if (at === dirname(at)) return undefined;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // What can't be looked at may be one.
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/** Nothing of a repository's own settings is run: no monitor, no hook, no pager; and none is found by its looks. */
const harmless = [
  '--no-pager',
  '--no-optional-locks',
  '-c',
  'safe.bareRepository=explicit',
  '-c',
  'core.fsmonitor=false',
  '-c',
  'core.hooksPath=/dev/null',
];

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment without keys of ours and without what points git somewhere else. */
const cleaned = (env: Environment): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:ARIZE|GIT)_/i.test(name))),
  LC_ALL: 'C',
});

/**
 * Which of some paths git ignores.
 * @param folder of the access file; in the repository that the paths are in
 * @param paths absolute, without links
 * @throws Error when git can't say
 */
export async function ignoredByGit(
  folder: string,
  paths: readonly string[],
  env: Environment,
): Promise<ReadonlySet<string>> {
  // Most files send no secret anywhere.
  const { execFile } = await import('node:child_process');
  return new Promise((done, failed) => {
    const args = ['-C', folder, ...harmless, 'check-ignore', '-z', '--stdin'];
    const child = execFile('git', args, { env: cleaned(env) }, (error, stdout, stderr) => {
      // 1 stands for "none of them".
      if (error === null || error.code === 1) done(new Set(stdout.split('\0')));
      else failed(new Error(firstLine(stderr) || error.message));
    });
    // A git that does not start does not read.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(paths.join('\0'));
  });
}

const firstLine = (text: string): string => text.trim().split('\n')[0] ?? '';

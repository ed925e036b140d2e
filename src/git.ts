import { lstat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { codeOf } from './systemError.ts';

/**
 * What git knows. It is run here and nowhere else, and only in the access file's own folder: never in a folder that a
 * file names.
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** Where git is asked, and with what. */
export interface Asking {
  /** The access file's own folder, without links. */
  readonly folder: string;
  readonly env: Environment;
}

/** git could not be asked, or refused. */
export class GitError extends Error {
  override readonly name = 'GitError';
  /** Whether there is no git at all. */
  readonly isMissing: boolean;

  constructor(message: string, isMissing = false) {
    super(message);
    this.isMissing = isMissing;
  }
}

/** The folder of the git repository around a folder, found by looking: nothing is run there. Undefined outside of any. */
export async function repositoryAround(folder: string): Promise<string | undefined> {
  for await (const at of upwards(folder)) if (await exists(join(at, '.git'))) return at;
  return undefined;
}

/** Which of some paths git ignores: absolute ones without links, inside the repository. @throws GitError */
export async function ignoredByGit(
  asking: Asking,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  // 1 stands for "none of them".
  const { stdout } = await git(asking, ['check-ignore', '-z', '--stdin'], {
    input: paths.join('\0'),
    fine: [0, 1],
  });
  return new Set(stdout.split('\0'));
}

/**
 * What git tracks at a path or below it, as paths from the top of the repository. Case is ignored: some file systems
 * take two names for one.
 * @param path absolute, without links, inside the repository
 * @throws GitError
 */
export async function trackedAt(
  asking: Asking,
  repository: string,
  path: string,
): Promise<readonly string[]> {
  const shown = relative(repository, path).split(sep).join('/');
  const { stdout } = await git(asking, [
    'ls-files',
    '-z',
    '--full-name',
    '--',
    `:(top,icase,literal)${shown}`,
  ]);
  return stdout.split('\0').filter((each) => each !== '');
}

/** A path in the repository's own folder, where no commit puts anything. @throws GitError */
export async function privatePath(asking: Asking, name: string): Promise<string> {
  const { stdout } = await git(asking, ['rev-parse', '--git-path', name]);
  return resolve(asking.folder, stdout.trimEnd());
}

/**
 * What git says, run so that a repository's settings and contents start nothing, and without our keys.
 * @param fine exit codes that are an answer
 * @throws GitError
 */
export async function git(
  { folder, env }: Asking,
  args: readonly string[],
  { input, fine = [0] }: { readonly input?: string; readonly fine?: readonly number[] } = {},
): Promise<{ readonly code: number; readonly stdout: string }> {
  await assertNoneEmbedded(folder);
  // Most files send no secret anywhere, and name no ref.
  const { execFile } = await import('node:child_process');
  return new Promise((done, failed) => {
    const child = execFile(
      'git',
      ['-C', folder, ...harmless, ...args],
      { env: cleaned(env), maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : error.code;
        if (typeof code === 'number' && fine.includes(code)) done({ code, stdout });
        else if (code === 'ENOENT') failed(new GitError('git was not found', true));
        else failed(new GitError(reason(stderr) || (error?.message ?? 'git did not answer')));
      },
    );
    // A git that does not start does not read.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
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

/** The environment without our keys, without what points git somewhere else, and so that git never prompts. */
const cleaned = (env: Environment): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:ARIZE|GIT)_/i.test(name))),
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
});

/**
 * Refuses a folder that looks like a bare repository, or lies in one, before it is a checkout's: git before 2.38 takes
 * its settings without being asked, and a commit can hold it, as plain files.
 * @throws GitError
 */
async function assertNoneEmbedded(folder: string): Promise<void> {
  for await (const at of upwards(folder)) {
    if (await exists(join(at, '.git'))) return;
    const [head, objects, refs, common] = await Promise.all(
      // `commondir` says that objects and refs lie elsewhere.
      ['HEAD', 'objects', 'refs', 'commondir'].map((name) => exists(join(at, name))),
    );
    if (head && (common || (objects && refs))) {
      throw new GitError(`${at} looks like a bare git repository, so git is not run there`);
    }
  }
}

async function* upwards(folder: string): AsyncGenerator<string> {
  for (let at = folder; ; at = dirname(at)) {
    yield at;
    if (at === dirname(at)) return;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    const code = codeOf(error);
    // What can't be looked at may be one.
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/** The line that says why, of all that git writes on stderr. */
function reason(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => line.startsWith('fatal: ')) ?? lines[0] ?? '';
}

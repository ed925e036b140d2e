import { lstat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { codeOf } from './systemError.ts';

/**
 * Runs git, which happens nowhere else, and only in the access file's own folder: never in a folder that a file names.
 */

type Environment = Readonly<Record<string, string | undefined>>;

/** Where git runs, and with which environment. */
export interface Asking {
  /** The access file's own folder, without links. */
  readonly folder: string;
  readonly env: Environment;
}

/** git could not be run, or failed. */
export class GitError extends Error {
  override readonly name = 'GitError';
  /** Whether git is not installed. */
  readonly isMissing: boolean;

  constructor(message: string, isMissing = false) {
    super(message);
    this.isMissing = isMissing;
  }
}

/** The git repository that contains a folder, found without running anything; undefined when there is none. */
export async function repositoryAround(folder: string): Promise<string | undefined> {
  for await (const at of upwards(folder)) if (await exists(join(at, '.git'))) return at;
  return undefined;
}

/** The paths that git ignores, out of absolute paths without links inside the repository. @throws GitError */
export async function ignoredByGit(
  asking: Asking,
  paths: readonly string[],
): Promise<ReadonlySet<string>> {
  // 1 means that none of them is ignored.
  const { stdout } = await git(asking, ['check-ignore', '-z', '--stdin'], {
    input: paths.join('\0'),
    fine: [0, 1],
  });
  return new Set(stdout.split('\0'));
}

/**
 * The files that git tracks at or below a path, relative to the top of the repository. Case is ignored, because it is on
 * some file systems.
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

/** A path inside .git, where no commit can put a file. @throws GitError */
export async function privatePath(asking: Asking, name: string): Promise<string> {
  const { stdout } = await git(asking, ['rev-parse', '--git-path', name]);
  return resolve(asking.folder, stdout.trimEnd());
}

/**
 * The output of git, run without our keys and so that a repository's settings and contents cannot start anything.
 * @param fine the exit codes that mean success
 * @throws GitError
 */
export async function git(
  { folder, env }: Asking,
  args: readonly string[],
  { input, fine = [0] }: { readonly input?: string; readonly fine?: readonly number[] } = {},
): Promise<{ readonly code: number; readonly stdout: string }> {
  await assertNoneEmbedded(folder);
  // Loaded lazily, because most files deliver no secret and name no ref.
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
        else failed(new GitError(reason(stderr) || (error?.message ?? 'git failed')));
      },
    );
    // If git does not start, writing to it fails.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Keeps git from running anything that a repository's settings name (monitor, hooks, pager), and from finding bare ones. */
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

/** The environment without our keys and without variables that redirect git, set so that git never prompts. */
const cleaned = (env: Environment): NodeJS.ProcessEnv => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => !/^(?:ARIZE|GIT)_/i.test(name))),
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
});

/**
 * Refuses a folder that looks like a bare repository, or is inside one, unless a checkout is nearer: git before 2.38
 * would use its settings, and a commit can contain such a folder as plain files.
 * @throws GitError
 */
async function assertNoneEmbedded(folder: string): Promise<void> {
  for await (const at of upwards(folder)) {
    if (await exists(join(at, '.git'))) return;
    const [head, objects, refs, common] = await Promise.all(
      // `commondir` means that objects and refs are elsewhere.
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
    // If it can't be read, it may exist.
    return code !== 'ENOENT' && code !== 'ENOTDIR';
  }
}

/** The line of git's stderr that gives the reason. */
function reason(stderr: string): string {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => line.startsWith('fatal: ')) ?? lines[0] ?? '';
}

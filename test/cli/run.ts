import { fork, spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdtemp, readFile, readdir, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative, resolve } from 'node:path';
import { onTestFinished } from 'vitest';
import { built } from '../built.ts';

/** The built command. */
export const command = (): string => built('cli.cjs');

interface RunOptions {
  /** The folder it runs in, its home too; a fresh one unless given. */
  readonly cwd?: string;
  /** Added to an environment that holds nothing but the way to Node. */
  readonly env?: Readonly<Record<string, string>>;
  /** All that it reads on stdin, which is never a terminal; `null` leaves it open. Nothing unless given. */
  readonly input?: string | null;
}

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** An empty folder for one test, gone when the test ends. */
export async function scratch(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'ax-access-')));
  onTestFinished(async () => {
    const found = await leaksIn(folder);
    await rm(folder, { recursive: true, force: true });
    if (found.length > 0) throw new Error(`A secret can be read in ${found.join(', ')}.`);
  });
  return folder;
}

/** What the sandbox gives out once: API keys and temporary passwords. */
const secret = /\bak-[\w-]{32}(?![\w-])|\bsandbox-password-[\w=-]+/;
const secretAlone = new RegExp(`^(?:${secret.source})\\s*$`);

/** Whether a text holds what the sandbox gives out once. */
export const leaks = (text: string): boolean => secret.test(text);

/** Files with a secret in them, but for the places that a secret is delivered to: it stands alone there. */
async function leaksIn(folder: string): Promise<readonly string[]> {
  // With their types, links are not followed: some tests make them lead in circles.
  const found = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = found.filter((entry) => entry.isFile());
  const texts = files.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const name = relative(folder, path);
    const text = await readFile(path, 'utf8').catch(() => '');
    return leaks(text) && !secretAlone.test(text) ? [name] : [];
  });
  return (await Promise.all(texts)).flat();
}

/** The lines that a slow machine sees now and then, so that people know that work goes on. */
const progress = /^(?:Reading Arize AX(?:: \d+ answers)?|Applying: \d+ of \d+)\n/gm;

/** An environment that holds nothing but the way to Node, and what is added. */
export const environment = (
  home: string,
  more: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  PATH: [dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter),
  HOME: home,
  // Compiled code would be kept in the home, which many tests look at.
  NODE_DISABLE_COMPILE_CACHE: '1',
  ...more,
});

/** For programs that go on until they are ended: also ends them when the tests were killed and can't do it any more. */
export const endsWithTests = `
  const tests = process.ppid;
  setInterval(() => process.ppid === tests || process.kill(process.pid, 'SIGKILL'), 500).unref();`;

/** Runs the built command as a person in a fresh shell would, and waits for its end. */
export async function run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  // Two at a time are two processes, as they are for people.
  const isShared = !isHostBusy && canShare(args, options);
  return isShared ? inHost(args, options) : (await start(args, options)).ended;
}

/** What Node heeds when it starts: another process's would be another. */
const heededAtStart = /^(?:NODE_|SSL_|OPENSSL_|UV_|LANG$|LC_|TZ$)/;

/** Whether a command does the same in a process that ran others before: not what reads stdin, serves, or maps its sources. */
const canShare = (args: readonly string[], { env = {}, input = '' }: RunOptions): boolean =>
  input === '' &&
  !isServer(args) &&
  !args.some((arg) => arg === '-v' || arg === '--verbose') &&
  !Object.keys(env).some((name) => heededAtStart.test(name));

/** The process that runs one command after the other for the tests of this worker. */
let host: ChildProcess | undefined;
let isHostBusy = false;

function openHost(): ChildProcess {
  const child = fork(resolve('test/cli/host.mjs'), [command()], {
    execArgv: ['--no-warnings'],
    env: environment(tmpdir()),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  // It ends when this worker does, and keeps it from nothing.
  child.unref();
  child.channel?.unref();
  child.once('exit', () => {
    if (host === child) host = undefined;
  });
  return child;
}

interface HostAnswer extends Ran {
  /** Whether nothing of the command can go on in the process. */
  readonly isClean: boolean;
}

async function inHost(args: readonly string[], { cwd, env }: RunOptions): Promise<Ran> {
  isHostBusy = true;
  try {
    const folder = cwd ?? (await scratch());
    const asked = { args, cwd: folder, env: environment(folder, env) };
    const child = (host ??= openHost());
    const { isClean, ...ran } = await answerOf(child, asked);
    if (!isClean) {
      host = undefined;
      child.kill();
    }
    return told(ran);
  } finally {
    isHostBusy = false;
  }
}

/** What the host says of a command. */
const answerOf = (child: ChildProcess, asked: object): Promise<HostAnswer> =>
  new Promise((done, failed) => {
    const died = (code: number | null, signal: string | null): void =>
      failed(new Error(`The host of commands ended: ${code ?? signal}`));
    child.once('exit', died);
    child.once('message', (answer: HostAnswer) => {
      child.off('exit', died);
      done(answer);
    });
    child.send(asked);
  });

/** What a command wrote, as tests read it. @throws Error when there is a secret in it */
function told({ code, stdout, stderr }: Ran): Ran {
  if (leaks(stdout + stderr)) throw new Error('A secret was printed.');
  return { code, stdout, stderr: stderr.replaceAll(progress, '') };
}

/** The embedded Arize goes on until it is ended, and prints its keys. */
const isServer = ([first, second]: readonly string[]): boolean =>
  first === 'sandbox' && second === 'start';

interface Started {
  readonly child: ChildProcessWithoutNullStreams;
  /** Waits until it has written something on stderr. */
  says(text: string): Promise<void>;
  readonly ended: Promise<Ran>;
}

/** Runs the built command, for tests that do something to it while it runs. */
export async function start(
  args: readonly string[],
  { cwd, env, input = '' }: RunOptions = {},
): Promise<Started> {
  const folder = cwd ?? (await scratch());
  const before = isServer(args) ? [`--import=data:text/javascript,${endsWithTests}`] : [];
  const child = spawn(process.execPath, [...before, command(), ...args], {
    cwd: folder,
    env: environment(folder, env),
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
    for (const look of waiting) look();
  });
  const ended = new Promise<Ran>((done, failed) => {
    child.once('error', failed);
    child.once('close', (code, signal) => {
      if (code === null) failed(new Error(`It was ended by ${signal}.\n${stderr}`));
      else if (isServer(args)) done({ code, stdout, stderr });
      else {
        try {
          done(told({ code, stdout, stderr }));
        } catch (error) {
          failed(error);
        }
      }
    });
  });
  // A command that never reads may be gone before its input is written.
  child.stdin.on('error', () => undefined);
  if (input !== null) child.stdin.end(input);
  return {
    child,
    ended,
    says: (text) =>
      new Promise((done) => {
        const look = (): void => {
          if (stderr.includes(text)) done();
        };
        waiting.add(look);
        look();
      }),
  };
}

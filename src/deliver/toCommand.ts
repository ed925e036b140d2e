import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import type { Sink } from '../kind.ts';
import type { Machine } from './obstacles.ts';

type CommandSink = Extract<Sink, { readonly command: unknown }>;

/** After this a command that does not end is stopped. */
const longest = 60_000;

/** How much of what a command complains of is told. */
const mostTold = 300;

/**
 * Refuses a command whose program is not there, or that needs a variable that is not set. Nothing is started.
 * @throws Error
 */
export async function assertCommand(
  { command, env: needed = [] }: CommandSink,
  { cwd, env }: Machine,
): Promise<void> {
  const [program = ''] = command;
  const unset = needed.find((name) => env[name] === undefined);
  if (unset !== undefined) {
    throw new Error(`"${program}" needs the variable ${unset}, which is not set`);
  }
  // Windows finds programs by their endings too.
  if (process.platform === 'win32') return;
  const isPath = program.includes('/');
  const folders = (env['PATH'] ?? '').split(delimiter);
  const places = isPath ? [resolve(cwd, program)] : folders.map((each) => join(each, program));
  for (const place of places) {
    // eslint-disable-next-line no-await-in-loop -- the first that is one
    if (await isProgram(place)) return;
  }
  throw new Error(
    `"${program}" cannot be started: it is ${isPath ? 'not a program' : 'not among the programs of PATH'}`,
  );
}

async function isProgram(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

/** The environment of a command: of what is ours, the key of an account admin above all, what the file names. */
const environmentOf = ({ env: needed = [] }: CommandSink, { env }: Machine): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^ARIZE_/i.test(name) || needed.includes(name)),
  );

/**
 * Gives a secret to a command on its standard input, with nothing around it. What it prints is not shown: it may
 * repeat the secret. Of its complaints the end is told, without the secret.
 * @param sink the program and its arguments, which no shell sees, and the variables that it is to get of ours
 * @throws Error when it cannot be started, or ends with anything but 0
 */
export function toCommand(sink: CommandSink, secret: string, machine: Machine): Promise<void> {
  const [program = '', ...args] = sink.command;
  return new Promise((done, failed) => {
    const child = spawn(program, args, {
      cwd: machine.cwd,
      env: environmentOf(sink, machine),
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    // Not spawn's own limit: when the program is not there, that one keeps the process waiting for nothing.
    setTimeout(() => child.kill(), longest).unref();
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-64 * 1024);
    });
    // A command that does not read is judged by how it ends.
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => {
      failed(new Error(`"${program}" cannot be started: ${withoutSecret(error.message, secret)}`));
    });
    child.once('close', (code, signal) => {
      if (code === 0) return done();
      const how = code === null ? `was stopped (${signal})` : `ended with ${code}`;
      const said = withoutSecret(complaints, secret).trim().slice(-mostTold);
      failed(new Error(`"${program}" ${how}${said === '' ? '' : `, and said: ${said}`}`));
    });
    child.stdin.end(secret);
  });
}

const withoutSecret = (text: string, secret: string): string => text.replaceAll(secret, '***');

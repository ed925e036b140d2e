import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import type { Sink } from '../kind.ts';
import type { Machine } from './obstacles.ts';

type CommandSink = Extract<Sink, { readonly command: unknown }>;

/** How long a command may run before it is killed, in milliseconds. */
const longest = 60_000;

/** How much of a command's stderr is shown, in characters. */
const mostTold = 300;

/**
 * Rejects a command whose program does not exist or that needs a variable that is not set. Nothing is started.
 * @throws Error
 */
export async function assertCommand(
  { command, env: needed = [] }: CommandSink,
  { cwd, env }: Machine,
): Promise<void> {
  const [program = ''] = command;
  const unset = needed.find((name) => env[name] === undefined);
  if (unset !== undefined) {
    throw new Error(`"${program}" needs the environment variable ${unset}, which is not set`);
  }
  // Windows also finds programs by their extensions.
  if (process.platform === 'win32') return;
  const isPath = program.includes('/');
  const folders = (env['PATH'] ?? '').split(delimiter);
  const places = isPath ? [resolve(cwd, program)] : folders.map((each) => join(each, program));
  for (const place of places) {
    // eslint-disable-next-line no-await-in-loop -- the first that is one
    if (await isProgram(place)) return;
  }
  throw new Error(
    `"${program}" cannot be started: it is ${isPath ? 'not an executable file' : 'not in PATH'}`,
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

/** The environment of a command. Our own variables, above all the key of an account admin, only if the file names them. */
const environmentOf = ({ env: needed = [] }: CommandSink, { env }: Machine): NodeJS.ProcessEnv =>
  Object.fromEntries(
    Object.entries(env).filter(([name]) => !/^ARIZE_/i.test(name) || needed.includes(name)),
  );

/**
 * Passes a secret, and nothing else, to a command's standard input. Its output is not shown, because it may repeat the
 * secret. An error shows the end of its stderr, unless that holds a part of the secret in any form.
 * @param sink the program and its arguments, run without a shell, and which of our variables it gets
 * @throws Error when it cannot be started, or exits with anything but 0
 */
export function toCommand(sink: CommandSink, secret: string, machine: Machine): Promise<void> {
  const [program = '', ...args] = sink.command;
  return new Promise((done, failed) => {
    const child = spawn(program, args, {
      cwd: machine.cwd,
      env: environmentOf(sink, machine),
      stdio: ['pipe', 'ignore', 'pipe'],
    });
    // Not spawn's own timeout, which keeps the process alive when the program does not exist.
    setTimeout(() => child.kill(), longest).unref();
    let complaints = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaints = (complaints + text).slice(-64 * 1024);
    });
    // A command that does not read its input is judged by its exit code.
    child.stdin.on('error', () => undefined);
    child.once('error', (error) => {
      failed(new Error(`"${program}" cannot be started: ${told(error.message, secret)}`));
    });
    child.once('close', (code, signal) => {
      if (code === 0) return done();
      const how = code === null ? `was killed (${signal})` : `exited with code ${code}`;
      const said = told(complaints, secret).trim().slice(-mostTold);
      failed(new Error(`"${program}" ${how}${said === '' ? '' : `: ${said}`}`));
    });
    child.stdin.end(secret);
  });
}

/** This many consecutive characters of a secret are no coincidence. */
const leaked = 8;

/** A text, or that it is not shown: it holds a part of the secret as it is, backwards, in Base64, in hex or in pieces. */
function told(text: string, secret: string): string {
  const plain = text.replaceAll(/%([\da-f]{2})/gi, (_, code: string) =>
    String.fromCodePoint(Number.parseInt(code, 16)),
  );
  const heap = lettersOf(plain);
  const isLeaking = formsOf(secret).some((form) =>
    Array.from({ length: Math.max(1, form.length - leaked + 1) }, (_, at) =>
      form.slice(at, at + leaked),
    ).some((part) => part !== '' && heap.includes(part)),
  );
  return isLeaking ? 'its output is not shown, because it holds a part of the secret' : text;
}

/** A text without line breaks, spaces and signs, which may separate the parts of a secret. */
const lettersOf = (text: string): string => text.replaceAll(/[^\da-z]/gi, '').toLowerCase();

const formsOf = (secret: string): readonly string[] => {
  const bytes = Buffer.from(secret);
  // In the middle of other bytes, Base64 has one of three beginnings.
  const inBase64 = [0, 1, 2].map((before) =>
    Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64url')
      .slice(4),
  );
  return [secret, Array.from(secret).toReversed().join(''), bytes.toString('hex'), ...inBase64].map(
    lettersOf,
  );
};

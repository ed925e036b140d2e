import { readSync } from 'node:fs';
import { symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { ReadStream } from 'node:tty';
import { spawn } from '@lydell/node-pty';
import type { IPty } from '@lydell/node-pty';
import emulator from '@xterm/headless';
import { onTestFailed, onTestFinished } from 'vitest';
import { command, environment, leaks, scratch } from './run.ts';

interface PtyOptions {
  /** The folder it runs in, its home too; a fresh one unless given. */
  readonly cwd?: string;
  /** Added to an environment that holds nothing but the way to Node. */
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

/** A command on a pseudo-terminal of its own, with a person before the screen. */
export interface Pty {
  readonly pid: number;
  /** What stands on the screen, row by row from the top, without blanks at the ends of rows. */
  rows(): readonly string[];
  /** The same as one text without the empty rows at its end; a row that the terminal wrapped is one line. */
  screen(): string;
  /** All lines since the command began, those that left the screen at its top too. */
  history(): string;
  /** Every byte that the terminal got, escape sequences too. */
  bytes(): string;
  /** Where the cursor stands, both counted from 0. */
  cursor(): { readonly row: number; readonly column: number };
  /** Waits until something stands on the screen. @throws when the command ends before, with the screen */
  shows(wanted: string | RegExp): Promise<void>;
  /** Types an answer when something stands on the screen; does nothing when the command ends without asking. */
  answers(question: string | RegExp, keys: string): Promise<void>;
  /** Presses keys; `enter`, `ctrlC` and `ctrlD` are keys too. Nothing is typed twice, and nothing waits. */
  type(keys: string): void;
  /** The exit code, when everything that it wrote stands on the screen. */
  readonly ended: Promise<number>;
}

export const enter = '\r';
export const ctrlC = '\u0003';
export const ctrlD = '\u0004';

/** Runs the built command on a terminal of 80 by 24. What a test leaves running is killed when the test ends. */
export async function onTerminal(args: readonly string[], options: PtyOptions = {}): Promise<Pty> {
  return open(process.execPath, [command(), ...args], options, !isTold(args));
}

/** Runs a line in a shell on a terminal; it finds the built command as `ax-access`. */
export async function inShell(line: string, options: PtyOptions = {}): Promise<Pty> {
  const bin = await scratch();
  await symlink(command(), join(bin, 'ax-access'));
  const env = options.env ?? {};
  const path = [bin, environment('', env)['PATH']].join(delimiter);
  return open('/bin/sh', ['-c', line], { ...options, env: { ...env, PATH: path } }, true);
}

/** The embedded Arize prints its keys: nobody could use it else. */
const isTold = ([first, second]: readonly string[]): boolean =>
  first === 'sandbox' && second === 'start';

async function open(
  file: string,
  args: readonly string[],
  { cwd, env = {}, columns = 80, rows = 24 }: PtyOptions,
  keepsSecrets: boolean,
): Promise<Pty> {
  const folder = cwd ?? (await scratch());
  const screen = new emulator.Terminal({
    cols: columns,
    rows,
    scrollback: 10_000,
    allowProposedApi: true,
  });
  const child = spawn(file, [...args], {
    name: 'xterm-256color',
    cols: columns,
    rows,
    cwd: folder,
    env: environment(folder, env),
    encoding: null,
  });
  const chunks: Uint8Array[] = [];
  let code: number | undefined;
  const looks = new Set<() => void>();
  const lookAgain = (): void => {
    for (const look of looks) look();
  };
  const take = (data: Uint8Array): void => {
    chunks.push(data);
    screen.write(data, lookAgain);
  };
  // Without an encoding they are bytes.
  child.onData((data) => take(Buffer.from(data)));
  readToTheEnd(child, take);
  const bytes = (): string => Buffer.concat(chunks).toString();
  // A terminal answers some questions by itself, as if somebody typed.
  screen.onData((answer) => child.write(answer));
  const exited = new Promise<number>((done) => {
    child.onExit(({ exitCode, signal = 0 }) => {
      // Shells count the ends by a signal so.
      screen.write('', () => done(signal === 0 ? exitCode : 128 + signal));
    });
  });
  const ended = exited.then((exitCode) => {
    code = exitCode;
    lookAgain();
    if (keepsSecrets && leaks(bytes())) throw new Error('A secret was shown.');
    return exitCode;
  });
  // Who does not wait for the end is told by the end of the test.
  ended.catch(() => undefined);
  const pty: Pty = {
    pid: child.pid,
    rows: () => rowsOf(screen),
    screen: () => textOf(screen, screen.buffer.active.baseY),
    history: () => textOf(screen, 0),
    bytes,
    cursor: () => ({ row: screen.buffer.active.cursorY, column: screen.buffer.active.cursorX }),
    shows: (wanted) =>
      new Promise((done, failed) => {
        const look = (): void => {
          const text = pty.screen();
          const found = typeof wanted === 'string' ? text.includes(wanted) : wanted.test(text);
          if (!found && code === undefined) return;
          looks.delete(look);
          if (found) done();
          else failed(new Error(`It ended with ${code}, and never showed ${wanted}:\n${text}`));
        };
        looks.add(look);
        look();
      }),
    answers: async (question, keys) => {
      const isAsked = await pty.shows(question).then(
        () => true,
        () => false,
      );
      if (isAsked) child.write(keys);
    },
    type: (keys) => child.write(keys),
    ended,
  };
  onTestFailed(() => {
    process.stderr.write(`The screen when the test failed:\n${pty.history()}\n`);
  });
  onTestFinished(async () => {
    if (code === undefined) end(child.pid);
    await exited;
    await ended;
    screen.dispose();
  });
  return pty;
}

/**
 * Takes what is left of the output before the terminal is closed. libuv takes a terminal for read to its end when the
 * command has ended and a read gave less than there was room for, which is 4 KB at most; and node-pty closes it 200 ms after
 * the end, whether the machine was too busy to read or not.
 */
function readToTheEnd(child: IPty, take: (data: Uint8Array) => void): void {
  const socket: unknown = Reflect.get(child, '_socket');
  const fd: unknown = Reflect.get(child, '_fd');
  if (!(socket instanceof ReadStream) || typeof fd !== 'number') {
    throw new Error('node-pty reads in another way now.');
  }
  const destroy = socket.destroy.bind(socket);
  let isRead = false;
  socket.destroy = (error) => {
    if (!isRead) for (const data of leftIn(fd)) take(data);
    isRead = true;
    return destroy(error);
  };
}

function* leftIn(fd: number): Generator<Uint8Array> {
  for (;;) {
    const room = new Uint8Array(65_536);
    let length = 0;
    try {
      length = readSync(fd, room);
    } catch {
      // That is how the end looks, or that what the command started still holds the terminal.
    }
    if (length === 0) return;
    yield room.subarray(0, length);
  }
}

/** Ends a command and what it started: it leads a session of its own. */
function end(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}

type Screen = InstanceType<typeof emulator.Terminal>;

function rowsOf({ buffer: { active }, rows }: Screen): readonly string[] {
  return Array.from(
    { length: rows },
    (_, row) =>
      active
        .getLine(active.baseY + row)
        ?.translateToString()
        .trimEnd() ?? '',
  );
}

/** The text from a row of the buffer on. */
function textOf({ buffer: { active } }: Screen, from: number): string {
  let text = '';
  for (let row = from; row < active.length; row += 1) {
    const line = active.getLine(row);
    const goesOn = active.getLine(row + 1)?.isWrapped === true;
    if (row > from && line?.isWrapped !== true) text += '\n';
    const shown = line?.translateToString() ?? '';
    text += goesOn ? shown : shown.trimEnd();
  }
  return text.trimEnd();
}

import { fstatSync } from 'node:fs';
import { plainStyle } from '../render/text/style.ts';
import type { Style } from '../render/text/style.ts';
import { cut, inert } from '../text.ts';
import { codeOf } from '../systemError.ts';

/** The output streams, and what is known about their readers. */
export interface Terminal {
  /** Writes a part of the result to stdout. A stream that breaks stops nothing: see `end`. */
  write(text: string): void;
  /** Writes lines to stdout that a CI interprets as commands; names in them are already broken up. */
  command(text: string): void;
  /**
   * Writes a document to stdout unchanged, because a changed character would change a name.
   * @returns false, with nothing written, if a CI log would interpret part of it as a command
   */
  exactly(text: string): boolean;
  /** Writes one or more lines to stderr. */
  tell(text: string): void;
  /** Writes a note to stderr, except with `-q`. */
  note(text: string): void;
  /** Shows a line at the bottom of a terminal that the next one replaces; an empty one removes it. */
  status(line: string): void;
  /** Reserves the screen for a question: until it is answered, nothing else is drawn, and messages wait. */
  alone<T>(question: () => Promise<T>): Promise<T>;
  /** Columns of a stream; 80 if it is not a terminal. */
  width(stream: 'stdout' | 'stderr'): number;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Whether a person can be asked. */
  readonly canAsk: boolean;
  /** Whether this runs in CI. */
  readonly automated: boolean;
  /** Whether text on a stream is colored. */
  colored(stream: 'stdout' | 'stderr'): boolean;
  style(stream: 'stdout' | 'stderr'): Promise<Style>;
  /**
   * Waits until everything is written.
   * @returns whether it could be written; output that a closed reader did not take counts as written
   */
  end(): Promise<boolean>;
}

export interface TerminalOptions {
  readonly color: boolean;
  readonly quiet: boolean;
}

const usualWidth = 80;

/** Variables of CIs that interpret commands in their log, besides `CI`. */
const logReaders = ['GITHUB_ACTIONS', 'TF_BUILD', 'TEAMCITY_VERSION'] as const;

/** The terminal of this process. */
export function openTerminal({ color, quiet }: TerminalOptions): Terminal {
  const { stdin, stdout, stderr, env } = process;
  const automated = isSet(env['CI']);
  const inLog = automated || logReaders.some((name) => isSet(env[name]));
  /** Breaks up CI commands in names. */
  const safe = (text: string): string => (inLog ? inert(text) : text);
  const used = new Set<NodeJS.WriteStream>();
  let shown = '';
  /** Messages that wait for the end of a question; undefined if none is open. */
  let waiting: (() => void)[] | undefined;

  for (const stream of [stdout, stderr]) watch(stream);
  const colored = (name: 'stdout' | 'stderr'): boolean =>
    color && wantsColor(env, process[name].isTTY);
  const erase = (): void => {
    if (shown !== '') stderr.write('\r\u001b[K');
  };
  const print = (stream: NodeJS.WriteStream, text: string): void => {
    if (waiting !== undefined) {
      waiting.push(() => print(stream, text));
      return;
    }
    erase();
    stream.write(text);
    used.add(stream);
    if (shown !== '') stderr.write(shown);
  };
  const tell = (text: string): void =>
    print(stderr, safe(text.endsWith('\n') ? text : `${text}\n`));

  return {
    write: (text) => print(stdout, safe(text)),
    command: (text) => print(stdout, text),
    exactly: (text) => {
      if (safe(text) !== text && !fstatSync(stdout.fd).isFile()) return false;
      print(stdout, text);
      return true;
    },
    tell,
    note: (text) => {
      if (!quiet) tell(text);
    },
    status(line) {
      if (!stderr.isTTY || waiting !== undefined) return;
      erase();
      // One column stays free: a full line makes some terminals scroll.
      shown = cut(line, (stderr.columns || usualWidth) - 1);
      stderr.write(shown);
    },
    async alone(question) {
      erase();
      shown = '';
      const late: (() => void)[] = [];
      waiting = late;
      try {
        return await question();
      } finally {
        waiting = undefined;
        for (const each of late) each();
      }
    },
    // A terminal may not know its size.
    width: (name) => (process[name].isTTY ? process[name].columns : 0) || columnsOf(env),
    outIsTerminal: stdout.isTTY,
    errIsTerminal: stderr.isTTY,
    canAsk: stdin.isTTY && stderr.isTTY && !automated,
    automated,
    colored,
    end: async () => {
      await Promise.all([...used].map(drained));
      return broken.size === 0;
    },
    style: async (name) => {
      if (!colored(name)) return plainStyle;
      const { Chalk } = await import('chalk');
      const { bold, dim, red, green, yellow, cyan, magenta } = new Chalk({ level: 1 });
      return {
        bold: one(bold),
        dim: one(dim),
        red: one(red),
        green: one(green),
        yellow: one(yellow),
        cyan: one(cyan),
        magenta: one(magenta),
      };
    },
  };
}

/** Chalk prints all its arguments, and `map` passes three. */
const one =
  (paint: (text: string) => string) =>
  (text: string): string =>
    paint(text);

type Env = Readonly<Record<string, string | undefined>>;

const isSet = (value: string | undefined): boolean =>
  value !== undefined && !['', '0', 'false'].includes(value.toLowerCase());

/** Whether a stream is colored: by no-color.org, then by Node's own variables, then by what it is connected to. */
function wantsColor(env: Env, isTerminal: boolean): boolean {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  if (env['FORCE_COLOR'] !== undefined)
    return env['FORCE_COLOR'] === '' || isSet(env['FORCE_COLOR']);
  return env['TERM'] !== 'dumb' && isTerminal;
}

function columnsOf(env: Env): number {
  const given = env['COLUMNS'] ?? '';
  return /^[1-9]\d{1,3}$/.test(given) ? Number(given) : usualWidth;
}

/** The streams that could not be written completely, for example because a disk is full. */
const broken = new Set<NodeJS.WriteStream>();
const watched = new Set<NodeJS.WriteStream>();

/**
 * Keeps a broken stream from ending the process, which may be in the middle of writes to Arize. `ax-access plan | head`
 * closes the pipe early, which is not an error.
 */
function watch(stream: NodeJS.WriteStream): void {
  if (watched.has(stream)) return;
  watched.add(stream);
  stream.on('error', (error) => {
    if (!isGone(error)) broken.add(stream);
  });
}

const isGone = (error: Error): boolean => codeOf(error) === 'EPIPE';

/** Waits until a stream has written everything, or is broken. */
const drained = (stream: NodeJS.WriteStream): Promise<void> =>
  new Promise((done) => {
    // A stream reports that it is broken in the next turn.
    stream.write('', () => setImmediate(done));
  });

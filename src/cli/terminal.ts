import { fstatSync } from 'node:fs';
import { plainStyle } from '../render/text/style.ts';
import type { Style } from '../render/text/style.ts';
import { wrapped } from '../render/text/wrap.ts';
import { cut, inert } from '../text.ts';
import { codeOf } from '../systemError.ts';

type Output = 'stdout' | 'stderr';

/** The output streams, and what is known about their readers. */
export interface Terminal {
  /** Writes a part of the result to stdout. A stream that breaks stops nothing: see `end`. */
  write(text: string): void;
  /** Writes sentences to stdout. On a terminal, long lines break at their spaces. */
  say(text: string): void;
  /** Writes lines to stdout that a CI interprets as commands; names in them are already broken up. */
  command(text: string): void;
  /**
   * Writes a document to stdout unchanged, because a changed character would change a name.
   * @returns false, with nothing written, if a CI log would interpret part of it as a command
   */
  exactly(text: string): boolean;
  /** Writes one or more lines to stderr. On a terminal, long ones break at their spaces. */
  tell(text: string): void;
  /** Writes a note to stderr, except with `-q`. */
  note(text: string): void;
  /** Shows a line at the bottom of a terminal that the next one replaces; an empty one removes it. */
  status(line: string): void;
  /** Reserves the screen for a question: until it is answered, nothing else is drawn, and messages wait. */
  alone<T>(question: () => Promise<T>): Promise<T>;
  /** Columns of a stream; 80 if it is not a terminal. */
  width(stream: Output): number;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Whether a person can be asked. */
  readonly canAsk: boolean;
  /** Whether this runs in CI. */
  readonly automated: boolean;
  /** Whether text on a stream is colored. */
  colored(stream: Output): boolean;
  style(stream: Output): Promise<Style>;
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

/** The terminal of this process. Each stream takes time to open, so it is opened when it is used. */
export function openTerminal({ color, quiet }: TerminalOptions): Terminal {
  const { env } = process;
  const automated = isSet(env['CI']);
  const inLog = automated || logReaders.some((name) => isSet(env[name]));
  /** Breaks up CI commands in names. */
  const safe = (text: string): string => (inLog ? inert(text) : text);
  const used = new Set<NodeJS.WriteStream>();
  let shown = '';
  /** Messages that wait for the end of a question; undefined if none is open. */
  let waiting: (() => void)[] | undefined;

  const colored = (name: Output): boolean => color && wantsColor(env, process[name].isTTY);
  const erase = (): void => {
    if (shown !== '') stream('stderr').write('\r\u001b[K');
  };
  const print = (name: Output, text: string): void => {
    if (waiting !== undefined) {
      waiting.push(() => print(name, text));
      return;
    }
    erase();
    const output = stream(name);
    output.write(text);
    used.add(output);
    if (shown !== '') stream('stderr').write(shown);
  };
  // A terminal may not know its size.
  const width = (name: Output): number =>
    (process[name].isTTY ? process[name].columns : 0) || columnsOf(env);
  const fitted = (text: string, name: Output): string =>
    process[name].isTTY ? wrapped(text, width(name)) : text;
  const tell = (text: string): void => {
    const laid = fitted(text, 'stderr');
    print('stderr', safe(laid.endsWith('\n') ? laid : `${laid}\n`));
  };

  return {
    write: (text) => print('stdout', safe(text)),
    say: (text) => print('stdout', safe(fitted(text, 'stdout'))),
    command: (text) => print('stdout', text),
    exactly: (text) => {
      if (safe(text) !== text && !fstatSync(process.stdout.fd).isFile()) return false;
      print('stdout', text);
      return true;
    },
    tell,
    note: (text) => {
      if (!quiet) tell(text);
    },
    status(line) {
      const { isTTY, columns } = process.stderr;
      if (!isTTY || waiting !== undefined) return;
      erase();
      // One column stays free: a full line makes some terminals scroll.
      shown = cut(line, (columns || usualWidth) - 1);
      stream('stderr').write(shown);
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
    width,
    get outIsTerminal() {
      return process.stdout.isTTY;
    },
    get errIsTerminal() {
      return process.stderr.isTTY;
    },
    get canAsk() {
      return process.stdin.isTTY && process.stderr.isTTY && !automated;
    },
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
 * A stream of this process. If it breaks, that does not end the process, which may be in the middle of writes to Arize:
 * `ax-access plan | head` closes the pipe early, which is not an error.
 */
function stream(name: Output): NodeJS.WriteStream {
  const output = process[name];
  if (watched.has(output)) return output;
  watched.add(output);
  output.on('error', (error) => {
    if (!isGone(error)) broken.add(output);
  });
  return output;
}

const isGone = (error: Error): boolean => codeOf(error) === 'EPIPE';

/** Waits until a stream has written everything, or is broken. */
const drained = (output: NodeJS.WriteStream): Promise<void> =>
  new Promise((done) => {
    // A stream reports that it is broken in the next turn.
    output.write('', () => setImmediate(done));
  });

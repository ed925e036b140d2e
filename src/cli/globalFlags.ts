import { shellWord } from '../text.ts';
import {
  cannotBe,
  givenText,
  numberFlag,
  onOff,
  orVariable,
  pathFlag,
  rare,
  textFlag,
  turnsOff,
  withDefault,
} from './flag.ts';
import type { Flag, ValuesOf } from './flag.ts';

/** The access file, and what names it: the command line, the environment, or nothing. */
export interface AccessFile {
  readonly path: string;
  readonly namedBy?: 'flag' | 'variable';
}

/** The embedded Arize account, with its seed file, if one is named. */
export interface SandboxChoice {
  readonly seed: string | undefined;
}

/** Whether a word after `--sandbox` is its seed; a command or its argument can follow it, too. */
export const namesSeed = (word = ''): boolean => /^[^-].*\.ya?ml$/is.test(word);

export const usualFile = 'access.yaml';

const file: Flag<AccessFile> = {
  spelling: '-f, --file <path>',
  text: `the access file; - reads stdin (default: ${usualFile})`,
  completion: { kind: 'file' },
  variable: 'AX_ACCESS_FILE',
  read(raw, _, isGiven = true) {
    const path = givenText(raw, file.spelling, 'a path');
    return path === undefined
      ? { path: usualFile }
      : { path, namedBy: isGiven ? 'flag' : 'variable' };
  },
  repeated: {
    as: 'account',
    words({ path, namedBy }) {
      // Where the variable names another file, the usual one has to be named.
      const isSet = namedBy !== undefined && process.env[file.variable ?? ''] !== undefined;
      return path === usualFile && !isSet ? [] : [`-f ${shellWord(path)}`];
    },
  },
};

const sandbox: Flag<SandboxChoice | undefined> = {
  spelling: '--sandbox [seed]',
  text: 'use the embedded Arize account of this folder',
  completion: { kind: 'file' },
  variable: 'AX_ACCESS_SANDBOX',
  read(raw) {
    if (raw === undefined) return undefined;
    return { seed: typeof raw === 'string' && raw !== '' ? raw : undefined };
  },
  repeated: {
    as: 'account',
    words(choice) {
      if (choice === undefined) return [];
      return [choice.seed === undefined ? '--sandbox' : `--sandbox=${shellWord(choice.seed)}`];
    },
  },
};

const longestTimeout = 24 * 60 * 60;

/** In milliseconds. */
const timeout: Flag<number | undefined> = {
  spelling: '--timeout <seconds>',
  text: 'time limit for each request (default: 30)',
  completion: { kind: 'any' },
  variable: 'AX_ACCESS_TIMEOUT',
  read(raw) {
    if (typeof raw !== 'string') return undefined;
    const ms = /^\d{1,9}(?:\.\d{1,9})?$/.test(raw) ? Math.round(Number(raw) * 1000) : 0;
    if (ms >= 1 && ms <= longestTimeout * 1000) return ms;
    const hint = `Give it a number of seconds above 0 and up to ${longestTimeout}, such as 30 or 2.5.`;
    throw cannotBe(timeout, raw, hint);
  },
};

/** In minutes. */
const [usualRun, longestRun] = [60, 24 * 60];

const format: Flag<string | undefined> = {
  spelling: '--format <format>',
  text: 'output format',
  completion: { kind: 'formats' },
  read: (raw) => (typeof raw === 'string' ? raw : undefined),
};

const out = pathFlag('-o, --out <path>', 'write the result to a file');

/** Flags that are allowed before and after the command. */
export const globalFlags = {
  file,
  format,
  json: onOff('--json', 'short for --format json'),
  out,
  sandbox,
  profile: rare(
    textFlag(
      '--profile <name>',
      "use the key and address of a profile of Arize's ax command; environment variables take precedence",
      { wants: 'the name of a profile', repeat: 'account' },
    ),
  ),
  parallelism: rare(
    numberFlag('--parallelism <n>', 'concurrent requests (default: 8 reads, 4 writes)', [1, 1000]),
  ),
  timeout: rare(timeout),
  timeLimit: rare(
    withDefault(
      orVariable(
        'AX_ACCESS_TIME_LIMIT',
        numberFlag(
          '--time-limit <minutes>',
          `time limit for the whole run (default: ${usualRun})`,
          [1, longestRun],
        ),
      ),
      usualRun,
    ),
  ),
  journalDir: rare(
    orVariable(
      'AX_ACCESS_JOURNAL_DIR',
      pathFlag(
        '--journal-dir <path>',
        'folder for run journals (default: .ax-access/journal beside the file)',
        { repeat: 'journal' },
      ),
    ),
  ),
  insecureHttp: rare(
    onOff('--insecure-http', 'allow sending the API key over plain HTTP to another machine', {
      repeat: 'account',
    }),
  ),
  yes: onOff('--yes', 'confirm changes that reduce access; overrides no guard'),
  input: rare(
    turnsOff(
      '--no-input',
      'never ask; a run that needs confirmation fails, except apply with a saved plan',
    ),
  ),
  color: rare(turnsOff('--no-color', 'turn off colors')),
  quiet: onOff('-q, --quiet', 'show only warnings and errors besides the result'),
  verbose: onOff('-v, --verbose', 'show each request, and stack traces of unexpected errors'),
};

export type Globals = ValuesOf<typeof globalFlags>;
export type GlobalName = keyof Globals;

const isGlobal = (name: string): name is GlobalName => Object.hasOwn(globalFlags, name);

/** In the order of the help. */
export const globalNames: readonly GlobalName[] = Object.keys(globalFlags).filter(isGlobal);

/** Taken by every command. */
export const everywhere: readonly GlobalName[] = ['input', 'color', 'quiet', 'verbose'];

/** Taken by every command that talks to Arize. */
export const remote: readonly GlobalName[] = [
  'sandbox',
  'profile',
  'parallelism',
  'timeout',
  'timeLimit',
  'insecureHttp',
];

/** Taken by every command that has a result. */
export const result: readonly GlobalName[] = ['format', 'json'];

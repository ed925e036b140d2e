import { shellWord } from '../text.ts';
import {
  cannotBe,
  givenText,
  numberFlag,
  onOff,
  pathFlag,
  textFlag,
  turnsOff,
  withDefault,
} from './flag.ts';
import type { Flag, ValuesOf } from './flag.ts';

/** The access file, and whether the command line names it. */
export interface AccessFile {
  readonly path: string;
  readonly isGiven: boolean;
}

/** The embedded Arize, with the file of its first account, if one is named. */
export interface SandboxChoice {
  readonly seed: string | undefined;
}

const usualFile = 'access.yaml';

const file: Flag<AccessFile> = {
  spelling: '-f, --file <path>',
  text: `the access file, - for stdin (default: ${usualFile})`,
  completion: { kind: 'file' },
  read(raw) {
    const path = givenText(raw, file.spelling, 'a path');
    return { path: path ?? usualFile, isGiven: path !== undefined };
  },
  repeated: {
    as: 'account',
    words: ({ path }) => (path === usualFile ? [] : [`-f ${shellWord(path)}`]),
  },
};

const sandbox: Flag<SandboxChoice | undefined> = {
  spelling: '--sandbox [seed]',
  text: 'use the embedded Arize of this folder instead of your account; a seed file says what it starts with',
  completion: { kind: 'file' },
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
  text: 'for one request (default: 30)',
  completion: { kind: 'any' },
  read(raw) {
    if (typeof raw !== 'string') return undefined;
    const ms = /^\d{1,9}(?:\.\d{1,9})?$/.test(raw) ? Math.round(Number(raw) * 1000) : 0;
    if (ms >= 1 && ms <= longestTimeout * 1000) return ms;
    const hint = `It is a number of seconds above 0 and up to ${longestTimeout}, such as 30 or 2.5.`;
    throw cannotBe(timeout, raw, hint);
  },
};

/** In minutes. */
const [usualRun, longestRun] = [60, 24 * 60];

const format: Flag<string | undefined> = {
  spelling: '--format <format>',
  text: 'how the result is written',
  completion: { kind: 'formats' },
  read: (raw) => (typeof raw === 'string' ? raw : undefined),
};

/** Flags that stand before or after the command. */
export const globalFlags = {
  file,
  format,
  json: onOff('--json', 'short for --format json'),
  out: pathFlag('-o, --out <path>', 'write the result to a file'),
  sandbox,
  profile: textFlag(
    '--profile <name>',
    "take key and address from a profile of Arize's ax command; the environment counts more",
    { wants: 'the name of a profile', repeat: 'account' },
  ),
  parallelism: numberFlag(
    '--parallelism <n>',
    'requests in flight (default: 8 reads, 4 writes)',
    [1, 1000],
  ),
  timeout,
  timeLimit: withDefault(
    numberFlag('--time-limit <minutes>', `for the whole run (default: ${usualRun})`, [
      1,
      longestRun,
    ]),
    usualRun,
  ),
  journalDir: pathFlag(
    '--journal-dir <path>',
    'where journals of runs are kept (default: .ax-access/journal beside the file)',
    { repeat: 'journal' },
  ),
  insecureHttp: onOff(
    '--insecure-http',
    'send the API key over plain http to other machines, too',
    { repeat: 'account' },
  ),
  yes: onOff('--yes', 'answer beforehand what is asked before access is reduced; waives no guard'),
  input: turnsOff('--no-input', 'never ask: what needs an answer fails without --yes'),
  color: turnsOff('--no-color', 'no colours'),
  quiet: onOff('-q, --quiet', 'no progress and no notes, only warnings and errors'),
  verbose: onOff(
    '-v, --verbose',
    'show each request with its id and time, and the stack of unexpected errors',
  ),
};

export type Globals = ValuesOf<typeof globalFlags>;
export type GlobalName = keyof Globals;

const isGlobal = (name: string): name is GlobalName => Object.hasOwn(globalFlags, name);

/** In the order of the help. */
export const globalNames: readonly GlobalName[] = Object.keys(globalFlags).filter(isGlobal);

/** Taken by every command, because they never promise more than they hold. */
export const everywhere: readonly GlobalName[] = ['input', 'color', 'quiet', 'verbose'];

/** What every command takes that talks to Arize. */
export const remote: readonly GlobalName[] = [
  'sandbox',
  'profile',
  'parallelism',
  'timeout',
  'timeLimit',
  'insecureHttp',
];

/** What every command takes that has a result. */
export const result: readonly GlobalName[] = ['format', 'json'];

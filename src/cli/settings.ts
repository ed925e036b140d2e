import { resolve } from 'node:path';
import { isDay } from '../days.ts';
import { limitNames, limitRules } from '../limits.ts';
import type { LimitName, LimitValues } from '../model.ts';
import { canonicalName } from '../names.ts';
import type { Focus } from '../read/scope.ts';
import { alsoOf } from './alsoFile.ts';
import type { AlsoFile } from './alsoFile.ts';
import { CliError } from './cliError.ts';

export type Format = 'text' | 'json' | 'markdown' | 'yaml' | 'csv' | 'values' | 'github' | 'sarif';

/** What was asked for on the command line. A command looks at what it offers, and the rest stands at its default. */
export interface Settings {
  /** What stands after the command's name. */
  readonly args: readonly string[];
  readonly file: string;
  /** Whether somebody named it. */
  readonly fileIsGiven: boolean;
  readonly format: Format;
  readonly out: string | undefined;
  readonly overwrite: boolean;
  /** Requests in flight. */
  readonly parallelism: number | undefined;
  /** For one request. */
  readonly timeoutMs: number | undefined;
  readonly color: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly yes: boolean;
  readonly input: boolean;
  /** Present when the embedded Arize is to be used; with the file of its first account, if one was named. */
  readonly sandbox: { readonly seed: string | undefined } | undefined;
  readonly insecureHttp: boolean;
  /** A profile of the `ax` command. */
  readonly profile: string | undefined;
  readonly apply: boolean;
  readonly allowDestructive: boolean;
  readonly detailedExitcode: boolean;
  /** Whether what Arize does not show makes a run fail. */
  readonly requireComplete: boolean;
  readonly assertRoles: boolean;
  readonly limits: LimitValues;
  readonly expectDigest: string | undefined;
  /** What a run is narrowed to, as written; nothing means everything. */
  readonly targets: readonly string[];
  /** Numbers of lists that somebody has looked at, by the list's name. */
  readonly acceptedCounts: ReadonlyMap<string, number>;
  readonly journalDir: string | undefined;
  /** How long the run may take in all, in minutes. */
  readonly timeLimit: number;
  /** The git ref of the file as it was last applied. */
  readonly base: string | undefined;
  /** Ids of the findings to take into the file; all of them when there are none. */
  readonly adopt: readonly string[] | undefined;
  readonly import: {
    /** Brings the file up to date instead of writing another. */
    readonly update: boolean;
    readonly asSeed: boolean;
    /** The part of the account that is wanted. */
    readonly focus: Focus | undefined;
  };
  /** How much is said of who gains and who loses. */
  readonly access: 'brief' | 'full';
  /** Which account a question is about: as it is, as the file says, or as a run would leave it. */
  readonly of: 'live' | 'desired' | 'planned';
  /** Which service key is meant, and which of its name. */
  readonly organization: string | undefined;
  readonly space: string | undefined;
  readonly older: boolean;
  /** Only people who have not come in yet. */
  readonly pending: boolean;
  /** Why, for the reader of a file. */
  readonly reason: string | undefined;
  /** The day that `until` is judged by, when it is not to be the present one. */
  readonly today: string | undefined;
  readonly port: number | undefined;
  /** How many entries of a log. */
  readonly last: number | undefined;
  /** Files that the result is written to as well, each in its format. */
  readonly also: readonly AlsoFile[];
  /** What the sandbox is to do wrong, as written. */
  readonly faults: readonly string[];
  /** The size of a generated account, and the number it is drawn from. */
  readonly seed: Readonly<Partial<Record<SeedSize, number>>>;
}

const seedSizes = ['users', 'spaces', 'organizations', 'projects', 'roles', 'random'] as const;

type SeedSize = (typeof seedSizes)[number];

/** Values as the parser of the command line gives them, by attribute. */
export type RawValues = Readonly<Record<string, unknown>>;

const longestTimeout = 24 * 60 * 60;

/** In minutes. */
const [usualRun, longestRun] = [60, 24 * 60];

/**
 * Gives values their types.
 * @param formats what the command can write; the first is the default
 * @param args what stands after the command's name
 * @throws CliError (usage) for a value that cannot be meant
 */
export function settingsFrom(
  raw: RawValues,
  formats: readonly Format[],
  args: readonly string[] = [],
): Settings {
  const isOn = (name: string): boolean => raw[name] === true;
  return {
    args,
    file: textOf(raw, 'file', '-f/--file') ?? 'access.yaml',
    fileIsGiven: raw['file'] !== undefined,
    format: formatOf(raw, formats),
    out: textOf(raw, 'out', '-o/--out'),
    overwrite: isOn('overwrite'),
    parallelism: wholeNumber(raw, 'parallelism', 1, 1000),
    timeoutMs: milliseconds(raw),
    color: raw['color'] !== false,
    quiet: isOn('quiet'),
    verbose: isOn('verbose'),
    yes: isOn('yes'),
    input: raw['input'] !== false,
    sandbox: sandboxOf(raw),
    insecureHttp: isOn('insecureHttp'),
    profile: textOf(raw, 'profile', '--profile'),
    apply: isOn('apply'),
    allowDestructive: isOn('allowDestructive'),
    detailedExitcode: isOn('detailedExitcode'),
    requireComplete: isOn('requireComplete'),
    assertRoles: isOn('assertRoles'),
    limits: limitsFrom(raw),
    expectDigest: digestOf(raw),
    targets: textsOf(raw, 'target'),
    acceptedCounts: countsOf(raw),
    journalDir: textOf(raw, 'journalDir', '--journal-dir'),
    timeLimit: wholeNumber(raw, 'timeLimit', 1, longestRun, '--time-limit') ?? usualRun,
    base: refOf(raw),
    adopt: raw['adopt'] === undefined ? undefined : textsOf(raw, 'adopt'),
    import: { update: isOn('update'), asSeed: isOn('asSeed'), focus: focusOf(raw) },
    access: accessOf(raw),
    of: stateOf(raw),
    organization: textOf(raw, 'organization', '--organization'),
    space: textOf(raw, 'space', '--space'),
    older: isOn('older'),
    pending: isOn('pending'),
    reason: textOf(raw, 'reason', '--reason'),
    today: dayFrom(raw),
    port: wholeNumber(raw, 'port', 0, 65_535),
    last: wholeNumber(raw, 'last', 1, 1000),
    also: alsoFrom(raw),
    faults: textsOf(raw, 'fault'),
    seed: sizesOf(raw),
  };
}

/** @throws CliError (usage) where two results would go to one file */
function alsoFrom(raw: RawValues): readonly AlsoFile[] {
  const files = textsOf(raw, 'also').map(alsoOf);
  const taken = new Set<string>();
  for (const path of [textOf(raw, 'out', '-o/--out'), ...files.map((file) => file.path)]) {
    if (path === undefined || path === '/dev/stdout' || path === '/dev/stderr') continue;
    if (taken.has(resolve(path))) {
      throw new CliError('usage', `Two results would be written to ${path}.`, 'Name another file.');
    }
    taken.add(resolve(path));
  }
  return files;
}

/** The whole of it: two plans that share their first digits are found in a minute. */
function digestOf(raw: RawValues): string | undefined {
  const value = textOf(raw, 'expectDigest', '--expect-digest', 'the whole digest of a plan');
  const digest = value?.replace(/^sha256:/, '');
  if (digest !== undefined && !/^[0-9a-f]{64}$/.test(digest)) {
    throw new CliError(
      'usage',
      `--expect-digest can not be "${value ?? ''}".`,
      'It is the whole digest of a plan, 64 hex digits: ax-access plan --json prints it, and so does --format markdown.',
    );
  }
  return digest;
}

function countsOf(raw: RawValues): ReadonlyMap<string, number> {
  return new Map(
    textsOf(raw, 'acceptCount').map((value) => {
      const [, list = '', count = ''] = /^(.+)=(\d{1,9})$/s.exec(value) ?? [];
      if (list === '') {
        throw new CliError(
          'usage',
          `--accept-count can not be "${value}".`,
          "It is a list and its number, as the plan that held something back says: --accept-count 'user=3'.",
        );
      }
      return [list, Number(count)];
    }),
  );
}

/** The values of a flag that may be given several times. */
function textsOf(raw: RawValues, name: string): readonly string[] {
  const value = raw[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

function sizesOf(raw: RawValues): Settings['seed'] {
  const sizes: Partial<Record<SeedSize, number>> = {};
  for (const name of seedSizes) {
    const size = wholeNumber(raw, name, name === 'users' ? 1 : 0, 100_000);
    if (size !== undefined) sizes[name] = size;
  }
  return sizes;
}

function refOf(raw: RawValues): string | undefined {
  const ref = textOf(raw, 'base', '--base', 'a commit, a branch or a tag');
  if (ref?.startsWith('-') !== true) return ref;
  throw new CliError(
    'usage',
    `--base can not be "${ref}".`,
    'Give it a commit, a branch or a tag.',
  );
}

function focusOf(raw: RawValues): Focus | undefined {
  const organization = textOf(raw, 'organization', '--organization', 'a name');
  const space = textOf(raw, 'space', '--space', 'a name');
  if (organization === undefined && space === undefined) return undefined;
  return {
    ...(organization !== undefined && { organization: canonicalName(organization) }),
    ...(space !== undefined && { space: canonicalName(space) }),
  };
}

function limitsFrom(raw: RawValues): LimitValues {
  const values: Partial<Record<LimitName, number>> = {};
  for (const name of limitNames) {
    const { attribute, flag, least, most } = limitRules[name];
    const value = wholeNumber(raw, attribute, least, most, flag);
    if (value !== undefined) values[name] = value;
  }
  return values;
}

function dayFrom(raw: RawValues): string | undefined {
  const value = textOf(raw, 'today', '--today');
  if (value === undefined || isDay(value)) return value;
  throw new CliError(
    'usage',
    `--today can not be "${value}".`,
    'It is a day of the calendar, such as 2027-03-31.',
  );
}

function textOf(raw: RawValues, name: string, flag: string, what = 'a path'): string | undefined {
  const value = raw[name];
  if (typeof value !== 'string') return undefined;
  if (value.trim() === '') throw new CliError('usage', `${flag} is empty.`, `Give it ${what}.`);
  return value;
}

function formatOf(raw: RawValues, formats: readonly Format[]): Format {
  const given = typeof raw['format'] === 'string' ? raw['format'] : undefined;
  const wanted = raw['json'] === true ? 'json' : given;
  if (wanted === 'json' && (given ?? 'json') !== 'json') {
    throw new CliError('usage', `--json and --format ${given} contradict each other.`);
  }
  if (wanted === undefined) return formats[0] ?? 'text';
  const format = formats.find((each) => each === wanted);
  if (format !== undefined) return format;
  throw new CliError(
    'usage',
    `--format can not be "${wanted}" here.`,
    `It is one of: ${formats.join(', ')}.`,
  );
}

function accessOf(raw: RawValues): Settings['access'] {
  const access = textOf(raw, 'access', '--access') ?? 'brief';
  if (access === 'brief' || access === 'full') return access;
  throw new CliError('usage', `--access can not be "${access}".`, 'It is brief or full.');
}

function stateOf({ desired, planned }: RawValues): Settings['of'] {
  if (desired === true && planned === true) {
    throw new CliError(
      'usage',
      '--desired and --planned contradict each other.',
      'Give one of them.',
    );
  }
  if (desired === true) return 'desired';
  return planned === true ? 'planned' : 'live';
}

function wholeNumber(
  raw: RawValues,
  name: string,
  least: number,
  most: number,
  flag = `--${name}`,
): number | undefined {
  const value = raw[name];
  if (typeof value !== 'string') return undefined;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : undefined;
  if (number !== undefined && number >= least && number <= most) return number;
  throw new CliError(
    'usage',
    `${flag} can not be "${value}".`,
    `It is a whole number from ${least} to ${most}.`,
  );
}

function milliseconds(raw: RawValues): number | undefined {
  const value = raw['timeout'];
  if (typeof value !== 'string') return undefined;
  const ms = /^\d{1,9}(?:\.\d{1,9})?$/.test(value) ? Math.round(Number(value) * 1000) : 0;
  if (ms >= 1 && ms <= longestTimeout * 1000) return ms;
  throw new CliError(
    'usage',
    `--timeout can not be "${value}".`,
    `It is a number of seconds above 0 and up to ${longestTimeout}, such as 30 or 2.5.`,
  );
}

function sandboxOf(raw: RawValues): Settings['sandbox'] {
  const value = raw['sandbox'];
  const seed = textOf(raw, 'seed', '--seed');
  if (value === undefined) return seed === undefined ? undefined : { seed };
  return { seed: typeof value === 'string' && value !== '' ? value : undefined };
}

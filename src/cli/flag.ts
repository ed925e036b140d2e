import type { KindName } from '../model.ts';
import { shellWord } from '../text.ts';
import { CliError } from './cliError.ts';

/** What a shell offers after a flag, or for an argument. */
export type Completion =
  | { readonly kind: 'none' }
  | { readonly kind: 'file' }
  /** A value that no list can offer, such as a number. */
  | { readonly kind: 'any' }
  /** The formats that the command writes. */
  | { readonly kind: 'formats' }
  | { readonly kind: 'words'; readonly words: readonly string[] }
  /** Names that the shell asks the command for: those of the access file, or of its runs. */
  | { readonly kind: 'names'; readonly of: readonly NameSource[] };

/** Where names for a shell come from. A `person` is any whose address the file has. */
export type NameSource = KindName | 'run' | 'person';

/**
 * Why a printed next step repeats a flag: for the item that the command is about, the part of
 * a file it covers, the way to the account, or the limits of a plan.
 */
export type Repetition = keyof typeof repetitions;

const repetitions = {
  owner: 'item',
  place: 'item',
  choice: 'item',
  target: 'part',
  roles: 'part',
  account: 'reach',
  journal: 'reach',
  limits: 'pass',
  counts: 'pass',
} as const;

/** A reason to repeat a flag. */
export type RepetitionUse = (typeof repetitions)[Repetition];

/** Raw values from the command line parser, by attribute. */
export type RawValues = Readonly<Record<string, unknown>>;

/** A flag. Help, parsing, completion and printed commands are all made from it. */
export interface Flag<Value = unknown> {
  /** As written on the command line: `-o, --out <path>`. */
  readonly spelling: string;
  readonly text: string;
  readonly completion: Completion;
  /** Few people need it: only `--help --all` shows it. */
  readonly isRare?: true;
  /** The environment variable that sets it if the command line does not. */
  readonly variable?: string;
  /**
   * The value of the flag, or its default when it is not given.
   * @param all the raw values of all flags, for flags that must not contradict each other
   * @param isGiven false if the value comes from the environment variable of the flag
   * @throws CliError (usage) for an invalid value
   */
  read(raw: unknown, all: RawValues, isGiven?: boolean): Value;
  /** Runs before the command starts. */
  prepare?(value: Value): void;
  readonly repeated?: {
    readonly as: Repetition;
    /** The flag as written for a value; empty if it is not needed. */
    words(value: Value): readonly string[];
  };
}

/** Flags by the names that their values have in a command. */
export type Flags = Readonly<Record<string, Flag>>;

export type ValuesOf<F extends Flags> = {
  readonly [Name in keyof F]: F[Name] extends Flag<infer Value> ? Value : never;
};

/**
 * The values of flags.
 * @param settings values of environment variables, by the attributes of their flags
 * @throws CliError (usage)
 */
export function valuesOf<F extends Flags>(
  flags: F,
  raw: RawValues,
  settings?: RawValues,
): ValuesOf<F>;
export function valuesOf(
  flags: Flags,
  raw: RawValues,
  settings: RawValues = {},
): Readonly<Record<string, unknown>> {
  const read = (flag: Flag): unknown => {
    const attribute = attributeOf(flag);
    const setting = settings[attribute];
    if (setting === undefined) return flag.read(raw[attribute], raw);
    try {
      return flag.read(setting, raw, false);
    } catch (error) {
      throw error instanceof CliError ? asSetting(flag, error) : error;
    }
  };
  return Object.fromEntries(Object.entries(flags).map(([name, flag]) => [name, read(flag)]));
}

/** The error for a flag's invalid value from the environment. */
const asSetting = (flag: Flag, { kind, message, hint }: CliError): CliError =>
  new CliError(kind, message.replace(titleOf(flag), flag.variable ?? ''), hint);

/** The words that write flags again with the values they have, in the order of the repetitions. */
export function repeatedWords(
  flags: Flags,
  values: Readonly<Record<string, unknown>>,
  use: RepetitionUse,
): readonly string[] {
  const wanted = Object.entries(repetitions).filter(([, each]) => each === use);
  return wanted.flatMap(([repetition]) =>
    Object.entries(flags).flatMap(([name, { repeated }]) =>
      repeated?.as === repetition ? repeated.words(values[name]) : [],
    ),
  );
}

type Spelled = Pick<Flag, 'spelling'>;

/** All spellings without the value: `-f`, `--file`. */
export const namesOf = ({ spelling }: Spelled): readonly string[] =>
  spelling.replace(/ ?[<[].*$/, '').split(', ');

/** What the flag is called in a message: `-f/--file`. */
export const titleOf = (flag: Spelled): string => namesOf(flag).join('/');

/** `--file` */
export const longOf = (flag: Spelled): string => namesOf(flag).at(-1) ?? '';

/** The name under which the parser keeps the value. */
export const attributeOf = (flag: Spelled): string =>
  longOf(flag)
    .replace(/^--(?:no-)?/, '')
    .replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());

/** What differs between flags of one type. */
interface More<Value> {
  readonly repeat?: Repetition;
  readonly prepare?: (value: Value) => void;
}

const repeatedAs = <Value>(
  repeat: Repetition | undefined,
  words: (value: Value) => readonly string[],
): Pick<Flag<Value>, 'repeated'> =>
  repeat === undefined ? {} : { repeated: { as: repeat, words } };

/** A flag without a value. */
export const onOff = (
  spelling: string,
  text: string,
  { repeat }: More<boolean> = {},
): Flag<boolean> => ({
  spelling,
  text,
  completion: { kind: 'none' },
  read: (raw) => raw === true,
  ...repeatedAs(repeat, (value) => (value ? [longOf({ spelling })] : [])),
});

/** A flag that turns something off, `--no-color`: its value is whether that is on. */
export const turnsOff = (spelling: string, text: string): Flag<boolean> => ({
  spelling,
  text,
  completion: { kind: 'none' },
  read: (raw) => raw !== false,
});

interface TextOptions extends More<string | undefined> {
  /** The missing value, for a hint such as "Give it a name." */
  readonly wants: string;
  /** @throws CliError (usage) for an invalid text */
  readonly check?: (value: string) => string;
  readonly completion?: Completion;
}

/** A flag that takes a text. */
export const textFlag = (
  spelling: string,
  text: string,
  { wants, check = (value) => value, completion = { kind: 'any' }, repeat }: TextOptions,
): Flag<string | undefined> => ({
  spelling,
  text,
  completion,
  read: (raw) => {
    const value = givenText(raw, spelling, wants);
    return value === undefined ? undefined : check(value);
  },
  ...repeatedAs(repeat, (value) =>
    value === undefined ? [] : [`${longOf({ spelling })} ${shellWord(value)}`],
  ),
});

/** A flag that takes the path of a file. */
export const pathFlag = (
  spelling: string,
  text: string,
  more: More<string | undefined> = {},
): Flag<string | undefined> =>
  textFlag(spelling, text, { ...more, wants: 'a path', completion: { kind: 'file' } });

/** The text of a flag, if it was given. @throws CliError (usage) for an empty one */
export function givenText(raw: unknown, spelling: string, wants: string): string | undefined {
  if (typeof raw !== 'string') return undefined;
  if (raw.trim() === '')
    throw new CliError('usage', `${titleOf({ spelling })} is empty.`, `Give it ${wants}.`);
  return raw;
}

/** A flag that may be given several times, and takes several values each time. */
export const textsFlag = (
  spelling: string,
  text: string,
  { repeat }: More<readonly string[]> = {},
): Flag<readonly string[]> => ({
  spelling,
  text,
  completion: { kind: 'any' },
  read: textsIn,
  ...repeatedAs(repeat, (values) =>
    values.map((value) => `${longOf({ spelling })} ${shellWord(value)}`),
  ),
});

export const textsIn = (raw: unknown): readonly string[] =>
  Array.isArray(raw) ? raw.filter((each) => typeof each === 'string') : [];

/** A flag that takes a whole number within bounds. */
export const numberFlag = (
  spelling: string,
  text: string,
  [least, most]: readonly [least: number, most: number],
  { repeat }: More<number | undefined> = {},
): Flag<number | undefined> => ({
  spelling,
  text,
  completion: { kind: 'any' },
  read(raw) {
    if (typeof raw !== 'string') return undefined;
    const number = /^\d{1,9}$/.test(raw) ? Number(raw) : undefined;
    if (number !== undefined && number >= least && number <= most) return number;
    throw cannotBe({ spelling }, raw, `Give it a whole number from ${least} to ${most}.`);
  },
  ...repeatedAs(repeat, (value) =>
    value === undefined ? [] : [`${longOf({ spelling })} ${value}`],
  ),
});

/** A flag with a default value. */
export const withDefault = <Value>(flag: Flag<Value | undefined>, usual: Value): Flag<Value> => ({
  spelling: flag.spelling,
  text: flag.text,
  completion: flag.completion,
  ...(flag.variable !== undefined && { variable: flag.variable }),
  read: (raw, all) => flag.read(raw, all) ?? usual,
});

/** A flag that few people need. */
export const rare = <Value>(flag: Flag<Value>): Flag<Value> => ({ ...flag, isRare: true });

/** A flag that an environment variable can set. Never one that consents, raises a limit, accepts a count or narrows. */
export const orVariable = <Value>(variable: string, flag: Flag<Value>): Flag<Value> => ({
  ...flag,
  variable,
});

export const cannotBe = (flag: Spelled, value: string, hint: string): CliError =>
  new CliError('usage', `Invalid value "${value}" for ${titleOf(flag)}.`, hint);

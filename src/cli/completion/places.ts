import { families } from '../commands/index.ts';
import type { LoadedCommand } from '../commands/index.ts';
import { namesOf } from '../flag.ts';
import type { Completion, Flag } from '../flag.ts';
import { globalFlags, globalNames } from '../globalFlags.ts';
import { firstWords, isTaken } from '../helpPages.ts';

/** What can follow a flag, or be an argument. */
export type Value = Exclude<Completion, { readonly kind: 'formats' }>;

/** A flag in all its spellings: `-f`, `--file`. */
export interface FlagWords {
  readonly names: readonly string[];
  readonly text: string;
  readonly value: Value;
}

/** What can be written after some words. */
export interface Place {
  /** The command so far, such as `saml export`; empty for the program. */
  readonly command: string;
  /** The next word of a command, with its meaning. */
  readonly next: readonly (readonly [word: string, text: string])[];
  readonly flags: readonly FlagWords[];
  readonly argument: Value;
}

/** The flags that say which file and which runs a line is about, beside --sandbox. */
export const fileFlags: readonly string[] = [globalFlags.file, globalFlags.journalDir].flatMap(
  namesOf,
);

type Offered = Pick<Flag, 'spelling' | 'text' | 'completion'>;

const nothing: Completion = { kind: 'none' };
const help: Offered = { spelling: '-h, --help', text: 'show help', completion: nothing };
const version: Offered = { spelling: '--version', text: 'show the version', completion: nothing };

/** Every position of a command line, derived from all commands. */
export function places(commands: readonly LoadedCommand[]): readonly Place[] {
  const none: Value = { kind: 'none' };
  const allFormats = [...new Set(commands.flatMap(({ formats }) => formats))];
  const all = flagWords(allFormats);
  return [
    {
      command: '',
      next: firstWords(commands),
      flags: [...Object.values(globalFlags), version, help].map(all),
      argument: none,
    },
    ...Object.entries(families).map(([family, { summary, bare }]) => {
      const own = commands.find(({ name }) => name === `${family} ${bare}`);
      return {
        command: family,
        next: commands
          .filter(({ name }) => name.startsWith(`${family} `))
          .map((each) => [each.name.slice(family.length + 1), each.summary] as const),
        flags: [
          ...(own === undefined ? [] : flagsOf(own)),
          all({ ...help, text: `show help: ${summary}` }),
        ],
        argument: none,
      };
    }),
    ...commands.map((command) => ({
      command: command.name,
      next: [],
      flags: [...flagsOf(command), flagWords(command.formats)(help)],
      argument: argumentOf(command),
    })),
  ];
}

/** The flags of a command, its own and the global ones that it takes. */
const flagsOf = (command: LoadedCommand): readonly FlagWords[] =>
  [
    ...Object.values(command.flags),
    ...globalNames.filter((name) => isTaken(name, command)).map((name) => globalFlags[name]),
  ].map(flagWords(command.formats));

const flagWords =
  (formats: readonly string[]) =>
  (flag: Offered): FlagWords => ({
    names: namesOf(flag),
    text: flag.text,
    value: valueOf(flag.completion, formats),
  });

const valueOf = (completion: Completion, formats: readonly string[]): Value =>
  completion.kind === 'formats' ? { kind: 'words', words: formats } : completion;

const argumentOf = ({ args, argsCompletion, formats }: LoadedCommand): Value =>
  valueOf(argsCompletion ?? { kind: args === undefined ? 'none' : 'any' }, formats);

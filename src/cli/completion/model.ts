import type { Command, FlagSpec } from '../commandContext.ts';
import { globalFlags } from '../globalFlags.ts';
import { isTaken } from '../help.ts';
import { commands, families } from '../list.ts';

/** What can stand after a flag, or in the place of an argument. */
export type Value =
  | { readonly kind: 'none' }
  | { readonly kind: 'file' }
  /** Somebody has to know it: a number, say. */
  | { readonly kind: 'any' }
  | { readonly kind: 'words'; readonly words: readonly string[] };

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
  /** The next word of a command, with what it is. */
  readonly next: readonly (readonly [word: string, text: string])[];
  readonly flags: readonly FlagWords[];
  readonly argument: Value;
}

export const shells = ['bash', 'zsh', 'fish'] as const;

const help: FlagSpec = { flags: '-h, --help', text: 'show help' };

/** Every place of a command line, made of the list of commands: what is offered is what there is. */
export function places(): readonly Place[] {
  const none: Value = { kind: 'none' };
  const anywhere = globalFlags.map((flag) => flagWords(flag, undefined));
  return [
    {
      command: '',
      next: firstWords(),
      flags: [
        ...anywhere,
        flagWords({ flags: '--version', text: 'show the version' }),
        flagWords(help),
      ],
      argument: none,
    },
    ...Object.entries(families).map(([family, text]) => ({
      command: family,
      next: commands
        .filter(({ name }) => name.startsWith(`${family} `))
        .map(({ name, summary }) => [name.slice(family.length + 1), summary] as const),
      flags: [flagWords({ ...help, text: `show help: ${text}` })],
      argument: none,
    })),
    ...commands.map((command) => ({
      command: command.name,
      next: [],
      flags: [
        ...command.flags.map((flag) => flagWords(flag, command)),
        ...globalFlags
          .filter((flag) => isTaken(flag, command))
          .map((flag) => flagWords(flag, command)),
        flagWords(help),
      ],
      argument: argumentOf(command),
    })),
  ];
}

/** Commands of one word, and each family once. */
function firstWords(): Place['next'] {
  const words = commands.map(({ name, summary }): readonly [string, string] => {
    const [first = '', second] = name.split(' ');
    return second === undefined ? [first, summary] : [first, families[first] ?? ''];
  });
  return [...new Map(words)];
}

function flagWords({ flags, text }: FlagSpec, command?: Command): FlagWords {
  return {
    names: flags.replace(/ ?[<[].*$/, '').split(', '),
    text,
    value: valueOf(/[<[](.+?)(?:\.\.\.)?[>\]]$/.exec(flags)?.[1], command),
  };
}

function valueOf(name: string | undefined, command: Command | undefined): Value {
  switch (name) {
    case undefined:
      return { kind: 'none' };
    case 'path':
    case 'seed':
    case 'plan':
      return { kind: 'file' };
    case 'format':
      return {
        kind: 'words',
        words: command?.formats ?? [...new Set(commands.flatMap(({ formats }) => formats))],
      };
    case 'format=path':
      return { kind: 'words', words: ['markdown=', 'json=', 'text='] };
    case 'shell':
      return { kind: 'words', words: shells };
    default:
      return { kind: 'any' };
  }
}

const argumentOf = ({ args }: Command): Value =>
  valueOf(/[<[](.+?)[>\]]/.exec(args ?? '')?.[1], undefined);

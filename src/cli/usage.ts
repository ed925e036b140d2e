import type { CommanderError } from 'commander';
import type { Command } from './commandContext.ts';
import { CliError } from './cliError.ts';
import { commands } from './list.ts';

/** What the parser of the command line complains of, in our words. */
export function usageFault(error: CommanderError, args: readonly string[]): CliError {
  const [line = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const first = withoutValues(line);
  const meant = /\(Did you mean (.+)\?\)/.exec(rest.join(' '))?.[1];
  const command = commandIn(args);
  const hints: readonly (string | undefined)[] = [
    meant && `Did you mean ${meant}?`,
    error.code === 'commander.unknownOption' ? placeOf(first, command) : undefined,
    error.code === 'commander.excessArguments' ? excessHint(command) : undefined,
  ];
  const hint =
    hints.find((each) => each !== undefined) ??
    `"ax-access ${command === undefined ? '' : `${command.name} `}--help" says what there is.`;
  return new CliError('usage', sentence(first), hint);
}

/** Somebody may have given a key on the command line: only what looks like a flag or a command is repeated. */
const withoutValues = (text: string): string =>
  text
    .replace(/'(--[\w-]+)=[^']*'/, "'$1'")
    .replace(/^(unknown command) '(?![a-z][a-z-]{0,19}').*$/s, '$1');

/** The command that a command line names, as far as one can tell. */
const commandIn = (args: readonly string[]): Command | undefined =>
  commands.find(({ name }) => ` ${args.join(' ')} `.includes(` ${name} `));

/** Where a flag belongs that is not known here. */
function placeOf(message: string, here: Command | undefined): string | undefined {
  const flag = /'(--[^'=]+)/.exec(message)?.[1];
  const owners = commands.filter(({ flags }) => flags.some((each) => longOf(each.flags) === flag));
  if (flag === undefined || owners.length === 0) return undefined;
  if (here !== undefined && owners.includes(here)) {
    return `It stands after the command: ax-access ${here.name} ${flag}`;
  }
  return `It belongs to: ${owners.map(({ name }) => name).join(', ')}.`;
}

const excessHint = (command: Command | undefined): string | undefined => {
  if (command?.takes.includes('file') !== true) return undefined;
  return 'Name the access file with -f.';
};

const longOf = (flags: string): string | undefined => /--[\w-]+/.exec(flags)?.[0];

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

import type { CommanderError } from 'commander';
import { CliError } from './cliError.ts';
import { allLoaded, commands as commandEntries, families } from './commands/index.ts';
import type { LoadedCommand } from './commands/index.ts';
import { namesOf } from './flag.ts';

/** Rewords an error of the command line parser. */
export async function usageError(
  error: CommanderError,
  args: readonly string[],
): Promise<CliError> {
  const commands = await allLoaded();
  const [line = '', ...rest] = error.message.replace(/^error: /, '').split('\n');
  const first = reworded(withoutValues(line)).replaceAll(/'([^']*)'/g, '"$1"');
  const meant = /\(Did you mean (.+)\?\)/.exec(rest.join(' '))?.[1];
  const command = commandIn(args, commands);
  const hints: readonly (string | undefined)[] = [
    error.code === 'commander.unknownCommand' ? familyHint(args, meant) : undefined,
    meant && `Did you mean ${meant}?`,
    error.code === 'commander.unknownOption' ? placeOf(first, command, commands) : undefined,
    error.code === 'commander.excessArguments' ? excessHint(command, args) : undefined,
  ];
  const hint =
    hints.find((each) => each !== undefined) ??
    `"ax-access ${command === undefined ? '' : `${command.name} `}--help" shows the usage.`;
  return new CliError('usage', sentence(first), hint);
}

/** The command line may hold a key, so only text that looks like a flag or a command is repeated. */
const withoutValues = (text: string): string =>
  text
    .replace(/'(--[\w-]+)=[^']*'/, "'$1'")
    .replace(/^(unknown command) '(?![a-z][a-z-]{0,19}').*$/s, '$1');

/** Messages of the parser, as this program words them. */
const reworded = (text: string): string =>
  text
    .replace(/^unknown option /, 'unknown flag ')
    .replace(
      /^too many arguments for '(.+)'\. Expected (\d+) arguments? but got (\d+)\.$/,
      (_, name: string, most: string, given: string) =>
        most === '0'
          ? `too many arguments for ${name}: it takes none.`
          : `too many arguments for ${name}: expected ${most}, got ${given}.`,
    )
    .replace(/^option '(-\w), (--[\w-]+).*' argument missing$/, '$1/$2 needs a value')
    .replace(/^option '(--[\w-]+).*' argument missing$/, '$1 needs a value');

/** The command that a command line most likely names. */
const commandIn = (
  args: readonly string[],
  commands: readonly LoadedCommand[],
): LoadedCommand | undefined =>
  commands.find(({ name }) => ` ${args.join(' ')} `.includes(` ${name} `));

/** Where an unknown flag belongs. */
function placeOf(
  message: string,
  here: LoadedCommand | undefined,
  commands: readonly LoadedCommand[],
): string | undefined {
  const flag = /"(--[^"=]+)/.exec(message)?.[1];
  if (flag === undefined) return undefined;
  const owners = commands.filter(({ flags }) =>
    Object.values(flags).some((each) => namesOf(each).includes(flag)),
  );
  if (owners.length === 0) return undefined;
  if (here !== undefined && owners.includes(here)) {
    return `Put it after the command: ax-access ${here.name} ${flag}`;
  }
  return `Commands that have it: ${owners.map(({ name }) => name).join(', ')}.`;
}

/** For the second word of a family without its first, and the other way round. */
function familyHint(args: readonly string[], meant: string | undefined): string | undefined {
  const family = args.find((word) => Object.hasOwn(families, word));
  if (family !== undefined) {
    return meant === undefined
      ? `"ax-access ${family} --help" lists its commands.`
      : `Did you mean ${family} ${meant}?`;
  }
  const [word = ''] = args.filter((each) => !each.startsWith('-'));
  const full = commandEntries.flatMap(({ name }) => (name.endsWith(` ${word}`) ? [name] : []));
  return full.length === 0 ? undefined : `Did you mean ${full.join(', ')}?`;
}

const excessHint = (
  command: LoadedCommand | undefined,
  words: readonly string[],
): string | undefined => {
  if (command?.takes.includes('file') !== true) return undefined;
  return words.includes('--sandbox=')
    ? 'Name a seed with --sandbox=SEED, and the access file with -f.'
    : 'Name the access file with -f.';
};

const sentence = (text: string): string =>
  `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.!?]$/.test(text) ? '' : '.'}`;

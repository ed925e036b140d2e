import { CommanderError, Option, Command as Parser } from 'commander';
import type { BoundCommand } from './command.ts';
import { CliError } from './cliError.ts';
import { allLoaded, commands, loaded } from './commands/index.ts';
import type { CommandEntry, LoadedCommand } from './commands/index.ts';
import { attributeOf, titleOf } from './flag.ts';
import type { RawValues } from './flag.ts';
import { globalFlags, globalNames } from './globalFlags.ts';
import type { GlobalName } from './globalFlags.ts';
import { commandPage, familyPage, formatPage, isTaken, programPage } from './helpPages.ts';
import type { Page } from './helpPages.ts';
import { version } from './installedPackage.ts';
import { usageError } from './usageError.ts';

/** What a command line asks for: a text to show, or a command to run. */
export type ParsedCommand = { readonly text: string } | { readonly command: BoundCommand };

/** The command that a line names, and what it says. */
interface Choice {
  readonly command: LoadedCommand;
  readonly raw: RawValues;
  readonly args: readonly string[];
}

/**
 * Understands a command line.
 * @param args without Node and the script
 * @throws CliError (usage) for one that cannot be meant
 */
export async function parse(args: readonly string[]): Promise<ParsedCommand> {
  const words = withoutSeed(withoutHelp(args));
  let shown = '';
  let chosen: Choice | undefined;
  const program = programWith(
    (text) => (shown += text),
    (choice) => (chosen = choice),
  );
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (shown === '') throw await usageError(error, words);
    // Help for something that does not exist is an error, too; without the flag, it is found.
    if (isUnknown(program)) return parse(words.filter((arg) => arg !== '-h' && arg !== '--help'));
  }
  if (chosen === undefined) return { text: shown };
  const { command, raw, args: given } = chosen;
  assertArgs(given, command);
  for (const name of globalNames) {
    const isGiven = program.getOptionValueSource(attributeOf(globalFlags[name])) === 'cli';
    // What stays offline reaches no account, so it does not matter which one.
    if (!isGiven || isTaken(name, command) || name === 'sandbox') continue;
    throw withoutEffect(name, command, await allLoaded());
  }
  for (const [flag, why, hint] of command.refuses ?? []) {
    if (raw[attributeOf({ spelling: flag })] !== undefined) throw new CliError('usage', why, hint);
  }
  return { command: command.bind({ command: command.name, args: given, raw }) };
}

function programWith(show: (text: string) => void, choose: (choice: Choice) => void): Parser {
  const program = withPage(new Parser('ax-access'), programPage())
    .version(version(), '--version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: show,
      // Help for a command line that names no command. Errors come as exceptions.
      writeErr: show,
      outputError: () => undefined,
    });
  for (const { spelling } of Object.values(globalFlags)) program.addOption(new Option(spelling));
  const entries = new Map<Parser, CommandEntry>();
  /** Of all commands, only the one that is named is loaded. */
  const complete = async (_: Parser, parser: Parser): Promise<void> => {
    const entry = entries.get(parser);
    if (entry !== undefined) addCommand(parser, await loaded(entry), choose);
  };
  program.hook('preSubcommand', complete);
  const families = new Map<string, Parser>();
  for (const entry of commands) {
    const [first = '', second] = entry.name.split(' ');
    if (second === undefined) {
      entries.set(program.command(first), entry);
      continue;
    }
    const family =
      families.get(first) ??
      withPage(program.command(first), familyPage(first))
        .helpCommand(false)
        .hook('preSubcommand', complete);
    families.set(first, family);
    entries.set(family.command(second), entry);
  }
  return program;
}

const withPage = (parser: Parser, page: Page): Parser =>
  // A terminal of 60 columns leaves less than the 40 that commander asks for.
  parser.configureHelp({ minWidthToWrap: 20, formatHelp: (_, helper) => formatPage(page, helper) });

function addCommand(
  parser: Parser,
  command: LoadedCommand,
  choose: (choice: Choice) => void,
): void {
  withPage(parser, commandPage(command));
  for (const { spelling } of Object.values(command.flags)) parser.addOption(new Option(spelling));
  // Known, so that the answer is better than "unknown"; hidden, so that help leads no one to them.
  for (const [flag] of command.refuses ?? []) parser.addOption(new Option(flag).hideHelp());
  // How many there may be is checked later: an optional one may stand before a needed one.
  if (command.args !== undefined) parser.argument('[words...]');
  parser.action(() => choose({ command, raw: parser.optsWithGlobals(), args: parser.args }));
}

/** @throws CliError (usage) for too few or too many */
function assertArgs(given: readonly string[], { name, args = '' }: LoadedCommand): void {
  const wanted = args.match(/<[^>]+>|\[[^\]]+\]/g) ?? [];
  const needed = wanted.filter((each) => each.startsWith('<'));
  const usage = `Write it as: ax-access ${name} ${args}`;
  const missing = needed[given.length];
  if (missing !== undefined) {
    throw new CliError('usage', `Missing required argument '${missing.slice(1, -1)}'.`, usage);
  }
  if (given.length > wanted.length && args !== '') {
    throw new CliError(
      'usage',
      `Too many arguments for '${name}'. Expected ${wanted.length} argument${wanted.length === 1 ? '' : 's'} but got ${given.length}.`,
      `${usage}. Names with spaces stand in quotes.`,
    );
  }
}

/** Of a flag that would change nothing: the person counts on it. */
function withoutEffect(
  flag: GlobalName,
  { name }: LoadedCommand,
  all: readonly LoadedCommand[],
): CliError {
  const takers = inFamilies(all.filter((each) => isTaken(flag, each)));
  return new CliError(
    'usage',
    `${titleOf(globalFlags[flag])} has no effect on ${name}.`,
    `It belongs to: ${takers.join(', ')}.`,
  );
}

/** Names of commands; those of a whole family are called by it. */
function inFamilies(some: readonly LoadedCommand[]): readonly string[] {
  const taken = new Set(some.map((each) => each.name));
  const names = some.map(({ name }) => {
    const [family = ''] = name.split(' ');
    const all = commands.filter((each) => each.name.startsWith(`${family} `));
    return all.length > 1 && all.every((each) => taken.has(each.name)) ? family : name;
  });
  return [...new Set(names)];
}

/** Whether the words after a parser's own name mean none of its commands. */
function isUnknown(parser: Parser): boolean {
  const [word = '-'] = parser.args;
  const found = parser.commands.find((each) => each.name() === word);
  if (found !== undefined) return isUnknown(found);
  return parser.commands.length > 0 && !word.startsWith('-');
}

/** `help plan` is `plan --help`. */
const withoutHelp = ([first, ...rest]: readonly string[]): readonly string[] =>
  first === 'help' ? [...rest, '--help'] : [first ?? '--help', ...rest];

/** In `--sandbox plan` the second word is the command and no seed file; `--sandbox=plan` means the file. */
function withoutSeed(args: readonly string[]): string[] {
  const names = new Set(commands.map(({ name }) => name.split(' ')[0]));
  const first = args.findIndex((arg) => names.has(arg));
  return args.map((arg, index) =>
    arg === '--sandbox' && index === first - 1 ? '--sandbox=' : arg,
  );
}

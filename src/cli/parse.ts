import { CommanderError, Option, Command as Parser } from 'commander';
import type { Command, GlobalFlag } from './commandContext.ts';
import { CliError } from './cliError.ts';
import { globalFlags } from './globalFlags.ts';
import { commandPage, familyPage, formatPage, isTaken, programPage } from './help.ts';
import type { Page } from './help.ts';
import { commands } from './list.ts';
import { version } from './package.ts';
import { settingsFrom } from './settings.ts';
import type { RawValues, Settings } from './settings.ts';
import { usageFault } from './usage.ts';

/** What a command line asks for: a text to show, or a command to run. */
export type ParsedCommand =
  | { readonly text: string }
  | { readonly command: Command; readonly settings: Settings };

type Choose = (command: Command, raw: RawValues, args: readonly string[]) => void;

/**
 * Understands a command line.
 * @param args without Node and the script
 * @throws CliError (usage) for one that cannot be meant
 */
export function parse(args: readonly string[]): ParsedCommand {
  const words = withoutSeed(withoutHelp(args));
  let shown = '';
  let chosen:
    | { readonly command: Command; readonly raw: RawValues; readonly args: readonly string[] }
    | undefined;
  const program = programWith(
    (text) => (shown += text),
    (command, raw, given) => (chosen = { command, raw, args: given }),
  );
  try {
    program.parse(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (shown === '') throw usageFault(error, words);
    // Help for something that does not exist is an error, too; without the flag, it is found.
    if (isUnknown(program)) return parse(words.filter((arg) => arg !== '-h' && arg !== '--help'));
  }
  if (chosen === undefined) return { text: shown };
  const { command, raw, args: given } = chosen;
  assertArgs(given, command);
  for (const flag of globalFlags) {
    if (program.getOptionValueSource(flag.attribute) === 'cli') assertTaken(flag, command);
  }
  for (const [flag, why, hint] of command.refuses ?? []) {
    if (raw[new Option(flag).attributeName()] !== undefined) throw new CliError('usage', why, hint);
  }
  return { command, settings: settingsFrom(raw, command.formats, given) };
}

function programWith(show: (text: string) => void, choose: Choose): Parser {
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
  for (const { flags } of globalFlags) program.addOption(new Option(flags));
  const families = new Map<string, Parser>();
  for (const command of commands) {
    const [first = '', second] = command.name.split(' ');
    if (second === undefined) {
      addCommand(program, first, command, choose);
      continue;
    }
    const family =
      families.get(first) ?? withPage(program.command(first), familyPage(first)).helpCommand(false);
    families.set(first, family);
    addCommand(family, second, command, choose);
  }
  return program;
}

const withPage = (parser: Parser, page: Page): Parser =>
  // A terminal of 60 columns leaves less than the 40 that commander asks for.
  parser.configureHelp({ minWidthToWrap: 20, formatHelp: (_, helper) => formatPage(page, helper) });

function addCommand(parent: Parser, name: string, command: Command, choose: Choose): void {
  const parser = withPage(parent.command(name), commandPage(command));
  for (const { flags } of command.flags) parser.addOption(new Option(flags));
  // Known, so that the answer is better than "unknown"; hidden, so that nobody is led to them.
  for (const [flag] of command.refuses ?? []) parser.addOption(new Option(flag).hideHelp());
  // How many there may be is checked later: an optional one may stand before a needed one.
  if (command.args !== undefined) parser.argument('[words...]');
  parser.action(() => choose(command, parser.optsWithGlobals(), parser.args));
}

/** @throws CliError (usage) for too few or too many */
function assertArgs(given: readonly string[], { name, args = '' }: Command): void {
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

/** @throws CliError (usage) for a flag without effect: somebody counts on it */
function assertTaken(flag: GlobalFlag, command: Command): void {
  // What stays offline reaches no account, so it does not matter which one.
  if (isTaken(flag, command) || flag.attribute === 'sandbox') return;
  const takers = inFamilies(commands.filter((each) => isTaken(flag, each)));
  const shown = flag.flags.replace(/ [<[].*$/, '').replace(', ', '/');
  throw new CliError(
    'usage',
    `${shown} has no effect on ${command.name}.`,
    `It belongs to: ${takers.join(', ')}.`,
  );
}

/** Names of commands; those of a whole family are called by it. */
function inFamilies(some: readonly Command[]): readonly string[] {
  const names = some.map(({ name }) => {
    const [family = ''] = name.split(' ');
    const all = commands.filter((each) => each.name.startsWith(`${family} `));
    return all.length > 1 && all.every((each) => some.includes(each)) ? family : name;
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

import { CommanderError, Option, Command as Parser } from 'commander';
import type { BoundCommand } from './command.ts';
import { CliError } from './cliError.ts';
import { allLoaded, commands, families as allFamilies, loaded } from './commands/index.ts';
import type { CommandEntry, LoadedCommand } from './commands/index.ts';
import { attributeOf, titleOf } from './flag.ts';
import type { Flag, RawValues } from './flag.ts';
import { globalFlags, globalNames, namesSeed } from './globalFlags.ts';
import type { GlobalName } from './globalFlags.ts';
import { asksForHelp, helpAlone, isKnownWord, understood } from './habits.ts';
import { commandPage, familyPage, formatPage, isTaken, programPage, topics } from './helpPages.ts';
import type { Detail, Page } from './helpPages.ts';
import { version } from './installedPackage.ts';
import { usageError } from './usageError.ts';

/** What a command line asks for: a text to show, or a command to run. */
export type ParsedCommand = { readonly text: string } | { readonly command: BoundCommand };

/** The command that a line names, with its raw values. */
interface Choice {
  readonly command: LoadedCommand;
  readonly raw: RawValues;
  readonly args: readonly string[];
}

/**
 * Parses a command line.
 * @param args without Node and the script
 * @throws CliError (usage) for an invalid one
 */
export async function parse(args: readonly string[]): Promise<ParsedCommand> {
  await assertTopic(args);
  const own = helpAlone(await understood(withoutHelp(args)));
  const { detail, words } = withDetail(withoutSeed(own));
  let shown = '';
  let chosen: Choice | undefined;
  const program = programWith(entriesIn(words), {
    words,
    detail,
    show: (text) => (shown += text),
    choose: (choice) => (chosen = choice),
  });
  try {
    await program.parseAsync(words, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (shown === '') throw await usageError(error, words);
    // Help for an unknown command is an error too; parsing again without the flag finds it.
    if (isUnknown(program)) return parse(words.filter((arg) => !asksForHelp(arg)));
  }
  if (chosen === undefined) return { text: shown };
  const { command, raw, args: given } = chosen;
  assertArgs(given, command);
  assertNoFormat(raw[attributeOf(globalFlags.out)], command);
  for (const name of globalNames) {
    const isGiven = program.getOptionValueSource(attributeOf(globalFlags[name])) === 'cli';
    // An offline command reaches no account, so --sandbox makes no difference to it.
    if (!isGiven || isTaken(name, command) || name === 'sandbox') continue;
    throw withoutEffect(name, command, await allLoaded());
  }
  for (const [flag, why, hint] of command.refuses ?? []) {
    if (raw[attributeOf({ spelling: flag })] !== undefined) throw new CliError('usage', why, hint);
  }
  return { command: command.bind({ command: command.name, args: given, raw }) };
}

/** What a parser does with what it finds. */
interface Parsing {
  readonly words: readonly string[];
  readonly detail: Detail;
  show(text: string): void;
  choose(choice: Choice): void;
}

/** The commands that a line may mean. Building all of them takes longer than running some commands. */
function entriesIn(words: readonly string[]): readonly CommandEntry[] {
  const named = commands.filter(({ name }) => words.includes(name.split(' ')[0] ?? ''));
  return named.length > 0 ? named : commands;
}

function programWith(known: readonly CommandEntry[], parsing: Parsing): Parser {
  const { detail, show, words } = parsing;
  const program = withPage(new Parser('ax-access'), () => programPage(detail))
    .version(version(), '--version')
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      writeOut: show,
      // Help for a command line that names no command. Errors come as exceptions.
      writeErr: show,
      outputError: () => undefined,
    });
  for (const flag of Object.values<Flag>(globalFlags)) addFlag(program, flag);
  const entries = new Map<Parser, CommandEntry>();
  /** Loads only the command that is named. */
  const complete = async (_: Parser, parser: Parser): Promise<void> => {
    const entry = entries.get(parser);
    if (entry !== undefined) addCommand(parser, await loaded(entry), parsing);
  };
  program.hook('preSubcommand', complete);
  const families = new Map<string, Parser>();
  for (const entry of known) {
    const [first = '', second] = entry.name.split(' ');
    if (second === undefined) {
      entries.set(program.command(first), entry);
      continue;
    }
    const family =
      families.get(first) ??
      withPage(program.command(first), () => familyPage(first))
        .helpCommand(false)
        .hook('preSubcommand', complete);
    families.set(first, family);
    const isDefault = allFamilies[first]?.bare === second && isBare(first, words);
    entries.set(family.command(second, { isDefault }), entry);
  }
  return program;
}

/** Whether a family is named without one of its commands: a word after it would be a mistyped one. */
function isBare(family: string, words: readonly string[]): boolean {
  const [next = '-'] = words.slice(words.indexOf(family) + 1);
  return next.startsWith('-');
}

/** @param page built on request */
const withPage = (parser: Parser, page: () => Page): Parser =>
  parser.configureHelp({ formatHelp: (_, { helpWidth = 80 }) => formatPage(page(), helpWidth) });

function addCommand(parser: Parser, command: LoadedCommand, { detail, choose }: Parsing): void {
  withPage(parser, () => commandPage(command, detail));
  for (const flag of Object.values(command.flags)) addFlag(parser, flag);
  // Known, so that the answer is better than "unknown"; hidden, so that help leads no one to them.
  for (const [flag] of command.refuses ?? []) parser.addOption(new Option(flag).hideHelp());
  // Their number is checked later, because an optional argument may precede a required one.
  if (command.args !== undefined) parser.argument('[words...]');
  parser.action(() => choose({ command, raw: parser.optsWithGlobals(), args: parser.args }));
}

/** Rejects a repeated flag whose second value would silently replace the first. */
function addFlag(parser: Parser, flag: Flag): void {
  const option = new Option(flag.spelling);
  parser.addOption(option);
  if (option.variadic || !(option.required || option.optional)) return;
  let isGiven = false;
  parser.on(`option:${option.name()}`, () => {
    if (isGiven) throw givenTwice(flag);
    isGiven = true;
  });
}

const givenTwice = (flag: Flag): CliError =>
  new CliError(
    'usage',
    `${titleOf(flag)} is given twice.`,
    flag.spelling === globalFlags.file.spelling
      ? 'Give one file, and list others in it under `include`: ax-access help file include'
      : 'Give it once.',
  );

/** @throws CliError (usage) for too few or too many */
function assertArgs(given: readonly string[], { name, args = '' }: LoadedCommand): void {
  const wanted = args.match(/<[^>]+>|\[[^\]]+\]/g) ?? [];
  const needed = wanted.filter((each) => each.startsWith('<'));
  const usage = `Usage: ax-access ${name} ${args}`;
  const missing = needed[given.length];
  if (missing !== undefined) {
    throw new CliError('usage', `Missing argument <${missing.slice(1, -1)}>.`, usage);
  }
  if (given.length > wanted.length && args !== '') {
    throw new CliError(
      'usage',
      `Too many arguments for ${name}: expected ${wanted.length}, got ${given.length}.`,
      `${usage} (put names with spaces in quotes)`,
    );
  }
}

/** What other tools take after -o: here it would become a file of that name. */
const formatNames =
  /^(?:text|json|ya?ml|csv|html|markdown|md|table|wide|name|values|github|sarif|junit)$/;

/** @throws CliError (usage) where -o is given a format, as in other tools */
function assertNoFormat(path: unknown, command: LoadedCommand): void {
  if (typeof path !== 'string' || !formatNames.test(path)) return;
  const { name, formats } = command;
  const ways = [
    formats.some((format) => format === path)
      ? `For the format: --format ${path}.`
      : formats.length > 0
        ? `Formats of ${name}: ${formats.join(', ')}.`
        : `${name} writes one format only.`,
    ...(isTaken('out', command) ? [`For a file of that name: --out ./${path}`] : []),
  ];
  throw new CliError('usage', `-o/--out takes a file, and "${path}" is a format.`, ways.join(' '));
}

/** A flag without effect is an error: the person relies on it. */
function withoutEffect(
  flag: GlobalName,
  { name }: LoadedCommand,
  all: readonly LoadedCommand[],
): CliError {
  const takers = inFamilies(all.filter((each) => isTaken(flag, each)));
  return new CliError(
    'usage',
    `${name} does not support ${titleOf(globalFlags[flag])}.`,
    `Commands that do: ${takers.join(', ')}.`,
  );
}

/** Names of commands; a complete family is listed by its own name. */
function inFamilies(some: readonly LoadedCommand[]): readonly string[] {
  const taken = new Set(some.map((each) => each.name));
  const names = some.map(({ name }) => {
    const [family = ''] = name.split(' ');
    const all = commands.filter((each) => each.name.startsWith(`${family} `));
    return all.length > 1 && all.every((each) => taken.has(each.name)) ? family : name;
  });
  return [...new Set(names)];
}

/** Whether the words after a parser's own name match none of its commands. */
function isUnknown(parser: Parser): boolean {
  const [word = '-'] = parser.args;
  const found = parser.commands.find((each) => each.name() === word);
  if (found !== undefined) return isUnknown(found);
  return parser.commands.length > 0 && !word.startsWith('-');
}

/** Turns `help plan` into `plan --help`; other topics stay arguments of `help`. */
const withoutHelp = ([first, ...rest]: readonly string[]): readonly string[] =>
  first === 'help' && !topics.includes(rest[0] ?? '') && !rest.some(asksForHelp)
    ? [...rest, '--help']
    : [first ?? '--help', ...rest];

/** @throws CliError (usage) for help about what is neither a command nor another topic */
async function assertTopic([first, topic = '-']: readonly string[]): Promise<void> {
  if (first !== 'help' || topic.startsWith('-') || topics.includes(topic) || isKnownWord(topic))
    return;
  throw (await import('./unknownTopic.ts')).unknownTopic(topic);
}

/** `--all` is only valid with `--help`. */
function withDetail(words: readonly string[]): { detail: Detail; words: readonly string[] } {
  if (!words.some(asksForHelp) || !words.includes('--all')) return { detail: 'brief', words };
  return { detail: 'all', words: words.filter((word) => word !== '--all') };
}

/**
 * Only the name of a YAML file can follow `--sandbox` as its seed: in `--sandbox plan` and `undo --sandbox RUN` the second
 * word is the command or its argument. `--sandbox=plan` is a file of that name.
 */
function withoutSeed(args: readonly string[]): string[] {
  const end = args.includes('--') ? args.indexOf('--') : args.length;
  return args.map((arg, index) =>
    arg === '--sandbox' && index < end && !namesSeed(args[index + 1]) ? '--sandbox=' : arg,
  );
}

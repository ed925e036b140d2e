import { shellWord } from '../text.ts';
import { CliError } from './cliError.ts';
import type { ExitCode } from './exitCode.ts';
import { repeatedWords, valuesOf } from './flag.ts';
import type { Completion, Flag, Flags, RawValues, ValuesOf } from './flag.ts';
import { globalFlags } from './globalFlags.ts';
import type { GlobalName, Globals } from './globalFlags.ts';
import { settingsFor } from './settings.ts';
import type { Terminal } from './terminal.ts';

export type Format =
  | 'text'
  | 'json'
  | 'markdown'
  | 'html'
  | 'yaml'
  | 'csv'
  | 'values'
  | 'github'
  | 'sarif'
  | 'junit';

/** What a command receives when it runs. */
export interface CommandContext<Options = unknown, Written extends Format = Format> {
  readonly terminal: Terminal;
  /** Its name, such as `saml export`. */
  readonly command: string;
  /** Its positional arguments. */
  readonly args: readonly string[];
  /** The values of its own flags. */
  readonly options: Options;
  /** The values of the global flags; those that the command does not take have their defaults. */
  readonly globals: Globals;
  readonly format: Written | 'text';
  readonly next: NextCommand;
}

/** The words that a printed next step repeats from this command line. */
export interface NextCommand {
  /** Flags for the same file, account, journal and limits. */
  readonly again: string;
  /** The same for commands that take fewer flags, by what they read. */
  readonly reach: Reach;
  /** The command for the same item, if it does not plan a file. */
  readonly as?: string;
  /** Flags that decide what a plan of a file covers. */
  readonly about?: string;
}

/** The help texts of a command, and what it takes. */
interface Described<F extends Flags, Written extends Format> {
  readonly text: string;
  /** Its own flags, in the order of its help, by the names that their values have in `options`. */
  readonly flags: F;
  /** The global flags that it takes in addition to those that every command takes. */
  readonly takes: readonly GlobalName[];
  /** Its output formats; the first is the default. None if its output is not data. */
  readonly formats: readonly Written[];
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** Its positional arguments, as people write them: `[plan]`, `<person> <resource>`. */
  readonly args?: string;
  /** What a shell offers for its arguments. */
  readonly argsCompletion?: Completion;
  /** The help text of --out, if it does not write the result. */
  readonly outText?: string;
  /** Flags that people may expect here, and why the command does not have them. */
  readonly refuses?: readonly (readonly [flag: string, why: string, hint: string])[];
  /** Whether a shell runs it, where no one reads what is said about settings. */
  readonly isForShells?: true;
}

/** A command as its file defines it. */
interface Definition<F extends Flags, Written extends Format> extends Described<F, Written> {
  run(run: CommandContext<ValuesOf<F>, Written>): Promise<ExitCode>;
}

/** A command. */
export interface Command extends Described<Flags, Format> {
  /**
   * Reads the values of a command line.
   * @throws CliError (usage) for an invalid value
   */
  bind(line: CommandLine): BoundCommand;
}

/** A parsed command line. */
export interface CommandLine {
  readonly command: string;
  readonly args: readonly string[];
  readonly raw: RawValues;
}

/** A command with the values of its flags. */
export interface BoundCommand {
  readonly globals: Globals;
  readonly format: Format;
  run(terminal: Terminal): Promise<ExitCode>;
}

/** A command from its definition: its `run` gets the values of the flags that it declares. */
export function defineCommand<const F extends Flags, Written extends Format>(
  definition: Definition<F, Written>,
): Command {
  const { run, flags, formats } = definition;
  return {
    ...definition,
    bind({ command, args, raw }) {
      const settings = settingsFor(definition.takes, raw);
      const globals = valuesOf(globalFlags, raw, settings.values);
      const format = formatOf(globals, formats);
      const options = valuesOf(flags, raw);
      const values: Readonly<Record<string, unknown>> = options;
      const next = nextOf({ command, args, globals, flags, values });
      return {
        globals,
        format,
        run(terminal) {
          if (definition.isForShells !== true) settings.tell(terminal);
          for (const [name, flag] of Object.entries<Flag>(flags)) flag.prepare?.(values[name]);
          return run({ terminal, command, args, options, globals, format, next });
        },
      };
    },
  };
}

const isHtml = (format: Format): boolean => format === 'html';

/** @throws CliError (usage) for a format that the command does not write */
function formatOf<Written extends Format>(
  { format: given, json, out }: Pick<Globals, 'format' | 'json' | 'out'>,
  formats: readonly Written[],
): Written | 'text' {
  // A file called so can only be meant as a page.
  const named = out !== undefined && /\.html?$/i.test(out) ? formats.find(isHtml) : undefined;
  const wanted = json ? 'json' : (given ?? named);
  if (wanted === 'json' && (given ?? 'json') !== 'json') {
    throw new CliError('usage', `--json and --format ${given} cannot be used together.`);
  }
  if (wanted === undefined) return formats[0] ?? 'text';
  const format = formats.find((each) => each === wanted);
  if (format !== undefined) return format;
  throw new CliError(
    'usage',
    `Invalid value "${wanted}" for --format.`,
    `Use one of: ${formats.join(', ')}.`,
  );
}

/** The flags that reach the same account, with another file or none, to append to a command. */
export const againWith = (globals: Globals, path = globals.file.path): string =>
  repeatedWords(globalFlags, { ...globals, file: { ...globals.file, path } }, 'reach').join(' ');

/** Flags by what a printed command reads: the file, the account, or both. */
type Reach = Readonly<Record<'file' | 'account' | 'both', string>>;

/** The flags for the same file and account, with another file or none, by what a command reads. */
export function reachWith(globals: Globals, path = globals.file.path): Reach {
  const { file } = globalFlags;
  const named = { file: { ...globals.file, path } };
  return {
    file: repeatedWords({ file }, named, 'reach').join(' '),
    account: accountWords(globals).join(' '),
    both: againWith(globals, path),
  };
}

function accountWords(globals: Globals): readonly string[] {
  const { sandbox, profile, insecureHttp } = globalFlags;
  return repeatedWords({ sandbox, profile, insecureHttp }, globals, 'reach');
}

/** A command without a file, as it reaches the same account: `ax-access users list --sandbox`. */
export function accountCommand(
  { globals }: Pick<CommandContext, 'globals'>,
  ...words: readonly string[]
): string {
  return ['ax-access', ...words, ...accountWords(globals)].join(' ');
}

interface Bound extends Omit<CommandLine, 'raw'> {
  readonly globals: Globals;
  readonly flags: Flags;
  readonly values: Readonly<Record<string, unknown>>;
}

function nextOf({ command, args, globals, flags, values }: Bound): NextCommand {
  const again = [againWith(globals), ...repeatedWords(flags, values, 'pass')];
  const part = repeatedWords(flags, values, 'part');
  // A command of a family plans only one item.
  const isAboutItem = command.includes(' ');
  const item = [command, ...args.map(shellWord), ...repeatedWords(flags, values, 'item')];
  return {
    again: again.filter((words) => words !== '').join(' '),
    reach: reachWith(globals),
    ...(isAboutItem && { as: item.join(' ') }),
    ...(part.length > 0 && { about: part.join(' ') }),
  };
}

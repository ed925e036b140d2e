import { messageOf } from '../errorText.ts';
import { groupPairs } from '../group.ts';
import { ApiError, explain } from '../api/error.ts';
import { FileProblemsError, formatProblems } from '../document/problem.ts';
import type { Paint, Problem } from '../document/problem.ts';
import { IncompleteReadError } from '../read/incomplete.ts';
import { WrongAccountError } from '../read/wrongAccount.ts';
import { visible } from '../text.ts';
import type { Failure } from '../render/index.ts';
import type { ExitCode } from './exitCode.ts';
import { exitCode } from './exitCode.ts';
import { CliError } from './cliError.ts';
import type { Terminal } from './terminal.ts';

export interface ReportOptions {
  readonly json: boolean;
  readonly verbose: boolean;
}

/** Reports why a command failed, for people on stderr or as a document on stdout. @returns the exit code */
export async function report(
  error: unknown,
  terminal: Terminal,
  { json, verbose }: ReportOptions,
): Promise<ExitCode> {
  if (json) {
    const { errorJson, printJson } = await import('../render/index.ts');
    terminal.write(printJson(errorJson(facts(error))));
  } else {
    terminal.tell(await sentences(error, terminal, verbose));
  }
  if (json && verbose && isUnexpected(error)) terminal.tell(stackOf(error));
  return codeFor(error);
}

/** The number of warnings of a file, beside a result: `validate` shows them. Notices are only for `validate`. */
export async function warn(
  warnings: readonly Problem[],
  terminal: Terminal,
  file: string,
): Promise<void> {
  const count = warnings.filter(({ severity }) => severity !== 'notice').length;
  if (count === 0) return;
  const { commandLine } = await import('../render/words/command.ts');
  const [noun, them] = count === 1 ? ['warning', 'it'] : ['warnings', 'them'];
  const command = commandLine('validate', { file }, {});
  terminal.tell(`${count} ${noun} in ${visible(file)} (${visible(command)} shows ${them})`);
}

/** All problems of a file. */
export async function tellProblems(
  problems: readonly Problem[],
  terminal: Terminal,
): Promise<void> {
  if (problems.length > 0) terminal.tell(await problemsText(problems, terminal));
}

/** Lines of a file are cut to the terminal, so that the mark stays below what it marks. */
async function problemsText(problems: readonly Problem[], terminal: Terminal): Promise<string> {
  const paint = await paintFor(terminal);
  return terminal.errIsTerminal
    ? formatProblems(problems, paint, terminal.width('stderr'))
    : formatProblems(problems, paint);
}

const isUnexpected = (error: unknown): boolean =>
  !(
    error instanceof CliError ||
    error instanceof WrongAccountError ||
    error instanceof ApiError ||
    error instanceof FileProblemsError ||
    error instanceof IncompleteReadError
  );

const isInterrupted = (error: unknown): boolean =>
  (error instanceof ApiError && error.kind === 'aborted') ||
  (error instanceof CliError && error.kind === 'interrupted');

function codeFor(error: unknown): ExitCode {
  if (isInterrupted(error)) return exitCode.interrupted;
  // An unknown name on the command line is a usage error.
  if (error instanceof CliError && (error.kind === 'usage' || error.kind === 'resource')) {
    return exitCode.usage;
  }
  return error instanceof CliError && error.kind === 'stale' ? exitCode.stale : exitCode.error;
}

async function sentences(error: unknown, terminal: Terminal, verbose: boolean): Promise<string> {
  const { red } = await terminal.style('stderr');
  const told = (text: string): string => `${red('error')}: ${text}`;
  if (isInterrupted(error)) return 'Interrupted. Nothing was written.';
  if (error instanceof FileProblemsError) {
    return problemsText(error.problems, terminal);
  }
  if (error instanceof IncompleteReadError) return told(await unreadText(error));
  if (error instanceof ApiError) return told(explain(error));
  if (error instanceof CliError || error instanceof WrongAccountError) {
    const message = error.message.split('\n').map(visible).join('\n');
    return told(error.hint === undefined ? message : `${message}\n  ${error.hint}`);
  }
  if (verbose) return told(`This is a bug in ax-access: please report it.\n${stackOf(error)}`);
  return told(`${visible(messageOf(error))}\n  Run it again with -v for the stack trace.`);
}

const stackOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

const mostShown = 20;

/** The parts that could not be read, grouped by reason. */
async function unreadText({ message, unread }: IncompleteReadError): Promise<string> {
  const places = await Promise.all(
    unread.map(async ({ kind, scope, error }) => {
      const place = scope === '' ? 'of the account' : `of ${visible(scope)}`;
      return [explain(error), `${await labelOf(kind)} ${place}`] as const;
    }),
  );
  const parts = [...groupPairs(places)].map(([why, all]) => {
    const shown = all.slice(0, mostShown).map((place) => `  ${place}`);
    const more = all.length - shown.length;
    const rest = more > 0 ? [`  and ${more} more; --json lists them all`] : [];
    return [...shown, ...rest, ...why.split('\n').map((line) => `    ${line.trim()}`)].join('\n');
  });
  return [message, ...parts, 'No plan was made. Nothing was written.'].join('\n');
}

async function labelOf(kind: IncompleteReadError['unread'][number]['kind']): Promise<string> {
  if (kind === 'role_use') return 'all role bindings';
  const { kindOf } = await import('../kinds/index.ts');
  const { pluralOf } = await import('../render/words/names.ts');
  return pluralOf(kindOf(kind).label);
}

function facts(error: unknown): Failure {
  if (error instanceof FileProblemsError) {
    const { problems } = error;
    return { kind: 'file', message: 'The file has errors.', problems };
  }
  if (error instanceof IncompleteReadError) {
    return { kind: 'incomplete-read', message: error.message, unread: error.unread };
  }
  if (
    error instanceof ApiError ||
    error instanceof CliError ||
    error instanceof WrongAccountError
  ) {
    const { message, hint } = error;
    const kind = isInterrupted(error) ? 'interrupted' : error.kind;
    return { kind, message, ...(hint !== undefined && { hint }) };
  }
  return {
    kind: 'unexpected',
    message: messageOf(error),
    hint: 'This is a bug in ax-access: please report it. Run it again with -v for the stack trace.',
  };
}

async function paintFor(terminal: Terminal): Promise<Paint> {
  const { bold, red, yellow, dim, cyan } = await terminal.style('stderr');
  return {
    place: bold,
    error: red,
    warning: yellow,
    notice: cyan,
    gutter: dim,
    marker: red,
    suggestion: cyan,
  };
}

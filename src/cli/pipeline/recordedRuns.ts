import { existsSync, readdirSync } from 'node:fs';
import type { RecordedRun, RunHistory } from '../../journal/history.ts';
import { visible } from '../../text.ts';
import { ambiguousName, mostCandidates } from '../ambiguousName.ts';
import { CliError } from '../cliError.ts';
import type { CommandContext } from '../command.ts';
import { againWith } from '../command.ts';
import { fileBeside, journalsOf, sandboxJournal } from '../ownFolder.ts';
import { suggestion } from '../suggestion.ts';

/** The runs that the journals of this folder record. */
export interface Recorded extends RunHistory {
  /** Where the journals are. */
  readonly folder: string;
}

/** Reads the journals that a command line points to. */
export async function recordedRuns(run: CommandContext): Promise<Recorded> {
  const { journalFiles } = await import('../../index.ts');
  const { historyOfRuns } = await import('../../journal/history.ts');
  const journals = await journalsOf(run);
  return { folder: journals.folder, ...historyOfRuns(journalFiles(journals)) };
}

/** The flags that find the same journals again. */
const againFor = ({ globals }: Pick<CommandContext, 'globals'>): string =>
  againWith(globals, fileBeside(globals));

/** A command about runs as it finds the same journals again. */
export const runCommand = (
  run: Pick<CommandContext, 'globals'>,
  ...words: readonly string[]
): string => ['ax-access', ...words, againFor(run)].filter((word) => word !== '').join(' ');

/** The run that a person names. @throws CliError (resource) for a name that means none, or several */
export async function namedRun(
  run: CommandContext,
  { runs, folder }: Recorded,
  text: string,
): Promise<RecordedRun> {
  const { findRun } = await import('../../journal/history.ts');
  const found = findRun(text, runs);
  if (found.is === 'one') return found.run;
  const list = `List runs: ${visible(runCommand(run, 'history'))}`;
  if (found.is === 'many') {
    const { candidates } = found;
    const latest = candidates.slice(-mostCandidates);
    throw ambiguousName(text, 'runs', latest, 'Use the whole name of one.', candidates.length);
  }
  throw new CliError(
    'resource',
    `No such run in ${visible(folder)}: "${visible(text)}".`,
    suggestion(
      text,
      runs.map(({ name }) => name),
    ) ?? (runs.length === 0 ? whereElse(run) : list),
  );
}

/** For a folder without journals, with where else they may be. */
export const noRuns = (run: CommandContext, folder: string): CliError =>
  new CliError('run', `No runs are recorded in ${visible(folder)}.`, whereElse(run));

/** Where runs may be recorded instead. */
export function whereElse({ globals, command }: CommandContext): string {
  if (
    globals.sandbox === undefined &&
    globals.journalDir === undefined &&
    hasRuns(sandboxJournal)
  ) {
    return `Runs on the sandbox are recorded apart: ax-access ${command} --sandbox`;
  }
  return 'Journals are beside the access file (-f), or in the folder of --journal-dir.';
}

const hasRuns = (folder: string): boolean =>
  existsSync(folder) && readdirSync(folder).some((name) => name.endsWith('.jsonl'));

import { byText } from '../../names.ts';
import type { CommandContext } from '../command.ts';
import { CliError } from '../cliError.ts';
import type { NameSource } from '../flag.ts';

/** Names that a shell offers. They come from the access file and the journals beside it, never from Arize. */

/** @throws CliError (usage) for a source that there is not */
export async function nameSources(text: string): Promise<readonly NameSource[]> {
  const { kinds } = await import('../../kinds/index.ts');
  const known: readonly NameSource[] = ['run', 'person', ...kinds.map(({ name }) => name)];
  return text.split(',').map((word) => {
    const source = known.find((each) => each === word);
    if (source !== undefined) return source;
    throw new CliError('usage', `No names for "${word}".`, `Use one of: ${known.join(', ')}.`);
  });
}

/** The names of some sources, each once. A file that cannot be read has none. */
export async function namesFor(
  run: CommandContext,
  sources: readonly NameSource[],
): Promise<readonly string[]> {
  const runs = sources.includes('run') ? await runNames(run) : [];
  const isFileNeeded = sources.some((source) => source !== 'run');
  const listed = isFileNeeded ? await listedNames(run, sources) : [];
  return [...new Set([...runs, ...listed.toSorted(byText)])].filter((name) => !/[\r\n]/.test(name));
}

/** The newest first. */
async function runNames(run: CommandContext): Promise<readonly string[]> {
  const { recordedRuns } = await import('../pipeline/recordedRuns.ts');
  return (await recordedRuns(run)).runs.map(({ name }) => name).toReversed();
}

async function listedNames(
  run: CommandContext,
  sources: readonly NameSource[],
): Promise<readonly string[]> {
  const { load } = await import('../../index.ts');
  const { kindOf } = await import('../../kinds/index.ts');
  const { ownName } = await import('../../key.ts');
  try {
    const { desired } = await load(run.globals.file.path);
    return desired.items
      .filter(
        ({ kind }) =>
          sources.includes(kind) ||
          (sources.includes('person') && kindOf(kind).keyedBy === 'person'),
      )
      .map(({ key }) => ownName(key));
  } catch {
    return [];
  }
}

import { messageOf } from '../../errorText.ts';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Base } from '../../drift/driftFinding.ts';
import { GitError, git } from '../../git.ts';
import type { Desired, Notice } from '../../model.ts';
import { FileProblemsError } from '../../document/problem.ts';
import type { Whose } from '../../journal/readJournal.ts';
import type { Source } from '../../journal/record.ts';
import { minuteOf, visible } from '../../text.ts';
import type { CommandContext } from '../command.ts';
import type { PlanRun } from './planRun.ts';
import { CliError } from '../cliError.ts';
import { journalsOf } from '../ownFolder.ts';

/** An earlier version of the file, which shows which side has changed since. */
export interface KnownFile {
  readonly base: Base;
  readonly desired: Desired;
  /** Addresses of its changes that were not made: held back, failed or not started. */
  readonly open?: ReadonlySet<string>;
}

/**
 * The file at a git ref.
 * @returns undefined if no ref is given, or if the file did not exist or was not valid then
 * @throws CliError (file, usage) if the ref cannot be read
 */
export async function gitBase(
  run: PlanRun,
  file = run.globals.file.path,
): Promise<KnownFile | undefined> {
  const { base: ref } = run.options;
  if (ref === undefined) return undefined;
  if (file === '-') {
    throw new CliError('usage', '--base needs a file in git, and -f is the standard input.');
  }
  if (!(await isAt(ref, file))) {
    run.terminal.tell(
      `${visible(file)} is not in ${visible(ref)}, so there is nothing to compare it with.`,
    );
    return undefined;
  }
  const main = { file, text: await textAt(ref, file, basename(file)) };
  const sources = [main, ...(await includedAt(ref, main))];
  const desired = await loaded(run, sources, `at ${ref}`);
  return desired && { base: { from: 'git', name: ref }, desired };
}

/** The file as of the last run that used it, according to the journal; undefined if there is none. */
export async function journalBase(
  run: PlanRun,
  file: string,
  whose: Whose,
): Promise<KnownFile | undefined> {
  const { pastRuns } = await import('../../index.ts');
  for (const { start, ends, open, finish } of pastRuns(await journalsOf(run), whose)) {
    if (start.sources[0]?.file !== file) continue;
    const desired = await loaded(run, start.sources, `of the run at ${start.at}`);
    if (desired === undefined) return undefined;
    const missed = ends.filter(({ status }) => status !== 'done').map(({ address }) => address);
    return {
      base: { from: 'journal', name: minuteOf(start.at) },
      desired,
      open: new Set([
        ...missed,
        ...open,
        ...(start.left_out ?? []),
        ...(finish?.untrue ?? []).map(({ address }) => address),
      ]),
    };
  }
  return undefined;
}

/**
 * The guards that a file has loosened since a git ref, or since the last run that used it.
 * @param desired the file, with its sources
 * @param named the file at the git ref
 */
export async function loosenedSince(
  run: PlanRun,
  desired: Desired,
  named: KnownFile | undefined,
  whose: Whose,
): Promise<readonly Notice[]> {
  const known = run.options.base === undefined ? await lastChanged(run, desired, whose) : named;
  if (known === undefined) return [];
  const { loosened } = await import('../../plan/loosened.ts');
  const { from, name } = known.base;
  return loosened(known.desired, desired, from === 'git' ? `at ${name}` : `in the run of ${name}`);
}

/** The file as of the last run that used it; undefined if it is unchanged, which is usual. */
async function lastChanged(
  run: PlanRun,
  { file, sources }: Desired,
  whose: Whose,
): Promise<KnownFile | undefined> {
  const { lastSources } = await import('../../index.ts');
  const last = lastSources(await journalsOf(run), whose, file);
  if (last === undefined || JSON.stringify(last.sources) === JSON.stringify(sources)) {
    return undefined;
  }
  const desired = await loaded(run, last.sources, `of the run at ${last.at}`);
  return desired && { base: { from: 'journal', name: minuteOf(last.at) }, desired };
}

/** The meaning of an earlier file; undefined, with a message, if it was not valid. */
async function loaded(
  { terminal }: CommandContext,
  sources: readonly Source[],
  when: string,
): Promise<Desired | undefined> {
  const { loadSources } = await import('../../index.ts');
  try {
    return (await loadSources(sources)).desired;
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    const [first] = error.problems.filter(({ severity }) => severity === 'error');
    terminal.tell(
      `${visible(sources[0]?.file ?? '')} ${visible(when)} is not a valid access file (${visible(first?.message ?? '')}), so changes since then are unknown.`,
    );
    return undefined;
  }
}

/** The files that a file included at a git ref. */
async function includedAt(ref: string, { file, text }: Source): Promise<readonly Source[]> {
  const { parseYaml } = await import('../../document/yaml.ts');
  const { includedAmong } = await import('../../load/include.ts');
  const { document } = parseYaml(text, file);
  if (document?.value['include'] === undefined) return [];
  const listed = await asked(ref, file, ['ls-tree', '-r', '--name-only', '-z', ref, '--', '.']);
  const names = includedAmong(document, listed.split('\0'));
  return Promise.all(
    names.map(async (name) => {
      const path = join(dirname(file), name);
      return { file: path, text: await textAt(ref, file, name) };
    }),
  );
}

/** Whether a git ref has a file: the commit that adds it has nothing to compare with. */
async function isAt(ref: string, file: string): Promise<boolean> {
  const path = `./${basename(file)}`;
  const args = ['ls-tree', '--name-only', '-z', '--end-of-options', ref, '--', path];
  return (await asked(ref, file, args)) !== '';
}

/** The text of a file at a git ref, relative to the folder of the access file. git runs no filter or driver for it. */
const textAt = (ref: string, file: string, name: string): Promise<string> =>
  asked(ref, join(dirname(file), name), ['cat-file', 'blob', `${ref}:./${name}`], dirname(file));

/** The output of git about a file. @throws CliError (file) */
async function asked(
  ref: string,
  file: string,
  args: readonly string[],
  folder = dirname(file),
): Promise<string> {
  try {
    return (await git({ folder: await realpath(folder), env: process.env }, args)).stdout;
  } catch (error) {
    if (error instanceof GitError && error.isMissing) {
      throw new CliError(
        'file',
        '--base needs git, which is not installed.',
        'Install git, or leave out --base.',
      );
    }
    const isWrongName = /invalid object name|bad revision/i.test(messageOf(error));
    throw new CliError(
      isWrongName ? 'usage' : 'file',
      `git has no ${visible(file)} at "${visible(ref)}": ${visible(messageOf(error).replace(/^fatal: /, ''))}.`,
      'Use a commit, branch or tag that has the file. In CI, fetch enough history (fetch-depth: 0).',
    );
  }
}

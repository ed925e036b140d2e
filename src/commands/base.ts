import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Base } from '../drift/finding.ts';
import type { Desired } from '../model.ts';
import { FileProblems } from '../problem.ts';
import { visible } from '../text.ts';
import type { Run } from './command.ts';
import { Fault, codeOf, messageOf } from './fault.ts';

/** A file as it was, to tell which side has changed since. */
export interface Known {
  readonly base: Base;
  readonly desired: Desired;
  /** When the account was last made like it. */
  readonly since?: string;
}

/**
 * Finds the file as of the last run: that of a git ref, if one was named.
 * @returns undefined when there is none
 * @throws Fault (file, usage) when what was named can not be had
 */
export async function baseOf({ settings, terminal }: Run): Promise<Known | undefined> {
  const { file, base: ref } = settings;
  if (ref === undefined) return undefined;
  if (file === '-') {
    throw new Fault('usage', '--base needs a file in git, and -f is the standard input.');
  }
  const text = await fileAt(ref, file);
  const base: Base = { from: 'git', name: ref };
  try {
    const { loadFrom } = await import('../load/load.ts');
    return { base, desired: (await loadFrom(text, file)).desired };
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    const [first] = error.problems;
    terminal.tell(
      `${visible(file)} at ${visible(ref)} is no good access file (${visible(first?.message ?? '')}), so which side changed since is not known.`,
    );
    return undefined;
  }
}

/** The text of a file at a git ref. */
async function fileAt(ref: string, file: string): Promise<string> {
  const asked = promisify(execFile)(
    'git',
    ['show', '--end-of-options', `${ref}:./${basename(file)}`],
    { cwd: dirname(file), maxBuffer: 64 * 1024 * 1024, encoding: 'utf8' },
  );
  try {
    return (await asked).stdout;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') {
      throw new Fault(
        'file',
        '--base needs git, which was not found.',
        'Install it, or leave --base out.',
      );
    }
    const said = messageOf(error)
      .split('\n')
      .find((line) => line.startsWith('fatal: '));
    throw new Fault(
      'file',
      `git has no ${visible(file)} at "${visible(ref)}": ${visible(said?.slice(7) ?? messageOf(error))}.`,
      'Name a commit, a branch or a tag that has the file. In CI, fetch enough history (fetch-depth: 0).',
    );
  }
}

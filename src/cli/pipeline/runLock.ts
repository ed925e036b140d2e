import { messageOf } from '../../errorText.ts';
import { createHash } from 'node:crypto';
import { basename, join, relative, sep } from 'node:path';
import { privatePath, repositoryAround, trackedAt } from '../../git.ts';
import type { Asking } from '../../git.ts';
import { linkBelow } from '../../journal/trust.ts';
import { visible } from '../../text.ts';
import { CliError } from '../cliError.ts';
import type { CommandContext } from '../command.ts';
import { askingBeside, homeFolder } from '../ownFolder.ts';
import { takeLock } from './lockFile.ts';
import type { Lock } from './lockFile.ts';

/**
 * Takes the lock of a run, beside the access file. A committed lock file must not block runs,
 * but two runs must still not write at once, so the lock is then kept in the git folder.
 * @throws CliError (locked, file)
 */
export async function lockFor(run: CommandContext): Promise<Lock> {
  const home = homeFolder(run.globals);
  const asking = await askingBeside(run);
  const own = join(asking.folder, basename(home));
  const usual = join(home, 'apply.lock');
  const link = await linkBelow(asking.folder, own);
  const repository = await repositoryAround(asking.folder);
  if (repository === undefined) {
    if (link === undefined) return takeLock(usual);
    throw new CliError(
      'file',
      `${visible(home)} is a link, but the lock and the journal of a run need a folder.`,
      'Remove the link and run it again. --journal-dir keeps the journals elsewhere. Nothing was written to Arize.',
    );
  }
  if (link === undefined && !(await isCommitted(asking, repository, own))) return takeLock(usual);
  const place = relative(repository, own);
  const name = `ax-access-${createHash('sha256').update(place).digest('hex').slice(0, 12)}.lock`;
  const elsewhere = await privatePath(asking, name).catch((error: unknown) => {
    throw new CliError(
      'file',
      `${visible(usual)} cannot be used as the run lock, and git named no other path: ${visible(messageOf(error))}.`,
      `Remove ${visible(link === undefined ? usual : home)} and run it again. Nothing was written.`,
    );
  });
  run.terminal.tell(
    link === undefined
      ? `Git tracks ${visible(usual)}, so it is not used as the run lock; this run uses ${visible(elsewhere)}. To remove it from git: git rm --cached ${visible(usual)}`
      : `${visible(home)} is a link, so its contents are not used; this run keeps its lock in ${visible(elsewhere)}.`,
  );
  return takeLock(elsewhere);
}

/** Whether git tracks the lock, or the whole folder as a file or as another repository. If unknown, it does not. */
async function isCommitted(asking: Asking, repository: string, own: string): Promise<boolean> {
  const tracked = await trackedAt(asking, repository, own).catch(() => []);
  const folder = relative(repository, own).split(sep).join('/').toLowerCase();
  const lock = `${folder}/apply.lock`;
  return tracked
    .map((each) => each.toLowerCase())
    .some((each) => each === folder || each === lock || each.startsWith(`${lock}/`));
}

import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { hostname } from 'node:os';
import { basename, dirname, join, relative, sep } from 'node:path';
import { makeFolder } from '../../folders.ts';
import { privatePath, repositoryAround, trackedAt } from '../../git.ts';
import type { Asking } from '../../git.ts';
import { linkBelow } from '../../journal/trust.ts';
import { visible } from '../../text.ts';
import type { CommandContext } from '../command.ts';
import { codeOf } from '../../systemError.ts';
import { CliError, messageOf } from '../cliError.ts';
import { askingBeside, homeFolder, ownIgnore } from '../folder.ts';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

export interface Lock extends Disposable {
  /** The run that held it and did not end by itself. */
  readonly left?: Holder;
}

/**
 * Takes the lock of a run, beside the access file. What a commit put in its place is no lock of a run, and does not keep
 * runs away; two of them must not run at once all the same, so the lock is then kept where git keeps its own things.
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
      `${visible(home)} is a link, and a run keeps its lock and its journal in a folder.`,
      'Remove the link and run it again. --journal-dir keeps the journals elsewhere. Nothing was written to Arize.',
    );
  }
  if (link === undefined && !(await isCommitted(asking, repository, own))) return takeLock(usual);
  const place = relative(repository, own);
  const name = `ax-access-${createHash('sha256').update(place).digest('hex').slice(0, 12)}.lock`;
  const elsewhere = await privatePath(asking, name).catch((error: unknown) => {
    throw new CliError(
      'file',
      `${visible(usual)} is not a lock of a run, and git names no other place: ${visible(messageOf(error))}.`,
      `Remove ${visible(link === undefined ? usual : home)} and run it again. Nothing was written.`,
    );
  });
  run.terminal.tell(
    link === undefined
      ? `Git tracks ${visible(usual)}, so it is not a lock of a run; this one keeps its lock in ${visible(elsewhere)}. Take it out: git rm --cached ${visible(usual)}`
      : `${visible(home)} is a link, so nothing in it counts; this run keeps its lock in ${visible(elsewhere)}.`,
  );
  return takeLock(elsewhere);
}

/** Whether git tracks the lock, or the whole folder as a file or as another repository. What is not known is not. */
async function isCommitted(asking: Asking, repository: string, own: string): Promise<boolean> {
  const tracked = await trackedAt(asking, repository, own).catch(() => []);
  const folder = relative(repository, own).split(sep).join('/').toLowerCase();
  const lock = `${folder}/apply.lock`;
  return tracked
    .map((each) => each.toLowerCase())
    .some((each) => each === folder || each === lock || each.startsWith(`${lock}/`));
}

/**
 * Takes the lock of an access file, so that two runs of one machine do not write at once. A lock that a killed run left
 * behind is taken over.
 * @throws CliError (locked) when another run has it, or when nobody can tell
 */
function takeLock(lock: string, now: () => Date = () => new Date()): Lock {
  const text = JSON.stringify({ pid: process.pid, host: hostname(), since: now().toISOString() });
  const release = (): void => {
    process.off('exit', release);
    rmSync(lock, { force: true });
  };
  let left: Holder | undefined;
  try {
    makeFolder(dirname(lock), 0o700);
    ownIgnore(dirname(lock));
    for (let tries = 0; !created(lock, text); tries += 1) {
      const holder = holderIn(lock);
      if (holder === undefined || isAlive(holder) || tries > 2) throw taken(lock, holder);
      if (steal(lock, holder)) left = holder;
    }
  } catch (error) {
    if (error instanceof CliError) throw error;
    throw new CliError(
      'file',
      `${visible(lock)} can not be written: ${visible(messageOf(error))}.`,
      'A run locks the access file while it writes. Nothing was written to Arize.',
    );
  }
  // Whichever way the process ends, as long as it is not killed.
  process.on('exit', release);
  return { [Symbol.dispose]: release, ...(left && { left }) };
}

function created(lock: string, text: string): boolean {
  try {
    writeFileSync(lock, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function holderIn(lock: string): Holder | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(lock, 'utf8'));
    if (typeof found !== 'object' || found === null) return undefined;
    const { pid, host, since } = { pid: 0, host: '', since: '', ...found };
    const isHolder = Number.isInteger(pid) && pid > 0 && typeof host === 'string';
    return isHolder ? { pid, host, since } : undefined;
  } catch {
    return undefined;
  }
}

/** A process of this machine is there when it can be signalled; of another machine nothing is known. */
function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  // Our own number in a lock that we do not hold is a former process's: containers give the same again.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** Takes a stale lock away. Of several who try, one succeeds; a lock that was taken anew in between is put back. */
function steal(lock: string, stale: Holder): boolean {
  const aside = `${lock}.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  }
  const found = holderIn(aside);
  if (found?.pid === stale.pid && found.since === stale.since) {
    rmSync(aside, { force: true });
    return true;
  }
  renameSync(aside, lock);
  return false;
}

const taken = (lock: string, holder: Holder | undefined): CliError =>
  new CliError(
    'locked',
    holder === undefined
      ? `Another run seems to be writing: ${visible(lock)} is there, and does not say whose it is.`
      : `Another run is writing: process ${holder.pid} on ${visible(holder.host)}, since ${visible(holder.since)}.`,
    `Wait for it. If it is no longer there, remove ${visible(lock)} and run it again. Nothing was written.`,
  );

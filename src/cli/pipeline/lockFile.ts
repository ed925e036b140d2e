import { messageOf } from '../../errorText.ts';
import { isRecord } from '../../records.ts';
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { makeFolder } from '../../folders.ts';
import { codeOf } from '../../systemError.ts';
import { visible } from '../../text.ts';
import { CliError } from '../cliError.ts';
import { ownIgnore } from '../ownFolder.ts';

/** Who holds a lock. */
interface Holder {
  readonly pid: number;
  readonly host: string;
  readonly since: string;
}

export interface Lock extends Disposable {
  /** The run that held it and was killed. */
  readonly left?: Holder;
}

/**
 * Takes the lock of an access file, so that two runs on one machine do not write at once. A lock left by a killed run
 * is replaced.
 * @throws CliError (locked) if another run has it, or if that is unknown
 */
export function takeLock(lock: string, now: () => Date = () => new Date()): Lock {
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
      `${visible(lock)} cannot be written: ${visible(messageOf(error))}.`,
      'A run locks the access file while it writes. Nothing was written to Arize.',
    );
  }
  // However the process ends, unless it is killed.
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
    if (!isRecord(found)) return undefined;
    const { pid, host, since } = { pid: 0, host: '', since: '', ...found };
    const isHolder = Number.isInteger(pid) && pid > 0 && typeof host === 'string';
    return isHolder ? { pid, host, since } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a process exists: on this machine, whether it can be signalled; for another machine it is unknown. */
function isAlive({ pid, host }: Holder): boolean {
  if (host !== hostname()) return true;
  // Our own pid in a lock we do not hold is that of an earlier process: containers reuse pids.
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

/** Removes a stale lock. If several processes try, one succeeds; a lock taken in the meantime is restored. */
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
      ? `Another run may be writing: ${visible(lock)} exists, but does not name its owner.`
      : `Another run is writing: process ${holder.pid} on ${visible(holder.host)}, since ${visible(holder.since)}.`,
    `Wait for it to finish. If it is no longer running, remove ${visible(lock)} and run this again. Nothing was written.`,
  );

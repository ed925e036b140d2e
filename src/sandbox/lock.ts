import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, resolve } from 'node:path';
import { isCount, isShape, isText } from './checks.ts';
import { makeFolder } from './stateError.ts';
import { codeOf } from './systemError.ts';

/** The process that holds a state file, according to the lock beside it. */
export interface LockHolder {
  pid: number;
  host: string;
  since: string;
}

/** How old a lock without a holder in it must be to count as left behind, in milliseconds. */
const GRACE = 5000;
/** How long to wait between two looks, in milliseconds. */
const PAUSE = 25;

/** Locks of this process, with how many sandboxes stand on each: a process does not lock out itself. */
const held = new Map<string, number>();

let isWatching = false;

/** A process that ends by itself leaves no lock; one that is killed leaves a stale one. */
function releaseAtExit(): void {
  if (isWatching) return;
  isWatching = true;
  process.on('exit', () => {
    for (const lock of held.keys()) rmSync(lock, { force: true });
    held.clear();
  });
}

/** Opening a sandbox is a plain call, so the few moments that another process needs are waited out here. */
function pause(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE);
}

/** Writes a file that must not be there yet; false when it is. */
function created(file: string, text: string): boolean {
  try {
    writeFileSync(file, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

const isHolder = isShape<LockHolder>({ pid: isCount, host: isText, since: isText });

function readHolder(lock: string): LockHolder | undefined {
  try {
    const found: unknown = JSON.parse(readFileSync(lock, 'utf8'));
    return isHolder(found) && found.pid > 0 ? found : undefined;
  } catch {
    return undefined;
  }
}

function age(file: string): number {
  try {
    return Date.now() - statSync(file).mtimeMs;
  } catch {
    return 0;
  }
}

/**
 * A process of this machine is there when it can be signalled; of another machine nothing is known.
 * Our own number in a lock that we do not hold is a former process's: containers give the same again.
 */
function isAlive({ pid, host }: LockHolder): boolean {
  if (host !== hostname()) return true;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) !== 'ESRCH';
  }
}

function isStale(lock: string): boolean {
  const holder = readHolder(lock);
  return holder === undefined ? age(lock) > GRACE : !isAlive(holder);
}

/**
 * Removes a lock whose holder is gone. Only the process with the second lock may check and remove it:
 * otherwise it could remove a lock that another process has taken in the meantime.
 */
function breakStale(lock: string): void {
  const breaker = `${lock}.break`;
  if (!created(breaker, String(process.pid))) {
    if (age(breaker) > GRACE) rmSync(breaker, { force: true });
    return;
  }
  try {
    if (isStale(lock)) rmSync(lock, { force: true });
  } finally {
    rmSync(breaker, { force: true });
  }
}

/** The lock, or its present holder. */
export type LockResult = { release(): void } | { holder: LockHolder | undefined; lock: string };

/**
 * Takes the state file for this process, and waits when another has it.
 * @param waitMs for how long, in milliseconds
 */
export function takeLock(stateFile: string, waitMs: number): LockResult {
  const lock = `${resolve(stateFile)}.lock`;
  const count = held.get(lock);
  if (count === undefined) {
    // As it was given: a path from a folder that is gone must not make that folder anew.
    makeFolder(dirname(stateFile));
    const since = new Date().toISOString();
    const text = JSON.stringify({ pid: process.pid, host: hostname(), since } satisfies LockHolder);
    const end = Date.now() + waitMs;
    while (!created(lock, text)) {
      if (isStale(lock)) breakStale(lock);
      else if (Date.now() >= end) return { holder: readHolder(lock), lock };
      else pause();
    }
  }
  releaseAtExit();
  held.set(lock, (count ?? 0) + 1);
  let isReleased = false;
  return {
    release() {
      if (isReleased) return;
      isReleased = true;
      const left = (held.get(lock) ?? 1) - 1;
      if (left > 0) {
        held.set(lock, left);
        return;
      }
      held.delete(lock);
      rmSync(lock, { force: true });
    },
  };
}

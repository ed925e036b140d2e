import { rmSync } from 'node:fs';
import type { SandboxOptions } from './sandbox.ts';
import type { Seed } from './seed.ts';
import type { State } from './state.ts';
import { removeLog } from './log.ts';
import { takeLock } from './lock.ts';
import type { LockResult } from './lock.ts';
import { plant } from './plant.ts';
import { unwritableError, StateError } from './stateError.ts';
import { readState, seedDigest } from './state.ts';
import { codeOf } from './systemError.ts';

/** What opening a state depends on. */
type OpenStateOptions = Pick<
  SandboxOptions,
  'seed' | 'seedSource' | 'stateFile' | 'readOnly' | 'lockWaitMs' | 'behaviour'
>;

const emptySeed: Seed = { users: { 'admin@example.com': { name: 'Admin', role: 'admin' } } };

function lockOf(stateFile: string, waitMs: number): LockResult {
  try {
    return takeLock(stateFile, waitMs);
  } catch (error) {
    throw unwritableError(stateFile, error);
  }
}

/** Locks a state file, or throws who holds the lock. */
function claimStateFile(stateFile: string, waitMs: number): () => void {
  const taken = lockOf(stateFile, waitMs);
  if ('release' in taken) return taken.release;
  const { holder, lock } = taken;
  const who =
    holder === undefined
      ? 'another process'
      : `process ${holder.pid} on ${holder.host}, since ${holder.since}`;
  throw new StateError(
    `${stateFile}: the sandbox is in use by ${who}. ` +
      `Wait for it or stop it; a sandbox that is served can be used at the address that it printed. If it is no longer running a sandbox, remove ${lock}.`,
  );
}

function loaded({ seed: given, seedSource, stateFile, behaviour }: OpenStateOptions): {
  state: State;
  isFresh: boolean;
} {
  const digest = given === undefined ? null : seedDigest(given);
  const saved = stateFile === undefined ? undefined : readState(stateFile);
  if (saved !== undefined) {
    if (digest !== null && digest !== saved.seed) {
      throw new StateError(
        `The sandbox already has an account from another seed than ` +
          `${seedSource ?? 'the one given'} (${stateFile}). ` +
          'To start over, run `ax-access sandbox reset`. To continue with that account, omit the seed.',
      );
    }
    return { state: saved, isFresh: false };
  }
  const seed = given ?? emptySeed;
  const own = seed.behaviour ?? {};
  const account = plant(seed, { ...own, ...behaviour });
  const state = { seed: digest, behaviour: own, account };
  return { state, isFresh: true };
}

/**
 * The state of a sandbox: that of its file, or a new one from its seed. The file is locked until
 * `release`. Throws a StateError when the file cannot be used, when another process holds it, or when
 * its account comes from another seed.
 * @returns `isFresh` when the file does not hold the state yet
 */
export function openState(wanted: OpenStateOptions): {
  state: State;
  isFresh: boolean;
  release: () => void;
} {
  const { stateFile, readOnly, lockWaitMs = 3000 } = wanted;
  const release =
    stateFile === undefined || readOnly === true ? () => {} : claimStateFile(stateFile, lockWaitMs);
  try {
    return { ...loaded(wanted), release };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * Deletes a state file and its log. Returns false when there was none. Throws a StateError when
 * another process holds it.
 */
export function resetSandbox(stateFile: string, lockWaitMs = 3000): boolean {
  const release = claimStateFile(stateFile, lockWaitMs);
  try {
    removeLog(stateFile);
    rmSync(stateFile);
    return true;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return false;
    throw error;
  } finally {
    release();
  }
}

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

/** Takes a state file or says who has it. */
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
      `Wait for it or stop it; if it is no sandbox any more, remove ${lock}.`,
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
        `The sandbox already holds an account that grew from another seed than ` +
          `${seedSource ?? 'the one given'} (${stateFile}). ` +
          'Reset first: `ax-access sandbox reset`; or leave the seed out to go on with that account.',
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
 * The state of a sandbox: that of its file, or a fresh one from its seed. The file is taken until
 * `release`. Throws a StateError when the file cannot be used, when another process has it, or when
 * it grew from another seed.
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
 * Forgets the account of a state file, and its log. Gives false when there was none. Throws a
 * StateError when another process has it.
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

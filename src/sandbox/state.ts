import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { Account, SavedAccount } from './account.ts';
import type { Behaviour } from './behaviour.ts';
import type { Seed } from './seed.ts';
import { restoreAccount, saveAccount } from './account.ts';
import { notKept, StateError } from './keeping.ts';

/** What the state file holds. */
interface Saved {
  version: 2;
  /** Digest of the seed that the account grew from; null when there was none. */
  seed: string | null;
  behaviour: Partial<Behaviour>;
  account: SavedAccount;
}

/** What a sandbox keeps between runs. */
export interface State {
  seed: string | null;
  behaviour: Partial<Behaviour>;
  account: Account;
}

/** A digest of what a seed says; comments and layout of its file do not matter. */
export function seedDigest(seed: Seed): string {
  return createHash('sha256').update(JSON.stringify(seed)).digest('hex');
}

function isSaved(value: unknown): value is Saved {
  return (
    typeof value === 'object' &&
    value !== null &&
    'version' in value &&
    value.version === 2 &&
    'account' in value &&
    typeof value.account === 'object' &&
    'seed' in value &&
    'behaviour' in value
  );
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** The state in a file; undefined when there is no file. Throws a StateError when it cannot be used. */
export function readState(file: string): State | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    const reason = error instanceof Error ? error.message : String(error);
    throw new StateError(`${file}: the state of the sandbox cannot be read: ${reason}`);
  }
  let saved: unknown;
  try {
    saved = JSON.parse(text);
  } catch {
    saved = undefined;
  }
  if (!isSaved(saved)) {
    throw new StateError(
      `${file}: this is not the state of a sandbox, or one of another release. ` +
        'Start afresh with `ax-access sandbox reset`.',
    );
  }
  return {
    seed: saved.seed,
    behaviour: saved.behaviour,
    account: restoreAccount(saved.account),
  };
}

/** Writes the state now; `settled` waits for writes that are under way. */
export interface StateWriter {
  (): Promise<void>;
  settled(): Promise<void>;
}

/** How often this process has begun a file: two sandboxes in one process must not write into one. */
let files = 0;

/** For a sandbox that is kept nowhere. */
export const noWriter: StateWriter = Object.assign(() => Promise.resolve(), {
  settled: () => Promise.resolve(),
});

/**
 * Gives a function that writes the state: into a new file beside the old one, which it then
 * replaces, so that a killed process leaves the old state or the new one. Requests that finish
 * while a file is being written share the next one.
 */
export function stateWriter(file: string, state: State): StateWriter {
  let writing: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    waiting = undefined;
    const saved: Saved = {
      version: 2,
      seed: state.seed,
      behaviour: state.behaviour,
      account: saveAccount(state.account),
    };
    files += 1;
    const temporary = `${file}.${process.pid}-${files}.tmp`;
    try {
      await writeFile(temporary, `${JSON.stringify(saved)}\n`, { mode: 0o600 });
      await rename(temporary, file);
    } catch (error) {
      throw notKept(file, error);
    }
  };
  const save = (): Promise<void> => {
    if (waiting === undefined) {
      waiting = writing.then(write);
      writing = waiting.catch(() => undefined);
    }
    return waiting;
  };
  return Object.assign(save, { settled: () => writing });
}

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import type { Account } from './account.ts';
import type { Behaviour } from './behaviour.ts';
import type { Seed } from './seed.ts';
import { restoreAccount, saveAccount, stateVersion } from './account.ts';
import { isBehaviour } from './behaviour.ts';
import { unwritableError, StateError } from './stateError.ts';
import { isRecord } from './records.ts';
import { codeOf, messageOf } from './systemError.ts';
import { DamagedTableError } from './table.ts';

/** What the state file holds. */
interface Saved {
  /** See `since` of a resource: which tables there are, and in which shape. */
  version: number;
  /** Digest of the seed that the account grew from; null when there was none. */
  seed: string | null;
  behaviour: Partial<Behaviour>;
  account: Record<string, unknown>;
}

/** The oldest version that this release reads. */
const OLDEST = 2;

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

function damaged(file: string, what: string): StateError {
  return new StateError(
    `${file}: the state of the sandbox is damaged: ${what}. ` +
      'Start over with `ax-access sandbox reset`.',
  );
}

/** The version of a file, if this release reads it. Throws a StateError that says what to do about another. */
function readableVersion(file: string, { version }: Readonly<Record<string, unknown>>): number {
  if (typeof version !== 'number') throw damaged(file, 'it has no version');
  if (version > stateVersion) {
    throw new StateError(
      `${file}: a newer ax-access wrote this sandbox (state version ${version}, newest known here ` +
        `${stateVersion}). Update ax-access, or start over with \`ax-access sandbox reset\`.`,
    );
  }
  if (version < OLDEST || !Number.isInteger(version)) {
    throw new StateError(
      `${file}: an older ax-access wrote this sandbox (state version ${version}, oldest readable ` +
        `${OLDEST}). Start over with \`ax-access sandbox reset\`.`,
    );
  }
  return version;
}

function parsed(file: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw damaged(file, 'it is not valid JSON');
  }
  if (!isRecord(value)) throw damaged(file, 'it contains no account');
  return value;
}

/** The state in a text. Throws a StateError when it cannot be used. */
function stateOf(file: string, text: string): State {
  const saved = parsed(file, text);
  const version = readableVersion(file, saved);
  const { seed, behaviour, account } = saved;
  if (typeof seed !== 'string' && seed !== null) throw damaged(file, 'its seed is missing');
  if (!isBehaviour(behaviour)) throw damaged(file, 'its behaviour is missing or damaged');
  if (!isRecord(account)) throw damaged(file, 'its account is missing or damaged');
  try {
    return { seed, behaviour, account: restoreAccount(account, version) };
  } catch (error) {
    throw error instanceof DamagedTableError ? damaged(file, error.message) : error;
  }
}

/** The state in a file; undefined when there is no file. Throws a StateError when it cannot be used. */
export function readState(file: string): State | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new StateError(`${file}: the state of the sandbox cannot be read: ${messageOf(error)}`);
  }
  return stateOf(file, text);
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
      version: stateVersion,
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
      throw unwritableError(file, error);
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

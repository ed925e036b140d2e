import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A state file that a release wrote, by its version. */
export interface KeptState {
  version: number;
  account: Record<string, unknown>;
}

function read(name: string): KeptState {
  const kept: KeptState = JSON.parse(readFileSync(join(import.meta.dirname, name), 'utf8'));
  return kept;
}

/** A state file of each version that is still read, oldest first. */
export const keptStates: readonly KeptState[] = readdirSync(import.meta.dirname)
  .filter((name) => /^state\.v\d+\.json$/.test(name))
  .map(read)
  .toSorted((a, b) => a.version - b.version);

/** The one of the newest version, with rows of every resource. */
export function newestState(): KeptState {
  const newest = keptStates.at(-1);
  if (newest === undefined) throw new Error('There is no state.v*.json beside this file.');
  return newest;
}

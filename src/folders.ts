import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from './systemError.ts';

/**
 * Makes a folder and those above it that are missing, one by one. Node's own way never ends for a path of several parts
 * when the folder that it starts from is gone.
 * @throws Error of the system; ENOENT when the folder that it starts from is gone
 */
export function makeFolder(path: string, mode = 0o777): void {
  try {
    mkdirSync(path, { mode });
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return;
    const above = dirname(path);
    if (code !== 'ENOENT' || above === path || above === '.') throw error;
    makeFolder(above, mode);
    mkdirSync(path, { mode });
  }
}

/** Whether the folder in which this process runs is there, and is the one that its path names. */
export function hasWorkingFolder(): boolean {
  try {
    return lstatSync(realpathSync.native('.')).ino === lstatSync('.').ino;
  } catch {
    return false;
  }
}

import { lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from './systemError.ts';

/**
 * Creates a folder and its missing parents one by one. Node's recursive mkdir never returns for a path of several parts
 * when the working folder is gone.
 * @throws a system error; ENOENT when the working folder is gone
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

/** Whether the working folder of this process exists and is the one that its path names. */
export function hasWorkingFolder(): boolean {
  try {
    return lstatSync(realpathSync.native('.')).ino === lstatSync('.').ino;
  } catch {
    return false;
  }
}

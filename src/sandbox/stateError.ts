import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf, messageOf } from './systemError.ts';

/** A state file that cannot be used or written; the message says what to do. */
export class StateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StateError';
  }
}

/** The error for a state file or log that cannot be written, for example because its folder is gone. */
export const unwritableError = (file: string, error: unknown): StateError =>
  new StateError(`${file}: the sandbox cannot be saved here: ${messageOf(error)}`);

/**
 * Creates a folder and its missing parents one by one. Node's recursive mkdir never returns for a path of several parts
 * when the working folder is gone.
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST') return;
    const above = dirname(path);
    if (code !== 'ENOENT' || above === path || above === '.') throw error;
    makeFolder(above);
    mkdirSync(path);
  }
}

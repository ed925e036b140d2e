import { isAbsolute, posix } from 'node:path';

/** The file that a secret goes to, by its path alone: nothing is looked at. */

/** Why a secret can't go somewhere: what is wrong, and what to do instead. */
export interface Obstacle {
  readonly code: string;
  readonly message: string;
  readonly suggestion: string;
}

const elsewhere = 'write a path from the folder in which the command runs, such as secrets/a.key';

/** Folders that belong to other programs, no matter what git ignores. */
const taken: ReadonlyMap<string, string> = new Map([
  ['.git', 'git'],
  ['.ax-access', 'ax-access'],
]);

/**
 * What is wrong with a path as it is written: it leads down from the folder in which the command runs, so that the person who
 * reads it knows where the secret goes.
 */
export function wrongPath(path: string): Obstacle | undefined {
  const parts = path.split('/');
  const owner = parts.flatMap((part) => taken.get(part.toLowerCase()) ?? [])[0];
  if (isAbsolute(path) || /^[A-Za-z]:|\\/.test(path) || path.startsWith('~')) {
    return {
      code: 'destination-outside',
      message: `the path of a secret cannot be absolute: "${path}"`,
      suggestion: `${elsewhere}, or name a command that takes it further`,
    };
  }
  if (parts.includes('..')) {
    return {
      code: 'destination-outside',
      message: `the path of a secret cannot hold "..": "${path}"`,
      suggestion: elsewhere,
    };
  }
  if (path.endsWith('/') || parts.at(-1) === '.') {
    return {
      code: 'destination-no-file',
      message: `the path of a secret names a folder: "${path}"`,
      suggestion: 'add the name of the file',
    };
  }
  if (owner !== undefined) {
    return {
      code: 'destination-taken',
      message: `the path of a secret leads into a folder of ${owner}: "${path}"`,
      suggestion: elsewhere,
    };
  }
  return undefined;
}

/** A path without what changes nothing, for comparing: some file systems fold case and forms of a letter together. */
export const samePath = (path: string): string =>
  posix.normalize(path).normalize('NFC').toLowerCase();

import { isAbsolute, posix } from 'node:path';

/** Checks the path of a secret's file without looking at the file system. */

/** Why a secret can't be delivered: what is wrong, and what to do instead. */
export interface Obstacle {
  readonly code: string;
  readonly message: string;
  readonly suggestion: string;
}

const elsewhere = 'use a path relative to the working folder, such as secrets/a.key';

/** Folders that belong to a program, no matter what git ignores. */
const taken: ReadonlyMap<string, string> = new Map([
  ['.git', 'git'],
  ['.ax-access', 'ax-access'],
]);

/**
 * What is wrong with a path as it is written. It must be relative to the working folder and stay inside it, so that a
 * reader knows where the secret goes.
 */
export function wrongPath(path: string): Obstacle | undefined {
  const parts = path.split('/');
  const owner = parts.flatMap((part) => taken.get(part.toLowerCase()) ?? [])[0];
  if (isAbsolute(path) || /^[A-Za-z]:|\\/.test(path) || path.startsWith('~')) {
    return {
      code: 'destination-outside',
      message: `the path of a secret cannot be absolute: "${path}"`,
      suggestion: `${elsewhere}, or use a command instead`,
    };
  }
  if (parts.includes('..')) {
    return {
      code: 'destination-outside',
      message: `the path of a secret cannot contain "..": "${path}"`,
      suggestion: elsewhere,
    };
  }
  if (path.endsWith('/') || parts.at(-1) === '.') {
    return {
      code: 'destination-no-file',
      message: `the path of a secret is a folder: "${path}"`,
      suggestion: 'add a file name',
    };
  }
  if (owner !== undefined) {
    return {
      code: 'destination-taken',
      message: `the path of a secret is in a folder of ${owner}: "${path}"`,
      suggestion: elsewhere,
    };
  }
  return undefined;
}

/** A path normalized for comparison: some file systems ignore case and Unicode forms. */
export const samePath = (path: string): string =>
  posix.normalize(path).normalize('NFC').toLowerCase();

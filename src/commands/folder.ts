import { dirname, join, sep } from 'node:path';
import type { Settings } from './settings.ts';

/** Where ax-access keeps what it knows, beside the access file. */
const own = '.ax-access';

/** Beside the access file; of the sandbox, in the folder that the command runs in. */
function home({ file, sandbox }: Settings): string {
  if (sandbox !== undefined || file === '-') return own;
  // The file that undoes a run lies in such a folder itself.
  const parts = dirname(file).split(sep);
  const inside = parts.indexOf(own);
  return inside < 0 ? join(dirname(file), own) : parts.slice(0, inside + 1).join(sep);
}

/** Where the journals of runs lie. Those of the sandbox lie apart: it is an account of its own, and is reset. */
export const journalFolder = (settings: Settings): string =>
  settings.journalDir ??
  (settings.sandbox === undefined ? join(home(settings), 'journal') : sandboxJournal);

/** The journals of the sandbox of this folder. */
export const sandboxJournal = join(own, 'sandbox-journal');

/** The lock that a run holds. */
export const lockFile = (settings: Settings): string => join(home(settings), 'apply.lock');

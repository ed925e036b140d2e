import { writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Asking } from '../git.ts';
import type { Trusted } from '../journal/trust.ts';
import type { CommandContext } from './command.ts';
import type { Globals } from './globalFlags.ts';

/** The folder of ax-access beside the access file. */
const own = '.ax-access';

/** Beside the access file; for the sandbox, in the working folder. */
function home({ file: { path: file }, sandbox }: Pick<Globals, 'file' | 'sandbox'>): string {
  if (sandbox !== undefined || file === '-') return own;
  // An undo file is in such a folder itself.
  const parts = dirname(file).split(sep);
  const inside = parts.indexOf(own);
  return inside < 0 ? join(dirname(file), own) : parts.slice(0, inside + 1).join(sep);
}

/** The access file that has the same journals: for an undo file, which is in their folder, the usual one. */
export function fileBeside(globals: Pick<Globals, 'file' | 'sandbox'>): string {
  const { path } = globals.file;
  if (path === '-') return 'access.yaml';
  return path.endsWith('.undo.yaml') ? join(dirname(home(globals)), 'access.yaml') : path;
}

/** The folder of journals. The sandbox has its own, because it is a separate account and can be reset. */
const journalFolder = (globals: Globals): string =>
  globals.journalDir ??
  (globals.sandbox === undefined ? join(home(globals), 'journal') : sandboxJournal);

/** The journals of the sandbox of this folder. */
export const sandboxJournal = join(own, 'sandbox-journal');

/** The folder of ax-access, and the lock of a run. */
export const homeFolder = home;

/** The folder in which git is asked about these. */
export const askingBeside = async ({
  globals,
}: Pick<CommandContext, 'globals'>): Promise<Asking> => {
  const folder = dirname(home(globals));
  return { folder: await realpath(folder).catch(() => process.cwd()), env: process.env };
};

/** Makes git ignore the folder, because committed journals are not used. Only in its own folder. */
export function ownIgnore(folder: string): void {
  if (basename(folder) !== own) return;
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {
    // It exists, or the folder can't be written, which is reported when something is written into it.
  }
}

const known = new WeakMap<Globals, Promise<Trusted>>();

/** The journals of earlier runs that can be trusted; why others cannot is reported once. */
export function journalsOf(run: CommandContext): Promise<Trusted> {
  const found = known.get(run.globals) ?? judged(run);
  known.set(run.globals, found);
  return found;
}

async function judged(run: CommandContext): Promise<Trusted> {
  const { trustedJournals } = await import('../index.ts');
  const { globals } = run;
  const folder = journalFolder(globals);
  const asking = await askingBeside(run);
  const found = await trustedJournals(
    folder,
    asking,
    // Beside the folder of the access file, by any path.
    globals.journalDir === undefined
      ? join(asking.folder, relative(dirname(home(globals)), folder))
      : undefined,
  );
  if (found.doubt !== undefined) {
    run.terminal.tell(
      found.committed === 'all'
        ? `The journals of earlier runs are not used: ${found.doubt}.`
        : `Journals that came with a commit are not used: ${found.doubt}. To remove them from git: git rm -r --cached ${found.folder}`,
    );
  }
  return found;
}

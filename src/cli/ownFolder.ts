import { writeFileSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { basename, dirname, join, relative, sep } from 'node:path';
import type { Asking } from '../git.ts';
import type { Trusted } from '../journal/trust.ts';
import type { CommandContext } from './command.ts';
import type { Globals } from './globalFlags.ts';

/** Where ax-access keeps what it knows, beside the access file. */
const own = '.ax-access';

/** Beside the access file; of the sandbox, in the folder that the command runs in. */
function home({ file: { path: file }, sandbox }: Pick<Globals, 'file' | 'sandbox'>): string {
  if (sandbox !== undefined || file === '-') return own;
  // The file that undoes a run lies in such a folder itself.
  const parts = dirname(file).split(sep);
  const inside = parts.indexOf(own);
  return inside < 0 ? join(dirname(file), own) : parts.slice(0, inside + 1).join(sep);
}

/** An access file beside which the same journals are: for an undo file, which is in their folder, the usual one. */
export function fileBeside(globals: Pick<Globals, 'file' | 'sandbox'>): string {
  const { path } = globals.file;
  if (path === '-') return 'access.yaml';
  return path.endsWith('.undo.yaml') ? join(dirname(home(globals)), 'access.yaml') : path;
}

/** Where the journals of runs lie. Those of the sandbox lie apart: it is an account of its own, and is reset. */
const journalFolder = (globals: Globals): string =>
  globals.journalDir ??
  (globals.sandbox === undefined ? join(home(globals), 'journal') : sandboxJournal);

/** The journals of the sandbox of this folder. */
export const sandboxJournal = join(own, 'sandbox-journal');

/** Where ax-access keeps what it knows, and the lock that a run holds. */
export const homeFolder = home;

/** Where git is asked about these: the folder that they lie beside. */
export const askingBeside = async ({
  globals,
}: Pick<CommandContext, 'globals'>): Promise<Asking> => {
  const folder = dirname(home(globals));
  return { folder: await realpath(folder).catch(() => process.cwd()), env: process.env };
};

/** Keeps git away from what ax-access keeps: a journal that is committed is not believed. Only in its own folder. */
export function ownIgnore(folder: string): void {
  if (basename(folder) !== own) return;
  try {
    writeFileSync(join(folder, '.gitignore'), '*\n', { flag: 'wx' });
  } catch {
    // It is there, or the folder can't be written, which is told where something is written into it.
  }
}

const known = new WeakMap<Globals, Promise<Trusted>>();

/** The journals of earlier runs that count; what speaks against others is told once. */
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
    // Beside the access file's own folder, by any path.
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

import { messageOf } from '../errorText.ts';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { repositoryAround, trackedAt } from '../git.ts';
import type { Asking } from '../git.ts';
import { visible } from '../text.ts';
import type { Journals } from './readJournal.ts';

/** Journals, and the doubt about them. */
export interface Trusted extends Journals {
  /** Why some of them are not used, as a sentence without a full stop. */
  readonly doubt?: string;
  /** The link in the path to them, through which nothing is written either. */
  readonly link?: string;
}

/**
 * Finds the journals that count. A journal affects what is noticed and what is held back, so a committed one is ignored:
 * the author of a pull request could have written it. So is one behind a link in the checkout.
 * @param folder of the journals
 * @param path the same folder, absolute, if it is inside the folder where git is run
 * @param beside the access file's own folder, where git is run and paths of a checkout start
 */
export async function trustedJournals(
  folder: string,
  beside: Asking,
  path = resolve(folder),
): Promise<Trusted> {
  const repository = await repositoryAround(beside.folder);
  const link = await linkBelow(repository ?? beside.folder, path);
  const nothing = { folder, committed: 'all' } as const;
  if (link !== undefined) return { ...nothing, link, doubt: `${visible(link)} is a link` };
  if (!(await hasJournals(path))) return { folder };
  const real = await realpath(path);
  const around = await repositoryAround(real);
  if (around === undefined) return { folder };
  if (around !== repository) {
    const doubt = `${visible(folder)} is inside another git repository (${visible(around)}), and ax-access does not check what that one tracks`;
    return { ...nothing, doubt };
  }
  try {
    const tracked = await trackedAt(beside, around, real);
    if (tracked.length === 0) return { folder };
    const committed = new Set(tracked.map((each) => (each.split('/').at(-1) ?? '').toLowerCase()));
    return { folder, committed, doubt: `git tracks files in ${visible(folder)}` };
  } catch (error) {
    const why = messageOf(error);
    const doubt = `git could not list what it tracks in ${visible(folder)} (${visible(why)})`;
    return { ...nothing, doubt };
  }
}

const hasJournals = async (folder: string): Promise<boolean> =>
  (await readdir(folder).catch(() => [])).some((name) => name.endsWith('.jsonl'));

/** The first link in a path below a folder; undefined for a path that is elsewhere. */
export async function linkBelow(folder: string, path: string): Promise<string | undefined> {
  const way = relative(folder, path);
  if (way === '' || isAbsolute(way) || way.split(sep)[0] === '..') return undefined;
  const parts = way.split(sep);
  for (const [index] of parts.entries()) {
    const at = join(folder, ...parts.slice(0, index + 1));
    // eslint-disable-next-line no-await-in-loop -- from the outside in
    const isLink = await lstat(at).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (isLink) return at;
  }
  return undefined;
}

import { lstat, readdir, realpath } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { repositoryAround, trackedAt } from '../git.ts';
import type { Asking } from '../git.ts';
import { visible } from '../text.ts';
import type { Journals } from './readJournal.ts';

/** Journals, and what speaks against them. */
export interface Trusted extends Journals {
  /** Why some of them are not used, as a sentence without its end. */
  readonly doubt?: string;
  /** The link on the way to them: nothing is written through it either. */
  readonly link?: string;
}

/**
 * Finds the journals that count. A journal decides what is noticed and what is held back, so one that came with a
 * commit is not believed: the author of a pull request could write it. Nor is one behind a link of the checkout.
 * @param folder where they lie
 * @param path the same, absolute, where it begins in the folder that git is asked in
 * @param beside the folder that paths of a checkout begin in, and where git is asked: the access file's own
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
    const doubt = `${visible(folder)} is inside another git repository (${visible(around)}), which is not asked what it tracks`;
    return { ...nothing, doubt };
  }
  try {
    const tracked = await trackedAt(beside, around, real);
    if (tracked.length === 0) return { folder };
    const committed = new Set(tracked.map((each) => (each.split('/').at(-1) ?? '').toLowerCase()));
    return { folder, committed, doubt: `git tracks files in ${visible(folder)}` };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const doubt = `git does not say what it tracks in ${visible(folder)} (${visible(why)})`;
    return { ...nothing, doubt };
  }
}

const hasJournals = async (folder: string): Promise<boolean> =>
  (await readdir(folder).catch(() => [])).some((name) => name.endsWith('.jsonl'));

/** The first link on the way from a folder to a path below it; undefined for a path that is elsewhere. */
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

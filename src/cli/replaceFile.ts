import { messageOf } from '../errorText.ts';
import { lstat, readFile, readlink, realpath, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Desired } from '../model.ts';
import { stage } from '../staged.ts';
import type { Staged } from '../staged.ts';
import { visible } from '../text.ts';
import { codeOf } from '../systemError.ts';
import { CliError } from './cliError.ts';

type Files = Pick<Desired, 'file' | 'sources'>;
type Source = Files['sources'][number];

/** A byte order mark, which some editors write at the start of a file and expect to find again. */
const mark = '\uFEFF';

export const cannotWrite = (path: string, error: unknown): CliError =>
  new CliError('file', `${visible(path)} cannot be written: ${visible(messageOf(error))}.`);

/**
 * Replaces a file, completely or not at all. A link stays a link, and something other than a regular file, such as a
 * pipe, is written to.
 * @param usual the mode of a new file; an existing file keeps its own
 * @throws CliError (file)
 */
export async function replaceFile(path: string, text: string, usual = 0o666): Promise<void> {
  try {
    const target = await behindLinks(path);
    const like = await stat(target).catch(unlessMissing);
    if (like !== undefined && !like.isFile()) await writeFile(target, text);
    else await (await stage(target, text, like ? { like } : { mode: usual })).commit();
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

function unlessMissing(error: unknown): undefined {
  if (codeOf(error) !== 'ENOENT') throw error;
}

/** The file at the end of all links, even if it does not exist yet. */
async function behindLinks(path: string): Promise<string> {
  const found = await realpath(path).catch(unlessMissing);
  if (found !== undefined) return found;
  // The target of a link is relative to the real folder of the link.
  const place = join(await realpath(dirname(path)), basename(path));
  const isLink = (await lstat(place).catch(unlessMissing))?.isSymbolicLink() === true;
  return isLink ? behindLinks(resolve(dirname(place), await readlink(place))) : place;
}

/**
 * Replaces the changed ones among an access file and its included files: all of
 * them or none. Every file must still be as it was read, even unchanged ones.
 * @param again how to run the command again
 * @returns the written files
 * @throws CliError (file) if one was changed in the meantime or can't be written; then none is changed
 */
export async function replaceSources(
  desired: Files,
  sources: readonly Source[],
  again = 'Run the same command again. It will start from the current files.',
): Promise<readonly string[]> {
  const pairs = sources.flatMap(({ file: path, text }, index) => {
    const was = desired.sources[index]?.text;
    return was === undefined || was === text ? [] : [{ path, was, text }];
  });
  if (pairs.length === 0) return [];
  const staged: { readonly path: string; readonly was: string; readonly ready: Staged }[] = [];
  try {
    await assertUntouched(desired, again);
    for (const { path, was, text } of pairs) {
      // eslint-disable-next-line no-await-in-loop -- a few at most
      staged.push({ path, was, ready: await staging(path, text) });
    }
    // Again: preparing the new files takes time, replacing the old ones does not.
    await assertUntouched(desired, again);
  } catch (error) {
    await Promise.all(staged.map(({ ready }) => ready.discard()));
    throw error;
  }
  await commitAll(staged);
  return pairs.map(({ path }) => path);
}

async function staging(path: string, text: string): Promise<Staged> {
  try {
    const target = await behindLinks(path);
    const now = await readFile(target, 'utf8');
    const whole = now.startsWith(mark) ? mark + text : text;
    return await stage(target, whole, { like: await stat(target) });
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** If one cannot be replaced, the files before it are restored. */
async function commitAll(
  staged: readonly { readonly path: string; readonly was: string; readonly ready: Staged }[],
): Promise<void> {
  const done: { readonly path: string; readonly was: string }[] = [];
  for (const { path, was, ready } of staged) {
    try {
      // eslint-disable-next-line no-await-in-loop -- in their order, so that it is known how far it came
      await ready.commit();
      done.push({ path, was });
    } catch (error) {
      // eslint-disable-next-line no-await-in-loop
      await Promise.all(staged.slice(done.length + 1).map((each) => each.ready.discard()));
      // eslint-disable-next-line no-await-in-loop
      await putBack(done);
      throw cannotWrite(path, error);
    }
  }
}

/** @throws CliError (file) that names what could not be restored */
async function putBack(
  done: readonly { readonly path: string; readonly was: string }[],
): Promise<void> {
  for (const { path, was } of done) {
    try {
      // eslint-disable-next-line no-await-in-loop
      await (await staging(path, was)).commit();
    } catch (error) {
      throw new CliError(
        'file',
        `Only some of the files were written, and ${visible(path)} cannot be restored: ${visible(messageOf(error))}.`,
        `Check ${done.map((each) => visible(each.path)).join(', ')}, which ${done.length === 1 ? 'was' : 'were'} written. The other files are unchanged.`,
      );
    }
  }
}

/** @throws CliError (file) if a file has changed since it was read, or if another one is included now */
async function assertUntouched(desired: Files, again: string): Promise<void> {
  const { readAgain } = await import('../load/load.ts');
  const now = await readAgain(desired);
  const touched = differing(desired.sources, now);
  if (touched.length === 0) return;
  throw new CliError(
    'file',
    `${touched.map(visible).join(', ')} changed while the account was read, so no file was written.`,
    again,
  );
}

function differing(before: readonly Source[], now: readonly Source[]): readonly string[] {
  const [main] = before;
  // A changed main file may include other files, so their contents no longer matter.
  if (main !== undefined && now[0]?.text !== main.text) return [main.file];
  const texts = new Map(now.map(({ file, text }) => [file, text]));
  const known = new Set(before.map(({ file }) => file));
  const changed = before.filter(({ file, text }) => texts.get(file) !== text);
  return [...changed, ...now.filter(({ file }) => !known.has(file))].map(({ file }) => file);
}

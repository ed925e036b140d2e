import { existsSync } from 'node:fs';
import { lstat, readlink, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { Desired } from '../model.ts';
import type { Run } from './command.ts';
import { Fault, codeOf, messageOf } from './fault.ts';
import { visible } from '../text.ts';

const exists = (path: string): Fault =>
  new Fault(
    'file',
    `${visible(path)} exists already.`,
    'Name another file, or give --overwrite to replace it.',
  );

/**
 * Puts a text in the place of a file, whole or not at all: whoever looks meanwhile sees the old one. A link stays one.
 * @param usual the rights of the file, if there was none; one that was there keeps its own
 * @throws Fault (file)
 */
export async function replaceFile(path: string, text: string, usual = 0o666): Promise<void> {
  const isLink = await lstat(path).then(
    (found) => found.isSymbolicLink(),
    () => false,
  );
  const target = isLink ? resolve(dirname(path), await readlink(path)) : path;
  const beside = `${target}.${process.pid}.tmp`;
  try {
    const mode = await stat(target).then(
      (found) => found.mode,
      () => usual,
    );
    await writeFile(beside, text, { flag: 'wx', mode });
    await rename(beside, target);
  } catch (error) {
    await rm(beside, { force: true });
    throw new Fault('file', `${visible(path)} can not be written: ${visible(messageOf(error))}.`);
  }
}

/**
 * Puts new texts in the place of those of an access file's own and included files that have become others.
 * @returns the files that were written
 * @throws Fault (file)
 */
export async function replaceSources(
  { sources: before }: Pick<Desired, 'sources'>,
  sources: Desired['sources'],
): Promise<readonly string[]> {
  const changed = sources.filter(({ text }, index) => text !== before[index]?.text);
  for (const { file, text } of changed) {
    // One after the other: should one fail, those before it are whole.
    // eslint-disable-next-line no-await-in-loop
    await replaceFile(file, text);
  }
  return changed.map(({ file }) => file);
}

/** Refuses a file that is there before any work is done for it. @throws Fault (file) */
export function assertFree({ settings: { out, overwrite } }: Run): void {
  if (out !== undefined && !overwrite && existsSync(out)) throw exists(out);
}

/**
 * Writes a result to stdout, or to the file that `--out` names.
 * @param mode the rights of the file, if it is made
 * @throws Fault (file)
 */
export async function output(
  { settings, terminal }: Run,
  text: string,
  mode = 0o666,
): Promise<void> {
  const { out, overwrite } = settings;
  if (out === undefined) {
    terminal.write(text);
    return;
  }
  if (overwrite) {
    await replaceFile(out, text, mode);
    terminal.note(`Wrote ${visible(out)}.`);
    return;
  }
  try {
    await writeFile(out, text, { flag: 'wx', mode });
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw exists(out);
    throw new Fault('file', `${visible(out)} can not be written: ${visible(messageOf(error))}.`);
  }
  terminal.note(`Wrote ${visible(out)}.`);
}

import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Refuses a path below a folder that can't be written to. Nothing is made.
 * @throws Error
 */
export async function assertWritable(path: string, cwd: string): Promise<void> {
  for (let folder = dirname(resolve(cwd, path)); ; folder = dirname(folder)) {
    try {
      // eslint-disable-next-line no-await-in-loop -- upwards, to the first folder that is there
      await access(folder, constants.W_OK | constants.X_OK);
      return;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOENT' && folder !== dirname(folder)) continue;
      throw new Error(`"${path}" cannot be written: ${folder} (${String(code)})`, {
        cause: error,
      });
    }
  }
}

/**
 * Writes a secret so that only its owner can read it. The file is complete or as it was before, also when the machine
 * stops in between.
 * @throws Error
 */
export async function toFile(path: string, secret: string, cwd: string): Promise<void> {
  const target = resolve(cwd, path);
  const folder = dirname(target);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const made = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(made, 'wx', 0o600);
    try {
      await file.writeFile(secret);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(made, target);
  } catch (error) {
    await rm(made, { force: true });
    throw error;
  }
}

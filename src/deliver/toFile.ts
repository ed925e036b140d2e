import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { makeFolder } from '../folders.ts';
import { stage } from '../staged.ts';
import { codeOf } from '../systemError.ts';

/**
 * Rejects a path below a folder that can't be written to. Nothing is created.
 * @throws Error
 */
export async function assertWritable(path: string, cwd: string): Promise<void> {
  for (let folder = dirname(resolve(cwd, path)); ; folder = dirname(folder)) {
    try {
      // eslint-disable-next-line no-await-in-loop -- upwards, to the first folder that is there
      await access(folder, constants.W_OK | constants.X_OK);
      return;
    } catch (error) {
      const code = codeOf(error);
      if (code === 'ENOENT' && folder !== dirname(folder)) continue;
      throw new Error(`"${path}" cannot be written: ${folder} (${String(code)})`, {
        cause: error,
      });
    }
  }
}

/**
 * Writes a secret so that only its owner can read it. Even after a crash, the file is either complete or as it was.
 * @throws Error
 */
export async function toFile(path: string, secret: string, cwd: string): Promise<void> {
  const target = resolve(cwd, path);
  const folder = dirname(target);
  // If the working folder is gone, it is not recreated for a secret.
  await access(cwd);
  makeFolder(folder, 0o700);
  const staged = await stage(target, secret, { mode: 0o600 });
  await staged.commit();
}

import { execFile } from 'node:child_process';
import { lstat, mkdir, open, rename, rm } from 'node:fs/promises';
import type { Stats } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { basename, dirname, join, resolve } from 'node:path';

/**
 * Refuses a file into which no secret should go: one that is no plain file, and one that git would keep.
 * @throws Error
 */
export async function assertFree(path: string): Promise<void> {
  const there = await lookAt(path);
  if (there !== undefined && !there.isFile()) {
    throw new Error(`${path} is no plain file, so no secret is written there`);
  }
  await mkdir(dirname(resolve(path)), { recursive: true, mode: 0o700 });
  if (await isKeptByGit(resolve(path))) {
    throw new Error(
      `${path} is inside a git repository that does not ignore it, and a secret must not be committed. Add it to .gitignore, or name a file elsewhere`,
    );
  }
}

/**
 * Writes a secret so that only its owner can read it. The file is complete or as it was before, also when the machine
 * stops in between.
 * @throws Error
 */
export async function toFile(path: string, secret: string): Promise<void> {
  const made = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`);
  try {
    const file = await open(made, 'wx', 0o600);
    try {
      await file.writeFile(secret);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(made, path);
  } catch (error) {
    await rm(made, { force: true });
    throw error;
  }
}

async function lookAt(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Git says 1 for a path in a repository that it does not ignore, 128 outside of one. */
const isKeptByGit = (path: string): Promise<boolean> =>
  new Promise((done) => {
    execFile('git', ['-C', dirname(path), 'check-ignore', '-q', '--', path], (error) =>
      done(error?.code === 1),
    );
  });

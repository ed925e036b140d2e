import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** New content of a file, complete and on the disk, that waits beside it. */
export interface Staged {
  /**
   * Puts it in the place of the file. A process that looks meanwhile, or after a crash, sees all of the old or of the new.
   * @throws Error of the system, with nothing left behind
   */
  commit(): Promise<void>;
  /** Leaves the file as it is. */
  discard(): Promise<void>;
}

/** Whose a file is to be: a new one has a mode, one that was there keeps mode, owner and group. */
export type Rights = { readonly mode: number } | { readonly like: Stats };

/**
 * Writes new content of a file beside it.
 * @throws Error of the system, with nothing left behind
 */
export async function stage(target: string, content: string, rights: Rights): Promise<Staged> {
  const folder = dirname(target);
  // A name that no pattern of an access file includes.
  const beside = join(folder, `.${basename(target)}.${randomBytes(6).toString('hex')}`);
  const discard = (): Promise<void> => rm(beside, { force: true });
  try {
    const file = await open(beside, 'wx', 'like' in rights ? 0o600 : rights.mode);
    try {
      await file.writeFile(content);
      if ('like' in rights) await makeLike(file, rights.like);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    async commit() {
      try {
        await rename(beside, target);
      } catch (error) {
        await discard();
        throw error;
      }
      await syncFolder(folder);
    },
    discard,
  };
}

/** Only an administrator may give a file away: one that can't be given back belongs to who writes it. */
async function makeLike(file: FileHandle, { mode, uid, gid }: Stats): Promise<void> {
  const own = await file.stat();
  const given = async (owner: number, group: number): Promise<boolean> =>
    file.chown(owner, group).then(
      () => true,
      () => false,
    );
  const isSame = own.uid === uid && own.gid === gid;
  const hasGroup = isSame || (await given(uid, gid)) || own.gid === gid || (await given(-1, gid));
  // Another group gets no more than everybody has.
  const others = mode & 0o007;
  await file.chmod(hasGroup ? mode & 0o7777 : (mode & 0o707) | ((others << 3) & mode));
}

/** Makes a new name last. Some systems can't, and then the name is all there is. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The new content stands in its place already.
  }
}

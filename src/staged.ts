import { randomBytes } from 'node:crypto';
import type { Stats } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** New content of a file, complete and on disk in the same folder, but not yet in its place. */
export interface Staged {
  /**
   * Replaces the file. Other processes, or a reader after a crash, see either the old or the new content as a whole.
   * @throws a system error, with nothing left behind
   */
  commit(): Promise<void>;
  /** Leaves the file as it is. */
  discard(): Promise<void>;
}

/** The rights of the file: a mode for a new file; mode, owner and group of the file that it replaces. */
export type Rights = { readonly mode: number } | { readonly like: Stats };

/**
 * Writes new content into the folder of a file.
 * @throws a system error, with nothing left behind
 */
export async function stage(target: string, content: string, rights: Rights): Promise<Staged> {
  const folder = dirname(target);
  // A name that no `include` pattern of an access file matches.
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

/** Copies owner and group as far as allowed: only root may change the owner, so the file may belong to the caller. */
async function makeLike(file: FileHandle, { mode, uid, gid }: Stats): Promise<void> {
  const own = await file.stat();
  const given = async (owner: number, group: number): Promise<boolean> =>
    file.chown(owner, group).then(
      () => true,
      () => false,
    );
  const isSame = own.uid === uid && own.gid === gid;
  const hasGroup = isSame || (await given(uid, gid)) || own.gid === gid || (await given(-1, gid));
  // If the group differs, it gets no more rights than others have.
  const others = mode & 0o007;
  await file.chmod(hasGroup ? mode & 0o7777 : (mode & 0o707) | ((others << 3) & mode));
}

/** Makes a rename durable, where the system supports that. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The new content is already in place.
  }
}

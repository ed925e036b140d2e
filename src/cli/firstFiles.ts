import { lstatSync, readdirSync } from 'node:fs';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';
import { shellWord } from '../text.ts';
import { codeOf } from '../systemError.ts';
import { installedSchema, schemaCopy } from './editorSchema.ts';
import { packaged } from './installedPackage.ts';
import { ownIgnore } from './ownFolder.ts';
import { cannotWrite, replaceFile } from './replaceFile.ts';

/** What became of a file that should be there. */
export type Made = 'created' | 'changed' | 'kept';

/** Makes a file, and its folder, unless something by that name is there. @throws CliError (file) */
export async function createFile(path: string, text: string): Promise<Made> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text, { flag: 'wx' });
    return 'created';
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'kept';
    throw cannotWrite(path, error);
  }
}

/** Has git ignore `.ax-access`; what a `.gitignore` has already stays. @throws CliError (file) */
export async function ignoreOwnFolder(path: string): Promise<Made> {
  const made = await createFile(path, '.ax-access/\n');
  if (made === 'created') return made;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw cannotWrite(path, error);
  }
  if (/^\/?\.ax-access\/?\s*$/m.test(text)) return 'kept';
  const start = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  await replaceFile(path, `${start}.ax-access/\n`);
  return 'changed';
}

/** Puts the schema into `.ax-access`, where editors find it by a path that is the same on every machine. */
export async function copySchema(folder: string): Promise<void> {
  const path = join(folder, schemaCopy);
  const home = dirname(path);
  // Nothing is written through a link.
  if (lstatSync(home, { throwIfNoEntry: false })?.isSymbolicLink() === true) return;
  try {
    await mkdir(home, { recursive: true });
    ownIgnore(home);
    await copyFile(installedSchema(), path);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Where the files for a CI go, from the top of the repository. */
const ciFolders = { github: '.github/workflows', gitlab: '.' } as const;

export type Ci = keyof typeof ciFolders;

export const cis: readonly string[] = Object.keys(ciFolders);

export const isCi = (name: string): name is Ci => cis.includes(name);

/** The files for a CI, by their paths in the repository. @param file the access file, as seen from there */
export async function ciFiles(
  ci: Ci,
  file: string,
): Promise<readonly { readonly path: string; readonly text: string }[]> {
  const from = packaged(join('examples', 'ci', ci));
  const texts = readdirSync(from)
    .toSorted()
    .map(async (name) => ({
      path: join(ciFolders[ci], name),
      text: withFile(await readFile(join(from, name), 'utf8'), file),
    }));
  return Promise.all(texts);
}

/** The examples work with the usual file: another one is named wherever a command runs. */
const withFile = (text: string, file: string): string =>
  file === 'access.yaml'
    ? text
    : text
        .replaceAll('.ax-access/journal', posix.join(posix.dirname(file), '.ax-access/journal'))
        .replaceAll(/^( +)command: \w+$/gm, `$&\n$1file: ${JSON.stringify(file)}`)
        .replaceAll(/\bax-access (?:validate|plan|apply|drift)\b/g, `$& -f ${shellWord(file)}`);

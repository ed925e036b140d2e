import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of the package: this code may lie anywhere below it. */
function home(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** The path of something that is installed with the command. */
export const packaged = (path: string): string => join(home(), path);

/** The version of the package. */
export function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(packaged('package.json'), 'utf8'));
  return manifest.version;
}

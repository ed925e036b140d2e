import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of the package: this code may lie anywhere below it. */
function home(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, 'package.json'))) folder = dirname(folder);
  return folder;
}

/** The path of something that is installed with the command. */
export const packaged = (path: string): string => join(home(), path);

/** What is read of package.json. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly repository: { readonly url: string };
}

export function manifest(): Manifest {
  const found: Manifest = JSON.parse(readFileSync(packaged('package.json'), 'utf8'));
  return found;
}

/** Its repository on GitHub, as `OWNER/NAME`. */
export const repositoryName = ({ repository: { url } }: Pick<Manifest, 'repository'>): string =>
  url.replace(/^.*github\.com\//, '').replace(/\.git$/, '');

/** The version of the package. */
export const version = (): string => manifest().version;

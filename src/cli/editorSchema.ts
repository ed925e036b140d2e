import { existsSync, realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, sep } from 'node:path';
import { manifest, packaged } from './installedPackage.ts';
import type { Manifest } from './installedPackage.ts';

const schema = 'schema/access.schema.json';

/** Where `init` puts a copy, for a file that can reach the schema in no other way. */
export const schemaCopy = '.ax-access/access.schema.json';

/** The schema that is installed with the command. */
export const installedSchema = (): string => packaged(schema);

/**
 * Where an editor finds the schema, as an access file in a folder names it: the same for everybody who has the file.
 * So by a path inside of the project, or by an address, and never by where the command happens to be installed.
 */
export function schemaFor(folder: string): string | undefined {
  if (!existsSync(folder)) return undefined;
  const home = realpathSync(folder);
  const { name } = manifest();
  const inProject = upwards(home)
    .map((at) => join(at, 'node_modules', name, schema))
    .find((path) => existsSync(path));
  if (inProject !== undefined) return pathFrom(home, inProject);
  const clone = packaged('');
  if (isInside(home, clone)) return pathFrom(home, installedSchema());
  return (
    schemaAddress(manifest()) ??
    (existsSync(join(home, schemaCopy)) ? `./${schemaCopy}` : undefined)
  );
}

/** The line that tells editors, for the first line of a file; none where there is no schema to name. */
export const schemaLine = (path: string | undefined): string =>
  path === undefined ? '' : `# yaml-language-server: $schema=${path}\n`;

/** The address of a repository. GitHub has no owner with an underscore, as in the placeholder. */
const repositoryUrl = /github\.com\/([a-z\d](?:-?[a-z\d])*)\/([\w.-]+?)(?:\.git)?$/i;

/** The schema of a release. Until the project has a repository of its own, package.json names none that could be asked. */
export function schemaAddress({
  repository: { url },
  version,
}: Pick<Manifest, 'repository' | 'version'>): string | undefined {
  const [, owner, name] = repositoryUrl.exec(url) ?? [];
  if (owner === undefined) return undefined;
  return `https://raw.githubusercontent.com/${owner}/${name}/v${version}/${schema}`;
}

function upwards(folder: string): readonly string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}

function isInside(folder: string, root: string): boolean {
  const way = relative(root, folder);
  return way === '' || !(isAbsolute(way) || way.split(sep)[0] === '..');
}

function pathFrom(folder: string, path: string): string {
  const way = relative(folder, path).split(sep).join('/');
  return way.startsWith('.') ? way : `./${way}`;
}

import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The source that changed last. A file that is gone shows in its folder. */
function newest(folder: string): { readonly path: string; readonly changed: number } {
  const found = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return [folder, ...found.map((name) => join(folder, name))]
    .map((path) => ({ path, changed: statSync(path).mtimeMs }))
    .reduce((last, each) => (each.changed > last.changed ? each : last));
}

/** @throws Error when sources changed after the build: tests of it would say nothing about them */
export function assertBuilt(src: string, cli: string): void {
  const build = statSync(cli, { throwIfNoEntry: false })?.mtimeMs;
  const { path, changed } = newest(src);
  if (build !== undefined && changed <= build) return;
  const why = build === undefined ? 'There is no build' : `${path} changed after the last build`;
  throw new Error(`${why}, and this test runs the built command. Run "npm run build" first.`);
}

let isChecked = false;

/** A file of the build. @throws Error when sources changed after it */
export function built(path: string): string {
  if (!isChecked) assertBuilt('src', 'dist/cli.cjs');
  isChecked = true;
  return resolve('dist', path);
}

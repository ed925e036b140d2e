import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { scratch } from './scratch.mjs';

/**
 * Imports modules of `src` that no entry of the package shows, for scripts and benchmarks.
 * @param names paths below `src`, without `.ts`
 */
export async function sources(...names) {
  const folder = `${scratch()}/sources`;
  await bundle(Object.fromEntries(names.map((name) => [name, `src/${name}.ts`])), folder);
  const urls = names.map((name) => pathToFileURL(resolve(folder, `${name}.js`)).href);
  return Promise.all(urls.map((url) => import(url)));
}

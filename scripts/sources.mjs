import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundle } from './bundle.mjs';
import { scratch } from './scratch.mjs';

/**
 * Bundles modules of `src` that no entry of the package exports, for scripts and benchmarks.
 * @param names paths below `src`, without `.ts`
 * @returns the folder in which they have the same paths, until this process ends
 */
export async function bundledSources(names) {
  const folder = `${scratch()}/sources`;
  await bundle(Object.fromEntries(names.map((name) => [name, `src/${name}.ts`])), folder);
  return folder;
}

/** Imports such modules. */
export async function sources(...names) {
  const folder = await bundledSources(names);
  const urls = names.map((name) => pathToFileURL(resolve(folder, `${name}.js`)).href);
  return Promise.all(urls.map((url) => import(url)));
}

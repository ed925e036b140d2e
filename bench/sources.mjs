import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { bundledSources } from '../scripts/sources.mjs';

/** All modules that cases need, in one bundle, so that they share their dependencies. */
const modules = ['access/delta', 'access/state', 'kind', 'kinds/index', 'rules/judge'];

/** The environment of a case's process. The bundler would need more memory than what is measured. */
export const forCases = async () => ({ BENCH_SOURCES: resolve(await bundledSources(modules)) });

/** Modules of `src`, by their paths without `.ts`, bundled before or otherwise now. */
export async function sources(...names) {
  const folder = process.env.BENCH_SOURCES ?? resolve(await bundledSources(modules));
  return Promise.all(names.map((name) => import(pathToFileURL(`${folder}/${name}.js`).href)));
}

import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';
import { bundledSources } from '../scripts/sources.mjs';

/** All modules that cases need: in one bundle, so that they share theirs. */
const modules = ['access/delta', 'access/state', 'kind', 'kinds/index', 'rules/judge'];

/** What a process of a case has in its environment: the bundler would need more memory than what it measures. */
export const forCases = async () => ({ BENCH_SOURCES: resolve(await bundledSources(modules)) });

/** Modules of `src`, by their paths without `.ts`, as bundled before or else now. */
export async function sources(...names) {
  const folder = process.env.BENCH_SOURCES ?? resolve(await bundledSources(modules));
  return Promise.all(names.map((name) => import(pathToFileURL(`${folder}/${name}.js`).href)));
}

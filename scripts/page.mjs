// The script and the style sheet of the page in `src/page`, as a module for the bundler and for the tests, which run
// the sources: `page:assets`. The page is one file that loads nothing, so it contains both.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

const folder = fileURLToPath(new URL('../src/page/', import.meta.url));

/** A plugin for Rolldown and Vite. */
export function page() {
  const name = 'page:assets';
  return {
    name: 'page',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    async load(id) {
      if (id !== `\0${name}`) return undefined;
      const style = readFileSync(`${folder}style.css`, 'utf8');
      const code = [
        `export const script = ${JSON.stringify(await script())};`,
        `export const style = ${JSON.stringify(style)};`,
      ];
      return { code: code.join('\n'), moduleSideEffects: false };
    },
  };
}

/**
 * The page's own code. Names are kept so that it stays readable; white space is removed, because every page contains
 * the code.
 */
async function script() {
  const work = await rolldown({
    input: `${folder}main.ts`,
    platform: 'browser',
    tsconfig: false,
    transform: { target: 'es2022' },
    // The script must be complete: everything it imports is bundled.
    onLog(_level, { message }) {
      throw new Error(message);
    },
  });
  const { output } = await work.generate({
    format: 'iife',
    comments: false,
    minify: { compress: false, mangle: false, codegen: { removeWhitespace: true } },
  });
  await work.close();
  // Inside a script element, these would end it or start a comment.
  return output[0].code.replaceAll(/<(?=\/script|!--)/gi, String.raw`\x3c`);
}

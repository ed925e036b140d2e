// Makes what is run of the sources and the packages that they use: `node scripts/bundle.mjs FOLDER`. Each entry is a
// file where package.json names it; what is imported late becomes a chunk that is read when it is needed.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode, encode } from '@jridgewell/sourcemap-codec';
import { rolldown } from 'rolldown';
import { minifySync } from 'rolldown/utils';
import { byName } from './build.mjs';
import { page } from './page.mjs';
import { quickToLoad } from './quickToLoad.mjs';
import { validators } from './validators.mjs';
import { yamlTokens } from './yamlTokens.mjs';

/** Warnings of Rolldown that tell of a program that would not run. */
const broken = ['UNRESOLVED_IMPORT', 'IMPORT_IS_UNDEFINED', 'MISSING_EXPORT'];

/** Code that no one wrote, by the name of its module. */
const generated = /^\0validators:(?!.*\/shape$)(.+)$/;

/**
 * What is loaded together stands together: each chunk takes time of its own to find, read and link. In this order, each
 * with all that it imports and that is in none before: what every command needs, what reads a command line, tells of
 * problems, reads an access file, plans, shows a plan, and checks queries. All other chunks are made by what shares them.
 */
const together = Object.entries({
  start: ['src/cli/main.ts'],
  parse: ['src/cli/parse.ts', 'src/cli/command.ts'],
  report: ['src/cli/reportError.ts'],
  file: ['src/load/load.ts', 'src/cli/commands/validate.ts', 'src/render/words/names.ts'],
  plan: ['src/index.ts', 'src/cli/commands/plan.ts', 'src/cli/pipeline/planFile.ts'],
  text: ['src/cli/pipeline/missingParts.ts', 'src/render/text/plan.ts'],
  queries: ['src/api/onlyQueries.ts'],
});
const groups = [
  ...together.map(([name, paths], index) => ({
    name,
    test: (id) => paths.some((path) => id === resolve(path)),
    priority: together.length - index,
  })),
  { name: (id) => generated.exec(id)?.[1], test: generated, priority: 0 },
];

/** Modules of Node that take milliseconds to load, and of which most commands call nothing. */
const late = [
  'node:child_process',
  'node:crypto',
  'node:fs/promises',
  'node:timers/promises',
  'node:util',
  'node:zlib',
];

/** Loads them when the first of their functions is called. Of anything but functions the build says that it is missing. */
function lateBuiltins() {
  const mark = '\0late:';
  return {
    name: 'late-builtins',
    resolveId: (id) => (late.includes(id) ? mark + id : undefined),
    async load(id) {
      if (!id.startsWith(mark)) return undefined;
      const name = id.slice(mark.length);
      const functions = Object.entries(await import(name)).filter(
        ([key, value]) => typeof value === 'function' && /^[a-z]/.test(key),
      );
      const code = functions.map(
        ([key]) =>
          `export const ${key} = (...args) => process.getBuiltinModule('${name}').${key}(...args);`,
      );
      return { code: code.join('\n'), moduleSideEffects: false };
    },
  };
}

/** Maps of packages would lead to files that are not installed, and take half of the space of all maps. */
function ownMaps() {
  return {
    name: 'own-maps',
    transform: {
      filter: { id: /node_modules|^\0/ },
      handler: (code) => ({ code, map: { version: 3, mappings: '', sources: [], names: [] } }),
    },
  };
}

/** Bundles sources into a folder, with source maps. */
export async function bundle(input, folder) {
  const work = await rolldown({
    input,
    platform: 'node',
    plugins: [validators(), page(), yamlTokens(), lateBuiltins(), ownMaps()],
    // Asked for by packages that do without where it is not installed.
    external: ['kerberos', 'supports-color'],
    resolve: {
      mainFields: ['module', 'main'],
      // The same modules as the rest of graphql's, which its `module` names.
      alias: {
        ...Object.fromEntries(
          ['ast', 'kinds', 'parser'].map((name) => [
            `graphql/language/${name}.js`,
            `graphql/language/${name}.mjs`,
          ]),
        ),
        // The same code as modules, of which what is not used can be left out.
        yaml: resolve('node_modules/yaml/browser/dist/index.js'),
      },
    },
    // The oldest Node that package.json allows.
    transform: { target: 'node20.19', define: { 'process.env.NODE_ENV': '"production"' } },
    // What is not used of them is left out, whatever they do when they load.
    treeshake: { moduleSideEffects: [{ test: /node_modules/, sideEffects: false }] },
    onLog(_level, { code, message }) {
      if (broken.includes(code)) throw new Error(message);
    },
  });
  const { output } = await work.generate({
    dir: folder,
    format: 'cjs',
    // As the sources are, which are ES modules.
    strict: true,
    comments: false,
    // Modules of Node, too, without the loader of ES modules.
    dynamicImportInCjs: false,
    sourcemap: true,
    // As seen from where the file will stand: it is made elsewhere.
    sourcemapPathTransform: (source, map) =>
      relative(dirname(join('dist', relative(folder, map))), resolve(dirname(map), source)),
    entryFileNames: '[name].cjs',
    chunkFileNames: 'chunks/[name]-[hash].cjs',
    codeSplitting: { groups },
  });
  await work.close();
  assertNoCycle(new Map(output.map(({ fileName, imports = [] }) => [fileName, imports])));
  for (const each of output) write(folder, each.fileName, textOf(each));
  for (const { fileName, isEntry, exports } of output) {
    if (isEntry) write(folder, ...moduleOf(fileName, exports));
  }
  return output;
}

/** Of two files that require each other, one would see the other before it is complete. */
function assertNoCycle(files, path = [], done = new Set()) {
  const names = path.length === 0 ? files.keys() : (files.get(path.at(-1)) ?? []);
  for (const name of names) {
    if (path.includes(name))
      throw new Error(`Files need each other: ${[...path, name].join(', ')}`);
    if (done.has(name)) continue;
    assertNoCycle(files, [...path, name], done);
    done.add(name);
  }
}

function write(folder, name, text) {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

function textOf({ fileName, code, source, moduleIds }) {
  if (code === undefined) return fileName.endsWith('.map') ? byLine(source) : source;
  const isGenerated = moduleIds.length > 0 && moduleIds.every((id) => generated.test(id));
  return quickToLoad(isGenerated ? minifySync('generated.cjs', code).code : code);
}

/**
 * A source map that leads to lines, which is what the trace of an error names. Where on the line something stands is four
 * fifths of a map, and a map is read before an error can be shown.
 */
function byLine(text) {
  const map = JSON.parse(text);
  const lines = decode(map.mappings).map((segments) =>
    segments.filter(([, source, line], index) => {
      const before = segments[index - 1];
      return before?.[1] !== source || before?.[2] !== line;
    }),
  );
  const mappings = encode(lines.map((segments) => segments.map((each) => each.slice(0, 4))));
  return JSON.stringify({ ...map, names: [], mappings });
}

/** The same as a module: what programs import, and `dist/cli.js`, by which scripts start the command. */
const moduleOf = (name, exports) => {
  const own = `./${basename(name)}`;
  const text =
    exports.length === 0
      ? `import '${own}';\n`
      : `import all from '${own}';\nexport const { ${exports.join(', ')} } = all;\n`;
  return [name.replace(/\.cjs$/, '.js'), text];
};

/** The command, and the entries that package.json exports. */
function entries() {
  const { exports } = JSON.parse(readFileSync('package.json', 'utf8'));
  const named = Object.values(exports).flatMap((each) => each.default ?? []);
  const paths = ['cli', ...named.map((path) => path.replace(/^\.\/dist\/|\.js$/g, ''))];
  return Object.fromEntries(paths.map((path) => [path, `src/${path}.ts`]));
}

/** The licences of the packages of which something is in the output. */
function licences(output) {
  const ids = output.flatMap(({ modules = {} }) =>
    Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])),
  );
  const folders = ids.flatMap((id) => id.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
  const packages = [...new Set(folders)].toSorted(byName).map(packageIn);
  return packages.map((each) => {
    // Packages of one repository share a licence, and not all of them carry it.
    const text =
      each.licence ??
      packages.find((other) => other.repository === each.repository && other.licence)?.licence;
    if (text === undefined) throw new Error(`${each.name} has no license file.`);
    return `${each.name} ${each.version} (${each.license})\n\n${text}\n`;
  });
}

function packageIn(folder) {
  const { name, version, license, repository } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
  const licence = file && readFileSync(join(folder, file), 'utf8').trim();
  return { name, version, license, licence, repository: repository?.url ?? repository };
}

const [, script, folder] = process.argv;
if (script === fileURLToPath(import.meta.url)) {
  const output = await bundle(entries(), folder);
  writeFileSync(
    join(folder, 'THIRD-PARTY-LICENSES.txt'),
    licences(output).join(`\n${'-'.repeat(72)}\n\n`),
  );
}

// Bundles the sources and the packages that they use: `node scripts/bundle.mjs FOLDER`. Each entry is a file at the
// path in package.json; what is imported dynamically becomes a chunk that is read when it is needed.
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

/** Warnings of Rolldown that mean that the program would not run. */
const broken = ['UNRESOLVED_IMPORT', 'IMPORT_IS_UNDEFINED', 'MISSING_EXPORT'];

/** Generated code, by the name of its module. */
const generated = /^\0validators:(?!.*\/shape$)(.+)$/;

/**
 * Modules that are loaded together share a chunk, because each chunk takes time to find, read and link. In this order,
 * each with everything it imports that is in no earlier one: what every command needs, the command line, messages about
 * problems, reading an access file, planning, showing a plan, and checking queries. All other chunks depend on which
 * modules share them.
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

/** Modules of Node that take milliseconds to load, and that most commands never call. */
const late = [
  'node:child_process',
  'node:crypto',
  'node:fs/promises',
  'node:timers/promises',
  'node:util',
  'node:zlib',
];

/**
 * Loads them when one of their functions is first called. For any import other than a function, the build says that it
 * is missing.
 */
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

/** Maps of packages would point to files that are not installed, and would be half of the size of all maps. */
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
    // Optional dependencies of packages, which work without them.
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
        // The same code as ES modules, so that unused parts can be left out.
        yaml: resolve('node_modules/yaml/browser/dist/index.js'),
      },
    },
    // The oldest Node that package.json allows.
    transform: { target: 'node20.19', define: { 'process.env.NODE_ENV': '"production"' } },
    // Their unused parts are left out, even if they have side effects when they load.
    treeshake: { moduleSideEffects: [{ test: /node_modules/, sideEffects: false }] },
    onLog(_level, { code, message }) {
      if (broken.includes(code)) throw new Error(message);
    },
  });
  const { output } = await work.generate({
    dir: folder,
    format: 'cjs',
    // Like the sources, which are ES modules.
    strict: true,
    comments: false,
    // Node's own modules too, without the loader for ES modules.
    dynamicImportInCjs: false,
    sourcemap: true,
    // Relative to the final place of the file, which is built in another folder.
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

/** If two files require each other, one would see the other before it is complete. */
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
 * A source map by line, which is what a stack trace names. Columns are four fifths of a map, and a map has to be read
 * before an error can be shown.
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

/**
 * The same as an ES module: the entries that programs import, and `dist/cli.js`, with which scripts start the command.
 */
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

/** The licenses of the packages that are part of the output. */
function licences(output) {
  const ids = output.flatMap(({ modules = {} }) =>
    Object.entries(modules).flatMap(([id, { renderedLength }]) => (renderedLength > 0 ? [id] : [])),
  );
  const folders = ids.flatMap((id) => id.match(/^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []);
  const packages = [...new Set(folders)].toSorted(byName).map(packageIn);
  return packages.map((each) => {
    // Packages from one repository share a license, and not all of them include it.
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

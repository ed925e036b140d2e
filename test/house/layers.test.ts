import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

/**
 * The parts of src, lowest first, from the table in the architecture page: a part imports from its own row and from rows
 * above it, never from one below. A name stands for `src/name.ts` and for everything in `src/name/`.
 */
const layers = rowsOf(readFileSync('docs/architecture.md', 'utf8'));

function rowsOf(page: string): string[][] {
  const cells = page.split('\n').flatMap((line) => /^\| (`[^|]+) \|/.exec(line)?.[1] ?? []);
  return cells.map((cell) =>
    [...cell.matchAll(/`([^`/]+)\/?`/g)].flatMap(([, name]) => name ?? []),
  );
}

/** The library ends here: `index.ts` shows the stages, and nothing that is about showing them. */
const lastStage = 'drift';

/** Who talks to the terminal and knows the environment; everyone else is told. */
const outsiders = ['cli'];
const outside = {
  'process.env':
    /\bprocess\s*\.\s*env\b|\{[^}]*\benv\b[^}]*\}\s*(?:=|from)\s*\W*(?:node:)?process\b/,
  console: /\bconsole\s*[.[,;)]/,
};

/** What a part may import, other than itself. The sandbox stands in for Arize: it shares no code with us. */
function allowed(part: string): readonly string[] | undefined {
  if (part === 'sandbox') return [];
  const level = layers.findIndex((names) => names.includes(part === 'index' ? lastStage : part));
  if (level < 0) return undefined;
  return [...layers.slice(0, level + 1).flat(), ...(part === 'cli' ? ['index', 'sandbox'] : [])];
}

/** Every sentence about what is wrong with these sources, by path below src. */
function violations(sources: Readonly<Record<string, string>>): string[] {
  return Object.entries(sources).flatMap(([path, source]) => {
    const part = partOf(path);
    const may = allowed(part);
    if (may === undefined) return [`${path}: is in no row of the table in docs/architecture.md`];
    const code = withoutComments(source);
    const wrong = importsOf(code)
      .filter((name) => name.startsWith('.'))
      .map((name) => posix.join(posix.dirname(path), name))
      .filter((target) => partOf(target) !== part)
      .filter((target) => !may.includes(partOf(target)) || isBehindDoor(target))
      .map((target) => `${path}: may not import ${target}`);
    const across = outputsOf(path, code).map((target) => `${path}: may not import ${target}`);
    const loud = Object.entries(outside)
      .filter(([, pattern]) => !outsiders.includes(part) && pattern.test(code))
      .map(([name]) => `${path}: may not use ${name}`);
    return [...wrong, ...across, ...loud];
  });
}

/** Outputs share words and nothing else, so that one can change its layout alone. */
const outputs = ['text', 'markdown', 'json', 'html', 'annotations'];

/** What an output, or the words that all of them share, imports from another output. */
function outputsOf(path: string, code: string): readonly string[] {
  const [room, own, ...rest] = path.split('/');
  if (room !== 'render' || rest.length === 0) return [];
  return importsOf(code)
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.join(posix.dirname(path), name))
    .filter((target) => {
      const [there, output = ''] = target.split('/');
      return there === 'render' && output !== own && outputs.includes(output);
    });
}

/** The sandbox has one door, so that it can be tested against as others do and rebuilt inside. */
function isBehindDoor(target: string): boolean {
  return partOf(target) === 'sandbox' && target !== 'sandbox/index.ts';
}

/** `kinds/role.ts` and `kinds.ts` are both in the part called kinds. */
function partOf(path: string): string {
  return (path.split('/')[0] ?? path).replace(/\.ts$/, '');
}

/** Static, re-exporting, side-effect, dynamic and type imports alike. */
function importsOf(code: string): string[] {
  const found = code.matchAll(/\b(?:from|import)\s*\(?\s*(['"])(.+?)\1/g);
  return [...found].flatMap((match) => match[2] ?? []);
}

/** Block comments, and line comments that begin a line: enough, and blind to `//` inside an address. */
function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
}

test('imports go down, the sandbox stands alone, and only cli meets the environment', () => {
  const paths = readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => path.replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.d.ts'));
  expect(paths).toContain('model.ts');
  const sources = paths.map((path) => [path, readFileSync(`src/${path}`, 'utf8')] as const);
  expect(violations(Object.fromEntries(sources))).toEqual([]);
});

test.each([
  ['up', 'diff/join.ts', "import { plan } from '../plan/plan.ts'", ['may not import plan/plan.ts']],
  ['down', 'plan/plan.ts', "import { diff } from '../diff/join.ts'", []],
  ['sideways', 'kinds/user.ts', "import { text } from './fields.ts'", []],
  ['on one line', 'names.ts', "import { visible } from './text.ts'", []],
  ['a type', 'model.ts', "import type { Api } from './api/api.ts'", ['may not import api/api.ts']],
  ['a re-export', 'load/a.ts', "export * from '../read/a.ts'", ['may not import read/a.ts']],
  ['lazily', 'apply/a.ts', "await import('../render/a.ts')", ['may not import render/a.ts']],
  ['side effect', 'api/a.ts', 'import "../cli.ts"', ['may not import cli.ts']],
  [
    'on many lines',
    'api/a.ts',
    "import {\n  a,\n} from '../load/a.ts'",
    ['may not import load/a.ts'],
  ],
  ['library to text', 'index.ts', "export * from './render/a.ts'", ['may not import render/a.ts']],
  ['library to stage', 'index.ts', "export { plan } from './plan/plan.ts'", []],
  ['out of the sandbox', 'sandbox/a.ts', "import '../model.ts'", ['may not import model.ts']],
  ['into the sandbox', 'kinds/a.ts', "import '../sandbox/a.ts'", ['may not import sandbox/a.ts']],
  ['sandbox, for a command', 'cli/a.ts', "import '../sandbox/index.ts'", []],
  [
    'past the door of the sandbox',
    'cli/a.ts',
    "import '../sandbox/ids.ts'",
    ['may not import sandbox/ids.ts'],
  ],
  [
    'from one output to another',
    'render/markdown/a.ts',
    "import '../text/b.ts'",
    ['may not import render/text/b.ts'],
  ],
  [
    'from common words to an output',
    'render/words/a.ts',
    "import type { B } from '../json/b.ts'",
    ['may not import render/json/b.ts'],
  ],
  ['from an output to common words', 'render/text/a.ts', "import '../words/b.ts'", []],
  ['all outputs at once', 'render/index.ts', "export * from './text/b.ts'", []],
  ['environment', 'api/a.ts', 'f(process.env)', ['may not use process.env']],
  ['a variable', 'api/a.ts', "process.env['A']", ['may not use process.env']],
  ['taken apart', 'load/a.ts', 'const { argv, env } = process;', ['may not use process.env']],
  ['imported', 'load/a.ts', "import { env } from 'node:process';", ['may not use process.env']],
  ['of a client', 'load/a.ts', 'const { env } = given; process.exitCode = 1;', []],
  ['console', 'sandbox/a.ts', 'console.log(1)', ['may not use console']],
  ['environment, for a command', 'cli/a.ts', 'process.env.A', []],
  ['in a comment', 'api/a.ts', "/** import('../cli.ts') */\n// console.log(1)", []],
  ['a new part', 'misc/a.ts', '', ['is in no row of the table in docs/architecture.md']],
])('the rule itself: %s', (_, path, source, expected) => {
  expect(violations({ [path]: source })).toEqual(expected.map((what) => `${path}: ${what}`));
});

test('tests, benchmarks and scripts go through the one door of the sandbox, apart from its own tests', () => {
  const past = ['test', 'bench', 'scripts', 'action'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => posix.join(folder, name.replaceAll('\\', '/')))
      .filter((path) => /\.m?[jt]s$/.test(path) && !path.startsWith('test/sandbox/'))
      .flatMap((path) => importsPastDoor(path, readFileSync(path, 'utf8'))),
  );
  expect(past).toEqual([]);
  expect(importsPastDoor('test/a.ts', "import '../src/sandbox/ids.ts'")).toHaveLength(1);
});

/** Imports of the inside of the sandbox from outside of src. */
function importsPastDoor(path: string, source: string): string[] {
  return importsOf(withoutComments(source))
    .filter((name) => name.startsWith('.'))
    .map((name) => posix.join(posix.dirname(path), name).replace(/^(?:src|dist)\//, ''))
    .filter((target) => isBehindDoor(target.replace(/\.js$/, '.ts')))
    .map((target) => `${path}: may not import ${target}`);
}

import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, test } from 'vitest';
import { addOnly, served } from '../cli/account.ts';
import { run, scratch } from '../cli/run.ts';

/** What a file of src and all that it loads at once has to be read for, by path below src; packages by their name. */
function loadedWith(path: string, seen = new Set<string>()): ReadonlySet<string> {
  if (seen.has(path)) return seen;
  seen.add(path);
  if (!existsSync(`src/${path}`)) return seen;
  const code = readFileSync(`src/${path}`, 'utf8');
  for (const [, name = ''] of code.matchAll(/^(?:import (?!type\b)|\} from )[^;]*?'([^']+)';/gm)) {
    if (name.startsWith('.')) loadedWith(posix.join(posix.dirname(path), name), seen);
    else if (!name.startsWith('node:')) seen.add(name);
  }
  return seen;
}

const commandFiles = readdirSync('src/cli/commands')
  .filter((name) => name !== 'index.ts')
  .map((name) => `cli/commands/${name}`);

test('--version loads no parser', () => {
  expect([...loadedWith('cli/main.ts')]).not.toContain('commander');
});

test('a command line is understood without loading any command', () => {
  const loaded = loadedWith('cli/parse.ts');
  expect([...loaded]).toContain('commander');
  expect(commandFiles.filter((path) => loaded.has(path))).toEqual([]);
});

/** What takes long to load: the kinds and their schemas, YAML, the clients, the stages, the texts. */
const heavy =
  /^(?:kinds|load|diff|plan\/plan|access|sandbox|index|api\/(?:index|rest|graphql)|yaml$|graphql|@|chalk)/;

// A shell that completes loads all of them, each time that it starts.
test.each(commandFiles)('%s loads what it works with when it runs', (path) => {
  expect([...loadedWith(path)].filter((each) => heavy.test(each))).toEqual([]);
});

interface Loaded {
  /** Files of the build, without their hashes, and not the entry and what comes with each of them. */
  readonly files: readonly string[];
  /** Modules of Node. */
  readonly modules: readonly string[];
  readonly streams: readonly string[];
}

/** What a command of the build loads, and the streams of its process that it opens. */
async function loadedBy(
  args: readonly string[],
  { file = sound, env = {} }: { file?: string; env?: Record<string, string> } = {},
): Promise<Loaded> {
  const cwd = await scratch();
  writeFileSync(join(cwd, 'access.yaml'), file);
  writeFileSync(join(cwd, 'watch.cjs'), watch);
  const watched = { ...env, NODE_OPTIONS: '--require=./watch.cjs' };
  expect(await run(args, { cwd, env: watched })).toMatchObject({ code: 0 });
  const { files, ...others }: Loaded = JSON.parse(readFileSync(join(cwd, 'loaded.json'), 'utf8'));
  const names = files.flatMap((path) => /\/chunks\/(.+)-[\w-]{8}\.cjs$/.exec(path)?.[1] ?? []);
  return { files: names.filter((name) => name !== 'rolldown-runtime').toSorted(), ...others };
}

const sound = `version: 1
users:
  jane@example.com: {name: Jane Doe, role: admin, invite: none}
organizations:
  Platform Team:
    members: {jane@example.com: admin}
    spaces: {team-alpha: {private: true, members: {jane@example.com: admin}}}
`;

const watch = `const streams = [];
  for (const name of ['stdin', 'stdout', 'stderr']) {
    const { get, ...rest } = Object.getOwnPropertyDescriptor(process, name);
    Object.defineProperty(process, name, { ...rest, get() { streams.push(name); return get.call(process); } });
  }
  process.on('exit', () => {
    const files = Object.keys(require.cache);
    const modules = process.moduleLoadList.map((each) => each.replace(/^NativeModule /, ''));
    require('node:fs').writeFileSync('loaded.json', JSON.stringify({ files, modules, streams: [...new Set(streams)] }));
  });`;

test.each([
  { args: ['--version'], files: ['start'] },
  { args: ['--help'], files: ['parse', 'start'] },
  { args: ['validate'], files: ['file', 'parse', 'report', 'start'] },
])('$args reads few files and opens no stream that it does not use', async ({ args, files }) => {
  const loaded = await loadedBy(args);
  expect(loaded.files).toEqual(files);
  expect(loaded.streams).toEqual(['stdout']);
});

// Node loads the one for the first ES module, a quarter of the time of a whole `node -e 0`, and the other for the first
// `Request`, `Response` or `Headers`, which takes as long as all of `node -e 0`.
const slow = /esm\/(?:translators|module_job)|undici/;

// Neither a thread nor a stream is started to read a file.
test('validate needs no ES modules, no fetch and no promises of files', async () => {
  const { modules } = await loadedBy(['validate']);
  expect(modules).toContain('internal/modules/cjs/loader');
  expect(modules.filter((name) => slow.test(name) || name === 'fs/promises')).toEqual([]);
});

test('a plan reads few files, and reads Arize without the fetch of Node', async () => {
  const { env } = await served();
  const { files, modules } = await loadedBy(['plan'], { file: addOnly, env });
  expect(files).toEqual([
    'file',
    'parse',
    'plan',
    'profileEnv',
    'queries',
    'report',
    'start',
    'text',
  ]);
  expect(modules).toContain('http');
  expect(modules.filter((name) => slow.test(name))).toEqual([]);
});

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { posix } from 'node:path';
import { expect, test } from 'vitest';

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

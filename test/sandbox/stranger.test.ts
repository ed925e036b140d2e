import { execFileSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { built } from '../built.ts';

/** A project of other people: the package as it is installed, and nothing else of this repository. */
let project = '';
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'sandbox-stranger-'));
  const home = join(project, 'node_modules', 'ax-access');
  await mkdir(home, { recursive: true });
  cpSync(built(''), join(home, 'dist'), { recursive: true });
  cpSync('package.json', join(home, 'package.json'));
  await writeFile(join(project, 'package.json'), '{"type":"module"}');
});
afterAll(() => rm(project, { recursive: true }));

/** The program in the page about the sandbox. */
function example(): string {
  const page = readFileSync('src/sandbox/README.md', 'utf8');
  return /^```js\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? '';
}

function runs(name: string, ...before: string[]): string {
  const [node, cwd] = [process.execPath, project];
  return execFileSync(node, [...before, name], { cwd, encoding: 'utf8', stdio: 'pipe' });
}

test('the program of the page does what it says, against the installed package', async () => {
  expect(example()).toContain("from 'ax-access/sandbox'");
  await writeFile(join(project, 'example.js'), `${example()}console.log('to the end');\n`);
  expect(runs('example.js')).toBe('to the end\n');
});

test('its types are complete: a strict program compiles without the sources', async () => {
  symlinkSync(resolve('node_modules/@types'), join(project, 'node_modules', '@types'));
  symlinkSync(resolve('node_modules/undici-types'), join(project, 'node_modules', 'undici-types'));
  await writeFile(
    join(project, 'typed.ts'),
    `import { generateSeed, globalId, parseFault, SeedError, startSandbox } from 'ax-access/sandbox';
import type { FaultRule, LogEntry, Seed, StartedSandbox } from 'ax-access/sandbox';

const seed: Seed = generateSeed({ users: 5, spaces: 1, random: 1 });
const rule: FaultRule = parseFault('error on GET /v2/users');
const arize: StartedSandbox = await startSandbox({ seed, faults: [rule, 'latency 5 on * /v2/*'] });
const entries: LogEntry[] = arize.log(3);
const id: string = globalId('Space', 1);
// @ts-expect-error: there is no such type of id
globalId('Nothing', 1);
// @ts-expect-error: there is no such role
const wrong: Seed = { users: { 'a@x.io': { name: 'A', role: 'owner' } } };
try {
  await startSandbox({ seed: 'users: 3' });
} catch (error) {
  if (error instanceof SeedError) console.log(error.message, entries, id, wrong);
}
await arize.stop();
`,
  );
  const options = ['--noEmit', '--strict', '--module', 'node20', '--target', 'es2023'];
  const compiler = resolve('node_modules/typescript/bin/tsc');
  expect(runs('typed.ts', compiler, ...options, '--types', 'node')).toBe('');
});

test('mistakes are told in words', async () => {
  await writeFile(
    join(project, 'mistakes.js'),
    `import { startSandbox } from 'ax-access/sandbox';
for (const options of [{ seed: 'users: {' }, { seed: 'users: 3' }, { faults: ['everything'] }]) {
  await startSandbox(options).catch(({ name, message }) => console.log(name + ': ' + message.split('.')[0]));
}`,
  );
  expect(runs('mistakes.js').split('\n')).toEqual([
    expect.stringMatching(/^SeedError: seed:1:\d+: /),
    'SeedError: seed:1:1: users: must be object',
    'FaultError: "everything" is not a fault',
    '',
  ]);
});

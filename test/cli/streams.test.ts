import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { folderWith, served } from './account.ts';
import { Gate } from './gate.ts';
import { command, environment } from './run.ts';

const file = `version: 1
roles:
  First: {permissions: [PROJECT_READ]}
organizations:
  New:
    members: {bo@example.com: admin}
    spaces: {plot: {}}
`;

/** Where a command writes, each stream: to somebody who reads, to a disk that is full, to somebody who went away. */
type Reader = 'read' | 'full' | 'gone';

/** Runs the command with streams that may break. */
async function runTo(
  args: readonly string[],
  readers: { readonly stdout?: Reader; readonly stderr?: Reader },
) {
  const { sandbox, env } = await served(async (_request, next) => {
    await gone.opened;
    return next();
  });
  const gone = new Gate();
  const full = await open('/dev/full', 'w');
  const cwd = await folderWith(file);
  const way = (reader: Reader = 'read') => (reader === 'full' ? full.fd : ('pipe' as const));
  const child = spawn(process.execPath, [command(), ...args], {
    cwd,
    env: environment(cwd, env),
    stdio: ['ignore', way(readers.stdout), way(readers.stderr)],
  });
  const told = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    if (readers[name] === 'gone') child[name]?.destroy();
    else child[name]?.setEncoding('utf8').on('data', (text: string) => (told[name] += text));
  }
  gone.open();
  const code = await new Promise((done) => {
    child.once('close', done);
  });
  await full.close();
  return { code, ...told, sandbox };
}

const apply = ['apply', '-v', '--parallelism', '1'];
const all = { create_role: 1, create_organization: 1, create_space: 1 };

test.each<[Reader, Reader, number]>([
  ['full', 'read', 74],
  ['read', 'full', 74],
  ['full', 'full', 74],
  ['gone', 'read', 0],
  ['read', 'gone', 0],
  ['gone', 'gone', 0],
])('a run goes to its end: stdout %s, stderr %s', async (stdout, stderr, code) => {
  const ran = await runTo(apply, { stdout, stderr });
  expect(ran.code).toBe(code);
  expect(ran.sandbox.counts().byOperation).toMatchObject(all);
  expect(ran.stdout.includes('Applied: ')).toBe(stdout === 'read');
  expect(ran.stderr.includes('Sent ')).toBe(stderr === 'read');
});

test('what says more than a broken stream stays the exit code', async () => {
  expect((await runTo(['drift'], { stdout: 'full' })).code).toBe(2);
  expect((await runTo(['bogus'], { stderr: 'full' })).code).toBe(64);
});

test.each([
  ['--version'],
  ['--help'],
  ['plan', '--help'],
  ['plan', '--json', '-q'],
  ['plan', '-q'],
])('what could not be written was not told: %s', async (...args) => {
  expect((await runTo(args, { stdout: 'full' })).code).toBe(74);
  expect((await runTo(args, { stderr: 'full' })).code).toBe(0);
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addAndRemove, addOnly, folderWith } from './account.ts';
import { run, start } from './run.ts';

test('flags mean the same before and after the command', async () => {
  const cwd = await folderWith('version: 1\n');
  await writeFile(join(cwd, 'other.yaml'), addAndRemove);
  const after = ['plan', '-f', 'other.yaml', '--sandbox=seed.yaml', '--format', 'json', '-q'];
  const before = ['-f', 'other.yaml', '--sandbox=seed.yaml', '--format', 'json', '-q', 'plan'];
  const [one, other] = [await run(after, { cwd }), await run(before, { cwd })];
  expect(one).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(one.stdout)).toMatchObject({ command: 'plan', file: 'other.yaml' });
  expect(other).toEqual(one);
});

test('--json is --format json', async () => {
  const cwd = await folderWith(addAndRemove);
  const short = await run(['plan', '--sandbox', 'seed.yaml', '--json'], { cwd });
  const long = await run(['plan', '--sandbox', 'seed.yaml', '--format', 'json'], { cwd });
  expect({ code: short.code, stdout: short.stdout }).toEqual({ code: 0, stdout: long.stdout });
  expect(JSON.parse(short.stdout)).toMatchObject({ schema: 'ax-access/plan@1' });
});

test('--sandbox before the command takes no seed', async () => {
  const cwd = await folderWith(addOnly);
  const { stderr } = await run(['--sandbox', 'plan'], { cwd });
  expect(stderr).toBe('Sandbox: the quickstart account, as jane@example.com.\n');
});

test('after --sandbox, only a YAML file is a seed: other words are arguments', async () => {
  const cwd = await folderWith(addOnly);
  await run(['apply', '--sandbox', 'seed.yaml'], { cwd });
  const who = await run(['access', '--sandbox', 'ana@example.com'], { cwd });
  expect(who).toMatchObject({ code: 0, stdout: expect.stringContaining('ana@example.com') });
  const [{ run: id }] = JSON.parse(
    (await run(['history', '--sandbox', '--json'], { cwd })).stdout,
  ).runs;
  expect(await run(['undo', '--sandbox', id], { cwd })).toMatchObject({
    code: 0,
    stdout: expect.stringContaining(`undo ${id} --apply --allow-destructive --sandbox`),
  });
  expect(await run(['plan', '--sandbox', 'seed'], { cwd })).toMatchObject({
    code: 64,
    stderr: expect.stringContaining('Name a seed with --sandbox=SEED'),
  });
});

test('the sandbox says that it leaves the environment aside', async () => {
  const cwd = await folderWith(addOnly);
  const env = { ARIZE_BASE_URL: 'https://nowhere.invalid' };
  const { code, stderr } = await run(['plan', '--sandbox', 'seed.yaml'], { cwd, env });
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr:
      'Sandbox: seed.yaml, as ana@example.com. The ARIZE_* environment variables are ignored.\n',
  });
});

test('-q leaves the result', async () => {
  const cwd = await folderWith(addAndRemove);
  const loud = await run(['plan', '--sandbox', 'seed.yaml'], { cwd });
  const quiet = await run(['plan', '--sandbox', 'seed.yaml', '-q'], { cwd });
  expect(loud.stderr).toBe('Sandbox: seed.yaml, as ana@example.com.\n');
  expect(quiet).toEqual({ ...loud, stderr: '' });
});

test('-v shows each request on stderr, and leaves the result as it is', async () => {
  const cwd = await folderWith(addOnly);
  const plain = await run(['plan', '--sandbox', 'seed.yaml'], { cwd });
  const { stdout, stderr } = await run(['plan', '--sandbox', 'seed.yaml', '-v'], { cwd });
  expect(stdout).toBe(plain.stdout);
  const lines = stderr.trimEnd().split('\n').slice(1);
  expect(lines[0]?.replace(/\d+ ms/, 'n ms')).toBe(
    'POST /graphql Viewer: 200 in n ms, request id sandbox-000001',
  );
  const form = /^(?:GET \/v2\/\S+|POST \/graphql \w+): 200 in \d+ ms, request id sandbox-\d{6}$/;
  // The last line says how many there were.
  expect(lines.filter((line) => !form.test(line))).toEqual([
    expect.stringMatching(/^Sent \d+ read requests: /),
  ]);
});

const escape = '\u001b[';

test.each([
  ['nothing said', {}, [], false],
  ['FORCE_COLOR', { FORCE_COLOR: '1' }, [], true],
  ['FORCE_COLOR=0', { FORCE_COLOR: '0' }, [], false],
  ['NO_COLOR wins', { FORCE_COLOR: '1', NO_COLOR: '1' }, [], false],
  ['an empty NO_COLOR says nothing', { FORCE_COLOR: '1', NO_COLOR: '' }, [], true],
  ['the flag wins', { FORCE_COLOR: '1' }, ['--no-color'], false],
])('colours: %s', async (_, env, flags, colored) => {
  const cwd = await folderWith(addAndRemove);
  const { stdout } = await run(['plan', '--sandbox', 'seed.yaml', ...flags], { cwd, env });
  expect(stdout.includes(escape)).toBe(colored);
});

test('a reader that goes away is no error', async () => {
  const cwd = await folderWith(addAndRemove);
  const { child, ended } = await start(['plan', '--sandbox', 'seed.yaml', '-q'], { cwd });
  child.stdout.destroy();
  expect(await ended).toEqual({ code: 0, stdout: '', stderr: '' });
});

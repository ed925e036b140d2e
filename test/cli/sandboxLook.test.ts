import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadSeed } from '../../src/sandbox/index.ts';
import { run, scratch } from './run.ts';

test('a generated account is the same from the same numbers, and another from others', async () => {
  const cwd = await scratch();
  const first = await run(['sandbox', 'seed', '--users', '30', '--random', '7'], { cwd });
  const again = await run(['sandbox', 'seed', '--users', '30', '--random', '7'], { cwd });
  const other = await run(['sandbox', 'seed', '--users', '30', '--random', '8'], { cwd });
  expect(first).toMatchObject({ code: 0, stderr: '' });
  expect(again.stdout).toBe(first.stdout);
  expect(other.stdout).not.toBe(first.stdout);
  const written = await run(['sandbox', 'seed', '--users', '30', '-o', 'account.yaml'], { cwd });
  expect(written.code).toBe(0);
  const seed = await loadSeed(join(cwd, 'account.yaml'));
  expect(Object.keys(seed.users)).toHaveLength(30);
});

test('an impossible size is refused', async () => {
  expect(await run(['sandbox', 'seed', '--users', 'many'])).toEqual({
    code: 64,
    stdout: '',
    stderr:
      'error: Invalid value "many" for --users.\n  Give it a whole number from 1 to 100000.\n',
  });
});

test('the tree shows the account, and looking does not take it', async () => {
  const cwd = await scratch();
  const shown = await run(['sandbox', 'show'], { cwd });
  expect(shown.code).toBe(0);
  expect(shown.stdout.split('\n').slice(0, 3)).toEqual([
    'account Acme',
    '├─ users (7)',
    '│  ├─ jane@example.com Jane Doe [admin]',
  ]);
  const json = await run(['sandbox', 'show', '--json'], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({
    schema: 'ax-access/sandbox@1',
    account: { account: { name: 'Acme' } },
  });
});

test('the log says who asked for what, and never a key', async () => {
  const cwd = await scratch();
  const empty = await run(['sandbox', 'log'], { cwd });
  expect(empty).toMatchObject({ code: 0, stdout: '' });
  expect((await run(['import', '--sandbox'], { cwd })).code).toBe(0);
  const log = await run(['sandbox', 'log', '--last', '3'], { cwd });
  expect(log.stdout.trimEnd().split('\n')).toHaveLength(3);
  expect(log.stdout).toContain('jane@example.com');
  const json = await run(['sandbox', 'log', '--last', '1', '--json'], { cwd });
  expect(JSON.parse(json.stdout)).toMatchObject({
    requests: [{ method: expect.any(String), status: 200, email: 'jane@example.com' }],
  });
  expect(log.stdout + json.stdout).not.toContain('sandbox-key');
});

test('a fault that nobody can mean is refused with an example', async () => {
  const ran = await run(['sandbox', 'start', '--fault', 'everything breaks']);
  expect(ran.code).toBe(64);
  expect(ran.stderr).toBe(
    'error: "everything breaks" is not a fault. Write it like `drop-after on POST /v2/roles` or `latency 300 on * /v2/*, 3 times, after 5`.\n',
  );
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addAndRemove, folderWith, seed, served } from './account.ts';
import { run } from './run.ts';

/** A key that may see only part of the account: what it does not see is not gone. */

const half = { ...seed, keys: { 'half-key': 'cy@example.com' } };

const desk = async () => {
  const { env } = await served(undefined, half);
  return { env, cwd: await folderWith(addAndRemove) };
};

test('import marks what it leaves out, on the screen too', async () => {
  const where = await desk();
  const { code, stdout, stderr } = await run(['import'], where);
  expect(code).toBe(0);
  expect(stdout).toContain(
    '# cy@example.com is not an account admin, so Arize may filter its lists.',
  );
  expect(stdout).toContain('  # members: left out, see the top of this file\n  Research:');
  expect(stdout).not.toMatch(/^ *(?:members|bindings|roles|manage|restricted):/m);
  expect(stderr).toContain('Left out: roles, members, bindings and restrictions.');
});

test.each([
  [['import', '--update'], 'import --update needs the API key of an account admin: '],
  [['import', '--as-seed'], 'import --as-seed needs the API key of an account admin: '],
  [['import', '--space', 'lab'], 'import of a part needs the API key of an account admin: '],
  [['drift', '--adopt'], 'drift --adopt needs the API key of an account admin: '],
])('%s ends with 1, and the file stays as it is', async (args, message) => {
  const where = await desk();
  const { code, stdout, stderr } = await run(args, where);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(
    `error: ${message}cy@example.com is not an account admin, so Arize may filter its lists.`,
  );
  expect(await readFile(join(where.cwd, 'access.yaml'), 'utf8')).toBe(addAndRemove);
});

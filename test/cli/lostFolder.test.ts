import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addOnly, folderWith, served } from './account.ts';
import { command, environment, run, scratch } from './run.ts';

/** The folder in which a command runs is deleted: by a cleaner, or by whoever started it. */

const lost = 'error: The working folder no longer exists.';

test.each([
  [['plan', '--sandbox']],
  [['apply', '--sandbox']],
  [['validate', '-f', '/tmp/nothing.yaml']],
])('%j in a folder that is gone is an error', async (args) => {
  const folder = join(await scratch(), 'gone');
  const script = `mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"`;
  const { code, stderr } = await new Promise<{ code: unknown; stderr: string }>((done) => {
    execFile(
      'sh',
      ['-c', script, folder, process.execPath, command(), ...args],
      { env: environment('/') },
      (error, _, said) => done({ code: error?.code, stderr: said }),
    );
  });
  expect(stderr).toContain(lost);
  expect(code).toBe(1);
  expect(existsSync(folder)).toBe(false);
});

test('a run that loses its folder before it writes ends there, and makes none anew', async () => {
  const cwd = await folderWith(addOnly);
  const { sandbox, env } = await served(async (_, next) => {
    await rm(cwd, { recursive: true, force: true });
    return next();
  });
  const { code, stderr } = await run(['apply'], { cwd, env });
  expect(stderr).toContain(lost);
  expect(code).toBe(1);
  expect(sandbox.counts().writes).toBe(0);
  expect(existsSync(cwd)).toBe(false);
});

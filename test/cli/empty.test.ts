import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, served } from './account.ts';
import { run } from './run.ts';

test.each([
  ['plan', 'No changes. The account matches access.yaml.'],
  ['drift', 'No drift. The account matches access.yaml.'],
])('%s of a file that was only begun says that it manages nothing', async (command, end) => {
  const { env } = await served();
  const cwd = await folderWith('version: 1\n');
  const { code, stdout } = await run([command], { cwd, env });
  expect([code, stdout]).toEqual([
    0,
    `  * access.yaml manages nothing yet: no people, organizations or roles.\n\n${end}\n`,
  ]);
});

test('import --update of it does not say that it has what the account has', async () => {
  const { env } = await served();
  const cwd = await folderWith('version: 1\n');
  const { code, stderr } = await run(['import', '--update', '--add-unlisted'], { cwd, env });
  expect([code, stderr]).toEqual([
    0,
    'access.yaml manages nothing yet, so there is nothing to update.\n',
  ]);
  expect(await readFile(join(cwd, 'access.yaml'), 'utf8')).toBe('version: 1\n');
});

import { stripVTControlCharacters } from 'node:util';
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const root = resolve('.');

test.each([
  ['plan'],
  ['drift'],
  ['apply', '--allow-destructive', '-q'],
  ['plan', '--nope'],
  ['validate', '-f', 'nowhere.yaml'],
])('%s %s: colour adds nothing but colour', async (...args) => {
  const seen = await Promise.all(
    [{ NO_COLOR: '1' }, { FORCE_COLOR: '1' }].map(async (env) => {
      const cwd = await scratch();
      await copyFile(join(root, 'access.yaml'), join(cwd, 'access.yaml'));
      const flags = args.includes('--nope') || args.includes('-f') ? [] : ['--sandbox'];
      return run([...args, ...flags], { cwd, env });
    }),
  );
  const [plain, coloured] = seen;
  expect(coloured?.stdout.concat(coloured.stderr)).not.toBe(plain?.stdout.concat(plain.stderr));
  expect(stripVTControlCharacters(coloured?.stdout ?? '')).toBe(plain?.stdout);
  expect(stripVTControlCharacters(coloured?.stderr ?? '')).toBe(plain?.stderr);
});

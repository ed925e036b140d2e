import { stripVTControlCharacters } from 'node:util';
import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';
import type { Ran } from './run.ts';

const root = resolve('.');

/** A folder with the example, and a run of the part of it that destroys nothing. */
async function folder(): Promise<string> {
  const cwd = await scratch();
  await copyFile(join(root, 'access.yaml'), join(cwd, 'access.yaml'));
  expect((await run(['apply', '--sandbox', '--yes', '-q'], { cwd })).code).toBe(0);
  return cwd;
}

// Whoever sees no colour reads the same, so no meaning is carried by colour alone.
test('colour adds nothing but colour to what commands print', async () => {
  const cwd = await folder();
  const lines = [
    'plan --sandbox',
    'plan --sandbox --details',
    'plan --sandbox --allow-destructive --max-people-losing-access 0',
    'drift --sandbox',
    'drift --sandbox --details',
    'undo --sandbox',
    'users offboard raj@example.com --sandbox',
    'users list --sandbox',
    'keys list --sandbox',
    'doctor --sandbox',
    'history --sandbox',
    'who-can PROJECT_READ team-alpha --sandbox',
    'explain raj@example.com team-alpha --sandbox',
    'plan --nope',
    'validate -f nowhere.yaml',
    'apply --sandbox --allow-destructive --no-input',
    // The last one writes.
    'apply --sandbox --allow-destructive --yes',
  ];
  for (const line of lines) {
    const args = line.split(' ');
    const last = line === lines.at(-1);
    const inFolder = last ? await folder() : cwd;
    const plain = await run(args, { cwd: inFolder, env: { NO_COLOR: '1' } });
    const coloured = await run(args, { cwd, env: { FORCE_COLOR: '1' } });
    expect({ line, ...coloured }).not.toEqual({ line, ...plain });
    const bare = ({ code, stdout, stderr }: Ran): object => ({
      line,
      code,
      // Each run has a name of its own.
      texts: [stdout, stderr].map((text) =>
        stripVTControlCharacters(text).replaceAll(/\d{8}T\d{6}Z-\w+/g, 'RUN'),
      ),
    });
    expect([plain.stdout, plain.stderr].map(stripVTControlCharacters)).toEqual([
      plain.stdout,
      plain.stderr,
    ]);
    expect(bare(coloured)).toEqual(bare(plain));
  }
});

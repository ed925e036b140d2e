import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { command, scratch } from './run.ts';

/** A home, and a function that runs the command in it as a Node that keeps nothing by itself. */
async function home(): Promise<{
  readonly kept: string;
  /** How many kept files were looked for so far. */
  reads(): number;
  run(env?: Readonly<Record<string, string>>): void;
}> {
  const folder = await scratch();
  writeFileSync(join(folder, 'access.yaml'), 'version: 1\n');
  writeFileSync(join(folder, 'older.cjs'), older);
  return {
    kept: join(folder, '.cache/ax-access', `${process.version}-${process.arch}`),
    reads: () => readFileSync(join(folder, 'reads.txt'), 'utf8').trim().split('\n').length,
    run(env = {}) {
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        ['--require=./older.cjs', command(), 'validate'],
        { cwd: folder, env: { HOME: folder, ...env }, encoding: 'utf8' },
      );
      expect({ status, stdout, stderr }).toEqual({
        status: 0,
        stdout: 'access.yaml is valid: it manages nothing.\n',
        stderr: '',
      });
    },
  };
}

const older = `delete require('node:module').enableCompileCache;
  const fs = require('node:fs');
  const read = fs.readFileSync;
  fs.readFileSync = (path, ...more) => {
    if (String(path).includes('.cache')) fs.appendFileSync('reads.txt', path + '\\n');
    return read(path, ...more);
  };
  fs.appendFileSync('reads.txt', 'start\\n');`;

/** The kept files with the times at which they were written. */
const timesIn = (folder: string): readonly (readonly [string, number])[] =>
  readdirSync(folder).map((name) => [name, statSync(join(folder, name)).mtimeMs]);

/** Makes the files of a folder look older, so that a new one shows. */
function age(folder: string): void {
  for (const name of readdirSync(folder)) utimesSync(join(folder, name), 1, 1);
}

test('a run keeps what it compiled for this user alone, and the next one uses it', async () => {
  const { kept, reads, run } = await home();
  run();
  expect(readdirSync(kept).map((name) => name.split('-')[0])).toEqual(['file', 'parse']);
  expect([statSync(kept).mode & 0o777, statSync(join(kept, '..')).mode & 0o777]).toEqual([
    0o700, 0o700,
  ]);
  age(kept);
  const before = timesIn(kept);
  const soFar = reads();
  run();
  expect(timesIn(kept)).toEqual(before);
  expect(reads() - soFar).toBe(3);
});

test.each<[name: string, damage: (path: string) => void]>([
  ['of other code', (path) => writeFileSync(path, readFileSync(path, 'latin1').replace('e', 'E'))],
  ['that is cut off', (path) => writeFileSync(path, readFileSync(path).subarray(0, -100))],
  ['that is no compiled code', (path) => writeFileSync(path, 'nothing')],
  ['that is empty', (path) => writeFileSync(path, '')],
])('what is kept %s is not used, but replaced', async (_, damage) => {
  const { kept, run } = await home();
  run();
  const [first = ''] = readdirSync(kept);
  const path = join(kept, first);
  const whole = readFileSync(path);
  damage(path);
  age(kept);
  run();
  expect(statSync(path).mtimeMs).toBeGreaterThan(1000);
  expect(readFileSync(path).length).toBeGreaterThan(whole.length / 2);
});

test('a folder that others may write to is neither used nor filled', async () => {
  const { kept, reads, run } = await home();
  run();
  for (const name of readdirSync(kept)) appendFileSync(join(kept, name), 'x');
  age(kept);
  chmodSync(kept, 0o777);
  const before = timesIn(kept);
  const soFar = reads();
  run();
  expect(timesIn(kept)).toEqual(before);
  // The start of the program, and no more.
  expect(reads() - soFar).toBe(1);
});

test('without a folder that it can write to, and where it is turned off, nothing is kept', async () => {
  const { kept, run } = await home();
  run({ NODE_DISABLE_COMPILE_CACHE: '1' });
  expect(existsSync(join(kept, '..'))).toBe(false);
  mkdirSync(join(kept, '../..'));
  writeFileSync(join(kept, '..'), 'a file');
  run();
  run({ XDG_CACHE_HOME: '/dev/null' });
  expect(readFileSync(join(kept, '..'), 'utf8')).toBe('a file');
});

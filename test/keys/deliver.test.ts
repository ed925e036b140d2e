import { execFile, execFileSync } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, stat, symlink, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { deliverHere } from '../../src/deliver/deliver.ts';
import { scratch } from '../cli/run.ts';

const secret = 'ak-a-secret';
const { check, deliver } = deliverHere;

const node = (script: string): { command: string[] } => ({
  command: [process.execPath, '-e', script],
});

describe('to a file', () => {
  test('it can be read by its owner alone, and holds nothing else', async () => {
    const folder = await scratch();
    const file = join(folder, 'secrets/a.key');
    await check({ file });
    await deliver({ file }, secret);
    expect(await readFile(file, 'utf8')).toBe(secret);
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
    expect(await readdir(join(folder, 'secrets'))).toEqual(['a.key']);
  });

  test('it replaces what was there, and who could read it', async () => {
    const file = join(await scratch(), 'a.key');
    await writeFile(file, 'old', { mode: 0o644 });
    await chmod(file, 0o644);
    await check({ file });
    await deliver({ file }, secret);
    expect(await readFile(file, 'utf8')).toBe(secret);
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
  });

  test.each<[string, (path: string) => Promise<unknown>]>([
    ['a folder', (path) => mkdir(path)],
    ['a link', (path) => symlink('/dev/stdout', path)],
  ])('%s is refused', async (_, make) => {
    const file = join(await scratch(), 'a.key');
    await make(file);
    await expect(check({ file })).rejects.toThrow('is no plain file');
  });

  test('git must not keep it', async () => {
    const folder = await scratch();
    execFileSync('git', ['init', '-q', folder]);
    const file = join(folder, 'a.key');
    await expect(check({ file })).rejects.toThrow('a secret must not be committed');
    await writeFile(join(folder, '.gitignore'), '*.key\n');
    await expect(check({ file })).resolves.toBeUndefined();
  });
});

describe('to a command', () => {
  test('it reads the secret, and its words are not taken apart', async () => {
    const file = join(await scratch(), 'a b; c');
    const script = "require('fs').writeFileSync(process.argv[1], require('fs').readFileSync(0))";
    const { command } = node(script);
    await deliver({ command: [...command, file] }, secret);
    expect(await readFile(file, 'utf8')).toBe(secret);
  });

  test.each<[string, { command: string[] }, string]>([
    ['that is not there', { command: ['no-such-program-here'] }, 'can not be started'],
    [
      'that fails',
      node("console.error('sealed'); process.exit(3)"),
      'ended with 3, and said: sealed',
    ],
    ['that reads nothing', node('process.exit(1)'), 'ended with 1'],
  ])('one %s is told', async (_, sink, expected) => {
    await expect(deliver(sink, secret)).rejects.toThrow(expected);
  });

  test('one that is not there keeps nobody waiting', async () => {
    const script = `import { deliverHere } from ${JSON.stringify(resolve('dist/deliver/deliver.js'))};
      await deliverHere.deliver({ command: ['no-such-program-here'] }, 'x').catch(() => undefined);
      console.log(process.getActiveResourcesInfo().includes('Timeout'));`;
    const args = ['--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toBe('false\n');
  });

  test('what it says is told without the secret', async () => {
    const sink = node(
      "const s = require('fs').readFileSync(0); console.log(`${s}`); console.error(`no ${s}`); process.exit(1)",
    );
    await expect(deliver(sink, secret)).rejects.toThrow('and said: no ***');
  });
});

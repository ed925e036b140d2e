import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { deliverHere } from '../../src/deliver/deliver.ts';
import { built } from '../built.ts';
import { scratch } from '../cli/run.ts';

const secret = 'ak-a-secret';

const within = (cwd: string) => deliverHere({ cwd, files: ['access.yaml'], env: process.env });

const node = (script: string): { command: string[] } => ({
  command: [process.execPath, '-e', script],
});

describe('to a file', () => {
  test('it can be read by its owner alone, and holds nothing else', async () => {
    const folder = await scratch();
    const { check, deliver } = within(folder);
    await check({ file: 'secrets/a.key' });
    expect(await readdir(folder)).toEqual([]);
    await deliver({ file: 'secrets/a.key' }, secret);
    const file = join(folder, 'secrets/a.key');
    expect(await readFile(file, 'utf8')).toBe(secret);
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
    expect(((await stat(join(folder, 'secrets'))).mode & 0o777).toString(8)).toBe('700');
    expect(await readdir(join(folder, 'secrets'))).toEqual(['a.key']);
  });

  test('it replaces what was there, and who could read it', async () => {
    const folder = await scratch();
    const file = join(folder, 'a.key');
    await writeFile(file, 'old', { mode: 0o644 });
    await chmod(file, 0o644);
    const { check, deliver } = within(folder);
    await check({ file: 'a.key' });
    await deliver({ file: 'a.key' }, secret);
    expect(await readFile(file, 'utf8')).toBe(secret);
    expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
  });

  test.each<[string, string]>([
    ['with more than a word', '{"name": "app"}\n'],
    ['of two words', 'old key'],
    ['that is long', 'x'.repeat(5000)],
  ])('a file %s is not replaced', async (_, text) => {
    const folder = await scratch();
    const file = join(folder, 'package.json');
    await writeFile(file, text);
    await expect(within(folder).check({ file: 'package.json' })).rejects.toThrow(
      '"package.json" already exists and is not a secret that was delivered earlier; use another file, or remove that one',
    );
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  test('what stands in the way is told', async () => {
    const folder = await scratch();
    await mkdir(join(folder, 'a.key'));
    await expect(within(folder).check({ file: 'a.key' })).rejects.toThrow(
      '"a.key" is not a regular file, so no secret can be written there; use another file',
    );
  });
});

describe('to a command', () => {
  test('it reads the secret, and its words are not taken apart', async () => {
    const folder = await scratch();
    const script = "require('fs').writeFileSync(process.argv[1], require('fs').readFileSync(0))";
    const sink = { command: [...node(script).command, 'a b; c'] };
    const { check, deliver } = within(folder);
    await check(sink);
    await deliver(sink, secret);
    expect(await readFile(join(folder, 'a b; c'), 'utf8')).toBe(secret);
  });

  const telling = node(
    'console.error(process.env.ARIZE_API_KEY, process.env.VAULT); process.exit(1)',
  );
  const machine = { ARIZE_API_KEY: 'ak-admin', VAULT: 'v', PATH: process.env['PATH'] };
  const toldBy = async (env?: string[]): Promise<unknown> => {
    const { deliver } = deliverHere({ cwd: await scratch(), files: [], env: machine });
    return deliver({ ...telling, ...(env && { env }) }, secret).catch(String);
  };

  test('it gets the environment without what is ours', async () => {
    expect(await toldBy()).toContain('exited with code 1: undefined v');
  });

  test('but for what the file names', async () => {
    expect(await toldBy(['ARIZE_API_KEY'])).toContain('exited with code 1: ak-admin v');
    const { check } = deliverHere({ cwd: await scratch(), files: [], env: machine });
    await expect(check({ ...telling, env: ['ARIZE_SPACE'] })).rejects.toThrow(
      'needs the environment variable ARIZE_SPACE, which is not set',
    );
  });

  test.each<[string, { command: string[] }, string]>([
    ['that is not there', { command: ['no-such-program-here'] }, 'cannot be started'],
    ['that fails', node("console.error('sealed'); process.exit(3)"), 'exited with code 3: sealed'],
    ['that reads nothing', node('process.exit(1)'), 'exited with code 1'],
  ])('one %s is told', async (_, sink, expected) => {
    await expect(within(await scratch()).deliver(sink, secret)).rejects.toThrow(expected);
  });

  test.each<[string, string, string]>([
    ['of PATH', 'no-such-program-here', 'it is not in PATH'],
    ['by its path', './put.sh', 'it is not an executable file'],
    ['that may not be run', './plain.sh', 'it is not an executable file'],
  ])('a program %s that is not there is known before', async (_, program, expected) => {
    const folder = await scratch();
    await writeFile(join(folder, 'plain.sh'), '#!/bin/sh\n', { mode: 0o600 });
    await expect(within(folder).check({ command: [program] })).rejects.toThrow(
      `"${program}" cannot be started: ${expected}`,
    );
  });

  test('one that is not there keeps nobody waiting', async () => {
    const script = `import { deliverHere } from ${JSON.stringify(built('index.js'))};
      await deliverHere({ cwd: '.', files: [], env: {} }).deliver({ command: ['no-such-program-here'] }, 'x').catch(() => undefined);
      console.log(process.getActiveResourcesInfo().includes('Timeout'));`;
    const args = ['--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args);
    expect(stdout).toBe('false\n');
  });

  test('what it says is told', async () => {
    const sink = node("console.error('no such vault'); process.exit(1)");
    await expect(within(await scratch()).deliver(sink, secret)).rejects.toThrow(
      'exited with code 1: no such vault',
    );
  });

  test.each([
    ['as it is', 's'],
    ['its beginning', 's.slice(0, 30)'],
    ['backwards', "[...s].reverse().join('')"],
    ['in Base64', "Buffer.from(s).toString('base64')"],
    ['in Base64, after something else', "Buffer.from('k=' + s).toString('base64')"],
    ['in hex', "Buffer.from(s).toString('hex')"],
    ['in a URL', "s.replaceAll('-', '%2D')"],
    ['on two lines', "s.slice(0, 9) + '\\n' + s.slice(9)"],
    ['spaced out', "[...s].join(' ')"],
  ])('nothing that it says is told if it says the secret: %s', async (_, form) => {
    const sink = node(
      `const s = String(require('fs').readFileSync(0)); console.error('no ' + ${form}); process.exit(1)`,
    );
    await expect(within(await scratch()).deliver(sink, secret)).rejects.toThrow(
      /exited with code 1: its output is not shown, because it holds a part of the secret$/,
    );
  });
});

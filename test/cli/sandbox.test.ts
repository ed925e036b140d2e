import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { addOnly, folderWith } from './account.ts';
import { run, start } from './run.ts';

test('sandbox start serves the account of the folder until Ctrl-C, with lines to copy', async () => {
  const cwd = await folderWith(addOnly);
  await run(['apply', '--sandbox', 'seed.yaml'], { cwd });
  const { child, ended } = await start(['sandbox', 'start'], { cwd });
  const shown = await new Promise<string>((done) => {
    let text = '';
    child.stdout.on('data', (more: string) => {
      text += more;
      if (text.endsWith('ana@example.com\n')) done(text);
    });
  });
  const lines = shown.split('\n').filter((line) => line.startsWith('  export '));
  const env = Object.fromEntries(lines.map((line) => line.slice(9).split(/[= ]+/)));
  const plan = await run(['plan', '--detailed-exitcode'], { cwd, env });
  expect(plan).toMatchObject({ code: 0, stderr: '' });
  child.kill('SIGINT');
  expect(await ended).toEqual({ code: 0, stdout: shown, stderr: '' });
});

test('sandbox reset starts afresh', async () => {
  const cwd = await folderWith(addOnly);
  const differs = async (): Promise<boolean> => {
    const args = ['plan', '--sandbox', 'seed.yaml', '--detailed-exitcode'];
    return (await run(args, { cwd })).code === 2;
  };
  await run(['apply', '--sandbox', 'seed.yaml'], { cwd });
  expect(await differs()).toBe(false);
  expect(await run(['sandbox', 'reset'], { cwd })).toEqual({
    code: 0,
    stdout:
      'Deleted .ax-access/sandbox.json. The next run with --sandbox starts with a new account.\n',
    stderr: '',
  });
  expect(await differs()).toBe(true);
  // Looking made an account again, kept for the next run.
  expect((await run(['sandbox', 'reset'], { cwd })).stdout).toContain('Deleted');
  expect(await run(['sandbox', 'reset'], { cwd })).toEqual({
    code: 0,
    stdout: 'Nothing to reset: .ax-access/sandbox.json does not exist.\n',
    stderr: '',
  });
});

test('a state that cannot be used is told in words, and its own advice gets rid of it', async () => {
  const cwd = await folderWith(addOnly);
  const state = join(cwd, '.ax-access', 'sandbox.json');
  await mkdir(dirname(state));
  await writeFile(state, '{"version":2,"seed":null,"behaviour":{},"account":{"users":{}}}');
  for (const command of [
    ['plan', '--sandbox', 'seed.yaml'],
    ['sandbox', 'show'],
    ['doctor', '--sandbox'],
  ]) {
    expect(await run(command, { cwd })).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'error: .ax-access/sandbox.json: the state of the sandbox is damaged: its account is missing or ' +
        'damaged. Start over with `ax-access sandbox reset`.\n',
    });
  }
  expect(await run(['sandbox', 'reset'], { cwd })).toMatchObject({ code: 0 });
  expect(await run(['plan', '--sandbox', 'seed.yaml'], { cwd })).toMatchObject({ code: 0 });
});

import { execFileSync } from 'node:child_process';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { enter, onTerminal } from '../cli/pty.ts';
import { run, scratch } from '../cli/run.ts';

const root = resolve('.');
const path = join(root, 'README.md');

/** The fenced blocks of a language, without their fences. */
const blocks = (markdown: string, language: string): readonly string[] =>
  [...markdown.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , content = '']) => content);

const commandsOf = (block: string): readonly string[] =>
  block.split('\n').flatMap((line) => /^(?:\$ )?npx ax-access (.*)$/.exec(line)?.[1] ?? []);

/** A folder as a newcomer has it: with the sample file. */
async function folder(): Promise<string> {
  const cwd = await scratch();
  await copyFile(join(root, 'access.yaml'), join(cwd, 'access.yaml'));
  return cwd;
}

/** Runs a command on a terminal, and answers if it asks. */
async function answered(args: readonly string[], cwd: string) {
  const pty = await onTerminal(args, { cwd });
  await pty.answers("Type the account's name, Acme, to go on:", `Acme${enter}`);
  return { code: await pty.ended, stderr: pty.screen() };
}

/** What the console blocks should look like: each command with what it prints. */
/** A run bears its time in its name: on pages it is one and the same. */
const withoutTime = (text: string): string =>
  text.replaceAll(/\d{8}T\d{6}Z-[0-9a-f]{6}/g, '20261126T045038Z-2e72e7');

async function played(markdown: string, cwd: string): Promise<string> {
  let result = markdown;
  for (const block of blocks(markdown, 'console')) {
    const lines: string[] = [];
    for (const command of commandsOf(block)) {
      const { stdout } = await run(command.split(' '), { cwd });
      lines.push(`$ npx ax-access ${command}`, withoutTime(stdout.trimEnd()));
    }
    result = result.replace(block, () => `${lines.join('\n')}\n`);
  }
  return result;
}

test('the README shows what its commands print; UPDATE_README=1 writes it anew', async () => {
  const markdown = await readFile(path, 'utf8');
  const expected = await played(markdown, await folder());
  if (process.env['UPDATE_README'] === '1') await writeFile(path, expected);
  expect(await readFile(path, 'utf8')).toBe(expected);
});

// A process for each of them.
test('every other command of the README works as written', { timeout: 1_800_000 }, async () => {
  const markdown = await readFile(path, 'utf8');
  const commands = blocks(markdown, 'sh').flatMap(commandsOf);
  expect(commands.length).toBeGreaterThan(10);
  const cwd = await scratch();
  /** A run bears the time in its name, so the one of the page is another. */
  const undoFile = async (): Promise<string> => {
    const undo = join(cwd, 'somewhere.undo.yaml');
    await writeFile(undo, 'version: 1\n');
    return undo;
  };
  for (const written of commands) {
    const command = written.replace(/\S+\.undo\.yaml/, await undoFile());
    const args = command.split(' ');
    const remote = args[0] !== 'validate' && args[0] !== 'sandbox' && !args.includes('--sandbox');
    const whole = [...args, ...(remote ? ['--sandbox'] : [])];
    const isAsked = args[0] === 'apply';
    const ran = isAsked ? await answered(whole, cwd) : await run(whole, { cwd });
    expect({ command, code: ran.code, stderr: ran.code === 0 ? '' : ran.stderr }).toEqual({
      command,
      code: 0,
      stderr: '',
    });
  }
});

test('the file in the README is a good one', async () => {
  const [file = ''] = blocks(await readFile(path, 'utf8'), 'yaml');
  const ran = await run(['validate', '-f', '-'], { input: file });
  expect(ran).toMatchObject({ code: 0, stderr: '' });
});

test('the rehearsal goes as its page says', async () => {
  const page = join(root, 'docs/rehearsal.md');
  const markdown = await readFile(page, 'utf8');
  const cwd = await scratch();
  const [account = '', access = ''] = blocks(markdown, 'yaml');
  await writeFile(join(cwd, 'account.yaml'), account);
  await writeFile(join(cwd, 'access.yaml'), access);
  const expected = await played(markdown, cwd);
  if (process.env['UPDATE_README'] === '1') await writeFile(page, expected);
  expect(await readFile(page, 'utf8')).toBe(expected);
  for (const command of blocks(markdown, 'sh').flatMap(commandsOf)) {
    const ran = await run(command.split(' '), { cwd });
    expect({ command, code: ran.code }).toEqual({ command, code: 0 });
  }
});

test('the demo does what the README says', () => {
  const output = execFileSync(process.execPath, [join(root, 'scripts/demo.mjs')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const said = output.split('\n').filter((line) => /^(\$ |Plan:|Applied:|No changes)/.test(line));
  expect(said).toEqual([
    '$ ax-access plan --sandbox',
    'Plan: 8 to create (1 reduces access), 4 to update (1 reduces access), 4 to',
    '$ ax-access apply --yes --sandbox',
    'Plan: 8 to create (1 reduces access), 4 to update (1 reduces access), 4 to',
    'Applied: 12 done, 4 held back.',
    '$ ax-access apply --allow-destructive --yes --sandbox',
    'Plan: 4 to remove (2 cannot be undone).',
    'Applied: 4 done.',
    '$ ax-access plan --detailed-exitcode --sandbox',
    'No changes in what was read; 2 memberships are hidden by an admin right.',
  ]);
  // A command that undoes a run is copied as it stands: it is never broken.
  const lines = output.split('\n').filter((line) => !line.startsWith('To undo: '));
  const widest = Math.max(...lines.map((line) => line.length));
  expect(widest).toBeLessThanOrEqual(80);
});

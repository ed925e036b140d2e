import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { enter, onTerminal } from '../cli/pty.ts';
import { run, scratch } from '../cli/run.ts';
import { wordsOf } from './pages.ts';

const root = resolve('.');

/** The pages that are read in order; the guides, and the rehearsal, have tests of their own. */
const pages = ['README.md', ...readdirSync('docs').map((name) => join('docs', name))].filter(
  (name) => name.endsWith('.md') && !name.endsWith('rehearsal.md'),
);

/** The fenced blocks of a language, without their fences. */
const blocks = (markdown: string, language: string): readonly string[] =>
  [...markdown.matchAll(/^```(\S*)\n([\s\S]*?)^```$/gm)]
    .filter(([, found]) => found === language)
    .map(([, , content = '']) => content);

const commandsOf = (block: string): readonly string[] =>
  block.split('\n').flatMap((line) => /^(?:\$ )?ax-access (.*)$/.exec(line)?.[1] ?? []);

/** A folder as a newcomer has it: with the sample file. */
async function folder(): Promise<string> {
  const cwd = await scratch();
  await copyFile(join(root, 'access.yaml'), join(cwd, 'access.yaml'));
  return cwd;
}

/** Runs a command on a terminal, and answers if it asks. */
async function answered(args: readonly string[], cwd: string) {
  const pty = await onTerminal(args, { cwd });
  await pty.answers('Type the account name (Acme) to continue:', `Acme${enter}`);
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
      lines.push(`$ ax-access ${command}`, withoutTime(stdout.trimEnd()));
    }
    result = result.replace(block, () => `${lines.join('\n')}\n`);
  }
  return result;
}

describe.each(pages)('%s', (page) => {
  const path = join(root, page);

  test('shows what its commands print; UPDATE_README=1 writes it anew', async () => {
    const markdown = await readFile(path, 'utf8');
    const expected = await played(markdown, await folder());
    if (process.env['UPDATE_README'] === '1') await writeFile(path, expected);
    expect(await readFile(path, 'utf8')).toBe(expected);
  });

  // A process for each of them.
  test('has no other command that does not work as written', async () => {
    let cwd = await folder();
    for (const block of blocks(await readFile(path, 'utf8'), 'sh')) {
      // A file of their own is what people write in a folder of their own.
      if (block.includes('ax-access init')) cwd = await scratch();
      for (const written of commandsOf(block)) {
        expect(await worked(written, cwd)).toEqual({ written, isFine: true, stderr: '' });
      }
    }
  });

  test('shows files that are valid', async () => {
    for (const file of blocks(await readFile(path, 'utf8'), 'yaml')) {
      if (!file.startsWith('version: 1')) continue;
      const ran = await run(['validate', '-f', '-'], { input: file });
      expect({ file, ran }).toMatchObject({ file, ran: { code: 0 } });
    }
  });

  test('links to files and headings that exist', async () => {
    const markdown = await readFile(path, 'utf8');
    for (const [, target = ''] of markdown.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)) {
      const [file = '', heading] = target.split('#');
      const at = file === '' ? path : join(dirname(path), file);
      expect({ target, exists: existsSync(at) }).toEqual({ target, exists: true });
      if (heading === undefined) continue;
      const headings = (await readFile(at, 'utf8')).matchAll(/^#+ (.*)$/gm);
      const anchors = [...headings].map(([, text = '']) =>
        text
          .toLowerCase()
          .replaceAll(/[^\w -]/g, '')
          .replaceAll(' ', '-'),
      );
      expect(anchors).toContain(heading);
    }
  });
});

test('the README is short, and begins with what it is for and the two commands', async () => {
  const markdown = await readFile(join(root, 'README.md'), 'utf8');
  expect(markdown.split(/\s+/).length).toBeLessThanOrEqual(1500);
  expect(markdown.indexOf('npm run demo')).toBeLessThan(700);
  expect(/^## (.*)$/m.exec(markdown)?.[1]).toBe('Install');
});

/** How a command of a page ends, in a folder, on the sandbox. */
async function worked(written: string, cwd: string) {
  const undo = join(cwd, 'somewhere.undo.yaml');
  // A run bears the time in its name, so the one of the page is another.
  if (written.includes('.undo.yaml')) await writeFile(undo, 'version: 1\n');
  const args = wordsOf(written.replace(/\S+\.undo\.yaml/, undo));
  const isOffline = ['validate', 'sandbox', 'completion'].includes(args[0] ?? '');
  const whole = [...args, ...(isOffline || args.includes('--sandbox') ? [] : ['--sandbox'])];
  const { code, stderr } =
    args[0] === 'apply' ? await answered(whole, cwd) : await run(whole, { cwd });
  const isTold = args[0] === 'drift' || args.includes('--detailed-exitcode');
  const isFine = code === 0 || (code === 2 && isTold);
  return { written, isFine, stderr: isFine ? '' : stderr };
}

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
    'Plan: 7 to add, 5 to change, 4 to destroy (2 cannot be undone).',
    '$ ax-access apply --yes --sandbox',
    'Plan: 7 to add, 5 to change, 4 to destroy (2 cannot be undone).',
    'Applied: 12 done, 4 held back.',
    '$ ax-access apply --allow-destructive --yes --sandbox',
    'Plan: 0 to add, 0 to change, 4 to destroy (2 cannot be undone).',
    'Applied: 4 done.',
    '$ ax-access plan --detailed-exitcode --sandbox',
    'No changes in what was read; 2 possible memberships of admins are not shown.',
  ]);
  // A command that undoes a run is copied as it stands: it is never broken.
  const lines = output.split('\n').filter((line) => !line.startsWith('To undo: '));
  const widest = Math.max(...lines.map((line) => line.length));
  expect(widest).toBeLessThanOrEqual(80);
});

import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { dayOf } from '../../src/days.ts';
import { run, scratch } from '../cli/run.ts';
import { blocksOf, commandLine, guides, wordsOf } from './pages.ts';

const began = dayOf(new Date());

/** Keys are drawn at random: as much of them as a list shows is written down as the same for all. */
const withoutChance = (text: string): string =>
  text
    .replaceAll(/ak-[\w-]{3}\.\.\.[\w-]{3}/g, 'ak-abc...xyz')
    .replaceAll(/\d{8}T\d{6}Z-[0-9a-f]{6}/g, '20261126T045038Z-2e72e7')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d(?= )/g, '2026-11-26 04:50')
    // A test can run across midnight.
    .replaceAll(new RegExp(`created (?:${began}|${dayOf(new Date())})`, 'g'), 'created 2026-11-26')
    .replaceAll('\r\n', '\n');

/** Pages are formatted, and have spaces inside of braces. */
const asInPages = (yaml: string): string =>
  yaml.replaceAll(/\{(?=[^\s}])/g, '{ ').replaceAll(/(?<=[^\s{])\}/g, ' }');

interface Followed {
  readonly markdown: string;
  /** Everything that was printed. */
  readonly printed: string;
  readonly failed: readonly string[];
  /** What files should say by then, and do. */
  readonly files: readonly { readonly name: string; readonly says: string; readonly has: string }[];
}

/** Does what a page says, block by block: writes its files, runs its commands, and compares its results. */
async function follow(markdown: string, cwd: string): Promise<Followed> {
  let result = markdown;
  /** Where the rest of the page begins: it may have the same block again. */
  let rest = 0;
  let printed = '';
  const failed: string[] = [];
  const files: { name: string; says: string; has: string }[] = [];
  for (const { info, content } of blocksOf(markdown)) {
    const [kind, name = ''] = info.split(' ');
    if (kind === 'yaml' && name.endsWith('=')) {
      const text = await readFile(join(cwd, name.slice(0, -1)), 'utf8');
      files.push({ name, says: content, has: asInPages(text) });
    } else if (kind === 'yaml' && name !== '') {
      await mkdir(dirname(join(cwd, name)), { recursive: true });
      await writeFile(join(cwd, name), content);
    }
    if (kind !== 'console') continue;
    const lines: string[] = [];
    for (const [line, command = '', code = '0'] of content.matchAll(commandLine)) {
      const ran = await run(wordsOf(command), { cwd });
      printed += ran.stdout + ran.stderr;
      if (ran.code !== Number(code)) failed.push(`${command}: ${ran.stderr}`);
      lines.push(line, withoutChance(ran.stdout.trimEnd()));
    }
    const at = result.indexOf(content, rest);
    const told = `${lines.join('\n')}\n`;
    result = result.slice(0, at) + told + result.slice(at + content.length);
    rest = at + told.length;
  }
  return { markdown: result, printed, failed, files };
}

/** The text of every file below a folder, by its path. */
async function textsIn(cwd: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(cwd, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return new Map(
    await Promise.all(
      files.map(async ({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [path.slice(cwd.length + 1), await readFile(path, 'utf8')] as const;
      }),
    ),
  );
}

const pages = (await readdir(guides)).filter((name) => name.endsWith('.md'));

describe.each(pages)('%s', (name) => {
  test('goes as it says, and no secret is anywhere but where it belongs', async () => {
    const page = join(guides, name);
    const markdown = await readFile(page, 'utf8');
    const cwd = await scratch();
    const { markdown: expected, printed, failed, files } = await follow(markdown, cwd);
    expect(failed).toEqual([]);
    expect(files.map(({ has }) => has)).toEqual(files.map(({ says }) => says));
    if (process.env['UPDATE_README'] === '1') await writeFile(page, expected);
    expect(await readFile(page, 'utf8')).toBe(expected);

    const texts = await textsIn(cwd);
    const secrets = [...texts].filter(([path]) => path.startsWith('secrets/'));
    for (const [path, secret] of secrets) {
      expect(secret).toMatch(/^(?:ak-|sandbox-password-)/);
      const holders = [...texts].filter(([, text]) => text.includes(secret)).map(([at]) => at);
      expect(holders).toEqual([path]);
      expect(printed).not.toContain(secret);
    }
    expect(secrets.length > 0).toBe(markdown.includes('deliver: { file: secrets/'));
  });
});

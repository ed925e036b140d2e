import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith } from './account.ts';
import { run } from './run.ts';

/** Plans as an earlier release saved them, against the accounts that the tests and the quickstart start with. */
const folder = resolve('test/cli/savedPlans');
const names = await readdir(folder);

const again = 'Plan again: ax-access plan --out plan.json --overwrite --sandbox';

/** A folder with a plan of an earlier release, made on a day of our choice. */
async function saved(name: string, madeAt: string) {
  const plan = JSON.parse(await readFile(join(folder, name), 'utf8'));
  const cwd = await folderWith(plan.sources[0].text);
  await writeFile(join(cwd, 'plan.json'), JSON.stringify({ ...plan, made_at: madeAt }));
  const seed = name.endsWith('-quickstart.json') ? '--sandbox' : '--sandbox=seed.yaml';
  const ax = (...args: readonly string[]) => run([...args, seed, '-q'], { cwd });
  await ax('plan');
  const look = async () => (await run(['sandbox', 'show'], { cwd })).stdout;
  return { ax, look, before: await look(), seed };
}

const flags = ['--allow-destructive', '--yes'] as const;

test.each(names)('%s is run as it was reviewed, or refused with the way on', async (name) => {
  const { ax, look, before } = await saved(name, new Date().toISOString());
  const { code, stderr } = await ax('apply', 'plan.json', ...flags);
  expect([0, 5]).toContain(code);
  expect(code === 0 || stderr.includes(`\n  ${again}`)).toBe(true);
  expect((await look()) === before).toBe(code === 5);
});

test.each(names)('%s is too old by now, and what it says next works as printed', async (name) => {
  const { ax, look, before, seed } = await saved(name, '2020-01-01T00:00:00.000Z');
  const { code, stderr } = await ax('apply', 'plan.json', ...flags);
  expect(code).toBe(5);
  const [, line = ''] = /^ {2}Plan again: ax-access (.*)$/m.exec(stderr) ?? [];
  expect(line).toBe(`plan --out plan.json --overwrite ${seed}`);
  expect(await look()).toBe(before);
  const next = line.split(' ').filter((word) => word !== seed);
  expect(await ax(...next)).toMatchObject({ code: 0, stderr: '' });
  expect(await ax('apply', 'plan.json', ...flags)).toMatchObject({ code: 0 });
});

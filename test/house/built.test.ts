import { execFileSync } from 'node:child_process';
import { mkdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { assertBuilt } from '../built.ts';
import { scratch } from '../cli/run.ts';

/** A source and a build, changed at these seconds; no build without its time. */
async function checkout(source: number, build: number | undefined): Promise<readonly string[]> {
  const folder = await scratch();
  const [src, cli] = [join(folder, 'src'), join(folder, 'cli.cjs')];
  mkdirSync(join(src, 'plan'), { recursive: true });
  writeFileSync(join(src, 'plan', 'plan.ts'), '');
  for (const path of ['src/plan/plan.ts', 'src/plan', 'src']) {
    utimesSync(join(folder, path), 1, path.endsWith('.ts') ? source : 1);
  }
  if (build !== undefined) {
    writeFileSync(cli, '');
    utimesSync(cli, build, build);
  }
  return [src, cli];
}

test('a build after the last change is good', async () => {
  const [src = '', cli = ''] = await checkout(10, 20);
  expect(() => assertBuilt(src, cli)).not.toThrow();
});

test.each([
  ['a change after the build is named', 30, 20, 'plan.ts changed after the last build'],
  ['no build is none', 10, undefined, 'There is no build'],
])('%s', async (_, source, build, message) => {
  const [src = '', cli = ''] = await checkout(source, build);
  expect(() => assertBuilt(src, cli)).toThrow(message);
});

test('a source that is gone counts as a change', async () => {
  const [src = '', cli = ''] = await checkout(10, 20);
  utimesSync(join(src, 'plan'), 30, 30);
  expect(() => assertBuilt(src, cli)).toThrow('changed after the last build');
});

test('a build that changes nothing counts as one, and leaves the files as they are', async () => {
  const folder = await scratch();
  const script = `
    const { build } = await import(${JSON.stringify(new URL('../../scripts/build.mjs', import.meta.url).href)});
    const { mkdirSync, writeFileSync } = await import('node:fs');
    build((to) => { mkdirSync(to); writeFileSync(to + '/cli.cjs', 'text'); writeFileSync(to + '/other.js', ''); });`;
  const build = (): void => {
    execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder });
  };
  const [cli, other] = [join(folder, 'dist/cli.cjs'), join(folder, 'dist/other.js')];
  build();
  for (const path of [cli, other]) utimesSync(path, 1, 1);
  const { ino } = statSync(other);
  build();
  expect(statSync(cli).mtimeMs).toBeGreaterThan(1000);
  expect(statSync(other)).toMatchObject({ ino, mtimeMs: 1000 });
});

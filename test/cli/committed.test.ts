import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { addAndRemove, addOnly, folderWith, served } from './account.ts';
import { Gate } from './gate.ts';
import { run, scratch, start } from './run.ts';

/** What a pull request brings into the places where runs keep what they know: none of it is believed. */

const git = (cwd: string, ...args: readonly string[]): string =>
  execFileSync('git', ['-C', cwd, '-c', 'user.name=a', '-c', 'user.email=a@x.org', ...args], {
    encoding: 'utf8',
    stdio: 'pipe',
  });

/** Commits files although they are ignored, as whoever means harm does. */
function commit(cwd: string, ...paths: readonly string[]): void {
  if (!existsSync(join(cwd, '.git'))) git(cwd, 'init', '-q');
  git(cwd, 'add', '-f', ...paths);
  git(cwd, 'commit', '-qm', 'more');
}

const journal = '.ax-access/journal';

/** A folder in which a run was, whose journal says that it saw a hundred of everything. */
async function withJournal(): Promise<{ cwd: string; env: Record<string, string> }> {
  const { env } = await served();
  const cwd = await folderWith(addAndRemove.trimEnd().concat('\n      cy@example.com: member\n'));
  expect(await run(['apply'], { cwd, env })).toMatchObject({ code: 0 });
  for (const name of await readdir(join(cwd, journal))) {
    const file = join(cwd, journal, name);
    // eslint-disable-next-line no-await-in-loop -- one or two
    const text = await readFile(file, 'utf8');
    // eslint-disable-next-line no-await-in-loop
    await writeFile(file, text.replaceAll(/"count":\d+/g, '"count":100'));
  }
  await writeFile(join(cwd, 'access.yaml'), addAndRemove);
  return { cwd, env };
}

const destroy = ['apply', '--allow-destructive', '--yes'];

describe('a journal', () => {
  test('that nobody committed holds back what rests on a list that is short of it', async () => {
    const { cwd, env } = await withJournal();
    git(cwd, 'init', '-q');
    const { code, stderr } = await run(destroy, { cwd, env });
    expect(code).toBe(3);
    expect(stderr).not.toContain('not used');
  });

  test('that came with a commit holds back nothing, and silences nothing', async () => {
    const { cwd, env } = await withJournal();
    commit(cwd, journal);
    const planned = await run(['plan', '--access', 'full'], { cwd, env });
    const told = `Journals that came with a commit are not used: git tracks files in ${journal}. To remove them from git: git rm -r --cached ${journal}`;
    expect(planned.stderr.split(told)).toHaveLength(2);
    expect(planned.stdout).toContain('No baseline from an earlier run');
    expect(await run(destroy, { cwd, env })).toMatchObject({ code: 0 });
    // What this run wrote itself counts.
    expect((await run(['plan', '--access', 'full'], { cwd, env })).stdout).not.toContain(
      'No baseline',
    );
  });

  test('in the folder of --journal-dir neither', async () => {
    const { cwd, env } = await withJournal();
    await mkdir(join(cwd, 'kept'));
    execFileSync('mv', [join(cwd, journal), join(cwd, 'kept/runs')]);
    commit(cwd, 'kept/runs');
    const dir = ['--journal-dir', 'kept/runs'];
    const { code, stderr } = await run([...destroy, ...dir], { cwd, env });
    expect({ code, stderr }).toMatchObject({ code: 0 });
    expect(stderr).toContain('git tracks files in kept/runs');
  });

  test.each<[string, string, (cwd: string) => Promise<unknown>]>([
    [
      'behind a link',
      'is a link',
      async (cwd) => {
        execFileSync('mv', [join(cwd, '.ax-access'), join(cwd, 'fixtures')]);
        await symlink('fixtures', join(cwd, '.ax-access'));
        commit(cwd, '.ax-access', 'fixtures');
      },
    ],
    [
      'in another repository',
      'is inside another git repository',
      async (cwd) => {
        git(cwd, 'init', '-q');
        git(join(cwd, '.ax-access'), 'init', '-q');
      },
    ],
    [
      'where git can not say',
      'git could not list what it tracks',
      (cwd) => writeFile(join(cwd, '.git'), 'nonsense'),
    ],
  ])('%s neither', async (_, told, prepare) => {
    const { cwd, env } = await withJournal();
    await prepare(cwd);
    const { code, stderr } = await run(['plan', '--allow-destructive'], { cwd, env });
    expect(code).toBe(0);
    expect(stderr).toContain('The journals of earlier runs are not used: ');
    expect(stderr).toContain(told);
  });
});

describe('a lock', () => {
  const forged = JSON.stringify({ pid: 1, host: 'elsewhere', since: '2026-01-01T00:00:00.000Z' });
  const places: readonly [string, (cwd: string) => Promise<void>][] = [
    ['a file', async (cwd) => writeFile(join(cwd, '.ax-access/apply.lock'), forged)],
    [
      'a folder',
      async (cwd) => {
        await mkdir(join(cwd, '.ax-access/apply.lock'));
        await writeFile(join(cwd, '.ax-access/apply.lock/x'), forged);
      },
    ],
    ['a link', async (cwd) => symlink('nowhere', join(cwd, '.ax-access/apply.lock'))],
  ];

  test.each(places)('that is committed as %s keeps no run away', async (_, put) => {
    const { sandbox, env } = await served();
    const cwd = await folderWith(addOnly);
    await mkdir(join(cwd, '.ax-access'));
    await put(cwd);
    commit(cwd, '.ax-access/apply.lock');
    const { code, stderr } = await run(['apply'], { cwd, env });
    expect({ code, writes: sandbox.counts().writes }).toEqual({ code: 0, writes: 1 });
    expect(stderr).toContain(
      'Git tracks .ax-access/apply.lock, so it is not used as the run lock; this run uses ',
    );
    expect(stderr).toContain('To remove it from git: git rm --cached .ax-access/apply.lock');
    expect(git(cwd, 'status', '--porcelain', '--', '.ax-access')).toBe('');
  });

  test.each<[string, (cwd: string) => Promise<void>]>([
    [
      'one that is committed',
      async (cwd) => {
        await mkdir(join(cwd, '.ax-access'));
        await writeFile(join(cwd, '.ax-access/apply.lock'), forged);
        commit(cwd, '.ax-access/apply.lock');
      },
    ],
    [
      'a folder that is a link',
      async (cwd) => {
        await symlink(await scratch(), join(cwd, '.ax-access'));
        commit(cwd, '.ax-access');
      },
    ],
  ])('beside %s keeps the second run away all the same', async (_, prepare) => {
    const [arrived, leave] = [new Gate(), new Gate()];
    const { env } = await served(async (request, next) => {
      if (request.method === 'GET' || request.url.endsWith('/graphql')) return next();
      arrived.open();
      await leave.opened;
      return next();
    });
    const cwd = await folderWith(addOnly);
    await prepare(cwd);
    const first = await start(['apply'], { cwd, env });
    await arrived.opened;
    const second = await run(['apply'], { cwd, env });
    leave.open();
    expect(second.code).toBe(1);
    expect(second.stderr).toContain('Another run is writing: process ');
    expect(await first.ended).toMatchObject({ code: 0 });
    expect((await run(['apply'], { cwd, env })).code).toBe(0);
  });

  test('nobody committed is believed, in a repository too', async () => {
    const { env } = await served();
    const cwd = await folderWith(addOnly);
    await mkdir(join(cwd, '.ax-access'));
    await writeFile(join(cwd, '.ax-access/apply.lock'), forged);
    commit(cwd, 'access.yaml');
    const { code, stderr } = await run(['apply'], { cwd, env });
    expect(code).toBe(1);
    expect(stderr).toContain('Another run is writing: process 1 on elsewhere');
  });
});

describe('.ax-access as a link', () => {
  test('is not written through: the run goes on without a journal', async () => {
    const outside = await scratch();
    const { env } = await served();
    const cwd = await folderWith(addOnly);
    await symlink(outside, join(cwd, '.ax-access'));
    commit(cwd, '.ax-access');
    const { code, stderr } = await run(['apply'], { cwd, env });
    expect(code).toBe(0);
    expect(stderr).toContain('.ax-access is a link, so its contents are not used');
    expect(stderr).toContain('No journal of this run: ');
    expect(await readdir(outside)).toEqual([]);
  });

  test('is not written through by the sandbox', async () => {
    const outside = await scratch();
    const cwd = await folderWith(addOnly);
    await symlink(outside, join(cwd, '.ax-access'));
    const { code, stderr } = await run(['plan', '--sandbox=seed.yaml'], { cwd });
    expect(code).toBe(1);
    expect(stderr).toContain('.ax-access is a link, but the sandbox needs a folder.');
    expect(await readdir(outside)).toEqual([]);
  });

  test('ends a run where no repository gives its lock a place', async () => {
    const outside = await scratch();
    const { sandbox, env } = await served();
    const cwd = await folderWith(addOnly);
    await symlink(outside, join(cwd, '.ax-access'));
    const { code, stderr } = await run(['apply'], { cwd, env });
    expect({ code, writes: sandbox.counts().writes }).toEqual({ code: 1, writes: 0 });
    expect(stderr).toContain(
      '.ax-access is a link, but the lock and the journal of a run need a folder.',
    );
    expect(await readdir(outside)).toEqual([]);
  });
});

test('git does not offer what runs keep to the next commit', async () => {
  const { env } = await served();
  const cwd = await folderWith(addOnly);
  commit(cwd, 'access.yaml', 'seed.yaml');
  expect(await run(['apply'], { cwd, env })).toMatchObject({ code: 0 });
  const { length } = await readdir(join(cwd, journal));
  expect(length).toBeGreaterThan(0);
  expect(git(cwd, 'status', '--porcelain')).toBe('');
  await rm(join(cwd, '.ax-access'), { recursive: true });
  await run(['plan', '--sandbox=seed.yaml'], { cwd });
  expect(existsSync(join(cwd, '.ax-access/sandbox.json'))).toBe(true);
  expect(git(cwd, 'status', '--porcelain')).toBe('');
});

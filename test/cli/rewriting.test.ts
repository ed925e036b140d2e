import {
  chmod,
  chown,
  lstat,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { replaceFile, replaceSources } from '../../src/cli/replaceFile.ts';
import { served } from './account.ts';
import { run, scratch } from './run.ts';

const failing = vi.hoisted(() => ({ rename: '' }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<{ rename: typeof rename }>();
  return {
    ...real,
    rename: (from: string, to: string) =>
      failing.rename === to ? Promise.reject(new Error('the disk is gone')) : real.rename(from, to),
  };
});

const mark = '\uFEFF';
const main = `version: 1
include: [parts/*.yaml]
organizations:
  Research:
    members: # who works there
      ana@example.com: admin
`;
const part = `version: 1
users:
  ana@example.com: { name: Anna, role: admin } # with two n
`;

/** A file and one that it includes, which both say less than the account has. */
async function folder(): Promise<string> {
  const cwd = await scratch();
  await mkdir(join(cwd, 'parts'));
  await writeFile(join(cwd, 'access.yaml'), main);
  await writeFile(join(cwd, 'parts/people.yaml'), part);
  return cwd;
}

async function textsIn(cwd: string): Promise<Record<string, string>> {
  const found = await readdir(cwd, { recursive: true, withFileTypes: true });
  const names = found
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((path) => !path.includes('.ax-access'));
  const pairs = names.map(
    async (path) => [path.slice(cwd.length + 1), await readFile(path, 'utf8')] as const,
  );
  return Object.fromEntries(await Promise.all(pairs));
}

/** The account, in which somebody does something to their files while it is first read. */
const whileRead = (work: () => Promise<unknown>) => {
  let isDone = false;
  return served(async (_, next) => {
    if (!isDone) {
      isDone = true;
      await work();
    }
    return next();
  });
};

const importing = ['import', '--update'];
const adopting = ['drift', '--adopt', '--format', 'json'];

test('import --update writes the file and those that it includes', async () => {
  const cwd = await folder();
  const { env } = await served();
  expect((await run(importing, { cwd, env })).code).toBe(0);
  const { 'access.yaml': text, 'parts/people.yaml': people } = await textsIn(cwd);
  expect(text).toBe(`${main}      cy@example.com: member\n`);
  expect(people).toContain('{ name: Ana, role: admin } # with two n\n');
  expect(people).toContain('  cy@example.com: {name: Cy, role: member, developer: true}\n');
});

const people = 'parts/people.yaml';

test.each<[string, readonly string[], string, (cwd: string) => Promise<unknown>]>([
  [
    'in the file',
    adopting,
    'access.yaml',
    (cwd) => writeFile(join(cwd, 'access.yaml'), `${main}      bo@example.com: admin\n`),
  ],
  [
    'in a file that stays as it is',
    adopting,
    'access.yaml',
    (cwd) => writeFile(join(cwd, 'access.yaml'), main.replace('who works', 'all who work')),
  ],
  [
    'in one that it includes',
    importing,
    people,
    (cwd) => writeFile(join(cwd, people), part.replace('Anna', 'Annie')),
  ],
  ['when a file is gone', importing, people, (cwd) => rm(join(cwd, people))],
  [
    'in another file to include',
    importing,
    'parts/roles.yaml',
    (cwd) => writeFile(join(cwd, 'parts/roles.yaml'), 'version: 1\nroles: {}\n'),
  ],
])('keeps what somebody saved meanwhile %s', async (_, args, name, work) => {
  const cwd = await folder();
  let saved: Record<string, string> = {};
  const { env } = await whileRead(async () => {
    await work(cwd);
    saved = await textsIn(cwd);
  });
  const { code, stdout, stderr } = await run(args, { cwd, env });
  const told = args === importing ? stderr : stdout;
  expect(told).toContain(`${name} changed while the account was read, so no file was written.`);
  expect(told).toContain('Run the same command again.');
  // One document, which does not say that anything was adopted.
  expect(stdout).not.toContain('"drift":');
  expect(code).toBe(1);
  expect(await textsIn(cwd)).toEqual(saved);
});

test('users offboard keeps it, too, and says how to finish', async () => {
  const cwd = await folder();
  const cy = `${part}  cy@example.com: { role: member } # leaves\n`;
  await writeFile(join(cwd, 'parts/people.yaml'), cy);
  const { env } = await whileRead(() => writeFile(join(cwd, 'access.yaml'), `${main}# mine\n`));
  const flags = ['--apply', '--allow-destructive', '--yes', '--reason', 'has left'];
  const json = [...flags, '--format', 'json'];
  const { code, stdout, stderr } = await run(['users', 'offboard', 'cy@example.com', ...json], {
    cwd,
    env,
  });
  expect(code).toBe(4);
  // The document says how it ended, with what was done before.
  expect(JSON.parse(stdout)).toMatchObject({ exit_code: 4, outcomes: [{ status: 'done' }] });
  expect(stderr).toContain(
    "access.yaml changed while the account was read, so no file was written.\nNext: ax-access users offboard cy@example.com --apply --reason 'has left'\n",
  );
  expect(await textsIn(cwd)).toEqual({
    'access.yaml': `${main}# mine\n`,
    'parts/people.yaml': cy,
  });
  const next = ['users', 'offboard', 'cy@example.com', '--apply', '--reason', 'has left'];
  expect((await run(next, { cwd, env })).code).toBe(0);
  expect(await textsIn(cwd)).toEqual({
    'access.yaml': `${main}removed:\n  - {user: cy@example.com, reason: has left}\n# mine\n`,
    'parts/people.yaml': part,
  });
});

test('a pipe can not be changed', async () => {
  const cwd = await scratch();
  for (const args of [importing, ['drift', '--adopt'], ['users', 'offboard', 'cy@example.com']]) {
    // eslint-disable-next-line no-await-in-loop
    const { code, stderr } = await run([...args, '-f', '/dev/null'], { cwd });
    expect(stderr).toContain('/dev/null cannot be edited.\n  Give a file with -f.');
    expect(code).toBe(64);
  }
});

/** A file that includes another, and a change of both. */
const two = async () => {
  const cwd = await scratch();
  const [one, other] = [join(cwd, 'access.yaml'), join(cwd, 'other.yaml')];
  await writeFile(one, 'version: 1\ninclude: [other.yaml]\n');
  await writeFile(other, 'version: 1\n');
  const sources = [
    { file: one, text: 'version: 1\ninclude: [other.yaml]\n' },
    { file: other, text: 'version: 1\n' },
  ];
  const change = () =>
    replaceSources(
      { file: one, sources },
      sources.map(({ file, text }) => ({ file, text: `${text}# new\n` })),
    );
  return { cwd, one, other, change };
};

describe('a file that is rewritten', () => {
  afterEach(() => {
    failing.rename = '';
  });

  test('keeps its byte order mark, rights, owner and group', async () => {
    const { one, other, change } = await two();
    await writeFile(one, `${mark}version: 1\ninclude: [other.yaml]\n`);
    await chmod(one, 0o664);
    await chmod(other, 0o640);
    // Only an administrator may give a file to anybody; everyone may give it to a group of theirs.
    const uid = process.getuid?.() ?? 0;
    const [owner, group] = uid === 0 ? [1234, 2345] : [uid, process.getgroups?.().at(-1) ?? 0];
    await chown(one, owner, group);
    await change();
    expect(await readFile(one, 'utf8')).toBe(`${mark}version: 1\ninclude: [other.yaml]\n# new\n`);
    expect(await readFile(other, 'utf8')).toBe('version: 1\n# new\n');
    const now = await stat(one);
    expect([now.mode & 0o777, now.uid, now.gid]).toEqual([0o664, owner, group]);
    expect((await stat(other)).mode & 0o777).toBe(0o640);
  });

  test('stays behind links to links, each from the folder in which it really is', async () => {
    const cwd = await scratch();
    await mkdir(join(cwd, 'a/b'), { recursive: true });
    await writeFile(join(cwd, 'a/real.yaml'), 'old');
    await symlink('../real.yaml', join(cwd, 'a/b/second.yaml'));
    await symlink('a/b', join(cwd, 'short'));
    await symlink('short/second.yaml', join(cwd, 'first.yaml'));
    await replaceFile(join(cwd, 'first.yaml'), 'new');
    await symlink('short/third.yaml', join(cwd, 'nowhere.yaml'));
    await replaceFile(join(cwd, 'nowhere.yaml'), 'made');
    for (const link of ['first.yaml', 'short', 'a/b/second.yaml', 'nowhere.yaml']) {
      // eslint-disable-next-line no-await-in-loop
      expect((await lstat(join(cwd, link))).isSymbolicLink()).toBe(true);
    }
    expect(await textsIn(cwd)).toEqual({ 'a/real.yaml': 'new', 'a/b/third.yaml': 'made' });
  });

  test('a device stays one', async () => {
    await replaceFile('/dev/null', 'text');
    expect((await stat('/dev/null')).isCharacterDevice()).toBe(true);
  });

  test('of several, none is changed when one can not be', async () => {
    const { cwd, other, change } = await two();
    const before = await textsIn(cwd);
    failing.rename = other;
    await expect(change()).rejects.toThrow(`${other} cannot be written: the disk is gone.`);
    expect(await textsIn(cwd)).toEqual(before);
    failing.rename = '';
    await change();
    expect(await textsIn(cwd)).not.toEqual(before);
  });
});

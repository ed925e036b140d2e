import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { includedAmong } from '../../src/load/include.ts';
import { load, loadSources } from '../../src/load/load.ts';
import { loadText } from './loadText.ts';
import { FileProblemsError, formatProblems } from '../../src/document/problem.ts';
import { scratch } from '../cli/run.ts';

/** A folder with these files; each begins with the version. */
async function folderOf(files: Readonly<Record<string, string>>): Promise<string> {
  const folder = await scratch();
  for (const [name, text] of Object.entries(files)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `version: 1\n${text}`);
  }
  return folder;
}

/** What is listed, and where; the folder is left out. */
async function listedIn(folder: string): Promise<readonly string[]> {
  const { desired } = await load(join(folder, 'access.yaml'));
  const lines = desired.items.map(
    ({ address, source }) => `${address} ${source.file}:${source.line}`,
  );
  const removed = desired.removed.map(
    ({ key, source }) => `removed ${key.join(' ')} ${source.file}:${source.line}`,
  );
  return [...lines, ...removed].map((line) => line.replaceAll(`${folder}/`, ''));
}

async function reportOf(folder: string): Promise<string> {
  try {
    const { warnings } = await load(join(folder, 'access.yaml'));
    return formatProblems(warnings);
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    return formatProblems(error.problems).replaceAll(`${folder}/`, '');
  }
}

describe('a file in several', () => {
  const files = {
    'access.yaml': `include: [organizations/*.yaml, teams.yaml]
users: {jane@x.org: {name: Jane}}
organizations: {P: {members: {jane@x.org: admin, t: member}}}
removed: [{user: a@x.org}]
`,
    'organizations/q.yaml': `organizations:
  P: {spaces: {s: {members: {t: member}}}}
  Q: {members: {jane@x.org: admin}}
removed:
  - {user: b@x.org}
`,
    'organizations/r.yml': 'nonsense: true\n',
    'teams.yaml': 'teams: {t: [raj@x.org]}\nusers: {raj@x.org: {name: Raj}}\n',
  };

  test('counts as one', async () => {
    const folder = await folderOf(files);
    expect(await listedIn(folder)).toEqual([
      'user/jane@x.org access.yaml:3',
      'user/raj@x.org teams.yaml:3',
      'organization/P access.yaml:4',
      'organization/P/member/jane@x.org access.yaml:4',
      'organization/P/member/raj@x.org access.yaml:4',
      'space/P/s organizations/q.yaml:3',
      'space/P/s/member/raj@x.org organizations/q.yaml:3',
      'organization/Q organizations/q.yaml:4',
      'organization/Q/member/jane@x.org organizations/q.yaml:4',
      'removed a@x.org access.yaml:5',
      'removed b@x.org organizations/q.yaml:6',
    ]);
  });

  test('and its texts are kept, the main one first, to be judged again without the folder', async () => {
    const folder = await folderOf(files);
    const { desired } = await load(join(folder, 'access.yaml'));
    const names = desired.sources.map(({ file }) => file.replace(`${folder}/`, ''));
    expect(names).toEqual(['access.yaml', 'organizations/q.yaml', 'teams.yaml']);
    expect((await loadSources(desired.sources)).desired).toEqual(desired);
    expect(() => loadText('version: 1\ninclude: [teams.yaml]\n', 'access.yaml')).toThrow(
      /their text was not provided/,
    );
  });
});

test('errors name the file that they are in', async () => {
  const folder = await folderOf({
    'access.yaml': `include: ["*.yaml"]
users: {jane@x.org: {name: Jane}}
organizations: {P: {members: {jane@x.org: admin}, spaces: {s: {private: true}}}}
removed: [{user: "a*"}]
`,
    'b.yaml': `account: 7
users: {jane@x.org: {name: J}, Jane@x.org: {name: J}}
organizations:
  P:
    members: {jane@x.org: admin}
    spaces: {s: {private: false, memebrs: {}}}
removed:
  - {user: "b*"}
`,
  });
  expect(await reportOf(folder)).toMatchInlineSnapshot(`
    "access.yaml:5:11: error: "*" is not a wildcard in this list
      5 | removed: [{user: "a*"}]
        |           ^~~~~~~~~~~~
      write full names, one entry each; write a literal star as '\\*'
    b.yaml:2:1: error: \`account\` is not allowed in an included file
      2 | account: 7
        | ^~~~~~~
      move it to access.yaml
    b.yaml:2:10: error: expected an account id, found the number 7
      2 | account: 7
        |          ^
      put it in quotes: "7"
    b.yaml:3:9: error: "jane@x.org" is defined in two files
      3 | users: {jane@x.org: {name: J}, Jane@x.org: {name: J}}
        |         ^~~~~~~~~~
      keep it in one of them
      access.yaml:3:9: first defined here
    b.yaml:3:32: error: jane@x.org is listed twice: e-mail addresses ignore case
      3 | users: {jane@x.org: {name: J}, Jane@x.org: {name: J}}
        |                                ^~~~~~~~~~
      keep one of them
      access.yaml:3:9: first listed here
    b.yaml:6:5: error: "members" is defined in two files
      6 |     members: {jane@x.org: admin}
        |     ^~~~~~~
      keep it in one of them
      access.yaml:4:21: first defined here
    b.yaml:7:18: error: "private" is defined in two files
      7 |     spaces: {s: {private: false, memebrs: {}}}
        |                  ^~~~~~~
      keep it in one of them
      access.yaml:4:64: first defined here
    b.yaml:7:34: error: unknown key "memebrs"
      7 |     spaces: {s: {private: false, memebrs: {}}}
        |                                  ^~~~~~~
      did you mean "members"?
    b.yaml:9:5: error: "*" is not a wildcard in this list
      9 |   - {user: "b*"}
        |     ^~~~~~~~~~~~
      write full names, one entry each; write a literal star as '\\*'
    9 errors in 2 files"
  `);
});

test.each<[string, string, string]>([
  ['a pattern that fits nothing', 'teams/*.yaml', 'no file matches "teams/*.yaml"'],
  ['a file that is not there', 'teams.yaml', 'no such file: "teams.yaml"'],
  ['a way up', '../*.yaml', 'only files in or below the folder of this file can be included'],
  ['a way up and down', 'a/../../b.yaml', 'only files in or below the folder of this file'],
  ['a path from the root', '/etc/*.yaml', 'only files in or below the folder of this file'],
  ['only itself', '*.yaml', 'no file matches "*.yaml"'],
])('%s is an error at its place', async (_, pattern, expected) => {
  const folder = await folderOf({ 'access.yaml': `include: [${JSON.stringify(pattern)}]\n` });
  expect(await reportOf(folder)).toContain(`access.yaml:2:11: error: ${expected}`);
});

test('a link that leads out of the folder is refused, one inside is fine', async () => {
  const outside = await folderOf({ 'secret.yaml': 'teams: {t: [raj@x.org]}\n' });
  const folder = await folderOf({
    'access.yaml': 'include: [teams/*.yaml]\n',
    'real/t.yaml': 'teams: {t: [raj@x.org]}\n',
  });
  await mkdir(join(folder, 'teams'));
  await symlink(join(folder, 'real/t.yaml'), join(folder, 'teams/t.yaml'));
  expect(await reportOf(folder)).toBe('');
  await symlink(join(outside, 'secret.yaml'), join(folder, 'teams/u.yaml'));
  expect(await reportOf(folder)).toContain(
    'teams/u.yaml is a link that does not point to a file in the folder of this file',
  );
});

test('links to folders are not followed, and say nothing of what they lead to', async () => {
  const outside = await folderOf({ 'secret-name.yaml': 'teams: {t: [raj@x.org]}\n' });
  const folder = await folderOf({
    'access.yaml': 'include: [teams/*.yaml, "*/*.yaml"]\n',
    'real/t.yaml': 'teams: {t: [raj@x.org]}\n',
  });
  await symlink(outside, join(folder, 'teams'));
  const report = await reportOf(folder);
  expect(report).toContain(
    'access.yaml:2:11: error: teams is a link to a folder; links to folders are not followed',
  );
  expect(report).toContain('access.yaml:2:25: error: teams is a link');
  expect(report).not.toContain('secret-name');
});

test('links that lead back are not walked in circles', async () => {
  const folder = await folderOf({ 'access.yaml': `include: ["${'*/'.repeat(40)}*.yaml"]\n` });
  await mkdir(join(folder, 'a'));
  for (let index = 0; index < 12; index += 1) {
    // eslint-disable-next-line no-await-in-loop
    await symlink('.', join(folder, `loop${index}`));
    // eslint-disable-next-line no-await-in-loop
    await symlink('..', join(folder, `a/loop${index}`));
  }
  expect(await reportOf(folder)).toContain(
    'loop0 is a link to a folder; links to folders are not followed',
  );
});

test('a link to a folder, a device or nothing is no file to include', async () => {
  const folder = await folderOf({
    'access.yaml': 'include: [a.yaml, b.yaml, c.yaml]\n',
    'real/t.yaml': 'teams: {t: [raj@x.org]}\n',
  });
  await symlink('real', join(folder, 'a.yaml'));
  await symlink('/dev/zero', join(folder, 'b.yaml'));
  await symlink('nowhere', join(folder, 'c.yaml'));
  const report = await reportOf(folder);
  expect(report).toContain(
    'a.yaml is a link that does not point to a file in the folder of this file',
  );
  expect(report).toContain(
    'b.yaml is a link that does not point to a file in the folder of this file',
  );
  expect(report).toContain('no such file: c.yaml');
});

test('how much is included is bounded', async () => {
  const names = Array.from({ length: 1001 }, (_, index) => [`t/${index}.yaml`, 'teams: {}\n']);
  const folder = await folderOf({
    'access.yaml': 'include: ["t/*.yaml"]\n',
    ...Object.fromEntries(names),
  });
  expect(await reportOf(folder)).toContain(
    'access.yaml:2:11: error: too much to include: more than 1,000 files',
  );
  const patterns = Array.from({ length: 1001 }, (_, index) => `"*${index}*x.yaml"`).join(', ');
  await writeFile(
    join(folder, 'access.yaml'),
    `version: 1\ninclude: [${patterns.replaceAll('"*', '"t/*')}]\n`,
  );
  expect(await reportOf(folder)).toContain(
    'too much to include: more than 1,000,000 names to check',
  );
});

describe('a main file that is a link', () => {
  test('to a file in its folder is read', async () => {
    const folder = await folderOf({ 'data/real.yaml': 'teams: {}\n' });
    await symlink('data/real.yaml', join(folder, 'access.yaml'));
    expect(await reportOf(folder)).toBe('');
  });

  test('to anything else is not, and shows no line of it', async () => {
    const outside = await folderOf({ credentials: 'token: hunter2\n' });
    for (const target of [join(outside, 'credentials'), '/proc/self/environ', '/dev/null', '..']) {
      // eslint-disable-next-line no-await-in-loop
      const folder = await folderOf({});
      // eslint-disable-next-line no-await-in-loop
      await symlink(target, join(folder, 'access.yaml'));
      // eslint-disable-next-line no-await-in-loop
      const report = await reportOf(folder);
      expect(report).toContain(
        'access.yaml was not read: it is a link that does not point to a file in its own folder',
      );
      expect(report).not.toContain('hunter2');
    }
  });
});

test('an included file can not include', async () => {
  const folder = await folderOf({
    'access.yaml': 'include: [a.yaml]\n',
    'a.yaml': 'include: [b.yaml]\n',
    'b.yaml': 'teams: {}\n',
  });
  expect(await reportOf(folder)).toContain(
    'a.yaml:2:1: error: `include` is not allowed in an included file',
  );
});

test('a broken file is told with the others, and nothing is concluded from the rest', async () => {
  const folder = await folderOf({
    'access.yaml': 'include: [a.yaml, b.yaml]\nteams: {t: [nobody]}\n',
    'a.yaml': 'teams: {u: [\n',
    'b.yaml': 'teams: {v: [7]}\n',
  });
  const report = await reportOf(folder);
  expect(report).toContain('a.yaml:');
  expect(report).toContain('b.yaml:2:13: error: expected an e-mail address');
  expect(report).not.toContain('nobody');
});

describe('a pattern of any depth', () => {
  const files = {
    'access.yaml': 'include: ["orgs/**/*.yaml"]\n',
    'orgs/a.yaml': 'organizations: {A: {}}\n',
    'orgs/emea/b.yaml': 'organizations: {B: {}}\n',
    'orgs/emea/de/c.yaml': 'organizations: {C: {}}\n',
    'orgs/.old/d.yaml': 'organizations: {D: {}}\n',
    'other/e.yaml': 'organizations: {E: {}}\n',
  };

  test.each<[string, ...string[]]>([
    ['orgs/**/*.yaml', 'A', 'B', 'C'],
    ['**/*.yaml', 'A', 'B', 'C', 'E'],
    ['orgs/**', 'A', 'B', 'C'],
    ['orgs/**/**/c.yaml', 'C'],
    ['orgs/**/de/*.yaml', 'C'],
    ['**/emea/**/*.yaml', 'B', 'C'],
    ['orgs/*/*.yaml', 'B'],
  ])('%s', async (pattern, ...expected) => {
    const folder = await folderOf({ ...files, 'access.yaml': `include: ["${pattern}"]\n` });
    const { desired } = await load(join(folder, 'access.yaml'));
    expect(desired.items.map(({ key }) => key[0])).toEqual(expected);
    // The same in a commit, which has no folders to look into.
    const names = Object.keys(files).filter((name) => name !== 'access.yaml');
    const inCommit = includedAmong({ value: { include: [pattern] } }, names);
    expect(inCommit).toEqual(
      desired.sources.slice(1).map(({ file }) => file.replace(`${folder}/`, '')),
    );
  });

  test('follows no link to a folder', async () => {
    const folder = await folderOf(files);
    await symlink(join(folder, 'other'), join(folder, 'orgs/emea/link'));
    expect(await reportOf(folder)).toContain('orgs/emea/link is a link');
  });
});

test.each<[string, ...string[]]>([
  [
    'teams/*.yaml',
    'teams/people.yml and teams/sub/deep.yaml are not included: "teams/*.yaml" does not match them',
  ],
  ['teams/**/*.yaml', 'teams/people.yml is not included: "teams/**/*.yaml" does not match it'],
  ['teams/**/*.y*ml'],
  ['teams/t.yaml'],
  ['*.yaml', 'x.yml is not included: "*.yaml" does not match it'],
])('what %s passes over is said', async (pattern, ...expected) => {
  const folder = await folderOf({
    'access.yaml': `include: ["${pattern}"]\n`,
    'y.yaml': '',
    'x.yml': '',
    'teams/t.yaml': '',
    'teams/people.yml': '',
    'teams/.hidden.yaml': '',
    'teams/notes.md': '',
    'teams/sub/deep.yaml': '',
  });
  const { warnings } = await load(join(folder, 'access.yaml'));
  expect(warnings.map(({ message }) => message)).toEqual(expected);
});

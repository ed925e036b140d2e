import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { load, loadText } from '../../src/load/load.ts';
import type { Loaded } from '../../src/load/load.ts';
import { FileProblemsError, formatProblems } from '../../src/document/problem.ts';

const folder = new URL('file/', import.meta.url);

/** Everything that people are told about a file. */
async function reportOf(judge: () => Loaded | Promise<Loaded>): Promise<string> {
  try {
    const { warnings } = await judge();
    return `${formatProblems(warnings)}\n`;
  } catch (error) {
    if (error instanceof FileProblemsError) return `${formatProblems(error.problems)}\n`;
    throw error;
  }
}

const text = (...lines: readonly string[]): string => ['version: 1', ...lines, ''].join('\n');

const loaded = (...lines: readonly string[]): Loaded => loadText(text(...lines), 'access.yaml');

describe('each file in the folder, with what is said about it', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml'));

  test.each(names)('%s', async (name) => {
    const content = readFileSync(new URL(name, folder), 'utf8');
    const report = await reportOf(() => loadText(content, 'access.yaml'));
    await expect(report).toMatchFileSnapshot(`file/${basename(name, '.yaml')}.txt`);
  });
});

describe('what is no file to read', () => {
  const home = mkdtempSync(join(tmpdir(), 'ax-access-'));
  afterAll(() => rmSync(home, { recursive: true }));
  const path = join(home, 'access.yaml');

  test.each<[string, () => void, string]>([
    [
      'an empty file',
      () => writeFileSync(path, ''),
      'error: access.yaml is empty, or all of it is comments\n  begin with the line "version: 1"\n1 error\n',
    ],
    [
      'nothing but comments',
      () => writeFileSync(path, '# nothing\n\n'),
      'error: access.yaml is empty, or all of it is comments\n  begin with the line "version: 1"\n1 error\n',
    ],
    [
      'a folder',
      () => mkdirSync(path),
      'error: access.yaml is a folder, and a file is wanted\n  name a YAML file\n1 error\n',
    ],
    [
      'a binary file',
      () => writeFileSync(path, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0])),
      'error: access.yaml is not text: it has zero bytes in it\n  name a YAML file\n1 error\n',
    ],
    [
      '50 MB',
      () => {
        writeFileSync(path, 'version: 1\n');
        truncateSync(path, 50 * 1024 * 1024);
      },
      'error: access.yaml has 50 MB, and at most 20 MB are read\n  check that it is the right file\n1 error\n',
    ],
    [
      'no file at all',
      () => writeFileSync(join(home, 'acess.yaml'), ''),
      'error: there is no file access.yaml\n  did you mean "acess.yaml"?\n1 error\n',
    ],
  ])('%s', async (_, make, expected) => {
    rmSync(path, { recursive: true, force: true });
    make();
    const report = await reportOf(() => load(path));
    expect(report.replaceAll(`${home}/`, '')).toBe(expected);
  });

  test('a good file gives what it says', async () => {
    rmSync(path, { recursive: true, force: true });
    writeFileSync(path, text('account: " QWNjb3VudDox "'));
    const { desired, warnings } = await load(path);
    expect([desired.account, desired.file, desired.items, warnings]).toEqual([
      'QWNjb3VudDox',
      path,
      [],
      [],
    ]);
  });
});

const itemsOf = (...lines: readonly string[]) =>
  loaded(...lines).desired.items.map(({ address, fields, team }) => [
    address,
    fields['role'],
    ...(team === undefined ? [] : [team]),
  ]);

describe('what a file means', () => {
  test('what is said by name counts more than what a team brings', () => {
    expect(
      itemsOf(
        'teams: {data-science: [jane@example.com, raj@example.com], platform: [raj@example.com]}',
        'organizations:',
        '  P:',
        '    members: {data-science: member, platform: read-only, Raj@Example.com: admin}',
      ),
    ).toEqual([
      ['organization/P', undefined],
      ['organization/P/member/raj@example.com', 'admin'],
      ['organization/P/member/jane@example.com', 'member', 'data-science'],
    ]);
  });

  test('teams that agree bring somebody once', () => {
    expect(
      itemsOf(
        'teams: {a: [jane@example.com], b: [jane@example.com]}',
        'organizations: {P: {members: {a: member, b: {role: member}}}}',
      ),
    ).toEqual([
      ['organization/P', undefined],
      ['organization/P/member/jane@example.com', 'member', 'a'],
    ]);
  });

  test.each<[string, unknown]>([
    ['admin', 'admin'],
    ['{role: read-only}', 'read-only'],
    ['Reader', { custom: 'Reader' }],
    ['{role: " Reader "}', { custom: 'Reader' }],
    ['{custom: member}', { custom: 'member' }],
    ['{role: {custom: member}}', { custom: 'member' }],
    ['Member', { custom: 'Member' }],
    ['{}', undefined],
  ])('the grant %s', (written, role) => {
    expect(
      itemsOf(`organizations: {P: {spaces: {s: {members: {a@x.org: ${written}}}}}}`).at(-1),
    ).toEqual(['space/P/s/member/a@x.org', role]);
  });

  test('absent is not empty, and the nearest word about a map counts', () => {
    const { collections } = loaded(
      'manage: {members: additive, roles: observe}',
      'roles: {}',
      'organizations:',
      '  P:',
      '    manage: {members: full, bindings: observe}',
      '    members: {}',
      '    spaces:',
      '      s: {members: {}, bindings: {}, projects: {p: {restricted: false, bindings: {}}}}',
      '      t: {manage: {bindings: additive}, bindings: {}}',
      '  Q: {spaces: {u: {members: {}}}}',
    ).desired;
    const modes = [...collections.values()].map(({ address, mode }) => `${address} ${mode}`);
    expect(modes.toSorted()).toEqual([
      'organization full',
      'organization/P/member full',
      'project/P/s full',
      'project/P/s/p/binding observe',
      'project/P/s/p/restriction full',
      'role observe',
      'space/P full',
      'space/P/s/binding observe',
      'space/P/s/member full',
      'space/P/t/binding additive',
      'space/Q full',
      'space/Q/u/member additive',
    ]);
  });

  test('names that YAML takes for something else are names, and so are those with slashes', () => {
    expect(
      itemsOf('organizations:', '  2024: {}', '  yes: {}', '  a/b%: {spaces: {" Café ": {}}}'),
    ).toEqual([
      ['organization/2024', undefined],
      ['organization/yes', undefined],
      ['organization/a%2Fb%25', undefined],
      ['space/a%2Fb%25/Café', undefined],
    ]);
  });

  test('selectors name what they mean in full', () => {
    const {
      removed,
      ignore,
      protected: guarded,
    } = loaded(
      'removed: [{user: Old@Example.com, reason: left}, {project: p, space: s, organization: o}]',
      'ignore: [{space: "s-*", organization: "*"}]',
      'protected: [{role: Reader}]',
    ).desired;
    const brief = [removed, ignore, guarded].map((list) =>
      list.map(({ kind, key, reason }) => [kind, key, reason]),
    );
    expect(brief).toEqual([
      [
        ['user', ['old@example.com'], 'left'],
        ['project', ['o', 's', 'p'], undefined],
      ],
      [['space', ['*', 's-*'], undefined]],
      [['role', ['Reader'], undefined]],
    ]);
  });

  test.each<[string, ...string[]]>([
    [
      'an organization whose members are not managed',
      'organizations:',
      '  P: {spaces: {s: {members: {a@x.org: member}}}}',
    ],
    [
      'members that are additive',
      'manage: {members: additive}',
      'organizations:',
      '  P: {members: {}, spaces: {s: {members: {a@x.org: member}}}}',
    ],
    [
      'roles that the file does not list',
      'organizations:',
      '  P: {spaces: {s: {bindings: {a@x.org: Raeder}}}}',
    ],
    [
      'roles that are additive',
      'manage: {roles: additive}',
      'roles: {Reader: {permissions: [PROJECT_READ]}}',
      'organizations:',
      '  P: {spaces: {s: {bindings: {a@x.org: Raeder}}}}',
    ],
    [
      'a predefined role',
      'roles: {}',
      'organizations:',
      '  P: {spaces: {s: {bindings: {a@x.org: Project Viewer}}}}',
    ],
    [
      'a role that is ignored',
      'roles: {Reader: {permissions: [PROJECT_READ]}}',
      'ignore: [{role: Readers}]',
      'organizations:',
      '  P: {spaces: {s: {bindings: {a@x.org: Readers}}}}',
    ],
    [
      'people whom no `users` names',
      'teams: {t: [a@x.org]}',
      'organizations: {P: {members: {t: member}}}',
    ],
  ])('is left to the account: %s', (_, ...lines) => {
    expect(loaded(...lines).warnings).toEqual([]);
  });
});

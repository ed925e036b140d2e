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
import { load } from '../../src/load/load.ts';
import { loadText } from './loadText.ts';
import type { Loaded } from '../../src/load/loaded.ts';
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
      'error: access.yaml is empty or has only comments\n  begin with the line "version: 1"\n1 error\n',
    ],
    [
      'nothing but comments',
      () => writeFileSync(path, '# nothing\n\n'),
      'error: access.yaml is empty or has only comments\n  begin with the line "version: 1"\n1 error\n',
    ],
    [
      'a folder',
      () => mkdirSync(path),
      'error: access.yaml is a folder, not a file\n  name a YAML file\n1 error\n',
    ],
    [
      'a binary file',
      () => writeFileSync(path, Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0])),
      'error: access.yaml is not text: it contains NUL bytes\n  name a YAML file\n1 error\n',
    ],
    [
      '50 MB',
      () => {
        writeFileSync(path, 'version: 1\n');
        truncateSync(path, 50 * 1024 * 1024);
      },
      'error: access.yaml is 50 MB; the limit is 20 MB\n  check that this is the right file\n1 error\n',
    ],
    [
      'no file at all',
      () => writeFileSync(join(home, 'acess.yaml'), ''),
      'error: no such file: access.yaml\n  did you mean "acess.yaml"? Or write a first one: ax-access init -f access.yaml\n1 error\n',
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

  test.each([
    ['2027-01-01', '2027-03-31'],
    ['2027-03-31', '2027-01-01'],
  ])('of two teams that give the same, the later last day counts (%s, %s)', (a, b) => {
    const { items } = loaded(
      'teams: {a: [jane@example.com], b: [jane@example.com]}',
      `organizations: {P: {members: {a: {role: member, until: ${a}}, b: {role: member, until: ${b}}}}}`,
    ).desired;
    expect(items.flatMap(({ until }) => until ?? [])).toEqual(['2027-03-31']);
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

const idsOf = ({ warnings }: Loaded) => warnings.map(({ code, id }) => [code, id]);

const weakerIn = ({ desired }: Loaded) => desired.items.flatMap((item) => item.weaker ?? []);

describe('warnings that a file accepts', () => {
  const ops = 'roles: {Ops: {permissions: [ROLE_BINDING_CREATE, PROJECT_SPECIAL]}}';
  const accepting = (entry: string, today = '2027-01-01') =>
    loadText(text(ops, `accepted: [{${entry}, owner: Jane, until: 2027-03-31}]`), 'access.yaml', {
      today,
    });
  const [[, special] = [], [, powerful] = []] = idsOf(loaded(ops)).toReversed();

  test.each<[string, string, ...string[]]>([
    ['by id', `finding: ${powerful}`, 'new-permission'],
    ['by another id', `finding: ${special}`, 'powerful-permission'],
    ['by address', 'address: role/Ops'],
    ['of something else', 'address: role/Op', 'new-permission', 'powerful-permission'],
  ])('%s', (_, entry, ...expected) => {
    const { warnings, accepted } = accepting(entry);
    expect(warnings.map(({ code }) => code).toSorted()).toEqual(expected);
    expect(accepted.map(({ by }) => by.owner)).toEqual(
      Array.from({ length: 2 - expected.length }, () => 'Jane'),
    );
  });

  test('an id stays when lines move, and goes with what the warning is about', () => {
    const moved = loaded(
      'teams: {}',
      'roles:',
      '  Ops:',
      '    permissions:',
      '      - PROJECT_SPECIAL',
      '      - ROLE_BINDING_CREATE',
    );
    expect(new Set(idsOf(moved).flat())).toEqual(new Set(idsOf(loaded(ops)).flat()));
    const other = loaded('roles: {Op: {permissions: [ROLE_BINDING_CREATE]}}');
    expect(idsOf(other).flat()).not.toContain(powerful);
  });

  test('counts to its last day, and then says who accepted it', () => {
    const entry = `finding: ${powerful}`;
    expect(accepting(entry, '2027-03-31').warnings).toHaveLength(1);
    const [, back] = accepting(entry, '2027-04-01').warnings.toSorted((a, b) =>
      a.code < b.code ? -1 : 1,
    );
    expect(back?.related?.map(({ message }) => message)).toEqual([
      'Jane accepted this here until 2027-03-31; that day has passed',
    ]);
  });

  test('never an error', () => {
    const wrong = [
      'users: {jane@example.com: {}}',
      'organizations: {P: {members: {raj@example.com: admin}}}',
      'accepted: [{address: organization/P, owner: Jane, until: 2027-03-31}]',
    ];
    expect(() => loaded(...wrong)).toThrow('raj@example.com is not listed under `users`');
  });

  test('an older entry for drift silences no warning', () => {
    const { warnings } = loaded(
      ops,
      // What is no address was never an error there.
      'known_drift: [{address: role/Ops, owner: Jane, until: 2027-03-31}, {address: Ops, owner: Jane, until: 2027-03-31}]',
    );
    expect(warnings).toHaveLength(2);
  });

  test('a notice about teams is in no plan either', () => {
    const teams = [
      'teams: {t: [raj@example.com], u: [raj@example.com, mei@example.com]}',
      'organizations: {P: {members: {t: read-only, u: member}}}',
    ];
    const [first] = idsOf(loaded(...teams));
    expect(weakerIn(loaded(...teams))).toHaveLength(1);
    const accepted = `accepted: [{finding: ${first?.[1] ?? ''}, owner: Jane, until: 2027-03-31}]`;
    expect(weakerIn(loaded(...teams, accepted))).toEqual([]);
  });
});

import { describe, expect, test } from 'vitest';
import { differenceOf, planOf } from '../account/compare.ts';
import { linesOf, short, untouchedOf } from '../account/lines.ts';

const account = `
roles: {R: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {jane@x.org: admin, raj@x.org: member, mei@x.org: member, tom@x.org: member}
    spaces:
      s:
        members: {raj@x.org: member, mei@x.org: member}
        bindings: {mei@x.org: R}
        projects: {p: {bindings: {raj@x.org: R}}}
`;
const members = 'jane@x.org: admin, mei@x.org: member, tom@x.org: member';
const inP = (own: string, rest = ''): string =>
  `organizations: {P: {members: {${members}, ${own}}${rest}}}`;
const inS = (content: string): string => `organizations: {P: {spaces: {s: {${content}}}}}`;

describe('a grant ends with its last day', () => {
  test.each<[string, string, string, ...string[]]>([
    [
      'on its last day nothing happens',
      '2027-03-31',
      inP('raj@x.org: {role: member, until: 2027-03-31}'),
    ],
    [
      'the day after, it counts as unlisted',
      '2027-04-01',
      inP('raj@x.org: {role: member, until: 2027-03-31}'),
      '- organization/P/member/raj member takes project/P/s/p/binding/raj, space/P/s/member/raj',
    ],
    [
      'also where the file only adds',
      '2027-04-01',
      `manage: {members: additive}\n${inP('raj@x.org: {role: member, until: 2027-03-31}')}`,
      '- organization/P/member/raj member takes project/P/s/p/binding/raj, space/P/s/member/raj',
    ],
    [
      'not where it only observes',
      '2027-04-01',
      `manage: {members: observe}\n${inP('raj@x.org: {role: member, until: 2027-03-31}')}`,
      '? - organization/P/member/raj member',
    ],
    [
      'who leaves an organization leaves its spaces, whatever the file says there',
      '2027-04-01',
      inP(
        'raj@x.org: {role: member, until: 2027-03-31}',
        ', spaces: {s: {members: {raj@x.org: member, mei@x.org: member}, projects: {p: {bindings: {raj@x.org: R}}}}}',
      ),
      '- organization/P/member/raj member takes project/P/s/p/binding/raj, space/P/s/member/raj',
    ],
    [
      'what a team gives counts after it',
      '2027-04-01',
      `teams: {t: [raj@x.org, mei@x.org]}\n${inS('members: {raj@x.org: {role: admin, until: 2027-03-31}, t: read-only}')}`,
      '~ space/P/s/member/raj member -> read-only',
      '~ space/P/s/member/mei member -> read-only',
    ],
    [
      'until then, what is said by name',
      '2027-03-31',
      `teams: {t: [raj@x.org, mei@x.org]}\n${inS('members: {raj@x.org: {role: admin, until: 2027-03-31}, t: member}')}`,
      '~ space/P/s/member/raj member -> admin',
    ],
    [
      'of two teams that give the same, the longer one counts',
      '2027-04-01',
      `teams: {t: [raj@x.org, mei@x.org], u: [raj@x.org]}\n${inS('members: {t: {role: member, until: 2027-03-31}, u: member}')}`,
      '- space/P/s/member/mei member takes space/P/s/binding/mei',
    ],
    [
      'of two teams the stronger counts until its day',
      '2027-03-31',
      `teams: {t: [raj@x.org, mei@x.org], u: [raj@x.org]}\n${inS('members: {u: {role: admin, until: 2027-03-31}, t: read-only}')}`,
      '~ space/P/s/member/raj member -> admin',
      '~ space/P/s/member/mei member -> read-only',
    ],
    [
      'and the weaker after it',
      '2027-04-01',
      `teams: {t: [raj@x.org, mei@x.org], u: [raj@x.org]}\n${inS('members: {u: {role: admin, until: 2027-03-31}, t: read-only}')}`,
      '~ space/P/s/member/raj member -> read-only',
      '~ space/P/s/member/mei member -> read-only',
    ],
    [
      'one that ends before the stronger never counts',
      '2027-04-01',
      `teams: {t: [raj@x.org], u: [raj@x.org]}\n${inS('members: {u: {role: admin, until: 2027-03-31}, t: {role: member, until: 2027-03-30}, mei@x.org: member}')}`,
      '- space/P/s/member/raj member',
    ],
    [
      'a team that says only who is in yields to a built-in role',
      '2027-04-01',
      `teams: {t: [raj@x.org, mei@x.org], u: [raj@x.org]}\n${inS('members: {t: {}, u: read-only}')}`,
      '~ space/P/s/member/raj member -> read-only',
    ],
    [
      'one that is over and gone is not made again',
      '2027-04-01',
      inS(
        'members: {raj@x.org: member, mei@x.org: member, tom@x.org: {role: member, until: 2027-03-31}}',
      ),
    ],
  ])('%s', async (_, today, file, ...expected) => {
    expect(linesOf(await differenceOf(account, file, { today }))).toEqual(expected);
  });

  test('without a day, nothing has expired', async () => {
    const file = inP('raj@x.org: {role: member, until: 2020-01-01}');
    expect(linesOf(await differenceOf(account, file))).toEqual([]);
  });
});

test('a removal says why', async () => {
  const file = inP('raj@x.org: {role: member, until: 2027-03-31}');
  const { changes } = await differenceOf(account, file, { today: '2027-04-01' });
  expect(changes.map(({ reason, source }) => [reason, source?.line])).toEqual([
    ['expired: the last day was 2027-03-31', 2],
  ]);
});

test('what is ignored elsewhere stays counted as before', async () => {
  const file = `ignore: [{user: tom@x.org}]\norganizations: {P: {members: {jane@x.org: admin, mei@x.org: member, raj@x.org: {role: member, until: 2027-03-31}}}}`;
  const difference = await differenceOf(account, file, { today: '2027-04-01' });
  expect(untouchedOf(difference)).toContain('1 ignored organization_member organization/P/member');
});

test.each<[string, string, ...string[]]>([
  ['15 days before', '2027-03-16'],
  [
    '14 days before',
    '2027-03-17',
    'expires-soon: The grant of raj as organization member of "P" ends in 14 days (last day 2027-03-31).',
  ],
  [
    'the day before',
    '2027-03-30',
    'expires-soon: The grant of raj as organization member of "P" ends tomorrow (last day 2027-03-31).',
  ],
  [
    'on the day',
    '2027-03-31',
    'expires-soon: The grant of raj as organization member of "P" ends today (last day 2027-03-31).',
  ],
])('what ends soon is said: %s', async (_, today, ...expected) => {
  const file = inP('raj@x.org: {role: member, until: 2027-03-31}');
  const { notices } = await differenceOf(account, file, { today });
  expect(notices.map(({ code, message }) => short(`${code}: ${message}`))).toEqual(expected);
});

test('a team that ends soon is one line', async () => {
  const file = `teams: {t: [raj@x.org, mei@x.org]}\n${inS('members: {t: {role: member, until: 2027-03-31}}')}`;
  const { notices } = await differenceOf(account, file, { today: '2027-03-31' });
  expect(notices.map(({ message }) => short(message))).toEqual([
    'The grant of raj as space member of "s" and 1 more of team "t" end today (last day 2027-03-31).',
  ]);
});

const twoTeams = (u: string, t: string, of = 'raj@x.org, mei@x.org'): string =>
  `teams: {t: [${of}], u: [raj@x.org]}\n${inS(`members: {u: ${u}, t: ${t}, mei@x.org: member}`)}`;

test('a grant that ends soon says what another team gives then', async () => {
  const file = twoTeams('{role: admin, until: 2027-03-31}', 'read-only');
  const { notices } = await differenceOf(account, file, { today: '2027-03-30' });
  expect(notices.map(({ message }) => short(message))).toEqual([
    'The grant of raj as space member of "s" ends tomorrow (last day 2027-03-31). After that, team "t" gives them read-only.',
  ]);
});

test('a plan says by which of two teams a person gets a role', async () => {
  const { changes } = await differenceOf(account, twoTeams('admin', 'read-only'));
  expect(changes.map(({ address, reason }) => [short(address), reason])).toEqual([
    ['space/P/s/member/raj', 'by team u'],
  ]);
});

test.each<[string, string, ...string[]]>([
  [
    'a narrow team with a weaker role',
    twoTeams('read-only', 'member'),
    '"u" gives read-only, but "t" gives member: raj gets member. To lower it, add `except: [u]` to the grant of "t".',
  ],
  ['a wide team with a weaker role', twoTeams('admin', 'read-only')],
  [
    'once the stronger role has ended',
    twoTeams('read-only', '{role: member, until: 2027-03-29}', 'raj@x.org'),
  ],
  ['a person who is named', twoTeams('read-only', 'member, raj@x.org: admin')],
])('a weaker role that lowers nobody is a notice: %s', async (_, file, ...expected) => {
  const { notices } = await differenceOf(account, file, { today: '2027-03-30' });
  expect(notices.map(({ message }) => short(message))).toEqual(expected);
});

const inSpaces = (name: string, given: string): string =>
  `${name}: {create: true, members: {${given}}}`;

test('two teams are one notice, in however many places they stand', async () => {
  const spaces = ['a', 'b', 'c'].map((name) => inSpaces(name, 'u: read-only, t: member'));
  const file = `teams: {t: [raj@x.org, mei@x.org], u: [raj@x.org]}\norganizations: {P: {spaces: {${spaces.join(', ')}}}}`;
  const { notices } = await differenceOf(account, file);
  expect(notices.map(({ message }) => message)).toEqual([
    '"u" gives read-only (3 lines), but "t" gives member: raj@x.org gets member. To lower it, add `except: [u]` to the grant of "t".',
  ]);
});

test('a plan names three of them and counts the others', async () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const teams = names.map((name) => `u${name}: [raj@x.org]`);
  const spaces = names.map((name) => inSpaces(name, `u${name}: read-only, t: member`));
  const file = `teams: {t: [raj@x.org, mei@x.org], ${teams.join(', ')}}\norganizations: {P: {spaces: {${spaces.join(', ')}}}}`;
  const { notices } = await differenceOf(account, file);
  expect(notices.slice(2)).toMatchObject([
    {
      message:
        '"uc" gives read-only, but "t" gives member: raj@x.org gets member. To lower it, add `except: [uc]` to the grant of "t".',
    },
    {
      message: 'In 2 more pairs of teams, the stronger role applies.',
      next: { does: 'List all of them', words: ['validate'], reads: 'file' },
    },
  ]);
});

test('nothing is said of what an admin right may hide', async () => {
  const file = inS(
    'members: {raj@x.org: member, mei@x.org: member, jane@x.org: {role: member, until: 2027-03-31}}',
  );
  const { notices, changes } = await differenceOf(account, file, { today: '2027-04-01' });
  expect([notices, changes]).toEqual([[], []]);
});

test('a line whose grant is over and gone can be dropped', async () => {
  const file = inS(
    'members: {raj@x.org: member, mei@x.org: member, tom@x.org: {role: member, until: 2027-03-31}}',
  );
  const { notices } = await differenceOf(account, file, { today: '2027-04-01' });
  expect(notices.map(({ message }) => short(message))).toEqual([
    'The grant of tom as space member of "s" has expired and is gone; you can delete its line.',
  ]);
});

test('expired grants count for people, and not for the percentage', async () => {
  const names = Array.from({ length: 8 }, (_, index) => `p${index}@x.org`);
  const users = ['jane@x.org: {name: Jane, role: admin}', 'kim@x.org: {name: Kim, role: admin}'];
  const seed = `users: {${[...users, ...names.map((name) => `${name}: {name: P, role: member}`)].join(', ')}}
organizations: {P: {members: {jane@x.org: admin, ${names.map((name) => `${name}: member`).join(', ')}}}}`;
  const until = (day: string): string =>
    `organizations: {P: {members: {jane@x.org: admin, ${names.map((name) => `${name}: {role: member, until: ${day}}`).join(', ')}}}}`;
  const blockedOf = async (file: string): Promise<readonly string[]> => {
    const { guards } = await planOf(seed, file, { consent: true, today: '2027-04-01' });
    return guards.filter(({ verdict }) => verdict === 'blocked').map(({ rule }) => rule);
  };
  expect(await blockedOf(until('2027-03-31'))).toEqual(['people_losing_all_access']);
  expect(await blockedOf('organizations: {P: {members: {jane@x.org: admin}}}')).toEqual([
    'removal_percent',
    'people_losing_all_access',
  ]);
});

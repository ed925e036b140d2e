import { describe, expect, test } from 'vitest';
import { differenceOf } from '../account/compare.ts';
import { linesOf, untouchedOf } from '../account/lines.ts';

const onlyIn = (person: string): string =>
  `organizations: {P: {spaces: {s: {members: {${person}@x.org: member}}}}}`;

describe('a membership that an admin’s right may hide', () => {
  const live =
    'organizations: {P: {members: {jane@x.org: member, raj@x.org: member}, spaces: {s: {members: {jane@x.org: member, raj@x.org: member}}}}}';

  test('is not added back', async () => {
    const difference = await differenceOf(live, onlyIn('jane'));
    expect(linesOf(difference)).toEqual(['- space/P/s/member/raj member']);
    // Kim is an admin, too, and may be a member whom the file does not list.
    expect(untouchedOf(difference)).toContain('2 hidden space_member space/P/s/member');
  });

  test('is not removed, and counted', async () => {
    const difference = await differenceOf(live, onlyIn('raj'));
    expect(linesOf(difference)).toEqual([]);
    expect(untouchedOf(difference)).toContain('2 hidden space_member space/P/s/member');
  });

  test.each([
    ['whom the file ignores', 'ignore: [{user: jane@x.org}, {user: kim@x.org}]'],
    ['whom the file would keep', 'manage: {members: additive}'],
  ])('is no question of somebody %s', async (_, more) => {
    const difference = await differenceOf(live, `${onlyIn('raj')}\n${more}`);
    expect(untouchedOf(difference).filter((line) => line.includes('hidden'))).toEqual([]);
  });

  test('is like any other where Arize shows it', async () => {
    const behaviour = { mask_admin_memberships: false };
    expect(linesOf(await differenceOf(live, onlyIn('raj'), { behaviour }))).toEqual([
      '- space/P/s/member/jane member',
    ]);
  });

  test('people who only pass through are no members', async () => {
    const open =
      'organizations: {P: {members: {raj@x.org: member, mei@x.org: admin}, spaces: {s: {}}}}';
    expect(
      linesOf(await differenceOf(open, 'organizations: {P: {spaces: {s: {members: {}}}}}')),
    ).toEqual([]);
  });
});

const adminOf = (inSpace: string): string => `
roles: {R: {permissions: [PROJECT_READ]}}
organizations: {P: {members: {raj@x.org: admin, tom@x.org: admin}, spaces: {s: {${inSpace}}}}}`;

const loweredIn = (inSpace: string): string =>
  `organizations: {P: {members: {raj@x.org: member, tom@x.org: admin}, spaces: {s: {${inSpace}}}}}`;

describe('whoever is lowered gets first what the right may have hidden', () => {
  test.each<[string, string, string, ...string[]]>([
    [
      'a word',
      'members: {raj@x.org: member}',
      'members: {raj@x.org: read-only}',
      '+ space/P/s/member/raj read-only',
    ],
    [
      'a word beside a role',
      'members: {raj@x.org: member}, bindings: {raj@x.org: R}',
      'members: {raj@x.org: member}, bindings: {raj@x.org: R}',
      '+ space/P/s/member/raj member',
    ],
    ['not a role, which is never hidden', 'bindings: {raj@x.org: R}', 'members: {raj@x.org: R}'],
    ['not what the file leaves open', 'members: {raj@x.org: member}', 'members: {raj@x.org: {}}'],
    ['not what the file leaves out', 'members: {raj@x.org: member}', 'members: {}'],
  ])('%s', async (_, inAccount, inFile, ...expected) => {
    const difference = await differenceOf(adminOf(inAccount), loweredIn(inFile));
    expect(linesOf(difference)).toEqual([
      '~ organization/P/member/raj admin -> member',
      ...expected,
    ]);
    expect(difference.changes.map(({ effect }) => effect)).toEqual([
      'reduces',
      ...expected.map(() => 'grants'),
    ]);
  });
});

describe('roles that Arize does not show', () => {
  const live =
    'organizations: {P: {members: {raj@x.org: member, mei@x.org: member, tom@x.org: member}}}';
  const file =
    'organizations: {P: {members: {raj@x.org: admin, mei@x.org: read-only, kim@x.org: member}}}';
  const behaviour = { organization_roles_readable: false };

  test('are unverified, and nothing is written; who is there is known all the same', async () => {
    const difference = await differenceOf(live, file, { behaviour });
    expect(linesOf(difference)).toEqual([
      '+ organization/P/member/kim member',
      '- organization/P/member/tom {}',
    ]);
    expect(untouchedOf(difference)).toContain(
      '2 unverified organization_member organization/P/member',
    );
  });

  test('are written when asked for; what may be a demotion is marked as one', async () => {
    const { changes } = await differenceOf(live, file, { behaviour, assertRoles: true });
    expect(changes.map(({ effect, key, action }) => [action, key.at(-1), effect])).toEqual([
      ['update', 'raj@x.org', 'grants'],
      ['update', 'mei@x.org', 'reduces'],
      ['create', 'kim@x.org', 'grants'],
      ['delete', 'tom@x.org', 'destroys'],
    ]);
  });
});

const inS = (content: string): string => `organizations: {P: {spaces: {s: {${content}}}}}`;

describe('what a change does to access', () => {
  const seed = `
roles: {Small: {permissions: [PROJECT_READ]}, Big: {permissions: [PROJECT_READ, PROJECT_UPDATE]}}
organizations: {P: {members: {raj@x.org: member, mei@x.org: member}, spaces: {s: {private: true, members: {raj@x.org: member}, bindings: {mei@x.org: Big}, projects: {p: {}}}}}}`;

  test.each<[string, string, string]>([
    ['a higher word', inS('members: {raj@x.org: admin}, bindings: {mei@x.org: Big}'), 'grants'],
    ['a lower word', inS('members: {raj@x.org: read-only}, bindings: {mei@x.org: Big}'), 'reduces'],
    ['a word for a smaller role', inS('members: {raj@x.org: Small, mei@x.org: Big}'), 'reduces'],
    ['a role that allows less', inS('bindings: {mei@x.org: Small}'), 'reduces'],
    ['a role for a word', inS('members: {raj@x.org: member, mei@x.org: admin}'), 'destroys'],
    [
      'a permission more',
      'manage: {roles: additive}\nroles: {Small: {permissions: [PROJECT_READ, TAG_READ]}}',
      'grants',
    ],
    [
      'a permission less',
      'manage: {roles: additive}\nroles: {Big: {permissions: [PROJECT_READ]}}',
      'reduces',
    ],
    [
      'one for another',
      'manage: {roles: additive}\nroles: {Small: {permissions: [TAG_READ]}}',
      'reduces',
    ],
    ['opening a space', inS('private: false'), 'destroys'],
    ['a restriction', inS('projects: {p: {restricted: true}}'), 'reduces'],
    ['no developer any more', 'users: {raj@x.org: {developer: false}}', 'reduces'],
    ['another name', 'users: {raj@x.org: {name: Raja}}', 'grants'],
  ])('%s', async (_, file, effect) => {
    const { changes } = await differenceOf(seed, file);
    expect(changes.map((change) => change.effect)).toEqual([effect]);
  });

  test('a role that is cut in the same run still counts with what it allows today', async () => {
    const file = `manage: {roles: additive}
roles: {Big: {permissions: [PROJECT_READ]}}
${inS('bindings: {mei@x.org: Small}')}`;
    const { changes } = await differenceOf(seed, file);
    expect(changes.map(({ address, effect }) => [address, effect])).toEqual([
      ['role/Big', 'reduces'],
      ['space/P/s/binding/mei@x.org', 'reduces'],
    ]);
  });
});

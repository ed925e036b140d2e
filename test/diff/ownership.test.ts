import { describe, expect, test } from 'vitest';
import { differenceOf } from '../account/compare.ts';
import { linesOf, untouchedOf } from '../account/lines.ts';

const account = `
roles: {R: {permissions: [PROJECT_READ]}, S: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member, tom@x.org: member, bot@x.org: member}
    spaces:
      s:
        members: {raj@x.org: member, mei@x.org: member, bot@x.org: member}
        bindings: {tom@x.org: R, bot@x.org: R}
        projects: {p: {restricted: true, bindings: {raj@x.org: R, mei@x.org: S, bot@x.org: S}}, q: {}}
      t: {private: true, members: {raj@x.org: admin}}
  Q: {members: {raj@x.org: admin}}
`;

/** The file: each line is a key of it. */
const text = (...lines: readonly string[]): string => lines.join('\n');

/** What changes, and what is left alone for another reason than that nobody manages it. */
const found = async (...lines: readonly string[]): Promise<readonly string[]> => {
  const difference = await differenceOf(account, text(...lines));
  const left = untouchedOf(difference).filter((line) => !/ (not-managed|built-in) /.test(line));
  return [...linesOf(difference), ...left];
};

const inP = (content: string): string => `organizations: {P: {${content}}}`;
const inS = (content: string): string => inP(`spaces: {s: {${content}}}`);

describe('absent is not empty', () => {
  test.each<[string, string, ...string[]]>([
    ['nothing at all', ''],
    ['things without their maps', inS('projects: {p: {}}')],
    ['users without anybody', 'users: {}'],
    [
      'no organization members',
      inP('members: {}'),
      '- organization/P/member/raj member takes project/P/s/p/binding/raj, space/P/s/member/raj, space/P/t/member/raj',
      '- organization/P/member/mei member takes project/P/s/p/binding/mei, space/P/s/member/mei',
      '- organization/P/member/tom member takes space/P/s/member/tom',
      '1 service organization_member organization/P/member',
    ],
    [
      'some organization members',
      inP('members: {raj@x.org: admin, MEI@x.org: member}'),
      '~ organization/P/member/raj member -> admin',
      '- organization/P/member/tom member takes space/P/s/member/tom',
      '1 service organization_member organization/P/member',
    ],
    [
      'no space members: a role alone is a membership while bindings are absent',
      inS('members: {}'),
      '- space/P/s/member/raj member',
      '- space/P/s/member/mei member',
      '- space/P/s/member/tom <R>',
      '1 service space_member space/P/s/member',
      '2 hidden space_member space/P/s/member',
    ],
    [
      'no space bindings',
      inS('bindings: {}'),
      '- space/P/s/binding/tom <R>',
      '1 service space_binding space/P/s/binding',
    ],
    [
      'no bindings in a project',
      inS('projects: {p: {bindings: {}}}'),
      '- project/P/s/p/binding/raj <R>',
      '- project/P/s/p/binding/mei <S>',
      '1 service project_binding project/P/s/p/binding',
    ],
    [
      'a restriction on, without a word about bindings',
      inS('projects: {p: {restricted: true}, q: {restricted: true}}'),
      '+ project/P/s/q/restriction {}',
    ],
    [
      'a restriction off',
      inS('projects: {p: {restricted: false}, q: {restricted: false}}'),
      '- project/P/s/p/restriction {}',
    ],
  ])('%s', async (_, file, ...expected) => {
    expect((await found(file)).toSorted()).toEqual(expected.toSorted());
  });
});

describe('how much of a map the file decides', () => {
  test.each<[string, string, ...string[]]>([
    [
      'additive members are never removed',
      text('manage: {members: additive}', inP('members: {raj@x.org: admin}')),
      '~ organization/P/member/raj member -> admin',
      '2 additive organization_member organization/P/member',
      '1 service organization_member organization/P/member',
    ],
    [
      'observed members are compared and not written',
      text('manage: {members: observe}', inP('members: {raj@x.org: admin, kim@x.org: member}')),
      '? ~ organization/P/member/raj member -> admin',
      '? + organization/P/member/kim member',
      '? - organization/P/member/mei member',
      '? - organization/P/member/tom member',
      '1 service organization_member organization/P/member',
    ],
    [
      'the nearest word counts, from the top down to a space',
      text(
        'manage: {members: observe}',
        'organizations:',
        '  P:',
        '    manage: {members: additive}',
        '    members: {}',
        '    spaces: {s: {manage: {members: full}, members: {}}, t: {members: {}}}',
        '  Q: {members: {}}',
      ),
      '- space/P/s/member/raj member',
      '- space/P/s/member/mei member',
      '- space/P/s/member/tom <R>',
      '? - organization/Q/member/raj admin',
      '3 additive organization_member organization/P/member',
      '1 service organization_member organization/P/member',
      '1 service space_member space/P/s/member',
      '1 additive space_member space/P/t/member',
      // Where nobody is removed, a hidden membership makes no difference.
      '2 hidden space_member space/P/s/member',
    ],
    [
      'an organization’s word reaches its projects',
      inP(
        'manage: {bindings: observe, restrictions: observe}, spaces: {s: {projects: {p: {restricted: false, bindings: {}}, q: {restricted: true}}}}',
      ),
      '? + project/P/s/q/restriction {}',
      '? - project/P/s/p/binding/raj <R>',
      '? - project/P/s/p/binding/mei <S>',
      '? - project/P/s/p/restriction {}',
      '1 service project_binding project/P/s/p/binding',
    ],
    [
      'additive bindings and restrictions are made and never taken away',
      text(
        'manage: {bindings: additive, restrictions: additive}',
        inS('projects: {p: {restricted: false, bindings: {}}, q: {restricted: true}}'),
      ),
      '+ project/P/s/q/restriction {}',
      '2 additive project_binding project/P/s/p/binding',
      '1 service project_binding project/P/s/p/binding',
      '1 additive project_restriction project/P/s/p/restriction',
    ],
    [
      'additive roles',
      text('manage: {roles: additive}', 'roles: {R: {permissions: [PROJECT_READ, TAG_READ]}}'),
      '~ role/R {permissions: [PROJECT_READ]} -> {permissions: [PROJECT_READ TAG_READ]}',
      '1 additive role role',
    ],
    [
      'observed roles',
      text('manage: {roles: observe}', 'roles: {R: {permissions: [TAG_READ]}}'),
      '? ~ role/R {permissions: [PROJECT_READ]} -> {permissions: [TAG_READ]}',
      '? - role/S {name: S, description: , permissions: [PROJECT_READ]}',
    ],
  ])('%s', async (_, file, ...expected) => {
    expect((await found(file)).toSorted()).toEqual(expected.toSorted());
  });
});

describe('ignored', () => {
  test.each<[string, string, ...string[]]>([
    [
      'people, by pattern and by name: all their grants',
      text(
        inP('members: {raj@x.org: member}, spaces: {s: {members: {}, bindings: {}}}'),
        'ignore: [{user: "m*@x.org"}, {user: Tom@x.org}]',
      ),
      '- space/P/s/member/raj member',
      '2 ignored organization_member organization/P/member',
      '1 service organization_member organization/P/member',
      '1 ignored space_member space/P/s/member',
      '1 service space_member space/P/s/member',
      '1 ignored space_binding space/P/s/binding',
      '1 service space_binding space/P/s/binding',
      '2 hidden space_member space/P/s/member',
    ],
    [
      'a role of a complete map; the other is still held',
      text('roles: {}', 'ignore: [{role: R}]'),
      '! unsafe role/S: Still held by bot in a resource that is not managed and mei in a resource that is not managed. Remove the role there first.',
      '1 ignored role role',
    ],
    [
      'a space, which keeps what it is in from being deleted',
      text('removed: [{organization: P}]', 'ignore: [{organization: P, space: t}]'),
      '! unsafe organization/P: Arize would also remove space "t" in "P", which the file ignores. Remove it from `ignore`, or keep this item.',
    ],
  ])('%s', async (_, file, ...expected) => {
    expect((await found(file)).toSorted()).toEqual(expected.toSorted());
  });
});

describe('removed by name, and by nothing else', () => {
  test.each<[string, string, ...string[]]>([
    [
      'a person',
      'removed: [{user: Raj@x.org, reason: left}]',
      '- user/raj {name: Raj, developer: true, role: member}',
    ],
    [
      'a person, with what the file speaks of',
      text('removed: [{user: raj@x.org}]', inP('members: {mei@x.org: member, tom@x.org: member}')),
      '- user/raj {name: Raj, developer: true, role: member} takes organization/P/member/raj, project/P/s/p/binding/raj, space/P/s/member/raj, space/P/t/member/raj',
      '1 service organization_member organization/P/member',
    ],
    [
      'a project',
      'removed: [{project: p, space: s, organization: P}]',
      '- project/P/s/p {name: p} takes project/P/s/p/binding/bot, project/P/s/p/binding/mei, project/P/s/p/binding/raj, project/P/s/p/restriction',
    ],
    [
      'a space',
      'removed: [{space: t, organization: P}]',
      '- space/P/t {name: t, description: , private: true} takes space/P/t/member/raj',
    ],
    [
      'an organization',
      'removed: [{organization: Q}]',
      '- organization/Q {name: Q, description: } takes organization/Q/member/raj',
    ],
    [
      'a service identity stays',
      'removed: [{user: bot@x.org}]',
      '! unsafe user/bot: This is a service identity. Revoke its key instead.',
    ],
  ])('%s', async (_, file, ...expected) => {
    expect((await found(file)).toSorted()).toEqual(expected.toSorted());
  });

  test('what is gone already is told, and no change', async () => {
    const { changes, notices } = await differenceOf(
      `${account}\nusers: {jane@x.org: {name: J, role: admin}, raj@x.org: {name: R, role: member}, mei@x.org: {name: M, role: member}, tom@x.org: {name: T, role: member}, bot@x.org: {name: b, role: member, bot: true}, old@x.org: {name: O, role: member, status: inactive}}`,
      'removed: [{user: old@x.org}, {user: gone@x.org}, {space: x, organization: P}, {organization: Z}, {project: x, space: s, organization: P}]',
    );
    expect(changes).toEqual([]);
    expect(notices.map(({ code, message, source }) => [code, message, source?.column])).toEqual([
      ['tombstone-done', 'person "old@x.org" is gone; its `removed` entry can be deleted.', 11],
      ['tombstone-done', 'person "gone@x.org" is gone; its `removed` entry can be deleted.', 30],
      ['tombstone-done', 'space "x" is gone; its `removed` entry can be deleted.', 50],
      ['tombstone-done', 'organization "Z" is gone; its `removed` entry can be deleted.', 79],
      ['tombstone-done', 'project "x" is gone; its `removed` entry can be deleted.', 98],
    ]);
  });
});

describe('service identities', () => {
  test('one that is listed keeps its role', async () => {
    const members =
      'members: {bot@x.org: admin, raj@x.org: member, mei@x.org: member, tom@x.org: member}';
    expect(await found(inP(members))).toEqual([
      '! unsafe organization/P/member/bot: This is a service identity: its roles belong to its key and are not managed here.',
    ]);
  });

  test('whoever is listed under users is a person', async () => {
    expect(
      await found(
        'users: {bot@x.org: {}, raj@x.org: {}, mei@x.org: {}, tom@x.org: {}}',
        inP('members: {raj@x.org: member, mei@x.org: member, tom@x.org: member}'),
      ),
    ).toEqual([
      '- organization/P/member/bot member takes project/P/s/p/binding/bot, space/P/s/binding/bot, space/P/s/member/bot',
    ]);
  });

  test('they keep a space that nobody else is in, and a role that only they hold', async () => {
    const robots = `
roles: {R: {permissions: [PROJECT_READ]}}
organizations: {P: {members: {bot@x.org: member}, spaces: {s: {members: {bot@x.org: member}, bindings: {bot@x.org: R}}}}}`;
    const file = text('roles: {}', inP('members: {}, spaces: {s: {members: {}, bindings: {}}}'));
    const difference = await differenceOf(robots, file);
    expect(linesOf(difference)).toEqual([
      '! unsafe role/R: Still held by bot in "P" / "s". Remove the role there first.',
    ]);
  });
});

describe('people and Arize’s own roles', () => {
  test('fields that can be written, and one that only a person can change', async () => {
    expect(
      await found('users: {raj@x.org: {name: Raj P, role: admin, invite: none, developer: false}}'),
    ).toEqual([
      '~ user/raj {name: Raj, developer: true} -> {name: Raj P, developer: false}',
      '! console-only user/raj: role: member -> admin. The Arize API cannot change an account role: change it under Settings > Account > Users.',
    ]);
  });
});

import { describe, expect, test } from 'vitest';
import { differenceOf } from '../account/compare.ts';
import { linesOf } from '../account/lines.ts';

/** Everybody of the organization is in the space; tom only by a role. `old` is blocked, and so is `gone`. */
const account = `
users:
  jane@x.org: {name: Jane, role: admin}
  kim@x.org: {name: Kim, role: admin}
  raj@x.org: {name: Raj, role: member}
  mei@x.org: {name: Mei, role: member}
  tom@x.org: {name: Tom, role: member}
  ann@x.org: {name: Ann, role: annotator}
  old@x.org: {name: Old, role: member, status: inactive}
  gone@x.org: {name: Gone, role: member, status: inactive}
  bot@x.org: {name: traces, role: member, bot: true}
roles: {R: {permissions: [PROJECT_READ]}, S: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member, tom@x.org: member, bot@x.org: member}
    spaces:
      s:
        members: {raj@x.org: member, mei@x.org: member, bot@x.org: member}
        bindings: {tom@x.org: R}
        projects: {fraud: {bindings: {raj@x.org: R, mei@x.org: R}}, chat: {}}
      t: {private: true, members: {raj@x.org: member, tom@x.org: admin}}
`;

const found = async (...lines: readonly string[]): Promise<readonly string[]> =>
  linesOf(await differenceOf(account, lines.join('\n')));

const inP = (content: string): string => `organizations: {P: {${content}}}`;
const spaces = (content: string): string => inP(`spaces: {${content}}`);

const blocked = (who: string, skipped: string): string =>
  `! unsafe user/${who}: ${who} is blocked in Arize, which cannot be undone.${skipped} Remove the person from the file.`;

describe('a person who is blocked', () => {
  test('listed, named and in a team: one thing to do by hand, and the rest goes on', async () => {
    const users = 'jane@x.org: {}, raj@x.org: {}, mei@x.org: {}, old@x.org: {}';
    expect(
      await found(
        `users: {${users}}`,
        'teams: {core: [mei@x.org, old@x.org]}',
        inP(
          'members: {core: member, raj@x.org: admin}, spaces: {s: {members: {old@x.org: member, raj@x.org: member}}}',
        ),
      ),
    ).toEqual([
      '~ organization/P/member/raj member -> admin',
      '- organization/P/member/tom member takes space/P/s/member/tom, space/P/t/member/tom',
      '- space/P/s/member/mei member',
      blocked('old', ' 2 entries of the file are skipped.'),
    ]);
  });

  test('without `users`, and two of them', async () => {
    expect(
      await found(
        inP(
          'members: {raj@x.org: member, mei@x.org: member, tom@x.org: member, old@x.org: member}',
        ),
      ),
    ).toEqual([blocked('old', ' 1 entry of the file is skipped.')]);
    expect(await found('users: {old@x.org: {}, gone@x.org: {}}')).toEqual([
      blocked('gone', ''),
      blocked('old', ''),
    ]);
  });
});

describe('a person whom nobody knows', () => {
  test('keeps everybody unlisted in the map that names them, and the rest goes on', async () => {
    expect(await found(spaces('s: {members: {rja@x.org: admin, mei@x.org: admin}}'))).toEqual([
      '~ space/P/s/member/mei member -> admin',
      '# 2: No such person in the account: "rja". Did you mean "raj"? skips space/P/s/member/rja:2',
      '= space/P/s/member/raj because of space/P/s/member/rja:2',
      '= space/P/s/member/tom because of space/P/s/member/rja:2',
    ]);
  });

  test('by a team, in every map where the team stands, because of the line of the team', async () => {
    expect(
      await found(
        'teams: {core: [mei@x.org, inner], inner: [rja@x.org]}',
        inP(
          'members: {core: member, tom@x.org: member}, spaces: {s: {members: {core: member}}, t: {members: {mei@x.org: member}}}',
        ),
      ),
    ).toEqual([
      '+ space/P/t/member/mei member',
      '- space/P/t/member/raj member',
      '- space/P/t/member/tom admin',
      '# 2: No such person in the account: "rja". Did you mean "raj"? skips organization/P/member/rja:2, space/P/s/member/rja:2',
      '= organization/P/member/raj because of organization/P/member/rja:2',
      '= space/P/s/member/raj because of space/P/s/member/rja:2',
      '= space/P/s/member/tom because of space/P/s/member/rja:2',
    ]);
  });

  test('listed under `users` without what creating needs: the address may be a slip as well', async () => {
    expect(
      await found(
        'users: {rja@x.org: {name: Raj, role: member}, mei@x.org: {}, tom@x.org: {}}',
        inP('members: {rja@x.org: member, mei@x.org: member, tom@x.org: member}'),
      ),
    ).toEqual([
      '# 2: "rja" is not in the account, and creating a person requires `invite` (`invite: email_link` sends an e-mail, `invite: none` does not). Did you mean "raj"? skips organization/P/member/rja:3',
      '= organization/P/member/raj because of organization/P/member/rja:3',
    ]);
  });

  test('tombstones, expired grants and demotions still go', async () => {
    const difference = await differenceOf(
      account,
      [
        'removed: [{user: raj@x.org}]',
        spaces(
          's: {members: {rja@x.org: member, mei@x.org: {role: member, until: 2026-01-01}}}, t: {members: {rja@x.org: member, tom@x.org: member}}',
        ),
      ].join('\n'),
      { today: '2026-02-01' },
    );
    expect(linesOf(difference)).toEqual([
      '~ space/P/t/member/tom admin -> member',
      '- user/raj {name: Raj, developer: true, role: member} takes organization/P/member/raj, project/P/s/fraud/binding/raj, space/P/s/member/raj, space/P/t/member/raj',
      '- space/P/s/member/mei member',
      '# 3: No such person in the account: "rja". Did you mean "raj"? skips space/P/s/member/rja:3, space/P/t/member/rja:3',
      '= space/P/s/member/tom because of space/P/s/member/rja:3',
    ]);
  });

  test('a removal that takes along what may have been meant stays as well', async () => {
    // The space is additive, so the organization does not list everybody whom it names.
    expect(
      await found(
        inP(
          'members: {mei@x.org: member}, spaces: {s: {manage: {bindings: additive}, bindings: {tmo@x.org: S}}}',
        ),
      ),
    ).toEqual([
      '- organization/P/member/raj member takes project/P/s/fraud/binding/raj, space/P/s/member/raj, space/P/t/member/raj',
      '# 2: No such person in the account: "tmo". Did you mean "tom"? skips space/P/s/binding/tmo:2',
      '= organization/P/member/tom because of space/P/s/binding/tmo:2',
    ]);
  });

  test('the place of a person in a space is one: the word stays where the role may be meant', async () => {
    const both = account.replace('bindings: {tom@x.org: R}', 'bindings: {raj@x.org: R}');
    const difference = await differenceOf(
      both,
      spaces('s: {members: {mei@x.org: member}, bindings: {rja@x.org: R}}'),
    );
    expect(linesOf(difference)).toEqual([
      '# 2: No such person in the account: "rja". Did you mean "raj"? skips space/P/s/binding/rja:2',
      '= space/P/s/binding/raj because of space/P/s/binding/rja:2',
      '= space/P/s/member/raj because of space/P/s/binding/rja:2',
    ]);
  });
});

describe('a role that nobody knows', () => {
  test.each([
    ['memeber', 'No such role in the account: "memeber". Did you mean "member"?'],
    ['Admin', 'No such role in the account: "Admin". Did you mean "admin"?'],
    [
      'Project Veiwer',
      'No such role in the account: "Project Veiwer". Did you mean "Project Viewer"?',
    ],
  ])('%s under `members` may be a built-in one', async (role, expected) => {
    const [line] = await found(spaces(`t: {members: {raj@x.org: ${role}, tom@x.org: admin}}`));
    expect(line).toContain(expected);
  });

  test('and under `bindings` it may not', async () => {
    const [line] = await found(spaces('s: {bindings: {raj@x.org: memeber}}'));
    expect(line).toContain('No such role in the account: "memeber". skips');
  });

  test('is skipped with its grant; its map and the people of the grant keep what they have', async () => {
    expect(
      await found(
        spaces(
          's: {members: {mei@x.org: member}, bindings: {raj@x.org: Project Veiwer}}, t: {members: {tom@x.org: admin}}',
        ),
      ),
    ).toEqual([
      '# 2: No such role in the account: "Project Veiwer". Did you mean "Project Viewer"? skips space/P/s/binding/raj:2',
      '= space/P/s/binding/tom because of space/P/s/binding/raj:2',
      '= space/P/s/member/raj because of space/P/s/binding/raj:2',
      '= space/P/t/member/raj because of space/P/s/binding/raj:2',
    ]);
  });

  test('given to a team: the line of the grant is to be corrected', async () => {
    expect(
      await found(
        'teams: {core: [raj@x.org, mei@x.org]}',
        spaces('s: {projects: {fraud: {bindings: {core: RR}}}}'),
      ),
    ).toEqual([
      '# 3: No such role in the account: "RR". Did you mean "R"? skips project/P/s/fraud/binding/mei:3, project/P/s/fraud/binding/raj:3',
    ]);
  });

  test('keeps the roles that the file does not list: one of them may be meant', async () => {
    expect(
      await found(
        'roles: {R: {permissions: [PROJECT_READ]}}',
        spaces('s: {projects: {chat: {bindings: {raj@x.org: Sxx}}}}'),
      ),
    ).toEqual([
      '# 3: No such role in the account: "Sxx". skips project/P/s/chat/binding/raj:3',
      '= role/S because of project/P/s/chat/binding/raj:3',
    ]);
  });
});

describe('a project that is not there', () => {
  test('is skipped with everything in it, and who is to move into it keeps what they have', async () => {
    expect(
      await found(
        spaces(
          's: {members: {mei@x.org: admin, raj@x.org: member}, projects: {fruad: {restricted: true, bindings: {tom@x.org: R}}}}',
        ),
      ),
    ).toEqual([
      '~ space/P/s/member/mei member -> admin',
      '# 2: No such project here: "fruad". Did you mean "fraud"? skips project/P/s/fruad/binding/tom:2, project/P/s/fruad/restriction:2',
      '= space/P/s/member/tom because of project/P/s/fruad/binding/tom:2',
    ]);
  });

  test('and looks like nothing that is', async () => {
    expect(await found(spaces('s: {projects: {billing: {}}}'))).toEqual([
      '# 2: No such project here: "billing". Add `create: true` to create it. skips nothing',
    ]);
  });
});

test('an entry that protects nothing is unknown, and keeps nothing by itself: a guard does', async () => {
  const file = 'protected: [{user: rja@x.org}, {user: raj@x.org}, {role: Auditors}]';
  expect(await found(file, spaces('s: {members: {mei@x.org: admin, raj@x.org: member}}'))).toEqual([
    '~ space/P/s/member/mei member -> admin',
    '- space/P/s/member/tom <R>',
    '# 2: No such person in the account: "rja". This entry protects nothing. Did you mean "raj"? skips nothing',
    '# 2: No such custom role in the account: "Auditors". This entry protects nothing. Correct the name or remove the entry. skips nothing',
  ]);
});

describe('what is known and cannot be done stops nothing else', () => {
  test.each<[string, string, string]>([
    [
      'a predefined role',
      'manage: {roles: additive}\nroles: {Project Viewer: {permissions: [PROJECT_READ]}}',
      '! unsafe role/Project Viewer: "Project Viewer" is one of Arize\'s predefined roles, which cannot be changed. Remove it from `roles`; grants can still use it.',
    ],
    [
      'a space member from outside of the organization',
      'organizations: {Q: {spaces: {n: {members: {mei@x.org: member}}}}}',
      '! unsafe space/Q/n/member/mei: mei is not a member of "Q", so Arize grants them nothing inside it. Add them to the members of "Q".',
    ],
    [
      'a member whose role is not managed, and who has left',
      inP('members: {jane@x.org: {}, raj@x.org: member, mei@x.org: member, tom@x.org: member}'),
      '! unsafe organization/P/member/jane: "jane" is not a member, and a new member needs a role.',
    ],
    [
      'a service identity',
      'organizations: {Q: {members: {bot@x.org: member}}}',
      '! unsafe organization/Q/member/bot: bot is a service identity, not a person. Its roles are set when its key is created.',
    ],
    [
      'an annotator of the account',
      'organizations: {Q: {members: {ann@x.org: member}}}',
      '! unsafe organization/Q/member/ann: ann is an annotator in the account, so the role here can only be "annotator": write annotator, or change their role in the account first.',
    ],
  ])('%s', async (_, file, expected) => {
    const seed = `${account}  Q: {spaces: {n: {}}}\n  Z: {}\n`;
    expect(linesOf(await differenceOf(seed, `${file}\nremoved: [{organization: Z}]`))).toEqual([
      '- organization/Z {name: Z, description: }',
      expected,
    ]);
  });
});

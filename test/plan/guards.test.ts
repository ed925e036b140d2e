import { describe, expect, test } from 'vitest';
import type { Plan, Verdict } from '../../src/model.ts';
import { openAccount } from '../account/account.ts';
import { planIn, planOf } from '../account/compare.ts';
import { short } from '../account/lines.ts';

const blocked = (verdicts: readonly Verdict[]): readonly string[] =>
  verdicts
    .filter(({ verdict }) => verdict === 'blocked')
    .map(({ rule, scope, changes }) => short(`${rule} ${scope}: ${changes.join(', ')}`));

/** What this run would break, and what it would with consent. */
const judged = ({ guards, guardsWithConsent }: Plan) => ({
  now: blocked(guards),
  withConsent: blocked(guardsWithConsent),
});

const nothing = { now: [], withConsent: [] };

/** The plan for a key that is not shown everything. */
const planAs = async (as: string, seed: string, file: string): Promise<Plan> =>
  planIn(await openAccount(seed, { as }).look(file));

const membersOf = (who: string): string => `organizations: {P: {members: {${who}}}}`;

describe('sight: lists that are filtered prove nothing', () => {
  const seed =
    'organizations: {P: {members: {raj@x.org: admin, mei@x.org: member, tom@x.org: admin}}}';

  test('changes of what is seen may be made, creations and removals not', async () => {
    const update = membersOf('raj@x.org: admin, mei@x.org: read-only, tom@x.org: admin');
    expect(judged(await planAs('raj@x.org', seed, update))).toEqual(nothing);

    const creation = membersOf(
      'raj@x.org: admin, mei@x.org: member, tom@x.org: admin, kim@x.org: member',
    );
    const creates = ['sight : organization/P/member/kim'];
    expect(judged(await planAs('raj@x.org', seed, creation))).toEqual({
      now: creates,
      withConsent: creates,
    });
    expect(judged(await planOf(seed, creation))).toEqual(nothing);

    const removal = membersOf('raj@x.org: admin, tom@x.org: admin');
    expect(judged(await planAs('raj@x.org', seed, removal))).toEqual({
      now: [],
      withConsent: ['sight : organization/P/member/mei'],
    });
  });

  test('the message says whose key it is and what to do', async () => {
    const plan = await planAs('raj@x.org', seed, membersOf('raj@x.org: admin, tom@x.org: admin'));
    expect(plan.guardsWithConsent.find(({ rule }) => rule === 'sight')?.message).toBe(
      'raj@x.org is not an account admin, so lists may be filtered, and items that seem to be missing may exist. Use the API key of an account admin.',
    );
  });
});

describe('caller: who runs it can run it again', () => {
  test('an admin does not block themselves', async () => {
    const plan = await planOf('', 'removed: [{user: jane@x.org}]', { consent: true });
    expect(blocked(plan.guards)).toEqual(['caller : user/jane', 'min_admins : user/jane']);
    expect(plan.guards.find(({ rule }) => rule === 'caller')?.message).toBe(
      'This would remove your own admin rights: this API key belongs to jane@x.org. Ask another admin to run it.',
    );
  });

  test('nor give up being a developer, which keys need', async () => {
    const plan = await planOf('', 'users: {jane@x.org: {developer: false}}');
    expect(blocked(plan.guards)).toEqual(['caller : user/jane']);
  });

  test('an account admin may leave an organization; an organization admin not lower themselves', async () => {
    const seed =
      'organizations: {P: {members: {jane@x.org: admin, raj@x.org: admin, tom@x.org: admin}}}';
    const without = 'organizations: {P: {members: {raj@x.org: admin, tom@x.org: admin}}}';
    expect(judged(await planOf(seed, without))).toEqual(nothing);
    const lowered =
      'organizations: {P: {members: {jane@x.org: admin, raj@x.org: member, tom@x.org: admin}}}';
    expect(judged(await planOf(seed, lowered))).toEqual(nothing);
    expect(blocked((await planAs('raj@x.org', seed, lowered)).guards)).toEqual([
      'caller : organization/P/member/raj',
    ]);
  });
});

const accountOf = (who: readonly string[]): string =>
  `users: {${who.map((name) => `${name}@x.org: {name: ${name}, role: admin}`).join(', ')}, raj@x.org: {name: Raj, role: member}, mei@x.org: {name: Mei, role: member}, tom@x.org: {name: Tom, role: member}}`;

const inP = (content: string): string => `organizations: {P: {${content}}}`;

const lastAdmins = ({ notices }: Plan): readonly string[] =>
  notices.filter(({ code }) => code === 'last-admin').map(({ message }) => short(message));

describe('min_admins', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['of three account admins one may go', ['jane', 'kim', 'ada'], []],
    ['of two none', ['jane', 'kim'], ['min_admins : user/kim']],
  ])('%s', async (_, who, expected) => {
    const plan = await planOf(accountOf(who), 'removed: [{user: kim@x.org}]');
    expect(judged(plan)).toEqual({ now: [], withConsent: expected });
  });

  test('an account that has too few can still be mended', async () => {
    const plan = await planOf(accountOf(['jane']), 'removed: [{user: raj@x.org}]', {
      consent: true,
    });
    expect(judged(plan)).toEqual(nothing);
  });

  const seed = `
organizations:
  P:
    members: {raj@x.org: admin, mei@x.org: member, tom@x.org: member}
    spaces: {s: {members: {mei@x.org: admin, tom@x.org: member}}, t: {members: {tom@x.org: member}}}`;

  const ofAccount = 'jane, kim (admin of the account)';

  test.each<[string, string, ...string[]]>([
    [
      'the last admin of an organization is lowered',
      inP('members: {raj@x.org: member, mei@x.org: member, tom@x.org: member}'),
      `Organization "P" would lose its last direct admin: raj. Admins above it: ${ofAccount}.`,
    ],
    [
      'another becomes admin in the same run',
      inP('members: {raj@x.org: member, mei@x.org: admin, tom@x.org: member}'),
    ],
    [
      'the last admin of a space is lowered',
      inP(
        'members: {raj@x.org: admin, mei@x.org: member, tom@x.org: member}, spaces: {s: {members: {mei@x.org: member, tom@x.org: member}}}',
      ),
      `Space "s" would lose its last direct admin that was read: mei. Admins above it: raj (admin of organization "P"); ${ofAccount}.`,
    ],
    [
      'an admin of a space goes along with their place in the organization',
      inP('members: {raj@x.org: admin, tom@x.org: member}'),
      `Space "s" would lose its last direct admin that was read: mei. Admins above it: raj (admin of organization "P"); ${ofAccount}.`,
    ],
    [
      'the only admin of a space is blocked',
      `removed: [{user: mei@x.org}]\n${inP('members: {raj@x.org: admin, tom@x.org: member}, spaces: {s: {members: {tom@x.org: member}}}')}`,
      `Space "s" would lose its last direct admin that was read: mei. Admins above it: raj (admin of organization "P"); ${ofAccount}.`,
    ],
    ['a space without an admin is changed', inP('spaces: {t: {members: {tom@x.org: read-only}}}')],
    ['what goes as a whole needs no admin', 'removed: [{organization: P}]'],
  ])(
    'below the account it blocks nothing and says who is left above: %s',
    async (_, file, ...expected) => {
      const plan = await planOf(seed, file);
      expect(judged(plan)).toEqual(nothing);
      expect(lastAdmins(plan)).toEqual(expected);
    },
  );

  test('service identities and invitations that ran out are no admins', async () => {
    const machines = `
users: {jane@x.org: {name: J, role: admin}, bot@x.org: {name: b, role: member, bot: true}, raj@x.org: {name: R, role: member}}
organizations: {P: {members: {bot@x.org: admin, raj@x.org: admin}}}`;
    const plan = await planOf(machines, 'organizations: {P: {members: {raj@x.org: member}}}');
    expect(lastAdmins(plan)).toEqual([
      'Organization "P" would lose its last direct admin: raj. Admins above it: jane (admin of the account).',
    ]);
    const expired =
      'users: {jane@x.org: {name: J, role: admin}, kim@x.org: {name: K, role: admin}, eve@x.org: {name: E, role: admin, status: expired}}';
    const removal = await planOf(expired, 'removed: [{user: kim@x.org}]', { consent: true });
    expect(blocked(removal.guards)).toEqual(['min_admins : user/kim']);
  });

  test('the message says how many stay, and what to do', async () => {
    const { guards } = await planOf(accountOf(['jane', 'kim']), 'removed: [{user: kim@x.org}]', {
      consent: true,
    });
    expect(
      guards.filter(({ rule }) => rule === 'min_admins').map(({ message }) => message),
    ).toEqual([
      'The account would be left with 1 of 2 admins; at least 2 must remain. It would lose kim@x.org. Make another person an admin first, in a separate run. If this is intended, add --min-admins 1.',
    ]);
  });
});

const everybodyAnd = (more: string): string =>
  `members: {raj@x.org: member, mei@x.org: admin, tom@x.org: admin}, ${more}`;

describe('protected', () => {
  const seed = `
roles: {R: {permissions: [PROJECT_READ, TAG_READ]}, T: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: admin, tom@x.org: admin}
    spaces:
      s: {members: {raj@x.org: member}, bindings: {raj@x.org: R}, projects: {p: {bindings: {tom@x.org: T}}, q: {restricted: true}}}
      open: {}
      closed: {private: true}`;
  const raj = 'protected: [{user: Raj@x.org}]';

  test.each<[string, string, ...string[]]>([
    ['left alone', inP(everybodyAnd('spaces: {s: {private: false}}'))],
    ['given more', inP('spaces: {s: {members: {raj@x.org: admin}}}')],
    [
      'demoted in an organization',
      inP('members: {raj@x.org: read-only, mei@x.org: admin, tom@x.org: admin}'),
      'organization/P/member/raj',
    ],
    [
      'removed from an organization',
      inP('members: {mei@x.org: admin, tom@x.org: admin}'),
      'organization/P/member/raj',
    ],
    ['removed from a space', inP('spaces: {s: {members: {}}}'), 'space/P/s/member/raj'],
    ['unbound', inP('spaces: {s: {bindings: {}}}'), 'space/P/s/binding/raj'],
    [
      'a role that they hold is cut',
      'manage: {roles: additive}\nroles: {R: {permissions: [PROJECT_READ]}}',
      'role/R',
    ],
    [
      'a role that they do not hold is cut',
      'manage: {roles: additive}\nroles: {T: {permissions: [TAG_READ]}}',
    ],
    [
      'a role that they hold gets more',
      'manage: {roles: additive}\nroles: {R: {permissions: [PROJECT_READ, TAG_READ, TAG_UPDATE]}}',
    ],
    [
      'what they reach is restricted',
      inP('spaces: {s: {projects: {p: {restricted: true}}}}'),
      'project/P/s/p/restriction',
    ],
    [
      'what they reach is restricted, with a role of their own',
      inP(
        'spaces: {s: {projects: {p: {restricted: true, bindings: {raj@x.org: T, tom@x.org: T}}}}}',
      ),
      'project/P/s/p/restriction',
    ],
    [
      'a space that they enter from above gives them less by name',
      inP('spaces: {open: {members: {raj@x.org: read-only}}}'),
      'space/P/open/member/raj',
    ],
    ['a role is replaced by a stronger word', inP('spaces: {s: {members: {raj@x.org: admin}}}')],
    ['a restriction is lifted', inP('spaces: {s: {projects: {q: {restricted: false}}}}')],
    [
      'a space that they enter from above is closed',
      inP('spaces: {open: {private: true}}'),
      'space/P/open',
    ],
    ['a space that they are in is closed', inP('spaces: {s: {private: true}}')],
    ['a closed space is opened', inP('spaces: {closed: {private: false}}')],
    ['a space that they are in is deleted', 'removed: [{space: s, organization: P}]', 'space/P/s'],
    [
      'a closed space that they are not in is deleted',
      'removed: [{space: closed, organization: P}]',
    ],
    [
      'an open space that they enter from above is deleted',
      'removed: [{space: open, organization: P}]',
    ],
    [
      'the organization that they are in is deleted',
      'removed: [{organization: P}]',
      'organization/P',
    ],
    ['somebody else is removed', inP('members: {raj@x.org: member, mei@x.org: admin}')],
  ])('a person: %s', async (_, file, ...expected) => {
    const { guardsWithConsent } = await planOf(seed, `${file}\n${raj}`);
    const verdict = guardsWithConsent.find(({ rule }) => rule === 'protected');
    expect([verdict?.verdict, ...(verdict?.changes ?? []).map(short)]).toEqual([
      expected.length === 0 ? 'ok' : 'blocked',
      ...expected,
    ]);
  });

  test('a person can not be blocked', async () => {
    const { guardsWithConsent } = await planOf(
      'organizations: {P: {members: {raj@x.org: member}}}',
      'removed: [{organization: P}]\nprotected: [{user: raj@x.org}]',
    );
    expect(blocked(guardsWithConsent)).toEqual(['protected user/raj: organization/P']);
  });

  test.each<[string, string, string, ...string[]]>([
    [
      'a space is deleted with its organization',
      '{space: s, organization: P}',
      'removed: [{organization: P}]',
      'organization/P',
    ],
    [
      'a space is closed',
      '{space: open, organization: P}',
      inP('spaces: {open: {private: true}}'),
      'space/P/open',
    ],
    [
      'somebody in a space is removed',
      '{space: s, organization: P}',
      inP('spaces: {s: {members: {}, bindings: {raj@x.org: R}}}'),
      'space/P/s/member/raj@x.org',
    ],
    [
      'a project is deleted with its space',
      '{project: p, space: s, organization: P}',
      'removed: [{space: s, organization: P}]',
      'space/P/s',
    ],
    [
      'a role is cut',
      '{role: R}',
      'manage: {roles: additive}\nroles: {R: {permissions: [TAG_READ]}}',
      'role/R',
    ],
    ['a role is taken from somebody', '{role: R}', inP('spaces: {s: {bindings: {}}}')],
    ['an organization is renamed', '{organization: N}', 'organizations: {N: {previously: [P]}}'],
  ])('a thing: %s', async (_, selector, file, ...expected) => {
    const { guardsWithConsent } = await planOf(seed, `${file}\nprotected: [${selector}]`);
    const verdict = guardsWithConsent.find(({ rule }) => rule === 'protected');
    expect(verdict?.changes).toEqual(expected);
  });

  test('a name that nothing has may mean anything: nothing is removed or reduced', async () => {
    const entry = 'protected: [{space: gone, organization: P}]';
    const mixed = inP('members: {raj@x.org: admin, mei@x.org: member, kim@x.org: member}');
    const plan = await planOf(seed, `${mixed}\n${entry}`);
    expect(judged(plan)).toEqual({
      now: ['protected space/P/gone: organization/P/member/mei'],
      withConsent: ['protected space/P/gone: organization/P/member/mei, organization/P/member/tom'],
    });
    expect(plan.guards.find(({ rule }) => rule === 'protected')?.message).toBe(
      'No such space to protect: "gone". Until this is fixed, nothing may be removed or reduced. Correct or remove the entry under `protected`.',
    );
    // What only grants goes on, and so does what is named exactly.
    const given = inP('members: {raj@x.org: admin, mei@x.org: admin, tom@x.org: admin}');
    const tombstone = 'removed: [{space: closed, organization: P}]';
    expect(judged(await planOf(seed, `${given}\n${tombstone}\n${entry}`))).toEqual(nothing);
    const person = 'protected: [{user: rja@x.org}]';
    expect(judged(await planOf(seed, `${given}\n${tombstone}\n${person}`))).toEqual({
      now: [],
      withConsent: ['protected user/rja: space/P/closed'],
    });
  });

  test('held-back removals never block the safe part', async () => {
    const file = inP('members: {mei@x.org: admin, tom@x.org: admin, kim@x.org: member}');
    expect(judged(await planOf(seed, `${file}\n${raj}`))).toEqual({
      now: [],
      withConsent: ['protected user/raj: organization/P/member/raj'],
    });
  });
});

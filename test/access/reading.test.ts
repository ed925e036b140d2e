import { describe, expect, test } from 'vitest';
import type { AccessDelta } from '../../src/delta.ts';
import { refAddress } from '../../src/kinds/index.ts';
import { planOf } from '../account/compare.ts';
import { short } from '../account/lines.ts';

/** Entries in short: `raj loses space/P/s`. */
const told = ({ changes }: AccessDelta): readonly string[] =>
  changes.map(({ person, effect, place }) =>
    short(`${person} ${effect} ${place === undefined ? 'account' : refAddress(place)}`),
  );

const account = `
roles: {Reader: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {jane@x.org: admin, raj@x.org: member, mei@x.org: read-only, bot@x.org: member}
    spaces:
      s:
        private: true
        members: {raj@x.org: member, bot@x.org: member}
        bindings: {mei@x.org: Reader}
        projects: {p: {}, q: {restricted: true, bindings: {mei@x.org: Reader}}}
      open: {private: false, projects: {r: {}}}
`;

describe('what judging needs is read, however little the file says', () => {
  test('a restriction alone names everybody in the space', async () => {
    const file = 'organizations: {P: {spaces: {s: {projects: {p: {restricted: true}}}}}}';
    const { access } = await planOf(account, file);
    expect(told(access.asRun)).toEqual([
      'bot loses project/P/s/p',
      'mei loses project/P/s/p',
      'raj loses project/P/s/p',
    ]);
    expect(access.asRun.changes.map(({ service }) => service === true)).toEqual([
      true,
      false,
      false,
    ]);
  });

  test('a private space alone names the organization', async () => {
    const file = 'organizations: {P: {spaces: {open: {private: true}}}}';
    expect(told((await planOf(account, file)).access.asRun)).toEqual([
      'bot loses space/P/open',
      'bot loses project/P/open/r',
      'mei loses space/P/open',
      'mei loses project/P/open/r',
      'raj loses space/P/open',
      'raj loses project/P/open/r',
    ]);
  });

  test('a new space member is followed into the projects, restricted ones left out', async () => {
    const bare = account.replace('bindings: {mei@x.org: Reader}\n', 'bindings: {}\n');
    const file =
      'organizations: {P: {spaces: {s: {members: {raj@x.org: member, mei@x.org: member}}}}}';
    expect(told((await planOf(bare, file)).access.asRun)).toEqual([
      'mei gains space/P/s',
      'mei gains project/P/s/p',
    ]);
  });

  test('somebody who leaves the organization loses what is below it, and it is held back', async () => {
    const file = 'organizations: {P: {members: {jane@x.org: admin, mei@x.org: read-only}}}';
    const { access } = await planOf(account, file);
    expect(told(access.asRun)).toEqual([]);
    expect(told(access.withConsent)).toEqual([
      'raj loses organization/P',
      'raj loses space/P/open',
      'raj loses project/P/open/r',
      'raj loses space/P/s',
      'raj loses project/P/s/p',
    ]);
    expect(access.withConsent.losingAll.map(({ person }) => person)).toEqual(['raj@x.org']);
  });
});

test('the team that brings somebody comes along with the way in', async () => {
  const file = `teams: {crew: [tom@x.org]}
organizations: {P: {members: {jane@x.org: admin, raj@x.org: member, mei@x.org: admin, crew: member}}}`;
  const { access } = await planOf(account, file);
  const ways = access.asRun.changes
    .filter(({ place }) => place?.kind === 'organization')
    .map(({ person, via: { how, team } }) => short(`${person} ${how} ${team ?? 'by name'}`));
  expect(ways).toEqual(['mei own by name', 'tom own crew']);
});

describe('losing everything', () => {
  const seed = `
users:
  jane@x.org: {name: Jane, role: admin}
  eve@x.org: {name: Eve, role: member, status: expired}
  ivy@x.org: {name: Ivy, role: member, status: invited}
  max@x.org: {name: Max, role: member}
organizations:
  P:
    members: {jane@x.org: admin, eve@x.org: member, ivy@x.org: member, max@x.org: member}
    spaces: {s: {private: true, members: {eve@x.org: member, ivy@x.org: member, max@x.org: member}}}
`;

  // Nobody can accept an invitation that ran out, so it opens nothing; an open one does.
  test.each([
    ['members fall out of the file', 'organizations: {P: {members: {jane@x.org: admin}}}'],
    ['a space is removed', 'removed: [{organization: P}]'],
    ['people are blocked', 'removed: [{user: eve@x.org}, {user: ivy@x.org}, {user: max@x.org}]'],
  ])('is not said of an invitation that has expired: %s', async (_, file) => {
    const { access } = await planOf(seed, file, { consent: true });
    expect(access.withConsent.losingAll.map(({ person }) => short(person))).toEqual(['ivy', 'max']);
  });
});

describe('whoever is blocked has nothing left, whatever an admin right hid', () => {
  test('an admin of the account loses, and nothing is unsure', async () => {
    const seed = account.replace(
      'members: {jane@x.org: admin,',
      'members: {kim@x.org: member, jane@x.org: admin,',
    );
    const file = `removed: [{user: kim@x.org}]
organizations: {P: {spaces: {s: {members: {raj@x.org: member}}}}}`;
    const { access } = await planOf(seed, file, { consent: true });
    const effects = new Set(
      access.asRun.changes.map(({ person, effect }) => `${person} ${effect}`),
    );
    expect([...effects]).toEqual(['kim@x.org loses', 'mei@x.org loses']);
  });
});

describe('what is not known is not claimed', () => {
  test.each([
    ['which names no spaces', ''],
    ['which names one', ', spaces: {open: {}}'],
  ])('open spaces into which somebody new comes by a file %s', async (_, spaces) => {
    const members = 'jane@x.org: admin, raj@x.org: member, mei@x.org: read-only, tom@x.org: member';
    const file = `organizations: {P: {members: {${members}}${spaces}}}`;
    const { access } = await planOf(account, file);
    expect(told(access.asRun)).toEqual(['tom gains organization/P']);
    expect(access.asRun.unread).toEqual(['space/P/open']);
  });

  test('holders of an edited role in places of which nothing is read are named apart', async () => {
    const { access } = await planOf(account, 'roles: {Reader: {permissions: [DATASET_READ]}}');
    expect(told(access.asRun)).toEqual([]);
    expect(access.asRun.beyond.map(({ person, role, cause }) => [person, role, cause])).toEqual([
      ['mei@x.org', 'Reader', 'role/Reader'],
      ['mei@x.org', 'Reader', 'role/Reader'],
    ]);
  });

  test('what an admin right hid may be anything once the right goes', async () => {
    const seed = `
organizations:
  P:
    members: {jane@x.org: admin, raj@x.org: admin}
    spaces: {s: {private: true, members: {raj@x.org: member}}}
`;
    const file = 'organizations: {P: {members: {jane@x.org: admin, raj@x.org: member}}}';
    expect(told((await planOf(seed, file)).access.asRun)).toEqual([
      'raj loses organization/P',
      'raj unsure space/P/s',
    ]);
  });

  test('an unknown organization role may be an admin right', async () => {
    const file = 'organizations: {P: {spaces: {open: {private: true}}}}';
    const { access } = await planOf(account, file, {
      behaviour: { organization_roles_readable: false },
    });
    expect(new Set(access.asRun.changes.map(({ effect }) => effect))).toEqual(new Set(['unsure']));
  });
});

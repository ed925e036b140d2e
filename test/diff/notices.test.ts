import { expect, test } from 'vitest';
import { openAccount } from '../account/account.ts';
import { differenceIn, differenceOf } from '../account/compare.ts';
import { short } from '../account/lines.ts';

const organization = 'organizations: {P: {members: {raj@x.org: member}, spaces: {s: {}}}}';
const users = (more: string): string =>
  `users: {jane@x.org: {name: Jane, role: admin}, raj@x.org: {name: Raj, role: member}, ${more}}\n${organization}`;
const give = (email: string): string =>
  `organizations: {P: {spaces: {s: {members: {${email}: member}}}}}`;

test.each<[string, string, string, ...string[]]>([
  [
    'an invitation that ran out',
    users('eve@x.org: {name: Eve, role: member, status: expired}'),
    'users: {eve@x.org: {}}',
    'invitation-expired: The invitation for eve has expired. Send a new one: users reinvite eve',
  ],
  [
    'an invitation that waits',
    users('ivy@x.org: {name: Ivy, role: member, status: invited}'),
    'users: {ivy@x.org: {}}',
  ],
  [
    'a new address of somebody who is there',
    organization,
    'users: {raj@y.org: {name: Rajiv, role: member, invite: none}}',
    'new-address: raj@y.org may be raj, who is not in the file. Arize cannot change an e-mail address, so this adds a second person with the access in the file. The old one stays. To offboard the old one: users offboard raj',
  ],
  [
    'a new address, by the name',
    organization,
    'users: {rajesh@y.org: {name: raj, role: member, invite: none}}',
    'new-address: rajesh@y.org may be raj, who is not in the file. Arize cannot change an e-mail address, so this adds a second person with the access in the file. The old one stays. To offboard the old one: users offboard raj',
  ],
  [
    'a new address beside the old one',
    organization,
    'users: {raj@y.org: {name: Raj, role: member, invite: none}, raj@x.org: {}}',
  ],
  [
    'a new address of somebody who goes',
    organization,
    'users: {raj@y.org: {name: Raj, role: member, invite: none}}\nremoved: [{user: raj@x.org}]',
  ],
  [
    'a new address of somebody blocked',
    users('zed@x.org: {name: Zed, role: member, status: inactive}'),
    'users: {zed@y.org: {name: Zed, role: member, invite: none}}',
    'new-address: zed@y.org may be zed, who is blocked. Blocking cannot be undone; this adds a second person.',
  ],
  [
    'grants that the next login overrules',
    `${organization}\nsaml: [{domains: [x.org], sync: true, fallback: {organization: P, role: member}}]`,
    give('raj@x.org'),
    'roles-synced-at-login: The identity provider of x.org may overwrite these changes for 1 person at the next login. It sets roles at each login.',
  ],
  [
    'what the next login may give back',
    `${organization}\nsaml: [{domains: [x.org], sync: true, fallback: {organization: P, role: member}}]`,
    'organizations: {P: {members: {}}}',
    'roles-synced-at-login: The identity provider of x.org may overwrite these changes for 1 person at the next login. It sets roles at each login.',
  ],
  [
    'somebody who will not log in again',
    `${organization}\nsaml: [{domains: [x.org], sync: true, fallback: {organization: P, role: member}}]`,
    'organizations: {P: {}}\nremoved: [{user: tom@x.org}]',
  ],
  [
    'a provider that leaves roles alone',
    `${organization}\nsaml: [{domains: [x.org], fallback: {organization: P, role: member}}]`,
    give('raj@x.org'),
  ],
  [
    'a name that ignores nothing',
    organization,
    'ignore: [{user: rja@x.org}, {user: "r*@x.org"}]',
    'manages-nothing: access.yaml manages nothing yet: no people, organizations or roles.',
    'ignores-nothing: The entry for person "rja" under `ignore` matches nothing that was read. Check the name.',
  ],
])('%s', async (_, seed, file, ...expected) => {
  const { notices } = await differenceOf(seed, file);
  expect(
    notices.map(({ code, message, next }) =>
      short([`${code}: ${message}`, ...(next ? [`${next.does}:`, ...next.words] : [])].join(' ')),
    ),
  ).toEqual(expected);
});

test('a key that may not see everything', async () => {
  const { notices } = differenceIn(
    await openAccount(organization, { as: 'raj@x.org' }).look(organization),
  );
  expect(notices.map(({ message }) => short(message))).toEqual([
    'raj is not an account admin, so lists may be filtered; nothing is created or removed based on them.',
  ]);
});

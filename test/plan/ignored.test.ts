import { expect, test } from 'vitest';
import { planOf } from '../account/compare.ts';
import { short } from '../account/lines.ts';

const seed = `
roles: {R: {permissions: [PROJECT_READ, TAG_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member, tom@x.org: member}
    spaces:
      own: {members: {raj@x.org: member}}
      legacy: {private: true, members: {raj@x.org: member}, bindings: {tom@x.org: R}}
      open: {}`;

const legacy = 'ignore: [{space: legacy, organization: P}]';

test.each<[what: string, file: string, ...said: string[]]>([
  [
    'somebody leaves the organization',
    `${legacy}\norganizations: {P: {members: {mei@x.org: member, tom@x.org: member}}}`,
    'raj also loses access in space "legacy", which the file ignores.',
  ],
  [
    'somebody leaves what opens an ignored space to them',
    'ignore: [{space: "o*n", organization: P}]\norganizations: {P: {members: {raj@x.org: member, tom@x.org: member}}}',
    'mei also loses access in space "o*n", which the file ignores.',
  ],
  [
    'a person is blocked, by a file that says nothing else',
    `${legacy}\nremoved: [{user: raj@x.org}]`,
    'raj also loses access in space "legacy", which the file ignores.',
  ],
  ['a person is blocked who holds nothing there', `${legacy}\nremoved: [{user: mei@x.org}]`],
  [
    'a person is blocked, and a pattern names places that were not read',
    'ignore: [{space: "leg*", organization: P}]\nremoved: [{user: raj@x.org}]',
    'raj also loses any access they hold in space "leg*", which the file ignores; not all of that was read.',
  ],
  [
    'a role is cut that is held there',
    `${legacy}\nmanage: {roles: additive}\nroles: {R: {permissions: [TAG_READ]}}\norganizations: {P: {members: {raj@x.org: member, mei@x.org: admin, tom@x.org: member}}}`,
    'custom role "R": 1 person also loses permissions in space "legacy", which the file ignores.',
  ],
  [
    'a role is cut that is held there, and the space was not read',
    `${legacy}\nmanage: {roles: additive}\nroles: {R: {permissions: [TAG_READ]}}\norganizations: {P: {spaces: {own: {}}}}`,
    'custom role "R": 1 person also loses permissions in space "legacy", which the file ignores.',
  ],
  ['nothing there is reached', `${legacy}\norganizations: {P: {spaces: {own: {members: {}}}}}`],
])(
  'a place that the file ignores is named where a change reaches it: %s',
  async (_, file, ...said) => {
    const { notices } = await planOf(seed, file);
    expect(
      notices.filter(({ code }) => code === 'reaches-ignored').map(({ message }) => short(message)),
    ).toEqual(said);
  },
);

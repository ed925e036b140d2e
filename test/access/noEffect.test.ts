import { describe, expect, test } from 'vitest';
import { planOf } from '../account/compare.ts';
import { short } from '../account/lines.ts';

/** Changes with the way in that stays, in short: `space/P/s/member/raj: the space is public`. */
async function toldOf(
  seed: string,
  file: string,
  options: Parameters<typeof planOf>[2] = {},
): Promise<readonly string[]> {
  const { changes } = await planOf(seed, file, { consent: true, ...options });
  return changes.map(({ address, noEffect }) => short(`${address}: ${noEffect ?? 'takes'}`));
}

const account = (space: string, more = ''): string =>
  `roles: {R: {permissions: [PROJECT_READ]}, Q: {permissions: [PROJECT_READ, TAG_READ]}}
organizations: {P: {members: {raj@x.org: member, mei@x.org: admin, tom@x.org: read-only}, spaces: {s: {${space}}}}}${more}`;
const inS = (space: string): string => `organizations: {P: {spaces: {s: {${space}}}}}`;

describe('a removal without effect says by which way somebody stays in', () => {
  test.each([
    [
      'the space is public, and the organization gives as much',
      account('members: {raj@x.org: member}'),
      inS('members: {}'),
      ['space/P/s/member/raj: the space is public'],
    ],
    [
      'another role gives as much',
      account('private: true, bindings: {raj@x.org: Q}, projects: {p: {bindings: {raj@x.org: R}}}'),
      inS('projects: {p: {bindings: {}}}'),
      ['project/P/s/p/binding/raj: role "Q" in space "s"'],
    ],
    [
      'a built-in role in the space gives as much',
      account(
        'private: true, members: {raj@x.org: member}, projects: {p: {bindings: {raj@x.org: R}}}',
      ),
      inS('projects: {p: {bindings: {}}}'),
      ['project/P/s/p/binding/raj: member of space "s"'],
    ],
    [
      'an admin of the organization',
      account('private: true, projects: {p: {restricted: true, bindings: {mei@x.org: R}}}'),
      inS('projects: {p: {bindings: {}}}'),
      ['project/P/s/p/binding/mei: admin of organization "P"'],
    ],
    [
      'an admin of the account, who is lowered in an organization',
      account('', '').replace('mei@x.org: admin', 'mei@x.org: admin, kim@x.org: admin'),
      'organizations: {P: {members: {raj@x.org: member, mei@x.org: admin, tom@x.org: read-only, kim@x.org: member}}}',
      ['organization/P/member/kim: admin of the account'],
    ],
    [
      'what the same run gives',
      account('private: true, projects: {p: {bindings: {raj@x.org: R}}}'),
      inS('bindings: {raj@x.org: R}, projects: {p: {bindings: {}}}'),
      ['project/P/s/p/binding/raj: role "R" in space "s"', 'space/P/s/binding/raj: takes'],
    ],
  ])('%s', async (_, seed, file, expected) => {
    expect((await toldOf(seed, file)).toSorted()).toEqual(expected.toSorted());
  });
});

describe('is not said', () => {
  test.each<[string, string, string, Parameters<typeof planOf>[2], string]>([
    [
      'where less is left',
      account('members: {tom@x.org: member}'),
      inS('members: {}'),
      {},
      'space/P/s/member/tom: takes',
    ],
    [
      'where the same run closes the place',
      account('members: {raj@x.org: member}'),
      inS('private: true, members: {}'),
      {},
      'space/P/s/member/raj: takes',
    ],
    [
      'where both of two grants go that give the same',
      account('private: true, bindings: {raj@x.org: R}, members: {raj@x.org: read-only}'),
      inS('members: {}, bindings: {}'),
      {},
      'space/P/s/member/raj: takes',
    ],
    [
      'where something in the place is lost',
      account('members: {raj@x.org: member}, bindings: {raj@x.org: R}').replace(
        'tom@x.org: read-only',
        'tom@x.org: read-only, kim@x.org: member',
      ),
      'organizations: {P: {members: {mei@x.org: admin, tom@x.org: read-only, kim@x.org: member}}}',
      {},
      'organization/P/member/raj: takes',
    ],
    [
      'where the organization role is not shown',
      account('members: {raj@x.org: member}'),
      inS('members: {}'),
      { behaviour: { organization_roles_readable: false } },
      'space/P/s/member/raj: takes',
    ],
  ])('%s', async (_, seed, file, options, expected) => {
    expect(await toldOf(seed, file, options)).toContain(expected);
  });
});

import { describe, expect, test } from 'vitest';
import { diff } from '../../src/diff/diff.ts';
import { accountClaim, leavesOut, whyLeftOut } from '../../src/plan/claims.ts';
import { openAccount, rewording } from '../account/account.ts';
import { linesOf, untouchedOf } from '../account/lines.ts';
import type { Between } from '../account/account.ts';

const account = (mapping: string): string => `
roles: {R: {permissions: [PROJECT_READ]}, T: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {jane@x.org: admin, raj@x.org: member, mei@x.org: read-only}
    spaces: {s: {members: {raj@x.org: member}, projects: {p: {}}}}
saml: [{domains: [x.org], mappings: [{attributes: {team: a}, ${mapping}}]}]`;

const inProject =
  'organization: {name: P, role: member}, projects: [{space: s, project: p, role: R}]';
const inSpace = 'organization: {name: P, role: member}, spaces: [{space: s, role: R}]';

const file = `
roles: {T: {permissions: [PROJECT_READ]}}
organizations: {P: {members: {jane@x.org: admin, raj@x.org: read-only, mei@x.org: read-only}}}`;

async function found(between: Between | undefined, mapping = inProject) {
  const opened = openAccount(account(mapping), between && { between });
  const { desired, live } = await opened.look(file);
  const difference = diff(desired, live);
  return {
    lines: linesOf(difference),
    untouched: untouchedOf(difference),
    unread: live.coverage.filter(({ complete }) => !complete).map(({ reason }) => reason),
  };
}

/** The server with some of its names changed, in what it is asked and in what it answers. */
const renamed = (...names: readonly (readonly [from: string, to: string])[]): Between => {
  const swap = (text: string, one: 0 | 1, other: 0 | 1): string =>
    names.reduce(
      (sum, pair) => sum.replaceAll(new RegExp(`\\b${pair[one]}\\b`, 'g'), pair[other]),
      text,
    );
  return rewording(
    (text) => swap(text, 1, 0),
    (text) => swap(text, 0, 1),
  );
};

/** A server that does not talk about its schema. */
const silent: Between = async (request, ask) => {
  const body = request.method === 'POST' ? await request.clone().text() : '';
  if (!body.includes('__type')) return ask(request);
  return Response.json({ errors: [{ message: 'introspection is not allowed' }] });
};

const lowered = '~ organization/P/member/raj member -> read-only';
const mapped =
  '! unsafe role/R: The identity provider for x.org grants it at login. Change its role mappings first.';
const unclear = (why: string): string =>
  `! unsafe role/R: SAML mappings could not be fully read, and one may refer to it: ${why}. Check the role mappings of x.org in Arize; if none uses it, delete it there.`;

describe('what a type of the schema is called decides nothing', () => {
  test.each<[string, Between | undefined]>([
    ['as the sandbox has them', undefined],
    ['mappings', renamed(['SAMLRoleMapping', 'RoleMapping'])],
    [
      'organization members',
      renamed(
        ['AccountOrganizationUser', 'OrgPerson'],
        ['AccountOrganizationUserConnection', 'OrgPeople'],
        ['AccountOrganizationUserEdge', 'OrgPeopleEdge'],
      ),
    ],
  ])('%s', async (_, between) => {
    expect(await found(between)).toMatchObject({ lines: [lowered, mapped], unread: [] });
  });
});

test('a field of mappings that this release does not know is read all the same', async () => {
  const between = renamed(['projectRolesMap', 'modelRoles']);
  expect(await found(between)).toMatchObject({ lines: [lowered, mapped], unread: [] });
});

test('a field of mappings that cannot be read refuses the deletion, and is named', async () => {
  const between = rewording(
    (text) => text.replace('projectRolesMap', ''),
    (text) =>
      text.replace(
        /("name":)"projectRolesMap"(,"args":\[\],"type":)(.*?)"name":"String","kind":"SCALAR"/,
        '$1"dashboardRoles"$2$3"name":"DashboardRole","kind":"OBJECT"',
      ),
  );
  const why = 'this release does not know the field dashboardRoles';
  expect(await found(between)).toMatchObject({
    lines: [lowered, unclear(why)],
    unread: [`${why}.`],
  });
});

test.each(['spaceRbacRolesMap', 'projectRolesMap'])(
  '%s is null: not "no mapping"',
  async (name) => {
    const between = rewording(
      (text) => text,
      (text) => text.replace(new RegExp(`"${name}":\\[.*?\\](?=,"|\\})`), `"${name}":null`),
    );
    const why = `Arize does not show the field ${name} of a role mapping`;
    const { lines } = await found(between, name === 'projectRolesMap' ? inProject : inSpace);
    expect(lines).toEqual([lowered, unclear(why)]);
  },
);

test('roleMappings is null: not "no mapping"', async () => {
  const between = rewording(
    (text) => text,
    (text) => text.replace(/"roleMappings":\[.*?\}\]/, '"roleMappings":null'),
  );
  expect(await found(between)).toMatchObject({
    lines: [lowered, unclear('Arize does not show its role mappings')],
  });
});

describe('a schema that may not be asked', () => {
  test('is no failure: what it hides is counted', async () => {
    const { desired, live } = await openAccount(account(inSpace), { between: silent }).look(file);
    const { untouched } = diff(desired, live);
    const claim = accountClaim({ ...live, untouched });
    expect(leavesOut(claim)).toEqual([{ is: 'roles', count: 3 }, { is: 'mappings' }]);
    expect(leavesOut(claim).map(whyLeftOut)).toEqual(['unshown', 'unshown']);
  });

  test('what needs it is unknown, and the rest is planned', async () => {
    const why =
      'Arize did not answer the schema query (GraphQL query TypeShape: Arize returned an error: introspection is not allowed)';
    expect(await found(silent)).toEqual({
      lines: [unclear(why)],
      untouched: expect.arrayContaining(['3 unverified organization_member organization/P/member']),
      unread: [`${why}.`],
    });
  });

  test('members are listed to the last page all the same', async () => {
    const opened = openAccount(account(inSpace), { between: silent });
    const { live } = await opened.look(file);
    const members = live.items.filter(({ kind }) => kind === 'organization_member');
    expect(members.map(({ key }) => key.at(-1))).toEqual(['jane@x.org', 'mei@x.org', 'raj@x.org']);
    expect(members.map(({ fields }) => fields)).toEqual([{}, {}, {}]);
  });
});

/** Organization members in one piece: the schema takes no pages, and the first two of them is all that comes. */
const inOnePiece = (pageInfo: boolean): Between => {
  const unpaged = rewording(
    (text) => text,
    (text) => {
      const args = /("name":"accountOrganizationUsers","args":)\[[^\]]*\]/;
      const plain = text.replace(args, '$1[]');
      return pageInfo ? plain.replaceAll('"hasNextPage":false', '"hasNextPage":true') : plain;
    },
  );
  return async (request, ask) => {
    const body = request.method === 'POST' ? await request.clone().text() : '';
    const isAbout = body.includes('accountOrganizationUsers') || body.includes('TypeShape');
    return isAbout ? unpaged(request, ask) : ask(request);
  };
};

test('a list in one piece that says that it goes on is not the whole list', async () => {
  await expect(found(inOnePiece(true))).rejects.toMatchObject({
    unread: [
      {
        kind: 'organization_member',
        scope: 'organization/P',
        error: {
          message:
            'GraphQL query OrganizationMembers: Arize returned 3 entries and says there are more, but offers no way to request them.',
        },
      },
    ],
  });
});

test('a list in one piece that says that it is all of it is', async () => {
  expect(await found(inOnePiece(false))).toMatchObject({ lines: [lowered, mapped] });
});

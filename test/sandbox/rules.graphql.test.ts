import { describe, expect, test } from 'vitest';
import type { World } from './world.ts';
import { openPeople, people as ids } from './people.ts';

/** The rules of GraphQL that a client meets (sections 3 and 4 of what is known). */

const word = (name: string): object => ({ type: 'PREDEFINED', name });

/** A person in a space: how they get in, their built-in role, their custom role. */
async function access(world: World, space: string, name: string): Promise<string> {
  const query = `query ($id: ID!, $search: String) { node(id: $id) { ... on Space {
    spaceUsers(first: 50, search: $search) { edges { node { membership role customRole { name } } } } } } }`;
  const { body } = await world.ask(query, { id: space, search: `${name}@` });
  const nodes = JSON.stringify(body).matchAll(
    /"membership":"(\w+)","role":"?(\w+)"?,"customRole":(?:null|\{"name":"(\w+)"\})/g,
  );
  return [...nodes].map(([, kind, role, custom]) => `${kind} ${role} ${custom ?? '-'}`).join(', ');
}

const usersOf = (first: number): string =>
  `{ rateLimit { limit cost } account { users(first: ${first}) { edges { node { id name email status accountRole userType createdAt z: id } } } } }`;

describe('3.1 transport', () => {
  test('3.1 the key comes in x-api-key, not in authorization', async () => {
    const { sandbox } = openPeople();
    const body = JSON.stringify({ query: '{ viewer { id } }' });
    const status = async (headers: Record<string, string>): Promise<number> => {
      const request = new Request('http://sandbox/graphql', { method: 'POST', headers, body });
      return (await sandbox.handle(request)).status;
    };
    expect(await status({ 'x-api-key': 'admin-key' })).toBe(200);
    expect(await status({ authorization: 'Bearer admin-key' })).toBe(401);
  });

  test('3.1 errors of a query come with HTTP 200, with message, place and path', async () => {
    const query = '{ account { samlIdPs(first: 1) { edges { node { id } } } } }';
    const { status, body } = await openPeople().ask(query, {}, 'member-key');
    expect([status, body]).toEqual([
      200,
      {
        data: { account: { samlIdPs: null } },
        errors: [
          {
            message: 'Only account admins can read identity providers',
            locations: [{ line: 1, column: 13 }],
            path: ['account', 'samlIdPs'],
          },
        ],
      },
    ]);
  });

  test('3.1 introspection is allowed', async () => {
    const { body } = await openPeople().ask('{ __type(name: "Space") { fields { name } } }');
    expect(JSON.stringify(body)).toContain('spaceUsers');
  });

  test('3.1 mutations are refused: this schema reads', async () => {
    const { body } = await openPeople().ask('mutation { deleteSpace { id } }');
    expect(body).toHaveProperty('errors');
  });

  test('3.1 the complexity limit is 1000, and cost can be asked for', async () => {
    const { ask } = openPeople();
    const { body } = await ask(usersOf(99));
    expect(body).toMatchObject({ data: { rateLimit: { limit: 1000, cost: 995 } } });
    expect((await ask(usersOf(100))).body).toMatchObject({
      errors: [{ message: expect.stringContaining('complexity of 1005') }],
    });
  });

  test.each(['users', 'organizations', 'roles', 'samlIdPs'])(
    '3.1 account.%s needs first',
    async (field) => {
      const { body } = await openPeople().ask(`{ account { ${field} { edges { node { id } } } } }`);
      expect(body).toMatchObject({
        errors: [{ message: `\`${field}\` needs \`first\` or \`last\` to be paged` }],
      });
    },
  );
});

describe('3.2 who is in a space', () => {
  const rows: [rule: string, space: string, name: string, expected: string][] = [
    [
      '3.2 an account admin comes as one, besides all other roles',
      ids.alpha,
      'jane',
      'ACCOUNT_ADMIN null -',
    ],
    ['3.2 an organization admin comes as one', ids.alpha, 'omar', 'ORGANIZATION_ADMIN null -'],
    ['3.2 a member comes with their word', ids.alpha, 'sue', 'EXPLICIT_MEMBERSHIP admin -'],
    [
      '3.2 a custom role comes without a word',
      ids.alpha,
      'gus',
      'EXPLICIT_MEMBERSHIP null Gatekeeper',
    ],
    ['3.2 a word and a role come together', ids.alpha, 'raj', 'EXPLICIT_MEMBERSHIP member Reader'],
    ['4 the organization enters a public space', ids.open, 'gus', 'PUBLIC_MEMBERSHIP null -'],
    ['4 and no private one', ids.alpha, 'pat', ''],
    ['3.2 who is outside is not listed', ids.open, 'oz', ''],
  ];
  test.each(rows)('%s', async (_rule, space, name, expected) => {
    expect(await access(openPeople(), space, name)).toBe(expected);
  });

  test.each([
    ['jane', 'EXPLICIT_MEMBERSHIP admin -'],
    ['omar', 'EXPLICIT_MEMBERSHIP member -'],
  ])('9.4 the membership of %s may show behind the admin', async (name, expected) => {
    const world = openPeople({ behaviour: { mask_admin_memberships: false } });
    expect(await access(world, ids.alpha, name)).toBe(expected);
  });

  test('4 making a public space private closes it to the organization', async () => {
    const world = openPeople();
    await world.send('PATCH', `/v2/spaces/${ids.open}`, { is_private: true });
    expect(await access(world, ids.open, 'gus')).toBe('');
    expect(
      (await world.send('GET', `/v2/spaces/${ids.open}`, undefined, 'gatekeeper-key')).status,
    ).toBe(404);
  });

  test('1.10 what REST writes, GraphQL reads', async () => {
    const world = openPeople();
    const users = `/v2/spaces/${ids.alpha}/users`;
    await world.send('POST', users, { user_id: ids.pat, role: word('READ_ONLY') });
    expect(await access(world, ids.alpha, 'pat')).toBe('EXPLICIT_MEMBERSHIP readOnly -');
    await world.send('DELETE', `${users}/${ids.pat}`);
    expect(await access(world, ids.alpha, 'pat')).toBe('');
  });
});

describe('3.2 what is visible', () => {
  test.each([
    ['an organization', ids.lab, 'member-key'],
    ['a private space', ids.alpha, 'outsider-key'],
    ['a restricted project', ids.fraud, 'bot-key'],
  ])('3.2 %s that the caller does not see is null', async (_name, id, key) => {
    const { body } = await openPeople().ask(
      'query ($id: ID!) { node(id: $id) { id } }',
      { id },
      key,
    );
    expect(body).toEqual({ data: { node: null } });
  });

  test('1.8 who is blocked is inactive here, and nowhere in REST', async () => {
    const query = '{ account { users(first: 1, search: "gone@") { edges { node { status } } } } }';
    expect((await openPeople().ask(query)).body).toEqual({
      data: { account: { users: { edges: [{ node: { status: 'inactive' } }] } } },
    });
  });

  test('9.2 the role of an organization member may be unknown: the field is not in the schema', async () => {
    const { ask } = openPeople({ behaviour: { organization_roles_readable: false } });
    const { body } = await ask('{ __type(name: "AccountOrganizationUser") { fields { name } } }');
    expect(body).toEqual({ data: { __type: { fields: [{ name: 'user' }, { name: 'id' }] } } });
  });
});

import { buildSchema, getNamedType, isInterfaceType, isObjectType, validateSchema } from 'graphql';
import { describe, expect, test } from 'vitest';
import { sdl } from '../../src/sandbox/graphql/sdl.ts';
import { ids, open } from './world.ts';

const spaceUsers = `query ($id: ID!, $first: Int = 50, $after: String, $type: UserType, $search: String) {
  node(id: $id) {
    ... on Space {
      spaceUsers(first: $first, after: $after, userType: $type, search: $search) {
        totalCount
        pageInfo { hasNextPage endCursor }
        edges { node { role membership customRole { name } user { name userType } } }
      }
    }
  }
}`;

/** Everyone in a space, one line each. */
function lines(body: unknown): string[] {
  const nodes = JSON.stringify(body).matchAll(
    /"role":("?\w+"?),"membership":"(\w+)","customRole":(?:null|\{"name":"([^"]+)"\}),"user":\{"name":"(\w+)"/g,
  );
  return [...nodes].map(([, role, membership, custom, name]) =>
    [name, membership, role?.replaceAll('"', ''), custom ?? '-'].join(' '),
  );
}

describe('who is in a space', () => {
  test('admins come as admins and mask their own membership, others as they are', async () => {
    const { body } = await open().ask(spaceUsers, { id: ids.alpha });
    expect(lines(body)).toEqual([
      'Jane ACCOUNT_ADMIN null -',
      'Omar ORGANIZATION_ADMIN null -',
      'Raj EXPLICIT_MEMBERSHIP member Reader',
      'Ann EXPLICIT_MEMBERSHIP annotator -',
      'ci EXPLICIT_MEMBERSHIP null Writer',
    ]);
  });

  test('without masking, explicit memberships of admins show', async () => {
    const world = open({ behaviour: { mask_admin_memberships: false } });
    const { body } = await world.ask(spaceUsers, { id: ids.alpha });
    expect(lines(body).slice(0, 2)).toEqual([
      'Jane EXPLICIT_MEMBERSHIP admin -',
      'Omar EXPLICIT_MEMBERSHIP member -',
    ]);
  });

  test('members of the organization enter a space that is not private', async () => {
    const { body } = await open().ask(spaceUsers, { id: ids.open });
    expect(lines(body)).toEqual([
      'Jane ACCOUNT_ADMIN null -',
      'Omar ORGANIZATION_ADMIN null -',
      'Raj EXPLICIT_MEMBERSHIP readOnly -',
      'Ann PUBLIC_MEMBERSHIP null -',
      'ci PUBLIC_MEMBERSHIP null -',
      'Pat PUBLIC_MEMBERSHIP null -',
    ]);
  });

  test.each([
    ['bots', { type: 'bot' }, ['ci EXPLICIT_MEMBERSHIP null Writer']],
    ['a search', { search: 'RAJ@' }, ['Raj EXPLICIT_MEMBERSHIP member Reader']],
  ])('%s only', async (_name, variables, expected) => {
    const { body } = await open().ask(spaceUsers, { id: ids.alpha, ...variables });
    expect(lines(body)).toEqual(expected);
    expect(body).toMatchObject({ data: { node: { spaceUsers: { totalCount: 1 } } } });
  });

  test('pages follow each other', async () => {
    const { ask } = open();
    const first = await ask(spaceUsers, { id: ids.alpha, first: 3 });
    expect(lines(first.body).map((line) => line.split(' ')[0])).toEqual(['Jane', 'Omar', 'Raj']);
    const after = JSON.stringify(first.body).match(/"endCursor":"([^"]+)"/)?.[1];
    const second = await ask(spaceUsers, { id: ids.alpha, first: 3, after });
    expect(lines(second.body).map((line) => line.split(' ')[0])).toEqual(['Ann', 'ci']);
    expect(second.body).toMatchObject({
      data: { node: { spaceUsers: { totalCount: 5, pageInfo: { hasNextPage: false } } } },
    });
  });
});

describe('who is in an organization', () => {
  const query = `query ($id: ID!) { node(id: $id) { ... on AccountOrganization {
    accountOrganizationUsers { pageInfo { hasNextPage } edges { node { ROLE user { name } } } } } } }`;

  test('all people at once, with their built-in roles, without `first`', async () => {
    const { body } = await open().ask(query.replace('ROLE', 'role'), { id: ids.platform });
    expect(body).toEqual({
      data: {
        node: {
          accountOrganizationUsers: {
            pageInfo: { hasNextPage: false },
            edges: [
              { node: { role: 'admin', user: { name: 'Jane' } } },
              { node: { role: 'admin', user: { name: 'Omar' } } },
              { node: { role: 'member', user: { name: 'Raj' } } },
              { node: { role: 'annotator', user: { name: 'Ann' } } },
              { node: { role: 'member', user: { name: 'ci' } } },
              { node: { role: 'readOnly', user: { name: 'Pat' } } },
            ],
          },
        },
      },
    });
  });

  test('roles may be unreadable: then the fields do not exist', async () => {
    const { ask } = open({ behaviour: { organization_roles_readable: false } });
    const probe = await ask('{ __type(name: "AccountOrganizationUser") { fields { name } } }');
    expect(probe.body).toEqual({
      data: { __type: { fields: [{ name: 'user' }, { name: 'id' }] } },
    });
    const { status, body } = await ask(query.replace('ROLE', 'role'), { id: ids.platform });
    expect([status, body]).toMatchObject([
      200,
      { errors: [{ message: 'Cannot query field "role" on type "AccountOrganizationUser".' }] },
    ]);
  });
});

test('what was learnt of a query is of its text alone: not of the server, the account or the variables', async () => {
  const text = `query ($id: ID!) { node(id: $id) { ... on AccountOrganization { name accountOrganizationUsers(first: 1) { edges { node { role } } } } } }`;
  const told = async (world: ReturnType<typeof open>, id: string): Promise<string> =>
    JSON.stringify((await world.ask(text, { id })).body);
  const readable = open();
  const closed = open({ behaviour: { organization_roles_readable: false } });
  for (let round = 0; round < 2; round += 1) {
    /* oxlint-disable no-await-in-loop -- one after the other, each after the others */
    expect(await told(readable, ids.platform)).toContain('"name":"Platform"');
    expect(await told(readable, ids.lab)).toContain('"name":"Lab"');
    expect(await told(closed, ids.platform)).toContain('Cannot query field');
    expect(await told(open(), ids.platform)).toContain('"name":"Platform"');
    // More texts than are remembered.
    for (let other = 0; other < 120; other += 1) {
      expect((await readable.ask(`{ a${other}: __typename }`)).body).toEqual({
        data: { [`a${other}`]: 'Query' },
      });
      expect((await readable.ask(`{ nothing${other} }`)).body).toHaveProperty('errors');
    }
    /* oxlint-enable no-await-in-loop */
  }
});

/** A user as the next test asks for them. */
const user = (name: string, more: object = {}): object => ({
  node: { name, status: 'active', accountRole: 'member', userType: 'human', ...more },
});

test('the account: users of every kind and status, the caller, its parts', async () => {
  const { body } = await open().ask(`{
    viewer { id user { email accountRole } spaces(last: 2) { edges { node { name organization { name } } } } }
    account {
      name
      users(first: 20) { edges { node { name status accountRole userType } } }
      organizations(first: 5, search: "lab") { edges { node { name spaces(first: 5) { edges { node { name private } } } } } }
      roles(first: 4) { pageInfo { hasNextPage } edges { node { name isPredefined } } }
    }
  }`);
  expect(body).toEqual({
    data: {
      viewer: {
        id: ids.jane,
        user: { email: 'jane@example.com', accountRole: 'admin' },
        spaces: {
          edges: [
            { node: { name: 'open', organization: { name: 'Platform' } } },
            { node: { name: 'alpha', organization: { name: 'Lab' } } },
          ],
        },
      },
      account: {
        name: 'Example Corp',
        users: {
          edges: [
            user('Jane', { accountRole: 'admin' }),
            user('Omar'),
            user('Raj'),
            user('Ann', { accountRole: 'annotator' }),
            user('ci', { userType: 'bot' }),
            user('Ivy'),
            user('Eve'),
            user('Gone', { status: 'inactive' }),
            user('Pat'),
          ],
        },
        organizations: {
          edges: [
            {
              node: {
                name: 'Lab',
                spaces: { edges: [{ node: { name: 'alpha', private: false } }] },
              },
            },
          ],
        },
        roles: {
          pageInfo: { hasNextPage: true },
          edges: ['Project Viewer', 'Project Editor', 'Project Admin', 'Annotator'].map((name) => ({
            node: { name, isPredefined: true },
          })),
        },
      },
    },
  });
});

test('identity providers: words for built-in roles, ids for custom ones; ids outlive what they mean', async () => {
  const world = open();
  await world.send('DELETE', `/v2/spaces/${ids.labAlpha}`);
  const { body } = await world.ask(`{ account { samlIdPs(first: 5) { edges { node {
    emailDomainsList { domain } syncUserRoles defaultOrgId defaultOrgRoleId
    roleMappings { attributesMap isAccountAdmin orgRole { orgId roleId } spaceRolesMap spaceRbacRolesMap projectRolesMap }
  } } } } }`);
  expect(body).toEqual({
    data: {
      account: {
        samlIdPs: {
          edges: [
            {
              node: {
                emailDomainsList: [{ domain: 'example.com' }],
                syncUserRoles: true,
                defaultOrgId: ids.platform,
                defaultOrgRoleId: 'member',
                roleMappings: [
                  {
                    attributesMap: [['group', 'ml']],
                    isAccountAdmin: false,
                    orgRole: { orgId: ids.platform, roleId: 'member' },
                    spaceRolesMap: [[ids.alpha, 'readOnly']],
                    spaceRbacRolesMap: [[ids.labAlpha, ids.reader]],
                    projectRolesMap: [[ids.fraud, ids.viewer]],
                  },
                ],
              },
            },
          ],
        },
      },
    },
  });
});

test('projects tell what type they are', async () => {
  const query = `{ node(id: "${ids.alpha}") { ... on Space { models(first: 9) { edges { node { id name projectType } } } } } }`;
  const { body } = await open().ask(query);
  expect(body).toEqual({
    data: {
      node: {
        models: {
          edges: [
            { node: { id: ids.fraud, name: 'fraud', projectType: 'generative' } },
            { node: { id: ids.chat, name: 'chat', projectType: 'generative' } },
            { node: { id: ids.churn, name: 'churn', projectType: 'ml' } },
          ],
        },
      },
    },
  });
});

const usersWith = (fields: string): string =>
  `{ rateLimit { limit cost } account { users(first: 99) { edges { node { id name email status accountRole userType ${fields} } } } } }`;

describe('what a query may cost', () => {
  const costs: [name: string, query: string, cost: number][] = [
    // Arize docs: resource limitations, the worked example `1 + 1 + 50*5 = 252`; rateLimit costs 2 more.
    [
      'the documented example',
      '{ rateLimit { cost } account { organizations(first: 50) { edges { node { id name createdAt } } } } }',
      254,
    ],
    ['introspection is free', '{ rateLimit { cost } __schema { types { name } } }', 2],
    [
      'page information is asked for once',
      '{ rateLimit { cost } account { users(first: 10) { pageInfo { hasNextPage } edges { node { id } } } } }',
      2 + 1 + 1 + 2 + 10 * 3,
    ],
    [
      'pages in pages multiply',
      '{ rateLimit { cost } account { organizations(first: 3) { edges { node { spaces(first: 4) { edges { node { id } } } } } } } }',
      2 + 1 + 1 + 3 * (1 + 1 + 1 + 4 * 3),
    ],
    [
      'fragments and aliases count where they are used',
      '{ rateLimit { cost } account { a: users(first: 5) { ...page } b: users(first: 5) { ...page } } } fragment page on UserConnection { edges { node { ... on User { id } } } }',
      2 + 1 + 2 * (1 + 5 * 3),
    ],
  ];
  test.each(costs)('%s', async (_name, query, cost) => {
    const { body } = await open().ask(query);
    expect(body).toMatchObject({ data: { rateLimit: { cost } } });
  });

  test('1000 is the limit', async () => {
    const { ask } = open();
    expect((await ask(usersWith('createdAt'))).body).toMatchObject({
      data: { rateLimit: { limit: 1000, cost: 896 } },
    });
    expect((await ask(usersWith('a: id b: id c: id'))).body).toEqual({
      errors: [{ message: 'The query has a complexity of 1094, more than the limit of 1000' }],
    });
  });
});

describe('queries that are refused, with status 200', () => {
  const rows: [name: string, query: string, variables: object, message: string][] = [
    [
      'no page size',
      '{ account { users { edges { node { id } } } } }',
      {},
      '`users` needs `first` or `last` to be paged',
    ],
    [
      'null as page size',
      'query ($n: Int) { account { users(first: $n) { edges { node { id } } } } }',
      {},
      '`users` needs `first` or `last` to be paged',
    ],
    [
      'too large a page',
      'query ($n: Int) { account { users(first: $n) { edges { node { id } } } } }',
      { n: 101 },
      '`users` gives pages of 0 to 100',
    ],
    [
      'a field that is not there',
      '{ account { zebra } }',
      {},
      'Cannot query field "zebra" on type "Account".',
    ],
    [
      'a mutation',
      'mutation { deleteSpace(id: 1) { id } }',
      {},
      'Schema is not configured to execute mutation operation.',
    ],
    ['no GraphQL', '{ account', {}, 'Syntax Error: Expected Name, found <EOF>.'],
    [
      'a variable of the wrong type',
      'query ($id: ID!) { node(id: $id) { id } }',
      {},
      'Variable "$id" of required type "ID!" was not provided.',
    ],
    [
      'a foreign cursor',
      '{ account { users(first: 1, after: "x") { edges { node { id } } } } }',
      {},
      'The cursor is not from this connection',
    ],
  ];
  test.each(rows)('%s', async (_name, query, variables, message) => {
    const { status, body } = await open().ask(query, { ...variables });
    expect([status, body]).toMatchObject([200, { errors: [{ message }] }]);
  });

  test('no key is 401, a body without a query 400', async () => {
    const { ask, sandbox } = open();
    expect((await ask('{ account { id } }', {}, null)).status).toBe(401);
    const request = new Request('http://sandbox/graphql', {
      method: 'POST',
      headers: { 'x-api-key': 'admin-key' },
      body: '[]',
    });
    expect((await sandbox.handle(request)).status).toBe(400);
  });
});

test('every field of the schema can be asked for', async () => {
  const schema = buildSchema(sdl(true));
  const fields = (typeName: string, depth: number): string => {
    const type = schema.getType(typeName);
    if (!isObjectType(type) && !isInterfaceType(type)) return '';
    const parts = Object.values(type.getFields()).map((field) => {
      const inner = getNamedType(field.type);
      if (!isObjectType(inner) && !isInterfaceType(inner)) return field.name;
      if (depth === 0 || inner.name === 'Node') return '';
      const page = field.args.some((argument) => argument.name === 'first') ? '(first: 1)' : '';
      const below = fields(inner.name, depth - 1);
      return below === '' ? '' : `${field.name}${page} { ${below} }`;
    });
    return parts.filter((part) => part !== '').join(' ');
  };
  const { ask } = open();
  for (const root of Object.keys(schema.getQueryType()?.getFields() ?? {})) {
    if (root === 'node') continue;
    const type = getNamedType(schema.getQueryType()?.getFields()[root]?.type);
    const { body } = await ask(`{ ${root} { ${fields(type?.name ?? '', 7)} } }`);
    expect(body).not.toHaveProperty('errors');
    expect(body).toHaveProperty(['data', root]);
  }
});

test.each([true, false])('the schema is a valid one (organization roles: %s)', (readable) => {
  expect(validateSchema(buildSchema(sdl(readable)))).toEqual([]);
});

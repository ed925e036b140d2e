import { describe, expect, test } from 'vitest';
import type { World } from './world.ts';
import { globalId } from '../../src/sandbox/ids.ts';
import { openPeople, people as ids, rowsOf } from './people.ts';

/** The rules that every operation of REST v2 shares (sections 1.1 to 1.6 of what is known). */

/** The statuses that the REST v2 types list for each operation; 429 can always happen. */
const documented: Readonly<Record<string, readonly number[]>> = {
  'GET /v2/users': [200, 400, 401, 403],
  'POST /v2/users': [200, 201, 400, 401, 403, 404, 409, 422],
  'GET /v2/users/{user}': [200, 400, 401, 404],
  'PATCH /v2/users/{user}': [200, 400, 401, 403, 404, 422],
  'DELETE /v2/users/{user}': [204, 400, 401, 403, 404],
  'POST /v2/users/{user}/resend-invitation': [204, 400, 401, 403, 404],
  'POST /v2/users/{user}/reset-password': [204, 400, 401, 403, 404],
  'GET /v2/organizations': [200, 400, 401, 403],
  'POST /v2/organizations': [201, 400, 401, 403, 409, 422],
  'GET /v2/organizations/{organization}': [200, 400, 401, 404],
  'PATCH /v2/organizations/{organization}': [200, 400, 401, 403, 404, 409, 422],
  'DELETE /v2/organizations/{organization}': [204, 400, 401, 403, 404],
  'POST /v2/organizations/{organization}/users': [200, 400, 401, 403, 404, 422],
  'DELETE /v2/organizations/{organization}/users/{user}': [204, 400, 401, 403, 404],
  'GET /v2/spaces': [200, 400, 401, 403],
  'POST /v2/spaces': [201, 400, 401, 403, 404, 409, 422],
  'GET /v2/spaces/{space}': [200, 400, 401, 403, 404],
  'PATCH /v2/spaces/{space}': [200, 400, 401, 403, 404, 409, 422],
  'DELETE /v2/spaces/{space}': [204, 400, 401, 403, 404],
  'POST /v2/spaces/{space}/users': [200, 400, 401, 403, 404, 422],
  'DELETE /v2/spaces/{space}/users/{user}': [204, 400, 401, 403, 404],
  'GET /v2/projects': [200, 400, 401, 403, 404],
  'POST /v2/projects': [201, 400, 401, 403, 409, 422],
  'GET /v2/projects/{project}': [200, 400, 401, 403, 404],
  'PATCH /v2/projects/{project}': [200, 400, 401, 403, 404, 422],
  'DELETE /v2/projects/{project}': [204, 400, 401, 403, 404],
  'GET /v2/roles': [200, 400, 401, 403],
  'POST /v2/roles': [201, 400, 401, 403, 409, 422],
  'GET /v2/roles/{role}': [200, 400, 401, 404],
  'PATCH /v2/roles/{role}': [200, 400, 401, 403, 404, 409, 422],
  'DELETE /v2/roles/{role}': [204, 400, 401, 403, 404],
  'GET /v2/role-bindings': [200, 400, 401, 404],
  'POST /v2/role-bindings': [201, 400, 401, 403, 404, 409, 422],
  'GET /v2/role-bindings/{binding}': [200, 400, 401, 404],
  'PATCH /v2/role-bindings/{binding}': [200, 400, 401, 404, 409, 422],
  'DELETE /v2/role-bindings/{binding}': [204, 400, 401, 404],
  'GET /v2/resource-restrictions': [200, 400, 401],
  'POST /v2/resource-restrictions': [200, 400, 401, 403, 404, 422],
  'DELETE /v2/resource-restrictions/{project}': [204, 400, 401, 403, 404],
  'GET /v2/api-keys': [200, 400, 401, 403, 404],
  'POST /v2/api-keys': [201, 400, 401, 403, 404, 422],
  'POST /v2/api-keys/{key}/refresh': [200, 400, 401, 403, 404, 422],
  'PUT /v2/api-keys/{key}/revoke': [204, 400, 401, 403, 404],
  'GET /v2/audit-logs': [200, 400, 401, 403],
};

/** Ids for the place of `{name}`: one that is there, one that is not, one of another kind. */
const candidates: Readonly<Record<string, readonly string[]>> = {
  user: [ids.pat, ids.unknownPerson, ids.alpha],
  organization: [ids.platform, globalId('AccountOrganization', 99), ids.alpha],
  space: [ids.alpha, ids.nowhere, ids.pat],
  project: [ids.fraud, ids.chat, globalId('Model', 99), ids.pat],
  role: [ids.reader, ids.viewer, globalId('Role', 99), ids.pat],
  binding: [globalId('RoleBinding', 1), globalId('RoleBinding', 99), ids.pat],
  key: [globalId('ApiKey', 3), globalId('ApiKey', 5), globalId('ApiKey', 99), ids.pat],
};

const word = { type: 'PREDEFINED', name: 'MEMBER' };
const bodies: unknown[] = [
  undefined,
  '{',
  {},
  [],
  { name: 'Lab' },
  { name: 'chat', space_id: ids.alpha },
  { name: 'alpha', organization_id: ids.platform },
  { name: 'Reader', permissions: ['TAG_READ'] },
  { name: 'N', email: 'raj@example.com', role: word, invite_mode: 'NONE' },
  { user_id: ids.pat, role: word },
  { user_id: ids.ann, role: { type: 'CUSTOM', id: ids.reader } },
  { role_id: ids.writer },
  { role_id: ids.writer, user_id: ids.raj, resource_type: 'SPACE', resource_id: ids.alpha },
  { resource_id: ids.churn },
  { key_type: 'USER', name: 'k' },
  { expires_at: '2020-01-01T00:00:00Z' },
  { is_developer: true },
];

function paths(template: string): string[] {
  const [, before = '', name = '', after = ''] = /^([^{]*)\{(\w+)\}(.*)$/.exec(template) ?? [];
  if (name === '') return [template, `${template}?limit=0`, `${template}?cursor=x`];
  return (candidates[name] ?? []).flatMap((id) =>
    paths(`${before}${encodeURIComponent(id)}${after}`),
  );
}

const keys = [
  'admin-key',
  'orgadmin-key',
  'spaceadmin-key',
  'member-key',
  'annotator-key',
  'outsider-key',
  null,
];

describe('1.6 no operation answers with a status that it does not list', () => {
  test.each(Object.entries(documented))('%s', async (operation, statuses) => {
    const [method = '', template = ''] = operation.split(' ');
    const found = new Set<number>();
    let world = openPeople();
    for (const path of paths(template)) {
      for (const key of keys) {
        for (const body of method === 'GET' ? [undefined] : bodies) {
          const { status } = await world.send(method, path, body, key);
          found.add(status);
          // What was changed is made anew.
          if (status < 300 && method !== 'GET') world = openPeople();
        }
      }
    }
    expect([...found].filter((status) => !statuses.includes(status))).toEqual([]);
    expect(found).toContain(401);
  });
});

describe('1.16 what REST does not offer is a 404', () => {
  test.each([
    ['GET', `/v2/api-keys/${globalId('ApiKey', 1)}`],
    ['PATCH', `/v2/api-keys/${globalId('ApiKey', 1)}`],
    ['GET', '/v2/whoami'],
  ])('1.16 %s %s', async (method, path) => {
    expect((await openPeople().send(method, path)).status).toBe(404);
  });
});

describe('1.16 a method that a path does not take is a 405, which names those that it takes', () => {
  test.each([
    ['HEAD', '/v2/users', 'GET, POST'],
    ['DELETE', '/v2/organizations', 'GET, POST'],
    ['PUT', `/v2/users/${ids.raj}`, 'GET, PATCH, DELETE'],
    ['GET', `/v2/organizations/${ids.platform}/users`, 'POST'],
    ['GET', `/v2/spaces/${ids.alpha}/users`, 'POST'],
    ['GET', `/v2/resource-restrictions/${ids.fraud}`, 'DELETE'],
    ['POST', '/v2/audit-logs', 'GET'],
    ['HEAD', '/graphql', 'POST'],
  ])('1.16 %s %s', async (method, path, allowed) => {
    const headers = { authorization: 'Bearer admin-key' };
    const request = new Request(`http://sandbox${path}`, { method, headers });
    const { status, headers: answered } = await openPeople().sandbox.handle(request);
    expect([status, answered.get('allow')]).toEqual([405, allowed]);
  });
});

async function statusWith(headers: Record<string, string>): Promise<number> {
  const { sandbox } = openPeople();
  return (await sandbox.handle(new Request('http://sandbox/v2/roles', { headers }))).status;
}

describe('1.1 the key', () => {
  test.each([
    ['1.1 comes after Bearer', { authorization: 'Bearer admin-key' }, 200],
    ['1.1 may come bare, as from the Python client', { authorization: 'admin-key' }, 200],
    ['1.1 in the header of GraphQL is none', { 'x-api-key': 'admin-key' }, 401],
    ['1.1 that is unknown is none', { authorization: 'Bearer who' }, 401],
  ])('%s', async (_rule, headers, expected) => {
    expect(await statusWith(headers)).toBe(expected);
  });

  test('1.1 identity headers of the clients are welcome', async () => {
    expect(await statusWith({ authorization: 'admin-key', 'sdk-language': 'ts' })).toBe(200);
  });
});

test('1.1 success is application/json, an error application/problem+json', async () => {
  const { send } = openPeople();
  const types = [await send('GET', '/v2/roles'), await send('GET', '/v2/roles?limit=0')].map(
    ({ headers }) => headers.get('content-type')?.split(';')[0],
  );
  expect(types).toEqual(['application/json', 'application/problem+json']);
});

describe('1.1 bodies are strict: unknown and server-managed fields are a 400', () => {
  const role = { name: 'X', permissions: ['TAG_READ'] };
  const space = { name: 'x', organization_id: ids.lab };
  const user = { name: 'N', email: 'n@example.com', role: word, invite_mode: 'NONE' };
  const binding = {
    role_id: ids.reader,
    user_id: ids.pat,
    resource_type: 'SPACE',
    resource_id: ids.alpha,
  };
  test.each([
    ['id', 'POST', '/v2/organizations', { name: 'X', id: ids.lab }],
    ['created_at', 'POST', '/v2/spaces', { ...space, created_at: '2026-01-01T00:00:00Z' }],
    ['organization_id', 'PATCH', `/v2/spaces/${ids.open}`, { organization_id: ids.lab }],
    ['is_predefined', 'POST', '/v2/roles', { ...role, is_predefined: false }],
    ['updated_at', 'PATCH', `/v2/roles/${ids.reader}`, { name: 'X', updated_at: 'now' }],
    ['space_id', 'PATCH', `/v2/projects/${ids.chat}`, { name: 'x', space_id: ids.open }],
    ['status', 'POST', '/v2/users', { ...user, status: 'ACTIVE' }],
    ['email', 'PATCH', `/v2/users/${ids.raj}`, { name: 'R', email: 'r@example.com' }],
    ['role', 'PATCH', `/v2/users/${ids.raj}`, { role: word }],
    ['created_at', 'POST', '/v2/role-bindings', { ...binding, created_at: 'now' }],
    [
      'resource_type',
      'POST',
      '/v2/resource-restrictions',
      { resource_id: ids.chat, resource_type: 'PROJECT' },
    ],
    [
      'colour',
      'POST',
      `/v2/spaces/${ids.alpha}/users`,
      { user_id: ids.pat, role: word, colour: 'red' },
    ],
    [
      'role.name',
      'POST',
      `/v2/spaces/${ids.alpha}/users`,
      { user_id: ids.pat, role: { type: 'CUSTOM', id: ids.reader, name: 'Reader' } },
    ],
    [
      'role.id',
      'POST',
      `/v2/spaces/${ids.alpha}/users`,
      { user_id: ids.pat, role: { ...word, id: ids.reader } },
    ],
  ])('1.1 %s in %s %s', async (field, method, path, body) => {
    const { send } = openPeople();
    expect(await send(method, path, body)).toMatchObject({
      status: 400,
      body: { detail: `\`${field}\` is not a field that may be sent here` },
    });
  });
});

const lists: [key: string, path: string][] = [
  ['users', '/v2/users?'],
  ['organizations', '/v2/organizations?'],
  ['spaces', '/v2/spaces?'],
  ['projects', '/v2/projects?'],
  ['roles', '/v2/roles?'],
  ['role_bindings', '/v2/role-bindings?resource_type=SPACE&'],
  ['resource_restrictions', '/v2/resource-restrictions?'],
  ['api_keys', `/v2/api-keys?space_id=${ids.alpha}&`],
  ['logs', '/v2/audit-logs?'],
];

/** Secrets differ from run to run. */
const withoutSecret = (field: string, value: unknown): unknown =>
  field === 'redacted_key' ? '' : value;

/** Every page of a list, one after the other. */
async function pages(world: World, path: string): Promise<{ rows: number[]; ids: string[] }> {
  const rows: number[] = [];
  const found: string[] = [];
  let cursor = '';
  do {
    const { body } = await world.send('GET', `${path}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    const page = rowsOf(body);
    rows.push(page.length);
    found.push(...page.map((row) => JSON.stringify(row, withoutSecret)));
    [, cursor = ''] = JSON.stringify(body).match(/"next_cursor":"([^"]+)"/) ?? [];
  } while (cursor !== '');
  return { rows, ids: found };
}

/** A world in which every list has two rows at least. */
async function full(options: Parameters<typeof openPeople>[0] = {}): Promise<World> {
  const world = openPeople(options);
  const organizations = [{ org_id: ids.platform, spaces: [{ space_id: ids.alpha }] }];
  await world.send('POST', '/v2/api-keys', { key_type: 'SERVICE', name: 'k', organizations });
  await world.send('POST', '/v2/resource-restrictions', { resource_id: ids.chat });
  return world;
}

describe.each(lists)('1.3 the list of %s', (key, path) => {
  test('1.3 is an envelope of its plural and of pagination', async () => {
    const { body } = await (await full()).send('GET', path);
    expect(body).toEqual({ [key]: expect.any(Array), pagination: { has_more: false } });
  });

  test.each(['0', '101', '-1', '1.5', 'ten', ''])(
    '1.3 refuses limit=%s with 400',
    async (limit) => {
      expect((await openPeople().send('GET', `${path}limit=${limit}`)).status).toBe(400);
    },
  );

  test.each(['1', '100'])('1.3 takes limit=%s', async (limit) => {
    expect((await openPeople().send('GET', `${path}limit=${limit}`)).status).toBe(200);
  });

  test('1.3 refuses a malformed cursor with 400', async () => {
    expect((await openPeople().send('GET', `${path}cursor=bm8`)).status).toBe(400);
  });

  test('1.3 has next_cursor if and only if has_more', async () => {
    const { body } = await (await full()).send('GET', `${path}limit=1`);
    expect(body).toEqual({
      [key]: expect.any(Array),
      pagination: { has_more: true, next_cursor: expect.any(String) },
    });
  });

  test('1.3 gives the same rows in pages of one and at once', async () => {
    const world = await full();
    const whole = await pages(world, `${path}limit=100`);
    const parts = await pages(world, `${path}limit=1`);
    expect(parts.ids).toEqual(whole.ids);
    expect(whole.ids.length).toBeGreaterThan(1);
  });

  test('1.3 may come in short and empty pages while more follows', async () => {
    const normal = await pages(await full(), `${path}limit=100`);
    const short = await pages(await full({ behaviour: { short_pages: true } }), `${path}limit=2`);
    expect(short.ids).toEqual(normal.ids);
    expect(short.rows[0]).toBe(0);
    expect(Math.max(...short.rows)).toBe(1);
  });
});

describe('1.4 filters', () => {
  test.each([
    ['/v2/users?email=', 255, 200],
    ['/v2/users?email=', 256, 400],
    ['/v2/organizations?name=', 255, 200],
    ['/v2/organizations?name=', 256, 400],
    ['/v2/spaces?name=', 256, 400],
    ['/v2/projects?name=', 256, 400],
    ['/v2/projects?space_name=', 256, 400],
  ])('1.4 %s of %i characters: %i', async (path, length, status) => {
    expect((await openPeople().send('GET', path + 'x'.repeat(length))).status).toBe(status);
  });

  test('1.4 a name is a part of a name, in any case', async () => {
    const { send } = openPeople();
    expect((await send('GET', '/v2/organizations?name=LATFO')).body).toMatchObject({
      organizations: [{ name: 'Platform' }],
    });
  });
});

describe('1.5 a problem document', () => {
  const rows: [
    status: number,
    title: string,
    fragment: string,
    method: string,
    path: string,
    body?: object,
  ][] = [
    [400, 'Invalid request parameters', 'invalid-request', 'GET', '/v2/users?limit=0'],
    [401, 'Authentication required', 'authentication-required', 'GET', '/v2/users'],
    [403, 'Access forbidden', 'access-forbidden', 'DELETE', `/v2/roles/${ids.viewer}`],
    [404, 'Resource not found', 'resource-not-found', 'GET', `/v2/spaces/${ids.nowhere}`],
    [409, 'Resource conflict', 'resource-conflict', 'POST', '/v2/organizations', { name: 'Lab' }],
    [
      422,
      'Unprocessable Entity',
      'unprocessable-entity',
      'POST',
      '/v2/resource-restrictions',
      { resource_id: ids.churn },
    ],
  ];
  test.each(rows)('1.5 of %i is titled %s', async (status, title, fragment, method, path, body) => {
    const key = status === 401 ? 'who' : 'admin-key';
    const answer = await openPeople().send(method, path, body, key);
    expect(answer.body).toEqual({
      status,
      title,
      type: `https://arize.com/docs/ax/rest-reference/errors#${fragment}`,
      detail: expect.any(String),
      instance: path.split('?')[0],
    });
  });
});

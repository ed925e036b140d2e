import { describe, expect, test } from 'vitest';
import { globalId } from '../../src/sandbox/ids.ts';
import { openPeople, people as ids, rowsOf, textOf } from './people.ts';

/** What each key may see and do (section 4 of what is known). */

const word = (name: string): object => ({ type: 'PREDEFINED', name });
const custom = (id: string): object => ({ type: 'CUSTOM', id });

type Key = (typeof keys)[number];
const keys = [
  'admin-key',
  'orgadmin-key',
  'spaceadmin-key',
  'member-key',
  'gatekeeper-key',
  'restrictor-key',
  'hr-key',
  'bot-key',
  'outsider-key',
] as const;

const bindingOf = (user: string, type: string, resource: string): object => ({
  role_id: ids.reader,
  user_id: user,
  resource_type: type,
  resource_id: resource,
});
const invitation = { name: 'N', email: 'n@example.com', invite_mode: 'NONE' };
/** Raj's binding on alpha and Raj's on fraud; ci's on alpha. */
const [rajInAlpha, ciInAlpha, rajOnFraud] = [1, 2, 7].map((n) => globalId('RoleBinding', n));

/** Statuses in the order of the keys. */
type Row = [rule: string, statuses: number[], method: string, path: string, body?: object];
const matrix: Row[] = [
  //                                                      admin org  space memb gate rest hr   bot  out
  ['1.8 listing users', [200, 200, 200, 200, 200, 200, 200, 200, 200], 'GET', '/v2/users'],
  [
    '1.8 inviting needs account admin or USER_CREATE',
    [201, 403, 403, 403, 403, 403, 201, 403, 403],
    'POST',
    '/v2/users',
    { ...invitation, role: word('MEMBER') },
  ],
  [
    '1.8 an invitation above the own role of the caller is refused',
    [201, 403, 403, 403, 403, 403, 422, 403, 403],
    'POST',
    '/v2/users',
    { ...invitation, role: word('ADMIN') },
  ],
  [
    '1.8 a name needs account admin or USER_UPDATE',
    [200, 403, 403, 403, 403, 403, 200, 403, 403],
    'PATCH',
    `/v2/users/${ids.pat}`,
    { name: 'P' },
  ],
  [
    '1.8 developer access needs account admin',
    [200, 403, 403, 403, 403, 403, 403, 403, 403],
    'PATCH',
    `/v2/users/${ids.pat}`,
    { is_developer: false, name: 'P' },
  ],
  [
    '1.8 blocking needs account admin or USER_DELETE',
    [204, 403, 403, 403, 403, 403, 204, 403, 403],
    'DELETE',
    `/v2/users/${ids.pat}`,
  ],
  [
    '1.8 inviting again needs account admin or USER_CREATE',
    [204, 403, 403, 403, 403, 403, 204, 403, 403],
    'POST',
    `/v2/users/${ids.ivy}/resend-invitation`,
  ],
  [
    '1.9 making organizations needs account admin or ORGANIZATION_CREATE',
    [201, 403, 403, 403, 403, 403, 201, 403, 403],
    'POST',
    '/v2/organizations',
    { name: 'X' },
  ],
  [
    '1.9 an organization is seen by its members',
    [200, 200, 200, 200, 200, 200, 200, 200, 404],
    'GET',
    `/v2/organizations/${ids.platform}`,
  ],
  [
    '1.9 changing it needs organization admin',
    [200, 200, 403, 403, 403, 403, 403, 403, 404],
    'PATCH',
    `/v2/organizations/${ids.platform}`,
    { name: 'X' },
  ],
  [
    '1.9 deleting it needs account admin',
    [204, 403, 403, 403, 403, 403, 403, 403, 404],
    'DELETE',
    `/v2/organizations/${ids.platform}`,
  ],
  [
    '1.9 adding members needs organization admin',
    [200, 200, 403, 403, 403, 403, 403, 403, 404],
    'POST',
    `/v2/organizations/${ids.platform}/users`,
    { user_id: ids.oz, role: word('MEMBER') },
  ],
  [
    '1.9 removing members needs organization admin',
    [204, 204, 403, 403, 403, 403, 403, 403, 404],
    'DELETE',
    `/v2/organizations/${ids.platform}/users/${ids.raj}`,
  ],
  [
    '1.10 making spaces needs organization admin',
    [201, 201, 403, 403, 403, 403, 403, 403, 404],
    'POST',
    '/v2/spaces',
    { name: 'x', organization_id: ids.platform },
  ],
  [
    '1.10 a private space is seen by its members and admins',
    [200, 200, 200, 200, 200, 200, 200, 200, 404],
    'GET',
    `/v2/spaces/${ids.alpha}`,
  ],
  [
    '1.10 a public space is seen by the organization',
    [200, 200, 200, 200, 200, 200, 200, 200, 404],
    'GET',
    `/v2/spaces/${ids.open}`,
  ],
  [
    '1.10 changing it needs space admin',
    [200, 200, 200, 403, 403, 403, 403, 403, 404],
    'PATCH',
    `/v2/spaces/${ids.alpha}`,
    { name: 'x' },
  ],
  [
    '1.10 deleting it needs space admin',
    [204, 204, 204, 403, 403, 403, 403, 403, 404],
    'DELETE',
    `/v2/spaces/${ids.alpha}`,
  ],
  [
    '1.10 giving a word needs space admin',
    [200, 200, 200, 403, 403, 403, 403, 403, 404],
    'POST',
    `/v2/spaces/${ids.alpha}/users`,
    { user_id: ids.pat, role: word('MEMBER') },
  ],
  [
    '1.10 giving a custom role needs ROLE_BINDING_CREATE',
    [200, 200, 200, 403, 200, 403, 403, 403, 404],
    'POST',
    `/v2/spaces/${ids.alpha}/users`,
    { user_id: ids.pat, role: custom(ids.reader) },
  ],
  [
    '1.10 removing a member needs space admin or ROLE_BINDING_DELETE',
    [204, 204, 204, 403, 204, 403, 403, 403, 404],
    'DELETE',
    `/v2/spaces/${ids.alpha}/users/${ids.raj}`,
  ],
  [
    '1.11 making a project needs PROJECT_CREATE, which members have',
    [201, 201, 201, 201, 403, 403, 403, 403, 400],
    'POST',
    '/v2/projects',
    { name: 'x', space_id: ids.alpha },
  ],
  [
    '1.11 renaming a project needs PROJECT_UPDATE',
    [200, 200, 200, 200, 403, 403, 403, 200, 404],
    'PATCH',
    `/v2/projects/${ids.chat}`,
    { name: 'x' },
  ],
  [
    '1.11 deleting a project needs space admin or PROJECT_DELETE',
    [204, 204, 204, 403, 403, 403, 403, 403, 404],
    'DELETE',
    `/v2/projects/${ids.chat}`,
  ],
  [
    '4.1 a restricted project is seen by admins and those bound to it',
    [200, 200, 200, 200, 404, 404, 404, 404, 404],
    'GET',
    `/v2/projects/${ids.fraud}`,
  ],
  [
    '4.1 roles of the space do not count on a restricted project',
    [200, 200, 200, 403, 404, 404, 404, 404, 404],
    'PATCH',
    `/v2/projects/${ids.fraud}`,
    { name: 'x' },
  ],
  [
    '1.12 roles are seen by all callers',
    [200, 200, 200, 200, 200, 200, 200, 200, 200],
    'GET',
    `/v2/roles/${ids.reader}`,
  ],
  [
    '1.12 making roles needs account admin',
    [201, 403, 403, 403, 403, 403, 403, 403, 403],
    'POST',
    '/v2/roles',
    { name: 'x', permissions: ['TAG_READ'] },
  ],
  [
    '1.12 deleting roles needs account admin',
    [204, 403, 403, 403, 403, 403, 403, 403, 403],
    'DELETE',
    `/v2/roles/${ids.reader}`,
  ],
  [
    '1.13 reading a binding needs ROLE_BINDING_READ, else 404',
    [200, 200, 200, 404, 200, 404, 404, 404, 404],
    'GET',
    `/v2/role-bindings/${rajInAlpha}`,
  ],
  [
    '1.13 binding in a space needs ROLE_BINDING_CREATE, else 403',
    [201, 201, 201, 403, 201, 403, 403, 403, 403],
    'POST',
    '/v2/role-bindings',
    bindingOf(ids.pat, 'SPACE', ids.alpha),
  ],
  [
    '1.13 binding on a project takes the permission from its space',
    [201, 201, 201, 403, 201, 403, 403, 403, 403],
    'POST',
    '/v2/role-bindings',
    bindingOf(ids.pat, 'PROJECT', ids.chat),
  ],
  [
    '1.13 on a restricted project it does not',
    [201, 201, 201, 403, 403, 403, 403, 403, 403],
    'POST',
    '/v2/role-bindings',
    bindingOf(ids.pat, 'PROJECT', ids.fraud),
  ],
  [
    '1.13 changing a binding needs CREATE and DELETE, else 404',
    [200, 200, 200, 404, 200, 404, 404, 404, 404],
    'PATCH',
    `/v2/role-bindings/${ciInAlpha}`,
    { role_id: ids.reader },
  ],
  [
    '1.13 deleting a binding needs ROLE_BINDING_DELETE, else 404',
    [204, 204, 204, 404, 204, 404, 404, 404, 404],
    'DELETE',
    `/v2/role-bindings/${ciInAlpha}`,
  ],
  [
    '1.13 bindings on a restricted project are its admins’ matter',
    [204, 204, 204, 404, 404, 404, 404, 404, 404],
    'DELETE',
    `/v2/role-bindings/${rajOnFraud}`,
  ],
  [
    '1.14 restricting needs space admin or PROJECT_RESTRICT',
    [200, 200, 200, 403, 403, 200, 403, 403, 404],
    'POST',
    '/v2/resource-restrictions',
    { resource_id: ids.chat },
  ],
  [
    '1.14 lifting needs PROJECT_RESTRICT too; who neither holds it nor sees the project gets a 404',
    [204, 204, 204, 403, 404, 204, 404, 404, 404],
    'DELETE',
    `/v2/resource-restrictions/${ids.fraud}`,
  ],
];

describe.each(matrix)('%s', (_rule, statuses, method, path, body) => {
  const cases = keys.map((key, index): [Key, number] => [key, statuses[index] ?? 0]);
  test.each(cases)('%s: %i', async (key, status) => {
    const { send, sandbox } = openPeople();
    const before = JSON.stringify(sandbox.snapshot());
    const answer = await send(method, path, body, key);
    // What is refused changes nothing.
    const isUntouched = JSON.stringify(sandbox.snapshot()) === before;
    expect([answer.status, status < 400 || isUntouched]).toEqual([status, true]);
  });
});

describe('4 lists hold what the caller sees', () => {
  const lists: [rule: string, path: string, counts: number[]][] = [
    ['1.9 organizations', '/v2/organizations', [2, 1, 1, 1, 1, 1, 1, 1, 0]],
    ['1.10 spaces', '/v2/spaces', [3, 2, 2, 2, 2, 2, 2, 2, 0]],
    ['1.11 projects', '/v2/projects', [3, 3, 3, 3, 2, 2, 2, 2, 0]],
    [
      '1.13 bindings on spaces',
      '/v2/role-bindings?resource_type=SPACE',
      [6, 6, 6, 0, 6, 0, 0, 0, 0],
    ],
    [
      '1.13 bindings on projects',
      '/v2/role-bindings?resource_type=PROJECT',
      [1, 1, 1, 0, 0, 0, 0, 0, 0],
    ],
    ['1.14 restrictions', '/v2/resource-restrictions', [1, 1, 1, 0, 0, 1, 0, 0, 0]],
  ];
  test.each(lists)('%s', async (_rule, path, counts) => {
    const { send } = openPeople();
    const found = await Promise.all(
      keys.map(async (key) => rowsOf((await send('GET', path, undefined, key)).body).length),
    );
    expect(found).toEqual(counts);
  });

  test.each([{ bindings_filtered: false }, { bindings_visible: 'everyone' } as const])(
    '1.13 bindings may be visible to all callers: %j',
    async (behaviour) => {
      const { send } = openPeople({ behaviour });
      const path = '/v2/role-bindings?resource_type=SPACE';
      const { body } = await send('GET', path, undefined, 'outsider-key');
      expect(rowsOf(body)).toHaveLength(6);
    },
  );
});

describe('4 developer access', () => {
  test('4 without it the API answers nothing but 403, by REST and by GraphQL', async () => {
    const { send, ask } = openPeople();
    expect((await send('GET', '/v2/users', undefined, 'ui-key')).status).toBe(403);
    const asked = await ask('{ viewer { id } }', {}, 'ui-key');
    expect(asked).toEqual({
      status: 403,
      body: { errors: [{ message: 'This needs developer access' }] },
    });
  });

  test('4 taking it away works at once, and giving it back too', async () => {
    const { send } = openPeople();
    const status = async (): Promise<number> =>
      (await send('GET', '/v2/roles', undefined, 'member-key')).status;
    const set = (is_developer: boolean): Promise<unknown> =>
      send('PATCH', `/v2/users/${ids.raj}`, { is_developer });
    await set(false);
    expect(await status()).toBe(403);
    await set(true);
    expect(await status()).toBe(200);
  });
});

describe('3.2 GraphQL: the viewer', () => {
  const rows: [key: string, email: string, spaces: number][] = [
    ['admin-key', 'jane@example.com', 3],
    ['orgadmin-key', 'omar@example.com', 2],
    ['spaceadmin-key', 'sue@example.com', 2],
    ['member-key', 'raj@example.com', 2],
    ['bot-key', 'ci@bots.example.com', 2],
    ['outsider-key', 'oz@example.com', 0],
  ];
  test.each(rows)('%s is %s and sees %i spaces', async (key, email, spaces) => {
    const query = '{ viewer { user { email } spaces(first: 9) { edges { node { id } } } } }';
    const { body } = await openPeople().ask(query, {}, key);
    expect(body).toMatchObject({
      data: { viewer: { user: { email }, spaces: { edges: { length: spaces } } } },
    });
  });
});

test('4 effective access is the union of the word and the binding', async () => {
  const { send } = openPeople();
  const users = `/v2/spaces/${ids.alpha}/users`;
  const make = { ...bindingOf(ids.pat, 'PROJECT', ids.chat) };
  await send('POST', users, { user_id: ids.gus, role: word('READ_ONLY') });
  expect((await send('POST', '/v2/role-bindings', make, 'gatekeeper-key')).status).toBe(201);
  const query = `/v2/api-keys?space_id=${ids.alpha}`;
  expect((await send('GET', query, undefined, 'gatekeeper-key')).status).toBe(200);
});

test('4.1 a Project Admin manages access on an already restricted project', async () => {
  const { send } = openPeople();
  const roles = await send('GET', '/v2/roles?is_predefined=true');
  const admin = rowsOf(roles.body).find((row) => textOf(row, 'name') === 'Project Admin');
  const grant = bindingOf(ids.oz, 'PROJECT', ids.fraud);
  await send('POST', '/v2/role-bindings', { ...grant, role_id: textOf(admin, 'id') });
  const key = 'outsider-key';
  const bound = await send(
    'POST',
    '/v2/role-bindings',
    bindingOf(ids.pat, 'PROJECT', ids.fraud),
    key,
  );
  expect(bound.status).toBe(201);
  const listed = await send('GET', '/v2/resource-restrictions', undefined, key);
  expect(rowsOf(listed.body)).toHaveLength(1);
  const path = `/v2/resource-restrictions/${ids.fraud}`;
  expect((await send('DELETE', path, undefined, key)).status).toBe(204);
});

test('4.1 lifting a restriction lets roles of the space count again', async () => {
  const { send } = openPeople();
  const path = `/v2/projects/${ids.fraud}`;
  expect((await send('GET', path, undefined, 'bot-key')).status).toBe(404);
  await send('DELETE', `/v2/resource-restrictions/${ids.fraud}`);
  expect((await send('GET', path, undefined, 'bot-key')).status).toBe(200);
});

import { describe, expect, test } from 'vitest';
import type { World } from './world.ts';
import { globalId } from '../../src/sandbox/ids.ts';
import { openPeople, people as ids, rowsOf, textOf } from './people.ts';
import { open } from './world.ts';

/** The rules of each resource (sections 1.7 to 1.14 and 2 of what is known). */

const word = (name: string): object => ({ type: 'PREDEFINED', name });
const custom = (id: string): object => ({ type: 'CUSTOM', id });
const platform = `/v2/organizations/${ids.platform}`;
const lab = `/v2/organizations/${ids.lab}`;
const alpha = `/v2/spaces/${ids.alpha}`;
const onChat = {
  role_id: ids.reader,
  user_id: ids.pat,
  resource_type: 'PROJECT',
  resource_id: ids.chat,
};
const person = { name: 'New', email: 'new@example.com', role: word('MEMBER') };

/** Rules that one request shows, as an account admin. */
const rules: [rule: string, status: number, method: string, path: string, body?: object][] = [
  [
    '1.7 a role is an object, though examples show a text',
    400,
    'POST',
    `${lab}/users`,
    { user_id: ids.raj, role: 'MEMBER' },
  ],
  [
    '1.7 a predefined role is written in capitals',
    400,
    'POST',
    `${lab}/users`,
    { user_id: ids.raj, role: word('read-only') },
  ],
  [
    '1.7 READ_ONLY is no role of the account',
    400,
    'POST',
    '/v2/users',
    { ...person, invite_mode: 'NONE', role: word('READ_ONLY') },
  ],
  [
    '1.7 a custom role of the account is not supported',
    422,
    'POST',
    '/v2/users',
    { ...person, invite_mode: 'NONE', role: custom(ids.reader) },
  ],
  [
    '1.7 a custom role of an organization is not supported',
    422,
    'POST',
    `${lab}/users`,
    { user_id: ids.raj, role: custom(ids.reader) },
  ],
  [
    '1.7 a custom role of a space is',
    200,
    'POST',
    `${alpha}/users`,
    { user_id: ids.raj, role: custom(ids.writer) },
  ],
  [
    '1.8 a name is required',
    400,
    'POST',
    '/v2/users',
    { ...person, name: undefined, invite_mode: 'NONE' },
  ],
  [
    '1.8 an e-mail is required',
    400,
    'POST',
    '/v2/users',
    { ...person, email: undefined, invite_mode: 'NONE' },
  ],
  [
    '1.8 a role is required',
    400,
    'POST',
    '/v2/users',
    { ...person, role: undefined, invite_mode: 'NONE' },
  ],
  ['1.8 an invite mode is required', 400, 'POST', '/v2/users', person],
  [
    '1.8 a name has 255 characters at most',
    400,
    'POST',
    '/v2/users',
    { ...person, name: 'x'.repeat(256), invite_mode: 'NONE' },
  ],
  [
    '1.8 NONE for an active e-mail is a 409',
    409,
    'POST',
    '/v2/users',
    { ...person, email: 'raj@example.com', invite_mode: 'NONE' },
  ],
  [
    '1.8 NONE for an invited e-mail is a 409',
    409,
    'POST',
    '/v2/users',
    { ...person, email: 'ivy@example.com', invite_mode: 'NONE' },
  ],
  [
    '1.8 e-mails are compared without regard to case',
    409,
    'POST',
    '/v2/users',
    { ...person, email: 'RAJ@EXAMPLE.COM', invite_mode: 'EMAIL_LINK' },
  ],
  [
    '1.8 an active e-mail can not be invited',
    409,
    'POST',
    '/v2/users',
    { ...person, email: 'raj@example.com', invite_mode: 'EMAIL_LINK' },
  ],
  [
    '1.8 a blocked e-mail can never be invited',
    409,
    'POST',
    '/v2/users',
    { ...person, email: 'gone@example.com', invite_mode: 'EMAIL_LINK' },
  ],
  [
    '1.8 an invited e-mail is answered with 200',
    200,
    'POST',
    '/v2/users',
    { ...person, email: 'ivy@example.com', invite_mode: 'EMAIL_LINK' },
  ],
  [
    '1.8 an expired invitation is made anew with 201',
    201,
    'POST',
    '/v2/users',
    { ...person, email: 'eve@example.com', invite_mode: 'EMAIL_LINK' },
  ],
  [
    '1.8 display names are not unique',
    201,
    'POST',
    '/v2/users',
    { ...person, name: 'Raj', invite_mode: 'NONE' },
  ],
  ['1.8 a change needs a field', 400, 'PATCH', `/v2/users/${ids.raj}`, {}],
  ['1.8 a name of white space is a 400', 400, 'PATCH', `/v2/users/${ids.raj}`, { name: ' \t ' }],
  [
    '1.8 the same developer access again is fine',
    200,
    'PATCH',
    `/v2/users/${ids.raj}`,
    { is_developer: true },
  ],
  ['1.8 blocking oneself is refused', 400, 'DELETE', `/v2/users/${ids.jane}`],
  ['1.8 blocking the blocked is fine', 204, 'DELETE', `/v2/users/${ids.gone}`],
  ['1.8 a blocked user is not there any more', 404, 'GET', `/v2/users/${ids.gone}`],
  [
    '1.8 only open invitations are sent again',
    400,
    'POST',
    `/v2/users/${ids.eve}/resend-invitation`,
  ],
  [
    '1.8 people of SSO have no password to reset',
    400,
    'POST',
    `/v2/users/${ids.raj}/reset-password`,
  ],
  ['1.9 a name is unique in the account', 409, 'POST', '/v2/organizations', { name: 'Lab' }],
  ['1.9 a name is compared exactly', 201, 'POST', '/v2/organizations', { name: 'lab' }],
  [
    '1.9 a name has 255 characters at most',
    400,
    'POST',
    '/v2/organizations',
    { name: 'x'.repeat(256) },
  ],
  [
    '1.9 a description has 1000 characters at most',
    400,
    'PATCH',
    lab,
    { description: 'x'.repeat(1001) },
  ],
  ['1.9 a change needs a field', 400, 'PATCH', lab, {}],
  ['1.9 its own name again is fine', 200, 'PATCH', lab, { name: 'Lab' }],
  [
    '1.9 an annotator is an annotator everywhere',
    400,
    'POST',
    `${lab}/users`,
    { user_id: ids.ann, role: word('MEMBER') },
  ],
  [
    '1.9 other people are no annotators',
    400,
    'POST',
    `${lab}/users`,
    { user_id: ids.raj, role: word('ANNOTATOR') },
  ],
  [
    '1.9 an annotator can be one',
    200,
    'POST',
    `${lab}/users`,
    { user_id: ids.ann, role: word('ANNOTATOR') },
  ],
  [
    '1.9 who is invited can be a member',
    200,
    'POST',
    `${lab}/users`,
    { user_id: ids.ivy, role: word('MEMBER') },
  ],
  ['1.9 who is no member can not be removed', 404, 'DELETE', `${lab}/users/${ids.raj}`],
  [
    '1.10 a name is unique in the organization',
    409,
    'POST',
    '/v2/spaces',
    { name: 'alpha', organization_id: ids.lab },
  ],
  [
    '1.10 and free in another',
    201,
    'POST',
    '/v2/spaces',
    { name: 'open', organization_id: ids.lab },
  ],
  [
    '1.10 an organization that is not visible is a 404',
    404,
    'POST',
    '/v2/spaces',
    { name: 'x', organization_id: globalId('AccountOrganization', 99) },
  ],
  ['1.10 a space can not move', 400, 'PATCH', alpha, { organization_id: ids.lab }],
  [
    '1.10 people are not enrolled on the way: not in the organization is a 400',
    400,
    'POST',
    `${alpha}/users`,
    { user_id: ids.oz, role: word('MEMBER') },
  ],
  [
    '1.10 an annotator gets no custom role',
    400,
    'POST',
    `${alpha}/users`,
    { user_id: ids.ann, role: custom(ids.reader) },
  ],
  ['1.10 who is no member can not be removed', 404, 'DELETE', `${alpha}/users/${ids.pat}`],
  [
    '1.11 a name is unique in the space',
    409,
    'POST',
    '/v2/projects',
    { name: 'chat', space_id: ids.alpha },
  ],
  ['1.11 and free in another', 201, 'POST', '/v2/projects', { name: 'chat', space_id: ids.open }],
  [
    '1.11 a name is all that can change',
    400,
    'PATCH',
    `/v2/projects/${ids.chat}`,
    { space_id: ids.open },
  ],
  [
    '1.12 a name is unique in the account',
    409,
    'POST',
    '/v2/roles',
    { name: 'Reader', permissions: ['TAG_READ'] },
  ],
  [
    '1.12 that of a predefined role too',
    409,
    'POST',
    '/v2/roles',
    { name: 'Project Viewer', permissions: ['TAG_READ'] },
  ],
  ['1.12 one permission at least', 400, 'POST', '/v2/roles', { name: 'X', permissions: [] }],
  [
    '1.12 a permission that is none is a 400',
    400,
    'POST',
    '/v2/roles',
    { name: 'X', permissions: ['FLY'] },
  ],
  [
    '1.12 permissions can not become none',
    400,
    'PATCH',
    `/v2/roles/${ids.reader}`,
    { permissions: [] },
  ],
  [
    '1.12 a predefined role can not change',
    403,
    'PATCH',
    `/v2/roles/${ids.viewer}`,
    { description: 'x' },
  ],
  ['1.12 a predefined role can not go', 403, 'DELETE', `/v2/roles/${ids.viewer}`],
  ['1.13 resource_type is required', 400, 'GET', '/v2/role-bindings'],
  [
    '1.13 there are no bindings on organizations',
    400,
    'GET',
    '/v2/role-bindings?resource_type=ORGANIZATION',
  ],
  [
    '1.13 the bindings of an unknown person are a 404',
    404,
    'GET',
    `/v2/role-bindings?resource_type=SPACE&user_id=${ids.unknownPerson}`,
  ],
  [
    '1.13 a second binding on the same resource is 409 for each role',
    409,
    'POST',
    '/v2/role-bindings',
    { ...onChat, user_id: ids.raj, resource_id: ids.fraud, role_id: ids.writer },
  ],
  [
    '1.13 the very same binding again is 409 too',
    409,
    'POST',
    '/v2/role-bindings',
    { ...onChat, user_id: ids.raj, resource_id: ids.fraud },
  ],
  [
    '1.13 an id that does not encode the type is a 400',
    400,
    'POST',
    '/v2/role-bindings',
    { ...onChat, resource_id: ids.alpha },
  ],
  [
    '1.13 a resource that is not there is a 403',
    403,
    'POST',
    '/v2/role-bindings',
    { ...onChat, resource_id: globalId('Model', 99) },
  ],
  [
    '1.13 a user who is not there is a 404',
    404,
    'POST',
    '/v2/role-bindings',
    { ...onChat, user_id: ids.unknownPerson },
  ],
  [
    '1.13 a role that is not there is a 404',
    404,
    'POST',
    '/v2/role-bindings',
    { ...onChat, role_id: globalId('Role', 99) },
  ],
  [
    '1.13 a project needs no membership of its space',
    201,
    'POST',
    '/v2/role-bindings',
    { ...onChat, user_id: ids.oz },
  ],
  [
    '1.13 all four fields are required',
    400,
    'POST',
    '/v2/role-bindings',
    { ...onChat, role_id: undefined },
  ],
  [
    '1.13 only the role can change',
    400,
    'PATCH',
    `/v2/role-bindings/${globalId('RoleBinding', 1)}`,
    { role_id: ids.writer, resource_id: ids.open },
  ],
  [
    '1.14 only projects can be restricted',
    400,
    'POST',
    '/v2/resource-restrictions',
    { resource_id: ids.alpha },
  ],
  [
    '1.14 only generative ones',
    422,
    'POST',
    '/v2/resource-restrictions',
    { resource_id: ids.churn },
  ],
  [
    '1.14 restricting again is fine',
    200,
    'POST',
    '/v2/resource-restrictions',
    { resource_id: ids.fraud },
  ],
  [
    '1.14 lifting what is not restricted is a 404',
    404,
    'DELETE',
    `/v2/resource-restrictions/${ids.chat}`,
  ],
  ['2 an id of another kind is a 400', 400, 'GET', `/v2/spaces/${ids.raj}`],
  ['2 a text that is no id is a 400', 400, 'GET', '/v2/spaces/alpha'],
  [
    '2 an id can not be made from its number: the salt counts',
    404,
    'GET',
    `/v2/spaces/${btoa('Space:1:abcd')}`,
  ],
  ['2 nor without a salt', 404, 'GET', `/v2/spaces/${btoa('Space:1')}`],
  ['2 the padding may be missing', 200, 'GET', `/v2/spaces/${ids.alpha.replaceAll('=', '')}`],
  [
    '2 an organization is spelled with the prefix of REST too',
    200,
    'GET',
    `/v2/organizations/${encodeURIComponent(btoa(atob(ids.lab).replace('AccountOrganization', 'Organization')))}`,
  ],
  [
    '2 a project is spelled Project too',
    200,
    'GET',
    `/v2/projects/${btoa(atob(ids.chat).replace('Model', 'Project'))}`,
  ],
];

test.each(rules)('%s', async (_rule, status, method, path, body) => {
  const { send, sandbox } = openPeople();
  const before = JSON.stringify(sandbox.snapshot());
  const answer = await send(method, path, body);
  const isUntouched = JSON.stringify(sandbox.snapshot()) === before;
  expect([answer.status, status < 400 || isUntouched]).toEqual([status, true]);
});

async function roundTrip(
  world: World,
  requests: [method: string, path: string, body?: object][],
): Promise<unknown> {
  for (const [method, path, body] of requests) {
    const { status } = await world.send(method, path, body);
    expect(status).toBeLessThan(300);
  }
  return world.sandbox.snapshot();
}

describe('1.8 users', () => {
  test('1.8 come in the order in which they were made', async () => {
    const { body } = await openPeople().send('GET', '/v2/users');
    const dates = rowsOf(body).map((row) => Date.parse(textOf(row, 'created_at')));
    expect(dates).toEqual(dates.toSorted((a, b) => a - b));
  });

  test('1.8 who is blocked is never listed', async () => {
    const { body } = await openPeople().send('GET', '/v2/users?email=gone');
    expect(rowsOf(body)).toEqual([]);
  });

  test.each([
    ['ADMIN', true],
    ['MEMBER', true],
    ['ANNOTATOR', false],
  ])('1.8 %s has developer access unless said: %s', async (name, isDeveloper) => {
    const body = { ...person, role: word(name), invite_mode: 'NONE' };
    const answer = await openPeople().send('POST', '/v2/users', body);
    expect(answer.body).toMatchObject({ is_developer: isDeveloper });
  });

  test('1.8 what is asked of a pending invitation again is ignored', async () => {
    const { send, sandbox } = openPeople();
    const body = {
      ...person,
      email: 'ivy@example.com',
      role: word('ADMIN'),
      invite_mode: 'TEMPORARY_PASSWORD',
    };
    const answer = await send('POST', '/v2/users', body);
    expect(answer.body).not.toHaveProperty('temporary_password');
    expect(sandbox.snapshot().users['ivy@example.com']).toEqual({
      name: 'Ivy',
      role: 'member',
      status: 'invited',
    });
  });

  test('1.8 blocking takes memberships, bindings and keys', async () => {
    const world = openPeople();
    await roundTrip(world, [['DELETE', `/v2/users/${ids.raj}`]]);
    expect(JSON.stringify(world.sandbox.snapshot().organizations)).not.toContain('raj@');
    expect((await world.send('GET', '/v2/roles', undefined, 'member-key')).status).toBe(401);
  });

  test('1.8 where only SAML logins are allowed, no invitation is sent again', async () => {
    const { seed } = await import('./world.ts');
    const saml = [{ domains: ['example.com'], enforced: true }];
    const { send } = open({ seed: { ...seed, saml } });
    expect((await send('POST', `/v2/users/${ids.ivy}/resend-invitation`)).status).toBe(400);
  });
});

describe('1.9 organizations', () => {
  test('1.9 null clears a description', async () => {
    const world = openPeople();
    await roundTrip(world, [
      ['PATCH', lab, { description: 'd' }],
      ['PATCH', lab, { description: null }],
    ]);
    expect((await world.send('GET', lab)).body).toMatchObject({ description: '' });
  });

  test('1.9 deleting takes the spaces, the identity providers and everything below', async () => {
    const snapshot = await roundTrip(openPeople(), [['DELETE', platform]]);
    expect(snapshot).toMatchObject({ organizations: { Lab: {} } });
    expect(snapshot).not.toHaveProperty('saml');
  });

  test('1.9 removing a member takes them out of all spaces and projects below', async () => {
    const snapshot = await roundTrip(openPeople(), [['DELETE', `${platform}/users/${ids.raj}`]]);
    expect(JSON.stringify(snapshot)).not.toContain('"raj@example.com":"');
  });
});

describe('1.10 spaces', () => {
  test('1.10 a space does not say which organization it is in: asking per organization does', async () => {
    const { send } = openPeople();
    expect((await send('GET', alpha)).body).not.toHaveProperty('organization_id');
    const { body } = await send('GET', `/v2/spaces?org_id=${ids.platform}`);
    expect(rowsOf(body)).toMatchObject([{ id: ids.alpha }, { id: ids.open }]);
  });

  test('1.10 removing a member takes the word and the bindings on the space, not those on its projects', async () => {
    const snapshot = await roundTrip(openPeople(), [['DELETE', `${alpha}/users/${ids.raj}`]]);
    expect(snapshot).toHaveProperty([
      'organizations',
      'Platform',
      'spaces',
      'alpha',
      'projects',
      'fraud',
      'bindings',
      'raj@example.com',
    ]);
    expect(snapshot).not.toHaveProperty([
      'organizations',
      'Platform',
      'spaces',
      'alpha',
      'members',
      'raj@example.com',
    ]);
    expect(snapshot).not.toHaveProperty([
      'organizations',
      'Platform',
      'spaces',
      'alpha',
      'bindings',
      'raj@example.com',
    ]);
  });

  test('4 a custom membership is a SPACE binding: it is in their list, and a second one is a 409', async () => {
    const { send } = openPeople();
    await send('POST', `${alpha}/users`, { user_id: ids.pat, role: custom(ids.reader) });
    const path = `/v2/role-bindings?resource_type=SPACE&user_id=${ids.pat}`;
    expect((await send('GET', path)).body).toMatchObject({
      role_bindings: [{ role_id: ids.reader }],
    });
    const second = { ...onChat, resource_type: 'SPACE', resource_id: ids.alpha };
    expect((await send('POST', '/v2/role-bindings', second)).status).toBe(409);
  });

  test('4 a word is not a binding', async () => {
    const { send } = openPeople();
    const path = `/v2/role-bindings?resource_type=SPACE&user_id=${ids.sue}`;
    expect((await send('GET', path)).body).toMatchObject({ role_bindings: [] });
  });
});

describe('1.12 roles', () => {
  test('1.12 permissions are replaced as a whole', async () => {
    const snapshot = await roundTrip(openPeople(), [
      ['PATCH', `/v2/roles/${ids.writer}`, { permissions: ['TAG_READ'] }],
    ]);
    expect(snapshot).toMatchObject({ roles: { Writer: { permissions: ['TAG_READ'] } } });
  });

  test('1.12 a description that is empty is left out', async () => {
    const { send } = openPeople();
    expect((await send('GET', `/v2/roles/${ids.writer}`)).body).not.toHaveProperty('description');
    expect((await send('GET', `/v2/roles/${ids.reader}`)).body).toHaveProperty('description');
  });

  test('1.12 a role that is deleted takes its bindings with it', async () => {
    const { send } = openPeople();
    await send('DELETE', `/v2/roles/${ids.reader}`);
    const { body } = await send('GET', '/v2/role-bindings?resource_type=PROJECT');
    expect(rowsOf(body)).toEqual([]);
  });
});

describe('1.13 bindings', () => {
  test('1.13 changing one keeps its id, its user and its resource', async () => {
    const { send } = openPeople();
    const path = `/v2/role-bindings/${globalId('RoleBinding', 1)}`;
    const before = await send('GET', path);
    const after = await send('PATCH', path, { role_id: ids.writer });
    expect(after.body).toEqual({
      ...Object(before.body),
      role_id: ids.writer,
      updated_at: expect.any(String),
    });
  });

  test('1.13 resource_id is no filter: nothing is left out by it', async () => {
    const { send } = openPeople();
    const all = await send('GET', '/v2/role-bindings?resource_type=SPACE');
    const filtered = await send(
      'GET',
      `/v2/role-bindings?resource_type=SPACE&resource_id=${ids.open}`,
    );
    expect(filtered.body).toEqual(all.body);
  });
});

const prefix = (id: unknown): string => atob(String(id)).split(':')[0] ?? '';

describe('2 ids', () => {
  test('2 an organization has one prefix by both APIs, unless told otherwise', async () => {
    const query = '{ account { organizations(first: 1) { edges { node { id } } } } }';
    const found = async (world: World): Promise<string[]> => {
      const rest = rowsOf((await world.send('GET', '/v2/organizations')).body);
      const [, graphql = ''] =
        JSON.stringify((await world.ask(query)).body).match(/"id":"([^"]+)"/) ?? [];
      return [prefix(Object(rest[0]).id), prefix(graphql)];
    };
    expect(await found(openPeople())).toEqual(['AccountOrganization', 'AccountOrganization']);
    const behaviour = { rest_organization_prefix: 'Organization' } as const;
    expect(await found(openPeople({ behaviour }))).toEqual(['Organization', 'AccountOrganization']);
  });

  test.each([
    ['/v2/users', 'User'],
    ['/v2/spaces', 'Space'],
    ['/v2/projects', 'Model'],
    ['/v2/roles', 'Role'],
    ['/v2/role-bindings?resource_type=SPACE', 'RoleBinding'],
    ['/v2/api-keys', 'ApiKey'],
  ])('2 %s gives ids of %s', async (path, type) => {
    const [row] = rowsOf((await openPeople().send('GET', path)).body);
    expect(atob(String(Object(row).id))).toMatch(new RegExp(`^${type}:\\d+:.{4}$`));
  });
});

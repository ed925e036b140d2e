import { describe, expect, test } from 'vitest';
import type { World } from './world.ts';
import { globalId } from '../../src/sandbox/ids.ts';
import { ids, open } from './world.ts';

const custom = (id: string): object => ({ type: 'CUSTOM', id });
const word = (name: string): object => ({ type: 'PREDEFINED', name });
const encode = encodeURIComponent;

/** The snapshot of one space after some requests. */
async function spaceAfter(
  requests: readonly [method: string, path: string, body?: object][],
  name: 'alpha' | 'open' = 'alpha',
): Promise<unknown> {
  const { send, sandbox } = open();
  for (const [method, path, body] of requests) {
    const { status } = await send(method, path, body);
    expect(status).toBeLessThan(300);
  }
  return sandbox.snapshot().organizations?.['Platform']?.spaces?.[name];
}

describe('refusals', () => {
  const user = { name: 'New', email: 'new@example.com', role: word('MEMBER'), invite_mode: 'NONE' };
  const member = { user_id: ids.raj, role: word('MEMBER') };
  const binding = {
    role_id: ids.reader,
    user_id: ids.pat,
    resource_type: 'PROJECT',
    resource_id: ids.chat,
  };
  const rows: [name: string, status: number, method: string, path: string, body?: unknown][] = [
    ['an operation that does not exist', 404, 'GET', '/v2/whoami'],
    ['a method that the path does not take', 405, 'GET', `/v2/organizations/${ids.platform}/users`],
    ['a limit above 100', 400, 'GET', '/v2/users?limit=101'],
    ['a limit of 0', 400, 'GET', '/v2/spaces?limit=0'],
    ['a limit that is no number', 400, 'GET', '/v2/roles?limit=many'],
    ['a malformed cursor', 400, 'GET', '/v2/projects?cursor=what'],
    ['a filter that is too long', 400, 'GET', `/v2/users?email=${'x'.repeat(256)}`],
    ['an unknown status', 400, 'GET', '/v2/users?status=INACTIVE'],
    ['projects of a space that is not there', 404, 'GET', `/v2/projects?space_id=${ids.nowhere}`],
    ['bindings without a resource type', 400, 'GET', '/v2/role-bindings'],
    [
      'bindings of an unknown user',
      404,
      'GET',
      `/v2/role-bindings?resource_type=SPACE&user_id=${ids.unknownPerson}`,
    ],
    ['restrictions of spaces', 400, 'GET', '/v2/resource-restrictions?resource_type=SPACE'],
    ['is_predefined that is neither', 400, 'GET', '/v2/roles?is_predefined=maybe'],

    ['a body that is not JSON', 400, 'POST', '/v2/organizations', '{'],
    ['no body', 400, 'POST', '/v2/organizations'],
    ['a list as body', 400, 'POST', '/v2/organizations', []],
    ['an unknown field', 400, 'POST', '/v2/organizations', { name: 'X', colour: 'red' }],
    ['a server-managed field', 400, 'POST', '/v2/organizations', { name: 'X', id: '1' }],
    ['a blank name', 400, 'POST', '/v2/organizations', { name: '  ' }],
    ['a name that is too long', 400, 'POST', '/v2/organizations', { name: 'x'.repeat(256) }],
    [
      'a long description',
      400,
      'POST',
      '/v2/organizations',
      { name: 'X', description: 'x'.repeat(1001) },
    ],
    ['a taken organization name', 409, 'POST', '/v2/organizations', { name: 'Lab' }],
    ['a change of nothing', 400, 'PATCH', `/v2/organizations/${ids.lab}`, {}],
    ['a rename onto another', 409, 'PATCH', `/v2/organizations/${ids.lab}`, { name: 'Platform' }],
    ['an id of another kind', 400, 'GET', `/v2/organizations/${ids.alpha}`],
    ['no id at all', 400, 'GET', '/v2/organizations/Platform'],
    ['an id with a wrong salt', 404, 'GET', `/v2/spaces/${btoa('Space:1:aaaa')}`],
    [
      'an organization that is not there',
      404,
      'DELETE',
      `/v2/organizations/${btoa('AccountOrganization:9:aaaa')}`,
    ],

    [
      'a user without an invite mode',
      400,
      'POST',
      '/v2/users',
      { ...user, invite_mode: undefined },
    ],
    ['an e-mail that is none', 400, 'POST', '/v2/users', { ...user, email: 'new' }],
    ['a role as a bare word', 400, 'POST', '/v2/users', { ...user, role: 'MEMBER' }],
    ['a custom account role', 422, 'POST', '/v2/users', { ...user, role: custom(ids.reader) }],
    ['an active user again', 409, 'POST', '/v2/users', { ...user, email: 'RAJ@example.com' }],
    [
      'an active user invited',
      409,
      'POST',
      '/v2/users',
      { ...user, email: 'raj@example.com', invite_mode: 'EMAIL_LINK' },
    ],
    [
      'a blocked user',
      409,
      'POST',
      '/v2/users',
      { ...user, email: 'gone@example.com', invite_mode: 'EMAIL_LINK' },
    ],
    ['an account role in a change', 400, 'PATCH', `/v2/users/${ids.raj}`, { role: word('ADMIN') }],
    ['a name of white space', 400, 'PATCH', `/v2/users/${ids.raj}`, { name: '   ' }],
    ['a blocked user by id', 404, 'GET', `/v2/users/${ids.gone}`],
    ['deleting oneself', 400, 'DELETE', `/v2/users/${ids.jane}`],
    ['resending to an active user', 400, 'POST', `/v2/users/${ids.raj}/resend-invitation`],
    ['a password of an SSO user', 400, 'POST', `/v2/users/${ids.raj}/reset-password`],

    [
      'an annotator as member',
      400,
      'POST',
      `/v2/organizations/${ids.lab}/users`,
      { user_id: ids.ann, role: word('MEMBER') },
    ],
    [
      'a member as annotator',
      400,
      'POST',
      `/v2/organizations/${ids.lab}/users`,
      { user_id: ids.raj, role: word('ANNOTATOR') },
    ],
    [
      'a custom organization role',
      422,
      'POST',
      `/v2/organizations/${ids.lab}/users`,
      { user_id: ids.raj, role: custom(ids.reader) },
    ],
    [
      'a blocked user as member',
      404,
      'POST',
      `/v2/organizations/${ids.lab}/users`,
      { user_id: ids.gone, role: word('MEMBER') },
    ],
    ['removing a stranger', 404, 'DELETE', `/v2/organizations/${ids.lab}/users/${ids.raj}`],

    [
      'a taken space name',
      409,
      'POST',
      '/v2/spaces',
      { name: 'alpha', organization_id: ids.platform },
    ],
    [
      'a space of an unknown organization',
      404,
      'POST',
      '/v2/spaces',
      { name: 'x', organization_id: globalId('AccountOrganization', 9) },
    ],
    ['moving a space', 400, 'PATCH', `/v2/spaces/${ids.open}`, { organization_id: ids.lab }],
    ['a space renamed onto another', 409, 'PATCH', `/v2/spaces/${ids.open}`, { name: 'alpha' }],
    ['a space member from outside', 400, 'POST', `/v2/spaces/${ids.labAlpha}/users`, member],
    [
      'an annotator with a custom role',
      400,
      'POST',
      `/v2/spaces/${ids.alpha}/users`,
      { user_id: ids.ann, role: custom(ids.reader) },
    ],
    [
      'a member as space annotator',
      400,
      'POST',
      `/v2/spaces/${ids.alpha}/users`,
      { user_id: ids.raj, role: word('ANNOTATOR') },
    ],
    [
      'a role that is not there',
      404,
      'POST',
      `/v2/spaces/${ids.alpha}/users`,
      { user_id: ids.raj, role: custom(globalId('Role', 99)) },
    ],
    [
      'a word that is none',
      400,
      'POST',
      `/v2/spaces/${ids.alpha}/users`,
      { user_id: ids.raj, role: word('read-only') },
    ],
    ['removing who is no member', 404, 'DELETE', `/v2/spaces/${ids.alpha}/users/${ids.pat}`],

    ['a taken project name', 409, 'POST', '/v2/projects', { name: 'chat', space_id: ids.alpha }],
    ['a project in no space', 400, 'POST', '/v2/projects', { name: 'x', space_id: ids.nowhere }],
    ['a project renamed onto another', 422, 'PATCH', `/v2/projects/${ids.chat}`, { name: 'fraud' }],

    [
      'a taken role name',
      409,
      'POST',
      '/v2/roles',
      { name: 'Reader', permissions: ['PROJECT_READ'] },
    ],
    [
      'the name of a predefined role',
      409,
      'POST',
      '/v2/roles',
      { name: 'Annotator', permissions: ['PROJECT_READ'] },
    ],
    ['a role without permissions', 400, 'POST', '/v2/roles', { name: 'X', permissions: [] }],
    ['an unknown permission', 400, 'POST', '/v2/roles', { name: 'X', permissions: ['FLY'] }],
    ['a predefined role changed', 403, 'PATCH', `/v2/roles/${ids.viewer}`, { name: 'X' }],
    ['a predefined role deleted', 403, 'DELETE', `/v2/roles/${ids.viewer}`],
    ['a role renamed onto another', 409, 'PATCH', `/v2/roles/${ids.writer}`, { name: 'Reader' }],

    [
      'a second binding',
      409,
      'POST',
      '/v2/role-bindings',
      { ...binding, user_id: ids.raj, resource_id: ids.fraud, role_id: ids.writer },
    ],
    [
      'a space as project',
      400,
      'POST',
      '/v2/role-bindings',
      { ...binding, resource_id: ids.alpha },
    ],
    [
      'a binding on nothing',
      403,
      'POST',
      '/v2/role-bindings',
      { ...binding, resource_id: globalId('Model', 99) },
    ],
    [
      'a binding of an unknown person',
      404,
      'POST',
      '/v2/role-bindings',
      { ...binding, user_id: ids.unknownPerson },
    ],
    [
      'a binding that changes more than its role',
      400,
      'PATCH',
      `/v2/role-bindings/${globalId('RoleBinding', 1)}`,
      { role_id: ids.writer, user_id: ids.pat },
    ],
    [
      'a binding that is not there',
      404,
      'DELETE',
      `/v2/role-bindings/${globalId('RoleBinding', 99)}`,
    ],

    ['restricting a space', 400, 'POST', '/v2/resource-restrictions', { resource_id: ids.alpha }],
    [
      'restricting an ml model',
      422,
      'POST',
      '/v2/resource-restrictions',
      { resource_id: ids.churn },
    ],
    [
      'unrestricting what is not restricted',
      404,
      'DELETE',
      `/v2/resource-restrictions/${ids.chat}`,
    ],
  ];

  test.each(rows)('%s: %i', async (_name, status, method, path, body) => {
    const { send, sandbox } = open();
    const before = sandbox.snapshot();
    const answer = await send(method, path, body);
    expect(answer.body).toMatchObject({ status, instance: path.split('?')[0] });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    expect(sandbox.snapshot()).toEqual(before);
  });

  test('a problem document says what kind it is', async () => {
    const { send } = open();
    const { body } = await send('POST', '/v2/organizations', { name: 'Lab' });
    expect(body).toEqual({
      status: 409,
      title: 'Resource conflict',
      type: 'https://arize.com/docs/ax/rest-reference/errors#resource-conflict',
      detail: 'An organization named "Lab" already exists',
      instance: '/v2/organizations',
    });
  });

  test.each([
    ['no key', null],
    ['an unknown key', 'who'],
  ])('%s: 401', async (_name, key) => {
    const { send } = open();
    const { status, headers } = await send('GET', '/v2/users', undefined, key);
    expect([status, headers.get('x-request-id')]).toEqual([401, 'sandbox-000001']);
  });

  test('a bare key is taken like one after Bearer', async () => {
    const { sandbox } = open();
    const request = new Request('http://sandbox/v2/roles', {
      headers: { authorization: 'admin-key' },
    });
    expect((await sandbox.handle(request)).status).toBe(200);
  });
});

/** The bodies of all pages of a list. */
async function pages(world: World, path: string): Promise<unknown[]> {
  const bodies: unknown[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await world.send('GET', cursor ? `${path}&cursor=${cursor}` : path);
    bodies.push(body);
    cursor = JSON.stringify(body).match(/"next_cursor":"([^"]+)"/)?.[1];
  } while (cursor !== undefined);
  return bodies;
}

describe('lists', () => {
  test('a list comes in pages, to the end', async () => {
    const world = open();
    const bodies = await pages(world, '/v2/users?limit=3');
    expect(bodies).toMatchObject([
      {
        users: [{ name: 'Jane' }, { name: 'Omar' }, { name: 'Raj' }],
        pagination: { has_more: true },
      },
      {
        users: [{ name: 'Ann' }, { name: 'ci' }, { name: 'Ivy' }],
        pagination: { has_more: true },
      },
      { users: [{ name: 'Eve' }, { name: 'Pat' }], pagination: { has_more: false } },
    ]);
  });

  test('a list has 50 rows unless told otherwise', async () => {
    const { send } = open();
    for (let number = 0; number < 51; number++) {
      await send('POST', '/v2/roles', { name: `r${number}`, permissions: ['TAG_READ'] });
    }
    const { body } = await send('GET', '/v2/roles?is_predefined=false');
    expect(body).toMatchObject({ roles: { length: 50 }, pagination: { has_more: true } });
  });

  test('a cursor belongs to its list', async () => {
    const { send } = open();
    const { body } = await send('GET', '/v2/users?limit=1');
    const cursor = JSON.stringify(body).match(/"next_cursor":"([^"]+)"/)?.[1];
    expect((await send('GET', `/v2/users?limit=1&cursor=${cursor}`)).status).toBe(200);
    expect((await send('GET', `/v2/roles?limit=1&cursor=${cursor}`)).status).toBe(400);
  });

  test('pages of restrictions are read before they are filtered: some are short, some empty', async () => {
    const world = open();
    await world.send('DELETE', `/v2/resource-restrictions/${ids.fraud}`);
    await world.send('POST', '/v2/resource-restrictions', { resource_id: ids.chat });
    await world.send('DELETE', `/v2/resource-restrictions/${ids.chat}`);
    await world.send('POST', '/v2/resource-restrictions', { resource_id: ids.fraud });
    const bodies = await pages(world, '/v2/resource-restrictions?limit=1');
    expect(bodies).toMatchObject([
      { resource_restrictions: [], pagination: { has_more: true } },
      { resource_restrictions: [], pagination: { has_more: true } },
      { resource_restrictions: [{ resource_id: ids.fraud }], pagination: { has_more: false } },
    ]);
  });

  const filters: [path: string, expected: object][] = [
    ['/v2/users?email=RAJ', { users: [{ name: 'Raj' }] }],
    ['/v2/users?status=INVITED&status=EXPIRED', { users: [{ name: 'Ivy' }, { name: 'Eve' }] }],
    ['/v2/organizations?name=LAT', { organizations: [{ name: 'Platform' }] }],
    ['/v2/spaces?name=ALPH', { spaces: [{ id: ids.alpha }, { id: ids.labAlpha }] }],
    [`/v2/spaces?org_id=${ids.lab}`, { spaces: [{ id: ids.labAlpha }] }],
    [`/v2/spaces?org_id=${encode(btoa('Organization:2:aaaa'))}`, { spaces: [] }],
    ['/v2/projects?space_name=alp&name=RAU', { projects: [{ id: ids.fraud }] }],
    [`/v2/projects?space_id=${ids.open}`, { projects: [] }],
    ['/v2/roles?is_predefined=true', { roles: { length: 4 } }],
    [
      `/v2/role-bindings?resource_type=SPACE&user_id=${ids.ci}`,
      { role_bindings: [{ role_id: ids.writer, resource_id: ids.alpha }] },
    ],
  ];
  test.each(filters)('%s', async (path, expected) => {
    const { status, body } = await open().send('GET', path);
    expect([status, body]).toMatchObject([200, expected]);
  });

  test('bots are listed, unless told otherwise', async () => {
    const path = '/v2/users?email=bots';
    expect((await open().send('GET', path)).body).toMatchObject({ users: [{ name: 'ci' }] });
    const quiet = open({ behaviour: { bots_in_user_list: false } });
    expect((await quiet.send('GET', path)).body).toMatchObject({ users: [] });
  });
});

describe('users', () => {
  const invitation = { name: 'New', email: 'new@example.com', role: word('MEMBER') };

  test.each([
    ['NONE', 'ACTIVE'],
    ['EMAIL_LINK', 'INVITED'],
    ['TEMPORARY_PASSWORD', 'INVITED'],
  ])('invite mode %s makes the user %s', async (mode, status) => {
    const { send } = open();
    const answer = await send('POST', '/v2/users', { ...invitation, invite_mode: mode });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      id: globalId('User', 10),
      name: 'New',
      email: 'new@example.com',
      created_at: '2026-01-01T00:00:29Z',
      status,
      role: { type: 'PREDEFINED', name: 'MEMBER' },
      is_developer: true,
      invite_mode: mode,
      ...(mode === 'TEMPORARY_PASSWORD' ? { temporary_password: 'sandbox-password-10' } : {}),
    });
  });

  test('inviting an invited user again gives them as they are', async () => {
    const { send, sandbox } = open();
    const before = sandbox.snapshot();
    const body = { ...invitation, email: 'Ivy@example.com', invite_mode: 'EMAIL_LINK' };
    const answer = await send('POST', '/v2/users', body);
    expect([answer.status, answer.body]).toMatchObject([200, { id: ids.ivy, name: 'Ivy' }]);
    expect(answer.body).not.toHaveProperty('invite_mode');
    expect(sandbox.snapshot()).toEqual(before);
  });

  test('an expired user is invited anew', async () => {
    const { send } = open();
    const body = { ...invitation, email: 'eve@example.com', invite_mode: 'EMAIL_LINK' };
    const answer = await send('POST', '/v2/users', body);
    expect([answer.status, answer.body]).toMatchObject([
      201,
      { id: ids.eve, name: 'New', status: 'INVITED' },
    ]);
  });

  test('an annotator is no developer unless said', async () => {
    const { send } = open();
    const body = { ...invitation, role: word('ANNOTATOR'), invite_mode: 'NONE' };
    const answer = await send('POST', '/v2/users', body);
    expect(answer.body).toMatchObject({ is_developer: false });
  });

  test('a name is trimmed', async () => {
    const { send } = open();
    const answer = await send('PATCH', `/v2/users/${ids.raj}`, { name: '  Raj P  ' });
    expect(answer.body).toMatchObject({ name: 'Raj P', is_developer: true });
  });

  test('blocking takes everything, for ever, and may be repeated', async () => {
    const { send, sandbox } = open();
    expect((await send('DELETE', `/v2/users/${ids.raj}`)).status).toBe(204);
    expect((await send('DELETE', `/v2/users/${ids.raj}`)).status).toBe(204);
    const { users, organizations } = sandbox.snapshot();
    expect(users['raj@example.com']).toEqual({ name: 'Raj', role: 'member', status: 'inactive' });
    expect(JSON.stringify(organizations)).not.toContain('raj@');
    expect(JSON.stringify(organizations)).toContain('omar@');
    expect((await send('GET', '/v2/users', undefined, 'member-key')).status).toBe(401);
    expect((await send('GET', '/v2/users?email=raj')).body).toMatchObject({ users: [] });
  });

  test('an invitation is sent again while it is open', async () => {
    const { send } = open();
    const answer = await send('POST', `/v2/users/${ids.ivy}/resend-invitation`);
    expect(answer.status).toBe(204);
  });
});

describe('organizations and their members', () => {
  test('made, changed, cleared, deleted', async () => {
    const { send, sandbox } = open();
    const made = await send('POST', '/v2/organizations', { name: 'New', description: 'd' });
    expect([made.status, made.body]).toEqual([
      201,
      {
        id: globalId('AccountOrganization', 3),
        name: 'New',
        description: 'd',
        created_at: '2026-01-01T00:00:29Z',
      },
    ]);
    const path = `/v2/organizations/${globalId('AccountOrganization', 3)}`;
    const changed = await send('PATCH', path, { name: 'Newer', description: null });
    expect(changed.body).toMatchObject({ name: 'Newer', description: '' });
    expect((await send('DELETE', path)).status).toBe(204);
    expect(Object.keys(sandbox.snapshot().organizations ?? {})).toEqual(['Lab', 'Platform']);
  });

  test('deleting takes spaces, members and the identity providers that log in to it', async () => {
    const { send, sandbox } = open();
    await send('DELETE', `/v2/organizations/${ids.platform}`);
    expect(sandbox.snapshot()).toMatchObject({ organizations: { Lab: {} } });
    expect(sandbox.snapshot()).not.toHaveProperty('saml');
    const bindings = await send('GET', '/v2/role-bindings?resource_type=PROJECT');
    expect(bindings.body).toMatchObject({ role_bindings: [] });
  });

  test('adding is an upsert that answers 200', async () => {
    const { send, sandbox } = open();
    const path = `/v2/organizations/${ids.lab}/users`;
    const body = { user_id: ids.raj, role: word('READ_ONLY') };
    const first = await send('POST', path, body);
    const second = await send('POST', path, { ...body, role: word('ADMIN') });
    const membership = {
      id: globalId('AccountOrganizationMember', 7),
      user_id: ids.raj,
      organization_id: ids.lab,
    };
    expect([first.status, first.body]).toEqual([200, { ...membership, role: word('READ_ONLY') }]);
    expect([second.status, second.body]).toEqual([200, { ...membership, role: word('ADMIN') }]);
    expect(sandbox.snapshot().organizations?.['Lab']?.members).toEqual({
      'raj@example.com': 'admin',
    });
  });

  test('removing takes the memberships and bindings of its spaces and projects', async () => {
    const { send, sandbox } = open();
    const answer = await send('DELETE', `/v2/organizations/${ids.platform}/users/${ids.raj}`);
    expect(answer.status).toBe(204);
    expect(JSON.stringify(sandbox.snapshot().organizations)).not.toContain('raj@');
  });

  test('ids may be spelled the other way by REST', async () => {
    const { send } = open({ behaviour: { rest_organization_prefix: 'Organization' } });
    const other = btoa(atob(ids.lab).replace('AccountOrganization', 'Organization'));
    const { body } = await send('GET', '/v2/organizations?name=lab');
    expect(body).toMatchObject({ organizations: [{ id: other }] });
    expect((await send('GET', `/v2/organizations/${other}`)).body).toMatchObject({ name: 'Lab' });
    expect((await send('GET', `/v2/organizations/${ids.lab}`)).body).toMatchObject({ id: other });
  });
});

describe('spaces and their members', () => {
  const users = `/v2/spaces/${ids.alpha}/users`;

  test('made public unless said, changed, deleted with what is in it', async () => {
    const { send, sandbox } = open();
    const made = await send('POST', '/v2/spaces', { name: 's', organization_id: ids.lab });
    expect([made.status, made.body]).toMatchObject([201, { description: '', is_private: false }]);
    const changed = await send('PATCH', `/v2/spaces/${ids.labAlpha}`, { is_private: true });
    expect(changed.body).toMatchObject({ name: 'alpha', is_private: true });
    expect((await send('DELETE', `/v2/spaces/${ids.alpha}`)).status).toBe(204);
    expect(sandbox.snapshot().organizations).toMatchObject({
      Lab: { spaces: { alpha: { private: true }, s: {} } },
      Platform: { spaces: { open: {} } },
    });
    expect((await send('GET', `/v2/projects/${ids.fraud}`)).status).toBe(404);
  });

  test('a word is upserted and leaves a binding where it is', async () => {
    const body = { user_id: ids.raj, role: word('READ_ONLY') };
    const { send } = open();
    const answer = await send('POST', users, body);
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        id: globalId('SpaceMember', 3),
        user_id: ids.raj,
        space_id: ids.alpha,
        role: word('READ_ONLY'),
      },
    ]);
    expect(await spaceAfter([['POST', users, body]])).toMatchObject({
      members: { 'raj@example.com': 'read-only' },
      bindings: { 'raj@example.com': 'Reader' },
    });
  });

  test('a custom role is a binding, and takes the place of the word', async () => {
    const body = { user_id: ids.raj, role: custom(ids.writer) };
    const { send } = open();
    const answer = await send('POST', users, body);
    expect(answer.body).toEqual({
      id: globalId('RoleBinding', 1),
      user_id: ids.raj,
      space_id: ids.alpha,
      role: { type: 'CUSTOM', id: ids.writer, name: 'Writer' },
    });
    const space = await spaceAfter([['POST', users, body]]);
    expect(space).toMatchObject({ bindings: { 'raj@example.com': 'Writer' } });
    expect(space).not.toHaveProperty(['members', 'raj@example.com']);
  });

  test('removing takes the word and the binding', async () => {
    const space = await spaceAfter([['DELETE', `${users}/${ids.raj}`]]);
    expect(space).toMatchObject({ bindings: { 'ci@bots.example.com': 'Writer' } });
    expect(space).not.toHaveProperty(['members', 'raj@example.com']);
    expect(space).not.toHaveProperty(['bindings', 'raj@example.com']);
    expect(space).toHaveProperty(['projects', 'fraud', 'bindings', 'raj@example.com'], 'Reader');
  });

  test('who has a binding alone can be removed too', async () => {
    const space = await spaceAfter([['DELETE', `${users}/${ids.ci}`]]);
    expect(space).not.toHaveProperty(['bindings', 'ci@bots.example.com']);
  });
});

describe('roles and bindings', () => {
  test('permissions are replaced, an empty description is left out', async () => {
    const { send } = open();
    const answer = await send('PATCH', `/v2/roles/${ids.reader}`, {
      description: null,
      permissions: ['TAG_READ', 'TAG_READ'],
    });
    expect(answer.body).toEqual({
      id: ids.reader,
      name: 'Reader',
      permissions: ['TAG_READ'],
      is_predefined: false,
      created_at: '2026-01-01T00:00:14Z',
      updated_at: '2026-01-01T00:00:29Z',
    });
  });

  test('deleting a role takes the bindings that use it, and frees its name', async () => {
    const { send, sandbox } = open();
    expect((await send('DELETE', `/v2/roles/${ids.reader}`)).status).toBe(204);
    expect(sandbox.snapshot().organizations?.['Platform']?.spaces?.['alpha']).toMatchObject({
      bindings: { 'ci@bots.example.com': 'Writer' },
      projects: { fraud: { restricted: true } },
    });
    const again = await send('POST', '/v2/roles', { name: 'Reader', permissions: ['TAG_READ'] });
    expect(again.body).toMatchObject({ id: globalId('Role', 7) });
  });

  test('a binding is made, changes its role and keeps its id, is deleted', async () => {
    const { send } = open();
    const body = {
      role_id: ids.viewer,
      user_id: ids.pat,
      resource_type: 'PROJECT',
      resource_id: ids.chat,
    };
    const made = await send('POST', '/v2/role-bindings', body);
    expect([made.status, made.body]).toMatchObject([201, body]);
    const path = `/v2/role-bindings/${globalId('RoleBinding', 4)}`;
    const changed = await send('PATCH', path, { role_id: ids.writer });
    expect(changed.body).toMatchObject({ ...body, role_id: ids.writer });
    expect((await send('GET', path)).body).toEqual(changed.body);
    expect((await send('DELETE', path)).status).toBe(204);
    expect((await send('DELETE', path)).status).toBe(404);
  });

  test('a binding that changed its role goes with the role it has now', async () => {
    const { send } = open();
    const path = `/v2/role-bindings/${globalId('RoleBinding', 1)}`;
    await send('PATCH', path, { role_id: ids.writer });
    await send('DELETE', `/v2/roles/${ids.reader}`);
    expect((await send('GET', path)).status).toBe(200);
    await send('DELETE', `/v2/roles/${ids.writer}`);
    expect((await send('GET', path)).status).toBe(404);
  });
});

describe('projects and restrictions', () => {
  test('a project is made generative, renamed, deleted with its bindings', async () => {
    const { send, sandbox } = open();
    const made = await send('POST', '/v2/projects', { name: 'p', space_id: ids.labAlpha });
    expect([made.status, made.body]).toMatchObject([201, { name: 'p', space_id: ids.labAlpha }]);
    const renamed = await send('PATCH', `/v2/projects/${ids.chat}`, { name: 'talk' });
    expect(renamed.body).toMatchObject({ id: ids.chat, name: 'talk' });
    expect((await send('DELETE', `/v2/projects/${ids.fraud}`)).status).toBe(204);
    expect(sandbox.snapshot().organizations).toMatchObject({
      Lab: { spaces: { alpha: { projects: { p: {} } } } },
      Platform: { spaces: { alpha: { projects: { churn: { type: 'ml' }, talk: {} } } } },
    });
    const restrictions = await send('GET', '/v2/resource-restrictions');
    expect(restrictions.body).toMatchObject({ resource_restrictions: [] });
  });

  test('restricting is idempotent, lifting is not', async () => {
    const { send } = open();
    const path = '/v2/resource-restrictions';
    const first = await send('POST', path, { resource_id: ids.chat });
    const second = await send('POST', path, { resource_id: ids.chat });
    expect([first.status, second.status, first.body]).toMatchObject([
      200,
      200,
      { resource_type: 'PROJECT', resource_id: ids.chat },
    ]);
    expect(second.body).toEqual(first.body);
    expect((await send('DELETE', `${path}/${ids.chat}`)).status).toBe(204);
    expect((await send('DELETE', `${path}/${ids.chat}`)).status).toBe(404);
  });
});

import { describe, expect, test } from 'vitest';
import { globalId } from '../../src/sandbox/ids.ts';
import { ids, open } from './world.ts';

/** What each key sees and may do. Raj is a member everywhere, Omar an organization admin. */

describe('lists hold what the caller sees', () => {
  const rows: [key: string, path: string, expected: object][] = [
    ['admin-key', '/v2/spaces', { spaces: { length: 3 } }],
    ['orgadmin-key', '/v2/organizations', { organizations: [{ name: 'Platform' }] }],
    ['orgadmin-key', '/v2/spaces', { spaces: [{ id: ids.alpha }, { id: ids.open }] }],
    ['orgadmin-key', '/v2/projects', { projects: { length: 3 } }],
    ['member-key', '/v2/projects', { projects: { length: 3 } }],
    ['annotator-key', '/v2/projects', { projects: [{ name: 'chat' }, { name: 'churn' }] }],
    ['member-key', '/v2/users', { users: { length: 8 } }],
    ['admin-key', '/v2/role-bindings?resource_type=SPACE', { role_bindings: { length: 2 } }],
    ['orgadmin-key', '/v2/role-bindings?resource_type=SPACE', { role_bindings: { length: 2 } }],
    ['member-key', '/v2/role-bindings?resource_type=SPACE', { role_bindings: [] }],
    ['orgadmin-key', '/v2/resource-restrictions', { resource_restrictions: { length: 1 } }],
    ['member-key', '/v2/resource-restrictions', { resource_restrictions: [] }],
    ['bot-key', '/v2/spaces', { spaces: [{ id: ids.alpha }, { id: ids.open }] }],
  ];
  test.each(rows)('%s %s', async (key, path, expected) => {
    const { status, body } = await open().send('GET', path, undefined, key);
    expect([status, body]).toMatchObject([200, expected]);
  });

  test('bindings may be visible to everyone', async () => {
    const { send } = open({ behaviour: { bindings_visible: 'everyone' } });
    const path = '/v2/role-bindings?resource_type=PROJECT';
    const { body } = await send('GET', path, undefined, 'member-key');
    expect(body).toMatchObject({ role_bindings: [{ resource_id: ids.fraud }] });
  });
});

describe('403 for what is seen, 404 for what is not', () => {
  const role = { type: 'PREDEFINED', name: 'MEMBER' };
  const invitation = { name: 'N', email: 'n@example.com', role, invite_mode: 'NONE' };
  const binding = {
    role_id: ids.reader,
    user_id: ids.pat,
    resource_type: 'SPACE',
    resource_id: ids.alpha,
  };
  const rows: [status: number, key: string, method: string, path: string, body?: object][] = [
    [403, 'annotator-key', 'GET', '/v2/users'],
    [404, 'annotator-key', 'GET', `/v2/users/${ids.raj}`],
    [403, 'orgadmin-key', 'POST', '/v2/users', invitation],
    [403, 'orgadmin-key', 'PATCH', `/v2/users/${ids.raj}`, { is_developer: false }],
    [403, 'orgadmin-key', 'DELETE', `/v2/users/${ids.raj}`],
    [403, 'orgadmin-key', 'POST', '/v2/organizations', { name: 'X' }],
    [200, 'orgadmin-key', 'PATCH', `/v2/organizations/${ids.platform}`, { name: 'X' }],
    [404, 'orgadmin-key', 'PATCH', `/v2/organizations/${ids.lab}`, { name: 'X' }],
    [403, 'orgadmin-key', 'DELETE', `/v2/organizations/${ids.platform}`],
    [403, 'member-key', 'PATCH', `/v2/organizations/${ids.platform}`, { name: 'X' }],
    [
      403,
      'member-key',
      'POST',
      `/v2/organizations/${ids.platform}/users`,
      { user_id: ids.ivy, role },
    ],
    [
      200,
      'orgadmin-key',
      'POST',
      `/v2/organizations/${ids.platform}/users`,
      { user_id: ids.ivy, role },
    ],
    [404, 'member-key', 'GET', `/v2/spaces/${ids.labAlpha}`],
    [403, 'member-key', 'DELETE', `/v2/spaces/${ids.alpha}`],
    [204, 'orgadmin-key', 'DELETE', `/v2/spaces/${ids.alpha}`],
    [403, 'member-key', 'POST', `/v2/spaces/${ids.alpha}/users`, { user_id: ids.pat, role }],
    [404, 'annotator-key', 'GET', `/v2/projects/${ids.fraud}`],
    [403, 'orgadmin-key', 'POST', '/v2/roles', { name: 'X', permissions: ['TAG_READ'] }],
    [200, 'member-key', 'GET', `/v2/roles/${ids.reader}`],
    [403, 'member-key', 'POST', '/v2/role-bindings', binding],
    [201, 'orgadmin-key', 'POST', '/v2/role-bindings', binding],
    [404, 'member-key', 'DELETE', `/v2/role-bindings/${globalId('RoleBinding', 1)}`],
    [403, 'member-key', 'POST', '/v2/resource-restrictions', { resource_id: ids.chat }],
  ];
  test.each(rows)('%i %s %s %s', async (status, key, method, path, body) => {
    const answer = await open().send(method, path, body, key);
    expect(answer.status).toBe(status);
  });
});

test('GraphQL shows the caller and what they see', async () => {
  const { body } = await open().ask(
    `{ viewer { user { email userType } }
       account { organizations(first: 5) { edges { node { name spaces(first: 5) { edges { node { name } } } } } }
                 samlIdPs(first: 1) { edges { node { id } } } }
       node(id: "${ids.labAlpha}") { id } }`,
    {},
    'bot-key',
  );
  expect(body).toMatchObject({
    data: {
      viewer: { user: { email: 'ci@bots.example.com', userType: 'bot' } },
      account: {
        organizations: {
          edges: [
            {
              node: {
                name: 'Platform',
                spaces: { edges: [{ node: { name: 'alpha' } }, { node: { name: 'open' } }] },
              },
            },
          ],
        },
        samlIdPs: null,
      },
      node: null,
    },
    errors: [
      {
        message: 'Only account admins can read identity providers',
        path: ['account', 'samlIdPs'],
      },
    ],
  });
});

import {
  addOrganizationUser,
  addSpaceUser,
  createClient,
  createOrganization,
  createProject,
  createRole,
  createRoleBinding,
  createSpace,
  createUser,
  deleteOrganization,
  deleteProject,
  deleteRole,
  deleteRoleBinding,
  deleteSpace,
  deleteUser,
  getOrganization,
  getProject,
  getRole,
  getRoleBinding,
  getSpace,
  getUser,
  listOrganizations,
  listProjects,
  listResourceRestrictions,
  listRoleBindings,
  listRoles,
  listSpaces,
  listUsers,
  removeOrganizationUser,
  removeSpaceUser,
  restrictResource,
  unrestrictResource,
  updateOrganization,
  updateProject,
  updateRole,
  updateRoleBinding,
  updateSpace,
  updateUser,
} from '@arizeai/ax-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServedSandbox } from '../../src/sandbox/index.ts';
import { openSandbox, serve } from '../../src/sandbox/index.ts';
import { seed } from './world.ts';

const sandbox = openSandbox({ seed });
let served: ServedSandbox;
let client: ReturnType<typeof createClient>;
beforeAll(async () => {
  served = await serve(sandbox);
  client = createClient({ apiKey: 'admin-key', baseUrl: served.url });
});
afterAll(() => served.close());

test('the official client drives an account from nothing to nothing', async () => {
  const user = await createUser({
    client,
    name: 'Sam',
    email: 'sam@example.com',
    role: { type: 'PREDEFINED', name: 'MEMBER' },
    inviteMode: 'NONE',
  });
  await updateUser({ client, userId: user.id, name: 'Sam S' });
  const organization = await createOrganization({ client, name: 'SDK' });
  await updateOrganization({ client, organization: organization.id, description: 'by the client' });
  const space = await createSpace({
    client,
    name: 's',
    organizationId: organization.id,
    isPrivate: true,
  });
  await updateSpace({ client, space: space.id, description: 'mine' });
  const role = await createRole({ client, name: 'SDK role', permissions: ['PROJECT_READ'] });
  await updateRole({ client, roleId: role.id, permissions: ['PROJECT_READ', 'TAG_READ'] });
  const project = await createProject({ client, name: 'p', space: space.id });
  await updateProject({ client, project: project.id, name: 'q' });
  await addOrganizationUser({
    client,
    organizationId: organization.id,
    userId: user.id,
    role: { type: 'PREDEFINED', name: 'MEMBER' },
  });
  const membership = await addSpaceUser({
    client,
    spaceId: space.id,
    userId: user.id,
    role: { type: 'CUSTOM', id: role.id },
  });
  expect(membership).toMatchObject({ role: { type: 'CUSTOM', name: 'SDK role' } });
  const binding = await createRoleBinding({
    client,
    userId: user.id,
    roleId: role.id,
    resourceType: 'PROJECT',
    resourceId: project.id,
  });
  const viewer = (await listRoles({ client, isPredefined: true })).data[0];
  await updateRoleBinding({ client, bindingId: binding.id, roleId: viewer?.id ?? '' });
  await restrictResource({ client, resourceId: project.id });

  expect(sandbox.snapshot().users['sam@example.com']).toEqual({ name: 'Sam S', role: 'member' });
  expect(sandbox.snapshot().roles?.['SDK role']).toEqual({
    permissions: ['PROJECT_READ', 'TAG_READ'],
  });
  expect(sandbox.snapshot().organizations?.['SDK']).toEqual({
    description: 'by the client',
    members: { 'sam@example.com': 'member' },
    spaces: {
      s: {
        private: true,
        description: 'mine',
        bindings: { 'sam@example.com': 'SDK role' },
        projects: { q: { restricted: true, bindings: { 'sam@example.com': 'Project Viewer' } } },
      },
    },
  });

  expect(await getUser({ client, userId: user.id })).toMatchObject({ name: 'Sam S' });
  expect(await getOrganization({ client, organization: 'SDK' })).toMatchObject({ name: 'SDK' });
  expect(await getSpace({ client, space: space.id })).toMatchObject({ isPrivate: true });
  expect(await getProject({ client, project: project.id })).toMatchObject({ name: 'q' });
  expect(await getRole({ client, roleId: role.id })).toMatchObject({ name: 'SDK role' });
  expect(await getRoleBinding({ client, bindingId: binding.id })).toMatchObject({
    roleId: viewer?.id,
  });

  await unrestrictResource({ client, resourceId: project.id });
  await deleteRoleBinding({ client, bindingId: binding.id });
  await removeSpaceUser({ client, spaceId: space.id, userId: user.id });
  await removeOrganizationUser({ client, organizationId: organization.id, userId: user.id });
  await deleteProject({ client, project: project.id });
  await deleteSpace({ client, space: space.id });
  await deleteOrganization({ client, organization: organization.id });
  await deleteRole({ client, roleId: role.id });
  await deleteUser({ client, userId: user.id });
  const before = openSandbox({ seed }).snapshot();
  expect(sandbox.snapshot()).toEqual({
    ...before,
    users: {
      ...before.users,
      'sam@example.com': { name: 'Sam S', role: 'member', status: 'inactive' },
    },
  });
});

test('the official client pages through every list', async () => {
  const lists = {
    users: (cursor?: string) => listUsers({ client, limit: 2, ...(cursor ? { cursor } : {}) }),
    organizations: (cursor?: string) =>
      listOrganizations({ client, limit: 1, ...(cursor ? { cursor } : {}) }),
    spaces: (cursor?: string) => listSpaces({ client, limit: 1, ...(cursor ? { cursor } : {}) }),
    projects: (cursor?: string) =>
      listProjects({ client, limit: 1, ...(cursor ? { cursor } : {}) }),
    roles: (cursor?: string) => listRoles({ client, limit: 4, ...(cursor ? { cursor } : {}) }),
    bindings: (cursor?: string) =>
      listRoleBindings({
        client,
        resourceType: 'SPACE',
        limit: 1,
        ...(cursor ? { cursor } : {}),
      }),
    restrictions: (cursor?: string) =>
      listResourceRestrictions({ client, limit: 1, ...(cursor ? { cursor } : {}) }),
  };
  const lengths: Record<string, number> = {};
  for (const [name, list] of Object.entries(lists)) {
    let count = 0;
    let cursor: string | undefined;
    do {
      const page = await list(cursor);
      count += page.data.length;
      cursor = page.pagination.nextCursor;
    } while (cursor !== undefined);
    lengths[name] = count;
  }
  expect(lengths).toEqual({
    users: 8,
    organizations: 2,
    spaces: 3,
    projects: 3,
    roles: 6,
    bindings: 2,
    restrictions: 1,
  });
});

test('refusals arrive as the errors of the client', async () => {
  const wrong = createClient({ apiKey: 'wrong', baseUrl: served.url });
  await expect(listUsers({ client: wrong })).rejects.toThrow('HTTP 401');
  const member = createClient({ apiKey: 'member-key', baseUrl: served.url });
  await expect(createOrganization({ client: member, name: 'X' })).rejects.toThrow('HTTP 403');
  await expect(createOrganization({ client, name: 'Lab' })).rejects.toThrow('HTTP 409');
});

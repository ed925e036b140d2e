/** Ways to change an account behind the back of its file: every kind of thing, made, changed and taken away. */

/** Asks the served sandbox as an admin of the account. */
export type Ask = (method: string, path: string, body?: unknown) => Promise<unknown>;

export interface Behind {
  readonly does: string;
  /** The address that drift has to name. */
  readonly address: string;
  readonly way: 'file only' | 'live only' | 'differs';
  /** The operation that the audit log has. */
  readonly operation: string;
  readonly by: (ask: Ask, ids: Ids) => Promise<unknown>;
  /** What apply cannot undo. */
  readonly forGood?: true;
}

export interface Ids {
  /** The id of what a list shows under a name or an e-mail. */
  of(list: 'users' | 'organizations' | 'roles' | 'spaces' | 'projects', name: string): string;
  binding(email: string, resource: string): string;
}

export const seed = `
users:
  jane@x.org: {name: Jane, role: admin}
  kim@x.org: {name: Kim, role: admin}
  raj@x.org: {name: Raj, role: member}
  mei@x.org: {name: Mei, role: member}
  tom@x.org: {name: Tom, role: member}
roles:
  Reader: {permissions: [PROJECT_READ, DATASET_READ]}
  Writer: {permissions: [PROJECT_READ, DATASET_CREATE]}
organizations:
  Org:
    members: {jane@x.org: admin, raj@x.org: member, mei@x.org: member}
    spaces:
      alpha:
        description: One
        members: {raj@x.org: member, mei@x.org: read-only}
        bindings: {raj@x.org: Reader}
        projects:
          fraud: {restricted: true, bindings: {raj@x.org: Reader}}
          chat: {bindings: {mei@x.org: Writer}}
keys: {admin-key: jane@x.org, other-key: kim@x.org}
`;

export const access = `# Who may do what. Keep it short.
version: 1
users: # everybody
  jane@x.org: { name: Jane, role: admin }
  kim@x.org: { name: Kim, role: admin }
  raj@x.org: { name: Raj, role: member } # since 2024
  mei@x.org: { name: Mei, role: member }
  tom@x.org: { name: Tom, role: member }
roles:
  # readers read
  Reader: { permissions: [PROJECT_READ, DATASET_READ] }
  Writer: { permissions: [PROJECT_READ, DATASET_CREATE] }
organizations:
  Org:
    members: &members # the whole team
      jane@x.org: admin
      raj@x.org: member
      mei@x.org: member
    spaces:
      alpha:
        description: One
        private: false
        # who works here
        members: { raj@x.org: member, mei@x.org: read-only }
        bindings: { raj@x.org: Reader }
        projects:
          fraud:
            restricted: true # on purpose
            bindings: { raj@x.org: Reader }
          chat:
            restricted: false
            bindings: { mei@x.org: Writer }
# the end
`;

const role = (name: string) => ({ type: 'PREDEFINED', name });

export const changes: readonly Behind[] = [
  {
    does: 'a role is made',
    address: 'role/Extra',
    way: 'live only',
    operation: 'createRole',
    by: (ask) => ask('POST', '/v2/roles', { name: 'Extra', permissions: ['PROMPT_READ'] }),
  },
  {
    does: 'a role gets another permission',
    address: 'role/Reader',
    way: 'differs',
    operation: 'updateRole',
    by: (ask, ids) =>
      ask('PATCH', `/v2/roles/${ids.of('roles', 'Reader')}`, {
        permissions: ['PROJECT_READ', 'PROMPT_READ'],
      }),
  },
  {
    does: 'a person gets another name',
    address: 'user/raj@x.org',
    way: 'differs',
    operation: 'updateUser',
    by: (ask, ids) => ask('PATCH', `/v2/users/${ids.of('users', 'raj@x.org')}`, { name: 'Rajiv' }),
  },
  {
    does: 'a person is blocked',
    address: 'user/tom@x.org',
    way: 'file only',
    operation: 'deleteUser',
    by: (ask, ids) => ask('DELETE', `/v2/users/${ids.of('users', 'tom@x.org')}`),
    forGood: true,
  },
  {
    does: 'an organization gets another member',
    address: 'organization/Org/member/tom@x.org',
    way: 'live only',
    operation: 'addOrganizationUser',
    by: (ask, ids) =>
      ask('POST', `/v2/organizations/${ids.of('organizations', 'Org')}/users`, {
        user_id: ids.of('users', 'tom@x.org'),
        role: role('MEMBER'),
      }),
  },
  {
    does: 'a member becomes an admin',
    address: 'organization/Org/member/mei@x.org',
    way: 'differs',
    operation: 'addOrganizationUser',
    by: (ask, ids) =>
      ask('POST', `/v2/organizations/${ids.of('organizations', 'Org')}/users`, {
        user_id: ids.of('users', 'mei@x.org'),
        role: role('READ_ONLY'),
      }),
  },
  {
    does: 'a space gets another description',
    address: 'space/Org/alpha',
    way: 'differs',
    operation: 'updateSpace',
    by: (ask, ids) =>
      ask('PATCH', `/v2/spaces/${ids.of('spaces', 'alpha')}`, {
        description: 'Two',
        is_private: true,
      }),
  },
  {
    does: 'somebody leaves a space',
    address: 'space/Org/alpha/member/mei@x.org',
    way: 'file only',
    operation: 'removeSpaceUser',
    by: (ask, ids) =>
      ask(
        'DELETE',
        `/v2/spaces/${ids.of('spaces', 'alpha')}/users/${ids.of('users', 'mei@x.org')}`,
      ),
  },
  {
    does: 'somebody gets another word in a space',
    address: 'space/Org/alpha/member/mei@x.org',
    way: 'differs',
    operation: 'addSpaceUser',
    by: (ask, ids) =>
      ask('POST', `/v2/spaces/${ids.of('spaces', 'alpha')}/users`, {
        user_id: ids.of('users', 'mei@x.org'),
        role: role('MEMBER'),
      }),
  },
  {
    does: 'a role is bound in a space',
    address: 'space/Org/alpha/binding/mei@x.org',
    way: 'live only',
    operation: 'createRoleBinding',
    by: (ask, ids) =>
      ask('POST', '/v2/role-bindings', {
        role_id: ids.of('roles', 'Reader'),
        user_id: ids.of('users', 'mei@x.org'),
        resource_type: 'SPACE',
        resource_id: ids.of('spaces', 'alpha'),
      }),
  },
  {
    does: 'a role is unbound in a space',
    address: 'space/Org/alpha/binding/raj@x.org',
    way: 'file only',
    operation: 'deleteRoleBinding',
    by: (ask, ids) =>
      ask('DELETE', `/v2/role-bindings/${ids.binding('raj@x.org', ids.of('spaces', 'alpha'))}`),
  },
  {
    does: 'another role is bound in a project',
    address: 'project/Org/alpha/fraud/binding/raj@x.org',
    way: 'differs',
    operation: 'updateRoleBinding',
    by: (ask, ids) =>
      ask('PATCH', `/v2/role-bindings/${ids.binding('raj@x.org', ids.of('projects', 'fraud'))}`, {
        role_id: ids.of('roles', 'Writer'),
      }),
  },
  {
    does: 'a project is opened',
    address: 'project/Org/alpha/fraud/restriction',
    way: 'file only',
    operation: 'deleteResourceRestriction',
    by: (ask, ids) => ask('DELETE', `/v2/resource-restrictions/${ids.of('projects', 'fraud')}`),
  },
  {
    does: 'a project is shut',
    address: 'project/Org/alpha/chat/restriction',
    way: 'live only',
    operation: 'createResourceRestriction',
    by: (ask, ids) =>
      ask('POST', '/v2/resource-restrictions', { resource_id: ids.of('projects', 'chat') }),
  },
  {
    does: 'a project gets another name',
    address: 'project/Org/alpha/chat',
    way: 'file only',
    operation: 'updateProject',
    by: (ask, ids) => ask('PATCH', `/v2/projects/${ids.of('projects', 'chat')}`, { name: 'talk' }),
    forGood: true,
  },
  {
    does: 'an organization gets another name',
    address: 'organization/Org',
    way: 'differs',
    operation: 'updateOrganization',
    by: (ask, ids) =>
      ask('PATCH', `/v2/organizations/${ids.of('organizations', 'Org')}`, { name: 'Orgs' }),
    forGood: true,
  },
];

interface Row {
  readonly id: string;
  readonly [field: string]: unknown;
}

const isRow = (value: unknown): value is Row =>
  typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';

/** Looks up what is there, once. */
export async function idsFrom(ask: Ask): Promise<Ids> {
  const lists = ['users', 'organizations', 'roles', 'spaces', 'projects'] as const;
  const rowsOf = async (path: string, key: string): Promise<readonly Row[]> => {
    const answer = await ask('GET', path);
    const rows = new Map(Object.entries(answer ?? {})).get(key);
    return Array.isArray(rows) ? rows.filter(isRow) : [];
  };
  const found = new Map<string, readonly Row[]>();
  for (const list of lists) found.set(list, await rowsOf(`/v2/${list}`, list));
  const bindings = [
    ...(await rowsOf('/v2/role-bindings?resource_type=SPACE', 'role_bindings')),
    ...(await rowsOf('/v2/role-bindings?resource_type=PROJECT', 'role_bindings')),
  ];
  const of: Ids['of'] = (list, name) => {
    const row = found.get(list)?.find((each) => each['name'] === name || each['email'] === name);
    if (row === undefined) throw new Error(`There is no ${name} among ${list}.`);
    return row.id;
  };
  return {
    of,
    binding(email, resource) {
      const user = of('users', email);
      const row = bindings.find(
        (each) => each['user_id'] === user && each['resource_id'] === resource,
      );
      if (row === undefined) throw new Error(`${email} has no binding there.`);
      return row.id;
    },
  };
}

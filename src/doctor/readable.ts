import { ApiError } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import { readPeople } from '../kinds/people.ts';
import { readIdentityProviders } from '../read/identityProviders.ts';
import { counted } from '../counted.ts';
import { check } from './check.ts';
import type { Check } from './check.ts';

/** Reads a list, and reports its length, or what does not work without it. */
const list = (
  code: string,
  what: string,
  noun: string,
  read: () => Promise<number>,
  without: string,
): Promise<Check> =>
  check('read', code, what, async () => ({
    is: 'ok',
    message: `${what}: ${counted(await read(), noun)}.`,
  })).then((found) =>
    found.is === 'ok' || found.not_asked !== undefined
      ? found
      : { ...found, message: `${found.message} ${without}` },
  );

/** The number of bindings; undefined when the server does not support roles on dashboards. */
async function dashboardBindings(client: ReadClient): Promise<number | undefined> {
  const query = { resource_type: 'DASHBOARD' } as const;
  try {
    return (await client.list('/v2/role-bindings', 'role_bindings', { query })).length;
  } catch (error) {
    if (error instanceof ApiError && error.status === 400) return undefined;
    throw error;
  }
}

/** Checks that each list that plans or other commands need can be read to its end. */
export async function readable(client: ReadClient): Promise<readonly Check[]> {
  const organizations = client.list('/v2/organizations', 'organizations', {});
  const firstSpace = organizations.then(async (all) => {
    const spaces = await Promise.all(
      all
        .slice(0, 5)
        .map(({ id }) => client.list('/v2/spaces', 'spaces', { query: { org_id: id } })),
    );
    return spaces.flat()[0];
  });
  // Both are awaited below, where a failure is reported.
  for (const pending of [organizations, firstSpace]) pending.catch(() => undefined);
  const noPlan = 'Plans need it.';
  return Promise.all([
    list(
      'users',
      'People',
      'person',
      async () => (await client.list('/v2/users', 'users', {})).length,
      noPlan,
    ),
    list(
      'people',
      'People and service identities, by GraphQL',
      'entry',
      async () => (await readPeople({ client })).size,
      noPlan,
    ),
    list(
      'organizations',
      'Organizations',
      'organization',
      async () => (await organizations).length,
      noPlan,
    ),
    list(
      'roles',
      'Roles',
      'role',
      async () => (await client.list('/v2/roles', 'roles', {})).length,
      noPlan,
    ),
    ...(['SPACE', 'PROJECT'] as const).map((type) =>
      list(
        `${type.toLowerCase()}-bindings`,
        `Role bindings of ${type.toLowerCase()}s`,
        'binding',
        async () =>
          (
            await client.list('/v2/role-bindings', 'role_bindings', {
              query: { resource_type: type },
            })
          ).length,
        noPlan,
      ),
    ),
    check('read', 'dashboard-bindings', 'Role bindings of dashboards', async () => {
      const all = await dashboardBindings(client);
      const seen = all === undefined ? 'not supported by this server' : counted(all, 'binding');
      return { is: 'ok', message: `Role bindings of dashboards: ${seen}.` };
    }).then((found) =>
      found.is === 'ok' || found.not_asked !== undefined
        ? found
        : {
            ...found,
            message: `${found.message} Without it no role is deleted, because a dashboard may use the role.`,
          },
    ),
    list(
      'restrictions',
      'Restricted projects',
      'restriction',
      async () =>
        (
          await client.list('/v2/resource-restrictions', 'resource_restrictions', {
            query: { resource_type: 'PROJECT' },
          })
        ).length,
      noPlan,
    ),
    list(
      'service-keys',
      'Service keys of the first space',
      'key',
      async () => {
        const space = await firstSpace;
        if (space === undefined) return 0;
        const query = { space_id: space.id, key_type: 'SERVICE' } as const;
        return (await client.list('/v2/api-keys', 'api_keys', { query })).length;
      },
      'Without it the file cannot manage service keys.',
    ),
    list(
      'identity-providers',
      'SAML identity providers',
      'provider',
      async () => (await readIdentityProviders(client)).length,
      'Without it no role or organization is deleted, because a mapping may use it.',
    ),
    check('read', 'audit-log', 'The audit log', async () => {
      await client.get('/v2/audit-logs', { params: { query: { limit: 1 } } });
      return { is: 'ok', message: 'The audit log can be read.' };
    }).then((found) =>
      found.is === 'ok' || found.not_asked !== undefined
        ? found
        : { ...found, message: `${found.message} Without it drift cannot tell who changed what.` },
    ),
  ]);
}

import { ownName } from '../../key.ts';
import { areaOf, isPowerful } from '../../kinds/permissions.ts';
import type { PlaceList, PlaceRow } from '../../lists/places.ts';
import { holdersOf } from '../../lists/roles.ts';
import type { RoleHolder, RoleList, RoleRow } from '../../lists/roles.ts';
import { unreadLines } from '../words/lists.ts';

/** What every list says about itself. */
interface About {
  readonly tool: string;
  readonly filter?: string | undefined;
}

const aboutList = (
  name: string,
  { tool, filter }: About,
  {
    account,
    isAdmin,
    unread,
  }: Pick<PlaceList, 'account' | 'isAdmin'> & {
    readonly unread: Parameters<typeof unreadLines>[0];
  },
): object => ({
  schema: `ax-access/${name}@1`,
  tool,
  account: { id: account.id, name: account.name },
  ...(filter !== undefined && { filter }),
  account_admin: isAdmin,
  complete: unread.length === 0,
  unread: unreadLines(unread),
});

/** Organizations, spaces or projects, for programs. */
export const placesJson = (
  name: 'organizations' | 'spaces' | 'projects',
  list: PlaceList,
  about: About,
): object => ({
  ...aboutList(name, about, list),
  [name]: list.rows.map(placeJson),
});

function placeJson({ id, key, door, members, services }: PlaceRow): object {
  const [organization, space] = key;
  return {
    id,
    name: ownName(key),
    ...(key.length > 1 && { organization }),
    ...(key.length > 2 && { space }),
    ...((door === 'private' || door === 'public') && { private: door === 'private' }),
    ...((door === 'restricted' || door === 'open') && { restricted: door === 'restricted' }),
    ...(members !== undefined && { members }),
    ...(services !== undefined && { services }),
  };
}

/** Roles, for programs. */
export const rolesJson = (list: RoleList, rows: readonly RoleRow[], about: About): object => ({
  ...aboutList('roles', about, list),
  roles: rows.map(roleJson),
});

function roleJson(role: RoleRow): object {
  const { id, name, description, predefined, permissions } = role;
  const counts = holdersOf(role);
  return {
    id,
    name,
    ...(description !== undefined && { description }),
    predefined,
    permissions,
    ...(counts && { people: counts.people, services: counts.services }),
  };
}

/** One role with its holders, for programs. */
export const roleDetailJson = (
  list: RoleList,
  role: RoleRow,
  pathOf: (holder: RoleHolder) => readonly string[] | undefined,
  about: About,
): object => ({
  ...aboutList('role', about, list),
  role: {
    ...roleJson(role),
    ...(role.holders && {
      holders: role.holders.map((holder) => {
        const path = pathOf(holder);
        return {
          email: holder.email,
          ...(holder.service && { service: true }),
          resource_type: holder.resourceType,
          resource_id: holder.resource,
          ...(path && { resource: path }),
        };
      }),
    }),
  },
});

/** Permissions that roles may be granted, for programs. */
export const permissionsJson = (
  permissions: readonly string[],
  { tool, filter }: About,
): object => ({
  schema: 'ax-access/permissions@1',
  tool,
  ...(filter !== undefined && { filter }),
  permissions: permissions.map((name) => ({
    name,
    area: areaOf(name),
    grants_access: isPowerful(name),
  })),
});

import { GraphQLError } from 'graphql';
import type { Account } from '../account.ts';
import type { OrganizationMemberRow } from '../resources/organizationMembers.ts';
import type { OrganizationRow } from '../resources/organizations.ts';
import type { ProjectRow } from '../resources/projects.ts';
import type { RoleRow } from '../resources/roles.ts';
import type { SpaceRow } from '../resources/spaces.ts';
import type { UserRow } from '../resources/users.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Connection, GraphqlObject, PageArguments } from './connection.ts';
import { isAccountAdmin, seesOrganization, seesProject, seesSpace } from '../access.ts';
import { decodeId, globalId, uuidOf } from '../ids.ts';
import { toSeedAccountRole, toGraphqlMemberRole } from '../spellings.ts';
import { connect } from './connection.ts';
import { providerNode } from './identityProvider.ts';
import { spaceAccess, spaceUsers } from './spaceUsers.ts';

/** The account and the caller of a query. */
export interface View {
  account: Account;
  behaviour: Behaviour;
  caller: UserRow;
}

type Search = { search?: string | null };

function matches(search: string | null | undefined, ...texts: string[]): boolean {
  const folded = (search ?? '').toLowerCase();
  return texts.some((text) => text.toLowerCase().includes(folded));
}

function userNode(user: UserRow): GraphqlObject {
  return {
    __typename: 'User',
    id: globalId('User', user.id),
    name: user.name,
    email: user.email,
    status: user.status === 'INACTIVE' ? 'inactive' : 'active',
    accountRole: toSeedAccountRole[user.role],
    userType: user.bot ? 'bot' : 'human',
    createdAt: user.createdAt,
  };
}

function roleNode(role: RoleRow): GraphqlObject {
  return {
    __typename: 'Role',
    id: globalId('Role', role.id),
    name: role.name,
    description: role.description,
    isPredefined: role.predefined,
    permissions: role.permissions,
  };
}

function modelNode(project: ProjectRow): GraphqlObject {
  return {
    __typename: 'Model',
    id: globalId('Model', project.id),
    name: project.name,
    projectType: project.type,
  };
}

function spaceUserNode(view: View, space: SpaceRow, user: UserRow): GraphqlObject {
  const mask = view.behaviour.mask_admin_memberships;
  const access = spaceAccess(view.account, space, user, mask);
  return {
    __typename: 'SpaceUser',
    id: access.id,
    role: access.role === undefined ? null : toGraphqlMemberRole[access.role],
    customRole: access.customRole === undefined ? null : roleNode(access.customRole),
    membership: access.membership,
    user: userNode(user),
  };
}

function organizationNode(view: View, organization: OrganizationRow): GraphqlObject {
  return {
    __typename: 'AccountOrganization',
    id: globalId('AccountOrganization', organization.id),
    name: organization.name,
    description: organization.description,
    createdAt: organization.createdAt,
    spaces: ({ search, ...page }: PageArguments & Search) =>
      spaceConnection(view, view.account.spaces.in('organization', organization.id), page, search),
    accountOrganizationUsers: (page: PageArguments) =>
      connect(
        view.account.organizationMembers.in('organization', organization.id),
        page,
        (member) => organizationUserNode(view, member),
      ),
  };
}

function organizationUserNode(view: View, member: OrganizationMemberRow): GraphqlObject {
  const user = view.account.users.get(member.user);
  return {
    __typename: 'AccountOrganizationUser',
    id: globalId('AccountOrganizationMember', member.id),
    user: user === undefined ? null : userNode(user),
    role: toGraphqlMemberRole[member.role],
    customRole: null,
  };
}

function spaceConnection(
  view: View,
  spaces: readonly SpaceRow[],
  page: PageArguments,
  search: string | null | undefined,
): Connection<GraphqlObject> {
  const rows = spaces.filter(
    (space) => matches(search, space.name) && seesSpace(view.account, view.caller, space),
  );
  return connect(rows, page, (space) => spaceNode(view, space));
}

function spaceNode(view: View, space: SpaceRow): GraphqlObject {
  const organization = view.account.organizations.get(space.organization);
  return {
    __typename: 'Space',
    id: globalId('Space', space.id),
    name: space.name,
    uuid: uuidOf('Space', space.id),
    description: space.description,
    createdAt: space.createdAt,
    private: space.private,
    organization: () => (organization === undefined ? null : organizationNode(view, organization)),
    models: (page: PageArguments) => {
      const projects = view.account.projects
        .in('space', space.id)
        .filter((project) => seesProject(view.account, view.caller, project));
      return connect(projects, page, modelNode);
    },
    spaceUsers: ({ search, userType, ...page }: PageArguments & Search & UserTypeArgument) => {
      const users = spaceUsers(view.account, space)
        .filter((user) => matches(search, user.name, user.email))
        .filter((user) => userType == null || (userType === 'bot') === user.bot);
      return connect(users, page, (user) => spaceUserNode(view, space, user));
    },
  };
}

interface UserTypeArgument {
  userType?: 'human' | 'bot' | null;
}

function accountNode(view: View): GraphqlObject {
  const { account, caller } = view;
  const providers = (page: PageArguments): Connection<GraphqlObject> => {
    if (!isAccountAdmin(caller)) {
      throw new GraphQLError('Only account admins can read identity providers');
    }
    return connect(account.identityProviders.all(), page, (row) => providerNode(account, row));
  };
  return {
    __typename: 'Account',
    id: globalId('Account', account.id),
    name: account.name,
    createdAt: account.createdAt,
    organizations: ({ search, ...page }: PageArguments & Search) => {
      const rows = account.organizations
        .all()
        .filter((row) => matches(search, row.name) && seesOrganization(account, caller, row));
      return connect(rows, page, (row) => organizationNode(view, row));
    },
    users: ({ search, ...page }: PageArguments & Search) => {
      const rows = account.users.all().filter((row) => matches(search, row.name, row.email));
      return connect(rows, page, userNode);
    },
    roles: (page: PageArguments) => connect(account.roles.all(), page, roleNode),
    samlIdPs: providers,
    allSamlIdPs: providers,
  };
}

/** How the object behind an id is found, by the type in the id. Other types have no object here. */
const nodeFinders = new Map<string, (view: View, number: number) => GraphqlObject | undefined>([
  ['Account', (view, number) => (number === view.account.id ? accountNode(view) : undefined)],
  ['User', ({ account }, number) => nodeOf(account.users.get(number), userNode)],
  ['Role', ({ account }, number) => nodeOf(account.roles.get(number), roleNode)],
  [
    'AccountOrganization',
    (view, number) => {
      const row = view.account.organizations.get(number);
      const isSeen = row !== undefined && seesOrganization(view.account, view.caller, row);
      return isSeen ? organizationNode(view, row) : undefined;
    },
  ],
  [
    'Space',
    (view, number) => {
      const row = view.account.spaces.get(number);
      const isSeen = row !== undefined && seesSpace(view.account, view.caller, row);
      return isSeen ? spaceNode(view, row) : undefined;
    },
  ],
  [
    'Model',
    (view, number) => {
      const row = view.account.projects.get(number);
      const isSeen = row !== undefined && seesProject(view.account, view.caller, row);
      return isSeen ? modelNode(row) : undefined;
    },
  ],
  [
    'SAMLIdP',
    ({ account, caller }, number) => {
      const row = account.identityProviders.get(number);
      return row !== undefined && isAccountAdmin(caller) ? providerNode(account, row) : undefined;
    },
  ],
]);

function nodeOf<Row>(
  row: Row | undefined,
  toNode: (row: Row) => GraphqlObject,
): GraphqlObject | undefined {
  return row === undefined ? undefined : toNode(row);
}

/** The object behind an id, for callers who may see it; null otherwise. */
function findNode(view: View, id: string): GraphqlObject | null {
  const decoded = decodeId(id);
  if (decoded === undefined || !decoded.genuine) return null;
  return nodeFinders.get(decoded.type)?.(view, decoded.number) ?? null;
}

/** The root of a query; `cost` is what the query was counted to cost, out of `limit`. */
export function rootOf(view: View, cost: number, limit: number): object {
  return {
    viewer: {
      id: globalId('User', view.caller.id),
      user: userNode(view.caller),
      spaces: ({ search, ...page }: PageArguments & Search) =>
        spaceConnection(view, view.account.spaces.all(), page, search),
    },
    account: accountNode(view),
    rateLimit: { limit, cost },
    node: ({ id }: { id: string }) => findNode(view, id),
  };
}

import type { Account } from './account.ts';
import type { BindingRow } from './resources/bindings.ts';
import type { OrganizationRow } from './resources/organizations.ts';
import type { ProjectRow } from './resources/projects.ts';
import type { SpaceRow } from './resources/spaces.ts';
import type { UserRow } from './resources/users.ts';
import type { MemberRole } from './spellings.ts';
import type { Permission } from './permissions.ts';
import { builtInPermissions } from './builtInRoles.ts';

/**
 * What a caller may see and do. Built-in roles of the account, organizations and spaces count together
 * with the permissions of bound roles (Arize docs: custom roles). Admins keep access to everything
 * below them, restricted projects included (Arize docs: project restrictions).
 */

export function isAccountAdmin(user: UserRow): boolean {
  return user.role === 'ADMIN' && user.status !== 'INACTIVE';
}

/** The built-in role of a user in an organization, if they are a member. */
export function organizationRole(
  account: Account,
  organization: number,
  user: number,
): MemberRole | undefined {
  return account.organizationMembers.one('pair', `${organization}/${user}`)?.role;
}

export function managesOrganization(
  account: Account,
  user: UserRow,
  organization: OrganizationRow,
): boolean {
  return isAccountAdmin(user) || organizationRole(account, organization.id, user.id) === 'ADMIN';
}

export function seesOrganization(
  account: Account,
  user: UserRow,
  organization: OrganizationRow,
): boolean {
  return isAccountAdmin(user) || organizationRole(account, organization.id, user.id) !== undefined;
}

/** True for admins of the account or of the space's organization, who need no membership of their own. */
function inheritsSpace(account: Account, user: UserRow, space: SpaceRow): boolean {
  return isAccountAdmin(user) || organizationRole(account, space.organization, user.id) === 'ADMIN';
}

export function managesSpace(account: Account, user: UserRow, space: SpaceRow): boolean {
  return (
    inheritsSpace(account, user, space) ||
    account.spaceMembers.one('pair', `${space.id}/${user.id}`)?.role === 'ADMIN'
  );
}

function spaceBinding(account: Account, user: UserRow, space: SpaceRow): BindingRow | undefined {
  return account.bindings.one('pair', `SPACE/${space.id}/${user.id}`);
}

export function seesSpace(account: Account, user: UserRow, space: SpaceRow): boolean {
  return (
    inheritsSpace(account, user, space) ||
    account.spaceMembers.one('pair', `${space.id}/${user.id}`) !== undefined ||
    spaceBinding(account, user, space) !== undefined ||
    (!space.private && organizationRole(account, space.organization, user.id) !== undefined)
  );
}

/** A restricted project is visible to admins and people with a binding on it; others to everyone who sees the space. */
export function seesProject(account: Account, user: UserRow, project: ProjectRow): boolean {
  const space = account.spaces.get(project.space);
  if (space === undefined) return false;
  if (account.bindings.one('pair', `PROJECT/${project.id}/${user.id}`) !== undefined) return true;
  return isRestricted(account, project)
    ? managesSpace(account, user, space)
    : seesSpace(account, user, space);
}

export function isRestricted(account: Account, project: Pick<ProjectRow, 'id'>): boolean {
  return account.restrictions.in('project', project.id).some((row) => row.active);
}

/**
 * The built-in role that counts in a space: the member's own. In a space that is not private, people
 * with neither such a role nor a binding fall back to their role in the organization (Arize docs:
 * organizations and spaces).
 */
export function spaceRole(
  account: Account,
  user: UserRow,
  space: SpaceRow,
): MemberRole | undefined {
  if (inheritsSpace(account, user, space)) return 'ADMIN';
  const own = account.spaceMembers.one('pair', `${space.id}/${user.id}`)?.role;
  if (own !== undefined || space.private) return own;
  if (spaceBinding(account, user, space) !== undefined) return undefined;
  return organizationRole(account, space.organization, user.id);
}

function gives(account: Account, binding: BindingRow | undefined, right: Permission): boolean {
  if (binding === undefined) return false;
  return account.roles.get(binding.role)?.permissions.includes(right) ?? false;
}

/** True when a user has a permission in a space, by their built-in role or by a bound one. */
export function maySpace(
  account: Account,
  user: UserRow,
  space: SpaceRow,
  right: Permission,
): boolean {
  const role = spaceRole(account, user, space);
  return (
    role === 'ADMIN' ||
    (role !== undefined && builtInPermissions[role].has(right)) ||
    gives(account, spaceBinding(account, user, space), right)
  );
}

/**
 * True when a user has a permission on a project. A restriction keeps roles in the space from
 * counting, except an admin's and PROJECT_RESTRICT itself (REST v2 types: list restrictions).
 */
export function mayProject(
  account: Account,
  user: UserRow,
  project: ProjectRow,
  right: Permission,
): boolean {
  const space = account.spaces.get(project.space);
  if (space === undefined) return false;
  if (gives(account, account.bindings.one('pair', `PROJECT/${project.id}/${user.id}`), right)) {
    return true;
  }
  if (isRestricted(account, project) && right !== 'PROJECT_RESTRICT') {
    return managesSpace(account, user, space);
  }
  return maySpace(account, user, space, right);
}

/**
 * True for account admins and for holders of an account-wide permission such as USER_CREATE. Bindings
 * exist on spaces and projects only, so that a role bound anywhere has to do.
 */
export function mayAccount(account: Account, user: UserRow, right: Permission): boolean {
  return (
    isAccountAdmin(user) ||
    account.bindings.in('user', user.id).some((binding) => gives(account, binding, right))
  );
}

/** True for admins of an organization and for holders of a permission in one of its spaces. */
export function mayOrganization(
  account: Account,
  user: UserRow,
  organization: OrganizationRow,
  right: Permission,
): boolean {
  if (managesOrganization(account, user, organization)) return true;
  return account.bindings.in('user', user.id).some((binding) => {
    const space =
      binding.resourceType === 'SPACE'
        ? binding.resource
        : (account.projects.get(binding.resource)?.space ?? 0);
    const isInside = account.spaces.get(space)?.organization === organization.id;
    return isInside && gives(account, binding, right);
  });
}

import type { Account } from './account.ts';
import type { OrganizationRow } from './resources/organizations.ts';
import type { SpaceRow } from './resources/spaces.ts';
import type { UserRow } from './resources/users.ts';

/**
 * A person's place in a space: the built-in role and the binding.
 * @returns false when there was neither
 */
export function leaveSpace(account: Account, space: SpaceRow, user: UserRow): boolean {
  const members = account.spaceMembers.in('pair', `${space.id}/${user.id}`);
  const bindings = account.bindings.in('pair', `SPACE/${space.id}/${user.id}`);
  account.spaceMembers.clear(members);
  account.bindings.clear(bindings);
  return members.length + bindings.length > 0;
}

/**
 * A person's place in an organization and everything below it: memberships and bindings of its
 * spaces and their projects.
 * @returns false when they were no member
 */
export function leaveOrganization(
  account: Account,
  organization: OrganizationRow,
  user: UserRow,
): boolean {
  const member = account.organizationMembers.one('pair', `${organization.id}/${user.id}`);
  if (member === undefined) return false;
  for (const space of account.spaces.in('organization', organization.id)) {
    leaveSpace(account, space, user);
    for (const project of account.projects.in('space', space.id)) {
      account.bindings.clear(account.bindings.in('pair', `PROJECT/${project.id}/${user.id}`));
    }
  }
  account.organizationMembers.remove(member);
  return true;
}

import type { Account } from '../account.ts';
import type { RoleRow } from '../resources/roles.ts';
import type { SpaceRow } from '../resources/spaces.ts';
import type { UserRow } from '../resources/users.ts';
import type { MemberRole } from '../spellings.ts';
import { isAccountAdmin, organizationRole } from '../access.ts';
import { globalId } from '../ids.ts';

export type Membership =
  | 'ACCOUNT_ADMIN'
  | 'ORGANIZATION_ADMIN'
  | 'EXPLICIT_MEMBERSHIP'
  | 'PUBLIC_MEMBERSHIP';

/** How one person enters a space. */
export interface SpaceAccess {
  membership: Membership;
  /** The built-in role of an explicit membership; none for a custom role alone and for inherited access. */
  role: MemberRole | undefined;
  customRole: RoleRow | undefined;
  /** The id of the membership underneath, when there is an explicit one. */
  id: string | undefined;
}

/** The people who can enter a space, once each (Arize docs: spaceUsers lists inherited access too). */
export function spaceUsers(account: Account, space: SpaceRow): UserRow[] {
  const numbers = new Set<number>();
  for (const row of account.spaceMembers.in('space', space.id)) numbers.add(row.user);
  for (const row of account.bindings.in('resource', `SPACE/${space.id}`)) numbers.add(row.user);
  for (const row of account.organizationMembers.in('organization', space.organization)) {
    if (row.role === 'ADMIN' || !space.private) numbers.add(row.user);
  }
  return account.users
    .all()
    .filter((user) => user.status !== 'INACTIVE')
    .filter((user) => numbers.has(user.id) || isAccountAdmin(user));
}

/**
 * Why one of `spaceUsers` can enter. With `mask`, an admin's explicit membership is hidden by the
 * access they have anyway.
 */
export function spaceAccess(
  account: Account,
  space: SpaceRow,
  user: UserRow,
  mask: boolean,
): SpaceAccess {
  const member = account.spaceMembers.one('pair', `${space.id}/${user.id}`);
  const binding = account.bindings.one('pair', `SPACE/${space.id}/${user.id}`);
  const inherited = inheritedAccess(account, space, user);
  const hidden = mask && inherited !== 'PUBLIC_MEMBERSHIP';
  const customRole = binding === undefined ? undefined : account.roles.get(binding.role);
  if (!hidden && member !== undefined) {
    return {
      membership: 'EXPLICIT_MEMBERSHIP',
      role: member.role,
      customRole,
      id: globalId('SpaceMember', member.id),
    };
  }
  if (!hidden && binding !== undefined) {
    return {
      membership: 'EXPLICIT_MEMBERSHIP',
      role: undefined,
      customRole,
      id: globalId('RoleBinding', binding.id),
    };
  }
  return { membership: inherited, role: undefined, customRole: undefined, id: undefined };
}

/** How people without a membership of their own get in; PUBLIC unless they are admins above. */
function inheritedAccess(account: Account, space: SpaceRow, user: UserRow): Membership {
  if (isAccountAdmin(user)) return 'ACCOUNT_ADMIN';
  return organizationRole(account, space.organization, user.id) === 'ADMIN'
    ? 'ORGANIZATION_ADMIN'
    : 'PUBLIC_MEMBERSHIP';
}

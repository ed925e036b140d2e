import type { SeedUser, SeedMemberRole } from './seed.ts';

/** Built-in roles and statuses in the three spellings that are in use: REST, GraphQL and seeds. */

export const accountRoles = ['ADMIN', 'MEMBER', 'ANNOTATOR'] as const;
export type AccountRole = (typeof accountRoles)[number];

/** The four built-in roles of organizations and spaces. */
export const memberRoles = ['ADMIN', 'MEMBER', 'READ_ONLY', 'ANNOTATOR'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** INACTIVE is a blocked person: no REST list shows them, and nothing brings them back. */
export const userStatuses = ['ACTIVE', 'INVITED', 'EXPIRED', 'INACTIVE'] as const;
export type UserStatus = (typeof userStatuses)[number];

export const fromSeedMemberRole = {
  admin: 'ADMIN',
  member: 'MEMBER',
  'read-only': 'READ_ONLY',
  annotator: 'ANNOTATOR',
} as const satisfies Record<SeedMemberRole, MemberRole>;

export const toSeedMemberRole = {
  ADMIN: 'admin',
  MEMBER: 'member',
  READ_ONLY: 'read-only',
  ANNOTATOR: 'annotator',
} as const satisfies Record<MemberRole, SeedMemberRole>;

export const toGraphqlMemberRole = {
  ADMIN: 'admin',
  MEMBER: 'member',
  READ_ONLY: 'readOnly',
  ANNOTATOR: 'annotator',
} as const satisfies Record<MemberRole, string>;

export const toSeedAccountRole = {
  ADMIN: 'admin',
  MEMBER: 'member',
  ANNOTATOR: 'annotator',
} as const satisfies Record<AccountRole, SeedUser['role']>;

export const fromSeedAccountRole = {
  admin: 'ADMIN',
  member: 'MEMBER',
  annotator: 'ANNOTATOR',
} as const satisfies Record<SeedUser['role'], AccountRole>;

type SeedStatus = NonNullable<SeedUser['status']>;

export const toSeedStatus = {
  ACTIVE: 'active',
  INVITED: 'invited',
  EXPIRED: 'expired',
  INACTIVE: 'inactive',
} as const satisfies Record<UserStatus, SeedStatus>;

export const fromSeedStatus = {
  active: 'ACTIVE',
  invited: 'INVITED',
  expired: 'EXPIRED',
  inactive: 'INACTIVE',
} as const satisfies Record<SeedStatus, UserStatus>;

/** True for one of the four words of organizations and spaces, as seeds spell them. */
export function isSeedMemberRole(value: string): value is SeedMemberRole {
  return Object.hasOwn(fromSeedMemberRole, value);
}

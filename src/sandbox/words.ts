import type { SeedUser, SeedWord } from './seed.ts';

/** Built-in roles and statuses in the three spellings that are in use: REST, GraphQL and seeds. */

export const accountRoles = ['ADMIN', 'MEMBER', 'ANNOTATOR'] as const;
export type AccountRole = (typeof accountRoles)[number];

/** The four built-in roles of organizations and spaces. */
export const memberRoles = ['ADMIN', 'MEMBER', 'READ_ONLY', 'ANNOTATOR'] as const;
export type MemberRole = (typeof memberRoles)[number];

/** INACTIVE is a blocked person: no REST list shows them, and nothing brings them back. */
export const userStatuses = ['ACTIVE', 'INVITED', 'EXPIRED', 'INACTIVE'] as const;
export type UserStatus = (typeof userStatuses)[number];

export const fromSeedWord = {
  admin: 'ADMIN',
  member: 'MEMBER',
  'read-only': 'READ_ONLY',
  annotator: 'ANNOTATOR',
} as const satisfies Record<SeedWord, MemberRole>;

export const toSeedWord = {
  ADMIN: 'admin',
  MEMBER: 'member',
  READ_ONLY: 'read-only',
  ANNOTATOR: 'annotator',
} as const satisfies Record<MemberRole, SeedWord>;

export const toGraphqlWord = {
  ADMIN: 'admin',
  MEMBER: 'member',
  READ_ONLY: 'readOnly',
  ANNOTATOR: 'annotator',
} as const satisfies Record<MemberRole, string>;

export const toAccountWord = {
  ADMIN: 'admin',
  MEMBER: 'member',
  ANNOTATOR: 'annotator',
} as const satisfies Record<AccountRole, SeedUser['role']>;

export const fromAccountWord = {
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
export function isSeedWord(value: string): value is SeedWord {
  return Object.hasOwn(fromSeedWord, value);
}

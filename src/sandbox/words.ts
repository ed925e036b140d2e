import type { AccountRole, MemberRole, UserStatus } from './account.ts';
import type { SeedUser, SeedWord } from './seed.ts';

/** One role or status in the three spellings that are in use: REST, GraphQL and seeds. */

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

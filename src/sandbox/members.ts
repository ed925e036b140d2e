import type { Account } from './account.ts';
import type { SeedCheck } from './seedCheck.ts';
import type { SeedMemberRole } from './seed.ts';
import type { Leaf } from './tree.ts';
import type { MemberRole } from './spellings.ts';
import { emailOf, part, sorted, userNumber } from './rowNames.ts';
import { visible } from './visible.ts';
import { fromSeedMemberRole, toSeedMemberRole } from './spellings.ts';

/** What organizations and spaces have in common: members with one of the four built-in roles. */

interface Member {
  user: number;
  role: MemberRole;
}

/** Reports members of a seed who are unknown, listed twice, outsiders, or annotators in one place only. */
export function checkMembers(
  check: SeedCheck,
  path: readonly string[],
  members: Readonly<Record<string, SeedMemberRole>> | undefined = {},
  mayEnter: (email: string) => boolean = () => true,
): void {
  check.reportRepeated(path, members);
  for (const [email, role] of Object.entries(members)) {
    const at = [...path, email];
    if (!check.isActivePerson(at, email)) continue;
    if (check.isAnnotator(email) !== (role === 'annotator')) {
      check.report(at, 'account annotators are annotators everywhere, and other people never are');
    }
    if (!mayEnter(email)) check.report(at, `${email} is not a member of the organization`);
  }
}

export function plantMembers(
  account: Account,
  members: Readonly<Record<string, SeedMemberRole>> | undefined,
  add: (user: number, role: MemberRole) => void,
): void {
  for (const [email, role] of Object.entries(members ?? {})) {
    add(userNumber(account, email), fromSeedMemberRole[role]);
  }
}

export function showMembers(
  account: Account,
  rows: readonly Member[],
): { members?: Record<string, SeedMemberRole> } {
  return part(
    'members',
    sorted(rows.map((row) => [emailOf(account, row.user), toSeedMemberRole[row.role]])),
  );
}

export function memberLines(account: Account, rows: readonly Member[]): Leaf[] {
  return rows.map((row) => ({
    text: `${visible(emailOf(account, row.user))}: ${toSeedMemberRole[row.role]}`,
    below: [],
  }));
}

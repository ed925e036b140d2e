import type { Account } from './account.ts';
import type { SeedCheck } from './seedCheck.ts';
import type { SeedWord } from './seed.ts';
import type { Leaf } from './tree.ts';
import type { MemberRole } from './words.ts';
import { emailOf, part, sorted, userNumber } from './names.ts';
import { visible } from './visible.ts';
import { fromSeedWord, toSeedWord } from './words.ts';

/** What organizations and spaces have in common: members with one of the four built-in roles. */

interface Member {
  user: number;
  role: MemberRole;
}

/** Reports members of a seed who are unknown, listed twice, outsiders, or annotators in one place only. */
export function checkMembers(
  check: SeedCheck,
  path: readonly string[],
  members: Readonly<Record<string, SeedWord>> | undefined = {},
  mayEnter: (email: string) => boolean = () => true,
): void {
  check.oncePerPerson(path, members);
  for (const [email, word] of Object.entries(members)) {
    const at = [...path, email];
    if (!check.knownPerson(at, email)) continue;
    if (check.isAnnotator(email) !== (word === 'annotator')) {
      check.fault(at, 'annotators of the account, and nobody else, are annotators');
    }
    if (!mayEnter(email)) check.fault(at, `${email} is not a member of the organization`);
  }
}

export function plantMembers(
  account: Account,
  members: Readonly<Record<string, SeedWord>> | undefined,
  add: (user: number, role: MemberRole) => void,
): void {
  for (const [email, word] of Object.entries(members ?? {})) {
    add(userNumber(account, email), fromSeedWord[word]);
  }
}

export function showMembers(
  account: Account,
  rows: readonly Member[],
): { members?: Record<string, SeedWord> } {
  return part(
    'members',
    sorted(rows.map((row) => [emailOf(account, row.user), toSeedWord[row.role]])),
  );
}

export function memberLines(account: Account, rows: readonly Member[]): Leaf[] {
  return rows.map((row) => ({
    text: `${visible(emailOf(account, row.user))}: ${toSeedWord[row.role]}`,
    below: [],
  }));
}

import type { Resource } from '../resource.ts';
import type { Numbered } from '../table.ts';
import type { MemberRole } from '../spellings.ts';
import { isCount, isOneOf, isShape } from '../checks.ts';
import { foldEmail } from '../email.ts';
import { checkMembers, memberLines, plantMembers, showMembers } from '../members.ts';
import { Table } from '../table.ts';
import { memberRoles } from '../spellings.ts';

/** A legacy membership, with one of the four built-in roles. A custom role in a space is a BindingRow. */
export interface SpaceMemberRow extends Numbered {
  space: number;
  user: number;
  role: MemberRole;
}

const isMember = isShape<SpaceMemberRow>({
  id: isCount,
  space: isCount,
  user: isCount,
  role: isOneOf(memberRoles),
});

/** The built-in roles of people in spaces. */
export const spaceMembers: Resource<SpaceMemberRow, 'space' | 'user' | 'pair', 'SpaceMember'> = {
  since: 2,
  idType: 'SpaceMember',
  table: () =>
    new Table(isMember, {
      space: (row) => row.space,
      user: (row) => row.user,
      pair: (row) => `${row.space}/${row.user}`,
    }),
  attach: (account) => {
    const { spaceMembers: members } = account;
    account.spaces.whenEnding(({ id }) => members.clear(members.in('space', id)));
    account.users.whenEnding(({ id }) => members.clear(members.in('user', id)));
  },
  seed: {
    space: {
      check: ({ check, path, given, organization }) => {
        const inside = new Set(Object.keys(organization?.members ?? {}).map(foldEmail));
        const isInside = (email: string): boolean => inside.has(foldEmail(email));
        checkMembers(check, [...path, 'members'], given.members, isInside);
      },
      plant: ({ account, given, owner }) =>
        plantMembers(account, given.members, (user, role) =>
          account.spaceMembers.add((id) => ({ id, space: owner, user, role })),
        ),
      show: ({ account, owner }) => showMembers(account, account.spaceMembers.in('space', owner)),
    },
  },
  tree: {
    space: {
      lines: ({ account, owner }) => memberLines(account, account.spaceMembers.in('space', owner)),
    },
  },
};

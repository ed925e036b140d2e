import type { Resource } from '../resource.ts';
import type { Numbered } from '../table.ts';
import type { MemberRole } from '../spellings.ts';
import { isCount, isOneOf, isShape } from '../checks.ts';
import { checkMembers, memberLines, plantMembers, showMembers } from '../members.ts';
import { Table } from '../table.ts';
import { memberRoles } from '../spellings.ts';

export interface OrganizationMemberRow extends Numbered {
  organization: number;
  user: number;
  role: MemberRole;
}

const isMember = isShape<OrganizationMemberRow>({
  id: isCount,
  organization: isCount,
  user: isCount,
  role: isOneOf(memberRoles),
});

/** The built-in roles of people in organizations. */
export const organizationMembers: Resource<
  OrganizationMemberRow,
  'organization' | 'user' | 'pair',
  'AccountOrganizationMember'
> = {
  since: 2,
  idType: 'AccountOrganizationMember',
  table: () =>
    new Table(isMember, {
      organization: (row) => row.organization,
      user: (row) => row.user,
      pair: (row) => `${row.organization}/${row.user}`,
    }),
  attach: (account) => {
    const { organizationMembers: members } = account;
    account.organizations.whenEnding(({ id }) => members.clear(members.in('organization', id)));
    account.users.whenEnding(({ id }) => members.clear(members.in('user', id)));
  },
  seed: {
    organization: {
      check: ({ check, path, given }) => checkMembers(check, [...path, 'members'], given.members),
      plant: ({ account, given, owner }) =>
        plantMembers(account, given.members, (user, role) =>
          account.organizationMembers.add((id) => ({ id, organization: owner, user, role })),
        ),
      show: ({ account, owner }) =>
        showMembers(account, account.organizationMembers.in('organization', owner)),
    },
  },
  tree: {
    organization: {
      lines: ({ account, owner }) =>
        memberLines(account, account.organizationMembers.in('organization', owner)),
    },
  },
};

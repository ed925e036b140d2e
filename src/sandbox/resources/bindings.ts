import type { Account } from '../account.ts';
import type { Resource, SeedPart, TreePart } from '../resource.ts';
import type { Numbered } from '../table.ts';
import { isCount, isOneOf, isShape, isText } from '../checks.ts';
import { tick } from '../clock.ts';
import { emailOf, part, roleNameOf, sorted, userNumber } from '../rowNames.ts';
import { roleBindings as routes } from '../rest/roleBindings.ts';
import { Table } from '../table.ts';
import { visible } from '../visible.ts';

const resourceTypes = ['SPACE', 'PROJECT'] as const;
export type ResourceType = (typeof resourceTypes)[number];

export interface BindingRow extends Numbered {
  role: number;
  user: number;
  resourceType: ResourceType;
  resource: number;
  createdAt: string;
  updatedAt: string;
}

const isBinding = isShape<BindingRow>({
  id: isCount,
  role: isCount,
  user: isCount,
  resourceType: isOneOf(resourceTypes),
  resource: isCount,
  createdAt: isText,
  updatedAt: isText,
});

function bindingsOf(account: Account, type: ResourceType, resource: number): BindingRow[] {
  return account.bindings.in('resource', `${type}/${resource}`);
}

/** The bindings of a seed look the same in a space and in a project. */
function seedPart(type: ResourceType): SeedPart<'space'> & SeedPart<'project'> {
  return {
    check: ({ check, path, given }) => {
      const at = [...path, 'bindings'];
      const bindings = given.bindings ?? {};
      check.reportRepeated(at, bindings);
      for (const [email, role] of Object.entries(bindings)) {
        check.isActivePerson([...at, email], email);
        if (!check.isRole(role)) check.report([...at, email], `${role} is not a role`);
      }
    },
    plant: ({ account, given, owner }) => {
      for (const [email, name] of Object.entries(given.bindings ?? {})) {
        const role = account.roles.all().find((row) => row.name === name)?.id ?? 0;
        const user = userNumber(account, email);
        const now = tick(account);
        account.bindings.add((id) => ({
          id,
          role,
          user,
          resourceType: type,
          resource: owner,
          createdAt: now,
          updatedAt: now,
        }));
      }
    },
    show: ({ account, owner }) => {
      const rows = bindingsOf(account, type, owner);
      const named = rows.map((row): [string, string] => [
        emailOf(account, row.user),
        roleNameOf(account, row.role),
      ]);
      return part('bindings', sorted(named));
    },
  };
}

function treePart(type: ResourceType): TreePart {
  return {
    lines: ({ account, owner }) =>
      bindingsOf(account, type, owner).map((row) => {
        const email = visible(emailOf(account, row.user));
        return { text: `${email}: ${visible(roleNameOf(account, row.role))} (bound)`, below: [] };
      }),
  };
}

/** Roles that people hold on a space or on a project. */
export const bindings: Resource<BindingRow, 'resource' | 'user' | 'role' | 'pair', 'RoleBinding'> =
  {
    since: 2,
    idType: 'RoleBinding',
    table: () =>
      new Table(isBinding, {
        resource: (row) => `${row.resourceType}/${row.resource}`,
        user: (row) => row.user,
        role: (row) => row.role,
        pair: (row) => `${row.resourceType}/${row.resource}/${row.user}`,
      }),
    routes,
    // What the real API does with the bindings of a role that is deleted is not documented; losing
    // them is the worst case for a careless client.
    attach: (account) => {
      const { bindings: table } = account;
      account.spaces.whenEnding(({ id }) => table.clear(bindingsOf(account, 'SPACE', id)));
      account.projects.whenEnding(({ id }) => table.clear(bindingsOf(account, 'PROJECT', id)));
      account.users.whenEnding(({ id }) => table.clear(table.in('user', id)));
      account.roles.whenEnding(({ id }) => table.clear(table.in('role', id)));
    },
    seed: { space: seedPart('SPACE'), project: seedPart('PROJECT') },
    tree: { space: treePart('SPACE'), project: treePart('PROJECT') },
  };

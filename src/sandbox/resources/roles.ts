import type { Account } from '../account.ts';
import type { Resource } from '../resource.ts';
import type { SeedRole } from '../seed.ts';
import type { Numbered } from '../table.ts';
import type { Permission } from '../permissions.ts';
import { isCount, isFlag, isListOf, isShape, isText } from '../checks.ts';
import { tick } from '../clock.ts';
import { part, sorted } from '../rowNames.ts';
import { isPermission } from '../permissions.ts';
import { predefinedRoles } from '../predefined.ts';
import { roles as routes } from '../rest/roles.ts';
import { Table } from '../table.ts';
import { visible } from '../visible.ts';

export interface RoleRow extends Numbered {
  name: string;
  description: string;
  permissions: Permission[];
  predefined: boolean;
  createdAt: string;
  updatedAt: string;
}

const isRole = isShape<RoleRow>({
  id: isCount,
  name: isText,
  description: isText,
  permissions: isListOf((value) => isText(value) && isPermission(value)),
  predefined: isFlag,
  createdAt: isText,
  updatedAt: isText,
});

function addRole(account: Account, facts: Omit<RoleRow, 'id' | 'createdAt' | 'updatedAt'>): void {
  const now = tick(account);
  account.roles.add((id) => ({ id, ...facts, createdAt: now, updatedAt: now }));
}

function customRoles(account: Account): RoleRow[] {
  return account.roles.all().filter((role) => !role.predefined);
}

function seedOf(role: RoleRow): SeedRole {
  return {
    ...(role.description === '' ? {} : { description: role.description }),
    permissions: [...role.permissions].toSorted(),
  };
}

/** Roles of permissions: predefined ones, which each account has, and custom ones. */
export const roles: Resource<RoleRow, never, 'Role'> = {
  since: 2,
  idType: 'Role',
  table: () => new Table(isRole, {}),
  routes,
  prepare: ({ account, behaviour }) => {
    for (const [name, role] of Object.entries(predefinedRoles(behaviour))) {
      const { description, permissions } = role;
      addRole(account, { name, description, permissions: [...permissions], predefined: true });
    }
  },
  seed: {
    account: {
      check: ({ check, given }) => {
        const predefined = predefinedRoles(given.behaviour);
        for (const [name, role] of Object.entries(given.roles ?? {})) {
          const path = ['roles', name];
          if (Object.hasOwn(predefined, name)) {
            check.report(path, 'is predefined: it exists without being listed');
          }
          for (const [index, permission] of role.permissions.entries()) {
            if (isPermission(permission)) continue;
            const at = [...path, 'permissions', String(index)];
            check.report(at, `${String(permission)} is not a permission`);
          }
        }
      },
      plant: ({ account, given }) => {
        for (const [name, role] of Object.entries(given.roles ?? {})) {
          const permissions = [...new Set(role.permissions)];
          const description = role.description ?? '';
          addRole(account, { name, description, permissions, predefined: false });
        }
      },
      show: ({ account }) =>
        part('roles', sorted(customRoles(account).map((role) => [role.name, seedOf(role)]))),
    },
  },
  tree: {
    account: {
      title: 'custom roles',
      lines: ({ account }) =>
        customRoles(account).map((role) => ({
          text: `${visible(role.name)}: ${role.permissions.join(', ')}`,
          below: [],
        })),
    },
  },
};

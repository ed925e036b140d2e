import { wireName } from '../api/index.ts';
import { body, received, set, sortedSet, wired } from '../fields.ts';
import { addressOf } from '../kind.ts';
import type { WriteContext } from '../kind.ts';
import type { RoleRef } from '../model.ts';
import { canonicalName } from '../names.ts';
import { defineNamed, description, ownName, parseNamed } from './named.ts';
import { isKnown, isPermission, isPowerful, permissions, slipOf } from './permissions.ts';
import { isRecord } from '../records.ts';

const fields = {
  name: ownName,
  description,
  permissions: wired(
    'permissions',
    set({
      as: sortedSet,
      schema: {
        title: 'permissions',
        description:
          'All permissions of the role. The list replaces the live one and cannot be empty.',
        type: 'array',
        minItems: 1,
        items: {
          anyOf: [{ enum: permissions }, { title: 'permission', type: 'string', minLength: 1 }],
        },
        examples: [['PROJECT_READ', 'DATASET_CREATE']],
      },
    }),
    (names) => names.filter(isPermission),
  ),
};

export const role = defineNamed({
  name: 'role',
  at: ['roles', '*'],
  addressTemplate: ['role', '*'],
  label: 'custom role',
  verbs: { create: 'create', update: 'update', delete: 'delete' },
  auditNoun: 'role',
  manage: 'roles',
  access: {
    is: 'role',
    allows: ({ permissions: allowed }) =>
      typeof allowed === 'object' && !('custom' in allowed) ? allowed : undefined,
  },
  whenUnused: true,
  whenUnmapped: true,
  provedBy: ['space_binding', 'project_binding', 'identity_provider'],
  fields,
  about: {
    title: 'role',
    description: 'A custom role: the permissions that its holders have wherever it is bound.',
    required: ['permissions'],
    examples: [{ description: 'Reads traces', permissions: ['PROJECT_READ'] }],
  },
  selector: { example: 'Data Scientist', title: 'role name' },
  comment: {
    whole: 'Custom roles: the permissions that their holders have wherever the role is bound.',
  },
  mapSchema: {
    title: 'roles',
    description:
      "The account's custom roles, by name. The map is complete: live custom roles that are not listed are removed. Predefined roles are never listed.",
    examples: [{ 'Data Scientist': { permissions: ['PROJECT_READ'] } }],
  },

  parse(value, complain) {
    if (!isRecord(value)) return undefined;
    const listed = Array.isArray(value['permissions']) ? value['permissions'] : [];
    for (const [index, name] of listed.entries()) {
      if (typeof name !== 'string' || name.trim() === '' || isKnown(name)) continue;
      const meant = slipOf(name);
      const path = ['permissions', index];
      if (meant !== undefined) {
        complain('unknown-permission', `unknown permission "${name}"`, {
          path,
          suggestion: `did you mean "${meant}"?`,
        });
      } else if (!isPermission(name)) {
        complain('unknown-permission', `"${name}" is not a permission name`, {
          path,
          suggestion: 'write it like PROJECT_READ',
        });
      } else {
        complain('new-permission', `permission "${name}" is not known to this release`, {
          path,
          severity: 'warning',
          suggestion: 'check the spelling; if Arize added it recently, ignore this warning',
        });
      }
    }
    for (const [index, name] of listed.entries()) {
      if (typeof name !== 'string') continue;
      if (listed.indexOf(name) < index) {
        complain('repeated-permission', `the permission "${name}" is listed twice`, {
          path: ['permissions', index],
          severity: 'warning',
        });
      }
      if (isPowerful(name)) {
        complain(
          'powerful-permission',
          `${name} lets its holders grant or destroy access, like admins`,
          {
            path: ['permissions', index],
            severity: 'warning',
          },
        );
      }
    }
    return parseNamed(value, fields);
  },

  async list({ client }) {
    const roles = await client.list('/v2/roles', 'roles', {});
    return roles.map((found) => ({
      id: found.id,
      name: canonicalName(found.name),
      fields: received(fields, found),
      ...(found.is_predefined && { builtIn: true as const }),
    }));
  },
  async create({ client }, [name = ''], after) {
    const made = await client.post('/v2/roles', {
      body: { name, permissions: [], ...body(fields, after) },
    });
    return made.id;
  },
  update: ({ client }, _key, id, { after }) =>
    client.patch('/v2/roles/{role_id}', {
      params: { path: { role_id: id } },
      body: body(fields, after),
    }),
  remove: ({ client }, _key, id) =>
    client.delete('/v2/roles/{role_id}', { params: { path: { role_id: id } } }),

  effect(before, after) {
    const kept = after.permissions;
    const cut = kept && before?.permissions?.some((permission) => !kept.includes(permission));
    return cut ? 'reduces' : 'grants';
  },
  // New permissions come first, because the role may already be held, or granted in the same run, for their
  // sake.
  expand({ permissions: had = [] }, { permissions: has }) {
    const isWider = has?.some((permission) => !had.includes(permission)) === true;
    return isWider ? { permissions: sortedSet([...had, ...has]) } : undefined;
  },
  // Older servers call it SERVICE_KEY_DELETE (changelogs of the Arize SDKs).
  speaks: (_action, { permissions: allowed }) => allowed?.includes('SERVICE_KEY_REVOKE') === true,
  needs: () => [],
});

/**
 * The role in a request: a built-in role by name, any other by id, including predefined roles such as Project
 * Viewer.
 */
export const wireRole = (given: RoleRef, id: WriteContext['id']) =>
  typeof given === 'string'
    ? ({ type: 'PREDEFINED', name: wireName(given) } as const)
    : ({ type: 'CUSTOM', id: id(addressOf(role, [given.custom])) } as const);

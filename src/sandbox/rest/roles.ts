import type { RoleRow } from '../resources/roles.ts';
import type { Call, NoContent, Reply, Route } from './call.ts';
import type { Role, RoleList } from '../wire.ts';
import { isAccountAdmin } from '../access.ts';
import { change, listOf, nullable, optional, shape, text } from '../body.ts';
import { globalId } from '../ids.ts';
import { pageOf } from '../page.ts';
import { isPermission } from '../permissions.ts';
import { ProblemError } from '../problem.ts';
import { noContent } from './call.ts';
import { demand, findRole } from './find.ts';

const readCreate = shape({
  name: text(1, 255),
  description: optional(text(0, 1000)),
  permissions: listOf(isPermission),
});
const readUpdate = change({
  name: optional(text(1, 255)),
  description: optional(nullable(text(0, 1000))),
  permissions: optional(listOf(isPermission)),
});

/** The description is left out when it is empty (REST v2 types). */
function toWire(role: RoleRow): Role {
  return {
    id: globalId('Role', role.id),
    name: role.name,
    ...(role.description === '' ? {} : { description: role.description }),
    permissions: role.permissions,
    is_predefined: role.predefined,
    created_at: role.createdAt,
    updated_at: role.updatedAt,
  };
}

function demandFreeName(call: Call, name: string, self?: RoleRow): void {
  if (call.account.roles.all().some((row) => row.name === name && row !== self)) {
    throw new ProblemError(409, `A role named ${JSON.stringify(name)} already exists`);
  }
}

/** The custom role of the path, for callers who may change it: account admins manage roles. */
function customRole(call: Call): RoleRow {
  const role = findRole(call, call.param('role_id'));
  demand(isAccountAdmin(call.caller), 'account admin');
  if (role.predefined)
    throw new ProblemError(403, `${role.name} is predefined and cannot be changed`);
  return role;
}

function list(call: Call): Reply<200, RoleList> {
  const wanted = call.query.get('is_predefined');
  if (wanted !== null && wanted !== 'true' && wanted !== 'false') {
    throw new ProblemError(400, '`is_predefined` must be true or false');
  }
  const rows = call.account.roles
    .all()
    .filter((row) => wanted === null || row.predefined === (wanted === 'true'));
  const page = pageOf(rows, call, 'roles');
  return { status: 200, body: { roles: page.rows.map(toWire), pagination: page.pagination } };
}

function create(call: Call): Reply<201, Role> {
  demand(isAccountAdmin(call.caller), 'account admin');
  const body = readCreate(call.body, 'body');
  demandFreeName(call, body.name);
  const now = call.now();
  const row = call.account.roles.add((id) => ({
    id,
    name: body.name,
    description: body.description ?? '',
    permissions: [...new Set(body.permissions)],
    predefined: false,
    createdAt: now,
    updatedAt: now,
  }));
  return { status: 201, body: toWire(row) };
}

function get(call: Call): Reply<200, Role> {
  return { status: 200, body: toWire(findRole(call, call.param('role_id'))) };
}

function update(call: Call): Reply<200, Role> {
  const row = customRole(call);
  const body = readUpdate(call.body, 'body');
  if (body.name !== undefined) {
    demandFreeName(call, body.name, row);
    row.name = body.name;
  }
  if (body.description !== undefined) row.description = body.description ?? '';
  if (body.permissions !== undefined) row.permissions = [...new Set(body.permissions)];
  row.updatedAt = call.now();
  return { status: 200, body: toWire(row) };
}

function remove(call: Call): NoContent {
  call.account.roles.remove(customRole(call));
  return noContent;
}

export const roles: readonly Route[] = [
  { method: 'GET', path: '/v2/roles', operation: 'list_roles', handle: list },
  { method: 'POST', path: '/v2/roles', operation: 'create_role', handle: create },
  { method: 'GET', path: '/v2/roles/{role_id}', operation: 'get_role', handle: get },
  { method: 'PATCH', path: '/v2/roles/{role_id}', operation: 'update_role', handle: update },
  { method: 'DELETE', path: '/v2/roles/{role_id}', operation: 'delete_role', handle: remove },
];

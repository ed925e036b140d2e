import type { BindingRow } from '../resources/bindings.ts';
import type { Call, NoContent, Reply, Route } from './call.ts';
import type { Permission } from '../permissions.ts';
import type { RoleBinding, RoleBindingList } from '../wire.ts';
import { idText, oneOf, shape } from '../body.ts';
import { decodeId, globalId } from '../ids.ts';
import { pageOf } from '../page.ts';
import { ProblemError } from '../problem.ts';
import { noContent } from './call.ts';
import { demand, findBinding, findRole, findUser, mayOnResource, seesBinding } from './find.ts';

const resourceType = oneOf(['SPACE', 'PROJECT']);
const readCreate = shape({
  role_id: idText,
  user_id: idText,
  resource_type: resourceType,
  resource_id: idText,
});
const readUpdate = shape({ role_id: idText });

function toWire(binding: BindingRow): RoleBinding {
  const type = binding.resourceType === 'SPACE' ? 'Space' : 'Model';
  return {
    id: globalId('RoleBinding', binding.id),
    role_id: globalId('Role', binding.role),
    user_id: globalId('User', binding.user),
    resource_type: binding.resourceType,
    resource_id: globalId(type, binding.resource),
    created_at: binding.createdAt,
    updated_at: binding.updatedAt,
  };
}

function list(call: Call): Reply<200, RoleBindingList> {
  const type = resourceType(call.query.get('resource_type'), 'resource_type');
  const userId = call.query.get('user_id');
  const user = userId === null ? undefined : findUser(call, userId);
  const rows =
    user === undefined ? call.account.bindings.all() : call.account.bindings.in('user', user.id);
  const visible = rows.filter((row) => row.resourceType === type && seesBinding(call, row));
  const page = pageOf(visible, call, 'role-bindings');
  return {
    status: 200,
    body: { role_bindings: page.rows.map(toWire), pagination: page.pagination },
  };
}

/**
 * One binding per user and resource: a second is a 409, whatever its role. A resource that does not
 * exist is a 403 like one the caller may not manage (Arize docs: create a role binding).
 */
function create(call: Call): Reply<201, RoleBinding> {
  const body = readCreate(call.body, 'body');
  const decoded = decodeId(body.resource_id);
  if (decoded?.type !== (body.resource_type === 'SPACE' ? 'Space' : 'Model')) {
    throw new ProblemError(400, `\`resource_id\` is not the id of a ${body.resource_type}`);
  }
  const resource = decoded.genuine ? decoded.number : 0;
  const isAllowed = mayOnResource(call, body.resource_type, resource, 'ROLE_BINDING_CREATE');
  demand(isAllowed, 'ROLE_BINDING_CREATE on the resource');
  const role = findRole(call, body.role_id);
  const user = findUser(call, body.user_id);
  const pair = `${body.resource_type}/${resource}/${user.id}`;
  if (call.account.bindings.one('pair', pair) !== undefined) {
    throw new ProblemError(409, 'The user already has a role binding on this resource');
  }
  const now = call.now();
  const row = call.account.bindings.add((id) => ({
    id,
    role: role.id,
    user: user.id,
    resourceType: body.resource_type,
    resource,
    createdAt: now,
    updatedAt: now,
  }));
  return { status: 201, body: toWire(row) };
}

function get(call: Call): Reply<200, RoleBinding> {
  return { status: 200, body: toWire(findBinding(call, call.param('binding_id'))) };
}

/** The requested binding; a 404 for callers who may not change it, because these operations have no 403. */
function ownBinding(call: Call, ...rights: Permission[]): BindingRow {
  const row = findBinding(call, call.param('binding_id'));
  if (!rights.every((right) => mayOnResource(call, row.resourceType, row.resource, right))) {
    throw new ProblemError(404, 'The role binding does not exist');
  }
  return row;
}

function update(call: Call): Reply<200, RoleBinding> {
  const row = ownBinding(call, 'ROLE_BINDING_CREATE', 'ROLE_BINDING_DELETE');
  const body = readUpdate(call.body, 'body');
  const role = findRole(call, body.role_id);
  const changed = call.account.bindings.change(row, { role: role.id, updatedAt: call.now() });
  return { status: 200, body: toWire(changed) };
}

function remove(call: Call): NoContent {
  call.account.bindings.remove(ownBinding(call, 'ROLE_BINDING_DELETE'));
  return noContent;
}

export const roleBindings: readonly Route[] = [
  { method: 'GET', path: '/v2/role-bindings', operation: 'list_role_bindings', handle: list },
  { method: 'POST', path: '/v2/role-bindings', operation: 'create_role_binding', handle: create },
  {
    method: 'GET',
    path: '/v2/role-bindings/{binding_id}',
    operation: 'get_role_binding',
    handle: get,
  },
  {
    method: 'PATCH',
    path: '/v2/role-bindings/{binding_id}',
    operation: 'update_role_binding',
    handle: update,
  },
  {
    method: 'DELETE',
    path: '/v2/role-bindings/{binding_id}',
    operation: 'delete_role_binding',
    handle: remove,
  },
];

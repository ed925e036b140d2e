import type { SpaceRow } from '../resources/spaces.ts';
import type { UserRow } from '../resources/users.ts';
import type { Call, NoContent, Reply, Route } from './call.ts';
import type { Space, SpaceList, SpaceMembership } from '../wire.ts';
import { managesSpace, mayOrganization, maySpace, organizationRole, seesSpace } from '../access.ts';
import type { MemberRole } from '../spellings.ts';
import { change, flag, idText, memberRole, nullable, optional, shape, text } from '../body.ts';
import { leaveSpace } from '../leaving.ts';
import { decodeId, globalId } from '../ids.ts';
import { contains, pageOf } from '../page.ts';
import { ProblemError } from '../problem.ts';
import { demandAnnotatorRule } from './annotator.ts';
import { noContent } from './call.ts';
import { demand, findOrganization, findRole, findSpace, findUser } from './find.ts';

const readCreate = shape({
  name: text(1, 255),
  organization_id: idText,
  description: optional(text(0, 1000)),
  is_private: optional(flag),
});
const readUpdate = change({
  name: optional(text(1, 255)),
  description: optional(nullable(text(0, 1000))),
  is_private: optional(flag),
});
const readMember = shape({ user_id: idText, role: memberRole });

function toWire(space: SpaceRow): Space {
  return {
    id: globalId('Space', space.id),
    name: space.name,
    description: space.description,
    created_at: space.createdAt,
    is_private: space.private,
  };
}

function demandFreeName(call: Call, organization: number, name: string, self?: SpaceRow): void {
  const siblings = call.account.spaces.in('organization', organization);
  if (siblings.some((row) => row.name === name && row !== self)) {
    throw new ProblemError(
      409,
      `A space named ${JSON.stringify(name)} already exists in the organization`,
    );
  }
}

/** The spaces of `org_id`, or all. No 404 is documented for an unknown organization: nothing is in it. */
function candidates(call: Call): SpaceRow[] {
  const organization = call.query.get('org_id');
  if (organization === null) return call.account.spaces.all();
  const decoded = decodeId(organization);
  if (decoded?.type !== 'AccountOrganization') {
    throw new ProblemError(400, '`org_id` is not the id of an organization');
  }
  return decoded.genuine ? call.account.spaces.in('organization', decoded.number) : [];
}

function list(call: Call): Reply<200, SpaceList> {
  const byName = contains(call.query, 'name');
  const rows = candidates(call).filter(
    (row) => byName(row.name) && seesSpace(call.account, call.caller, row),
  );
  const page = pageOf(rows, call, 'spaces');
  return { status: 200, body: { spaces: page.rows.map(toWire), pagination: page.pagination } };
}

function create(call: Call): Reply<201, Space> {
  const body = readCreate(call.body, 'body');
  const organization = findOrganization(call, body.organization_id);
  const isAllowed = mayOrganization(call.account, call.caller, organization, 'SPACE_CREATE');
  demand(isAllowed, 'organization admin or SPACE_CREATE');
  demandFreeName(call, organization.id, body.name);
  const row = call.account.spaces.add((id) => ({
    id,
    organization: organization.id,
    name: body.name,
    description: body.description ?? '',
    private: body.is_private ?? false,
    createdAt: call.now(),
  }));
  return { status: 201, body: toWire(row) };
}

function get(call: Call): Reply<200, Space> {
  return { status: 200, body: toWire(findSpace(call, call.param('space_id'))) };
}

function update(call: Call): Reply<200, Space> {
  const row = findSpace(call, call.param('space_id'));
  const body = readUpdate(call.body, 'body');
  const isAllowed = maySpace(call.account, call.caller, row, 'SPACE_UPDATE');
  demand(isAllowed, 'space admin or SPACE_UPDATE');
  if (body.name !== undefined) {
    demandFreeName(call, row.organization, body.name, row);
    row.name = body.name;
  }
  if (body.description !== undefined) row.description = body.description ?? '';
  if (body.is_private !== undefined) row.private = body.is_private;
  return { status: 200, body: toWire(row) };
}

function remove(call: Call): NoContent {
  const row = findSpace(call, call.param('space_id'));
  const isAllowed = maySpace(call.account, call.caller, row, 'SPACE_DELETE');
  demand(isAllowed, 'space admin or SPACE_DELETE');
  call.account.spaces.remove(row);
  return noContent;
}

/** A custom role is a SPACE binding underneath; it takes the place of a built-in role, unless told otherwise. */
function assignCustom(
  call: Call,
  space: SpaceRow,
  user: UserRow,
  roleId: string,
): Pick<SpaceMembership, 'id' | 'role'> {
  const role = findRole(call, roleId);
  demandAnnotatorRule(user, undefined);
  const { bindings, spaceMembers } = call.account;
  const now = call.now();
  const binding =
    bindings.one('pair', `SPACE/${space.id}/${user.id}`) ??
    bindings.add((id) => ({
      id,
      role: role.id,
      user: user.id,
      resourceType: 'SPACE',
      resource: space.id,
      createdAt: now,
      updatedAt: now,
    }));
  if (binding.role !== role.id) bindings.change(binding, { role: role.id, updatedAt: now });
  const member = spaceMembers.one('pair', `${space.id}/${user.id}`);
  if (member !== undefined && call.behaviour.custom_replaces_word) spaceMembers.remove(member);
  return {
    id: globalId('RoleBinding', binding.id),
    role: { type: 'CUSTOM', id: globalId('Role', role.id), name: role.name },
  };
}

/**
 * An upsert, always 200. A built-in role needs space admin, a custom role ROLE_BINDING_CREATE. A built-in role leaves a
 * binding that the person has on the space where it is, unless told otherwise.
 */
function addMember(call: Call): Reply<200, SpaceMembership> {
  const space = findSpace(call, call.param('space_id'));
  const body = readMember(call.body, 'body');
  if (body.role.type === 'PREDEFINED') {
    demand(managesSpace(call.account, call.caller, space), 'space admin');
  } else {
    const isAllowed = maySpace(call.account, call.caller, space, 'ROLE_BINDING_CREATE');
    demand(isAllowed, 'ROLE_BINDING_CREATE in the space');
  }
  const user = findUser(call, body.user_id);
  if (organizationRole(call.account, space.organization, user.id) === undefined) {
    throw new ProblemError(400, "The user is not a member of the space's organization");
  }
  const membership =
    body.role.type === 'CUSTOM'
      ? assignCustom(call, space, user, body.role.id)
      : assignBuiltIn(call, space, user, body.role.name);
  return {
    status: 200,
    body: {
      ...membership,
      user_id: globalId('User', user.id),
      space_id: globalId('Space', space.id),
    },
  };
}

function assignBuiltIn(
  call: Call,
  space: SpaceRow,
  user: UserRow,
  role: MemberRole,
): Pick<SpaceMembership, 'id' | 'role'> {
  demandAnnotatorRule(user, role);
  const members = call.account.spaceMembers;
  const member =
    members.one('pair', `${space.id}/${user.id}`) ??
    members.add((id) => ({ id, space: space.id, user: user.id, role }));
  member.role = role;
  const binding = call.account.bindings.one('pair', `SPACE/${space.id}/${user.id}`);
  if (binding !== undefined && !call.behaviour.binding_survives_word) {
    call.account.bindings.remove(binding);
  }
  return { id: globalId('SpaceMember', member.id), role: { type: 'PREDEFINED', name: role } };
}

function removeMember(call: Call): NoContent {
  const space = findSpace(call, call.param('space_id'));
  const isAllowed = maySpace(call.account, call.caller, space, 'ROLE_BINDING_DELETE');
  demand(isAllowed, 'space admin or ROLE_BINDING_DELETE');
  const user = findUser(call, call.param('user_id'));
  if (!leaveSpace(call.account, space, user)) {
    throw new ProblemError(404, 'The user is not a member of the space');
  }
  return noContent;
}

export const spaces: readonly Route[] = [
  { method: 'GET', path: '/v2/spaces', operation: 'list_spaces', handle: list },
  { method: 'POST', path: '/v2/spaces', operation: 'create_space', handle: create },
  { method: 'GET', path: '/v2/spaces/{space_id}', operation: 'get_space', handle: get },
  { method: 'PATCH', path: '/v2/spaces/{space_id}', operation: 'update_space', handle: update },
  { method: 'DELETE', path: '/v2/spaces/{space_id}', operation: 'delete_space', handle: remove },
  {
    method: 'POST',
    path: '/v2/spaces/{space_id}/users',
    operation: 'add_space_user',
    handle: addMember,
  },
  {
    method: 'DELETE',
    path: '/v2/spaces/{space_id}/users/{user_id}',
    operation: 'remove_space_user',
    handle: removeMember,
  },
];

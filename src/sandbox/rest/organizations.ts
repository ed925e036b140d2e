import type { OrganizationRow } from '../resources/organizations.ts';
import type { Call, NoContent, Reply, Route } from './call.ts';
import type { Organization, OrganizationList, OrganizationMembership } from '../wire.ts';
import { managesOrganization, mayAccount, mayOrganization, seesOrganization } from '../access.ts';
import { change, idText, memberRole, nullable, optional, shape, text } from '../body.ts';
import { leaveOrganization } from '../leaving.ts';
import { globalId } from '../ids.ts';
import { contains, pageOf } from '../page.ts';
import { ProblemError } from '../problem.ts';
import { noContent } from './call.ts';
import { demandAnnotatorRule } from './annotator.ts';
import { demand, findOrganization, findUser } from './find.ts';

const readCreate = shape({ name: text(1, 255), description: optional(text(0, 1000)) });
const readUpdate = change({
  name: optional(text(1, 255)),
  description: optional(nullable(text(0, 1000))),
});
const readMember = shape({ user_id: idText, role: memberRole });

function organizationId(call: Call, organization: number): string {
  return globalId('AccountOrganization', organization, call.behaviour.rest_organization_prefix);
}

function toWire(call: Call, organization: OrganizationRow): Organization {
  return {
    id: organizationId(call, organization.id),
    name: organization.name,
    description: organization.description,
    created_at: organization.createdAt,
  };
}

function demandFreeName(call: Call, name: string, self?: OrganizationRow): void {
  const taken = call.account.organizations.all().some((row) => row.name === name && row !== self);
  if (taken)
    throw new ProblemError(409, `An organization named ${JSON.stringify(name)} already exists`);
}

function list(call: Call): Reply<200, OrganizationList> {
  const byName = contains(call.query, 'name');
  const rows = call.account.organizations
    .all()
    .filter((row) => byName(row.name) && seesOrganization(call.account, call.caller, row));
  const page = pageOf(rows, call, 'organizations');
  const organizations = page.rows.map((row) => toWire(call, row));
  return { status: 200, body: { organizations, pagination: page.pagination } };
}

function create(call: Call): Reply<201, Organization> {
  const isAllowed = mayAccount(call.account, call.caller, 'ORGANIZATION_CREATE');
  demand(isAllowed, 'account admin or ORGANIZATION_CREATE');
  const body = readCreate(call.body, 'body');
  demandFreeName(call, body.name);
  const row = call.account.organizations.add((id) => ({
    id,
    name: body.name,
    description: body.description ?? '',
    createdAt: call.now(),
  }));
  return { status: 201, body: toWire(call, row) };
}

function get(call: Call): Reply<200, Organization> {
  return { status: 200, body: toWire(call, findOrganization(call, call.param('org_id'))) };
}

function update(call: Call): Reply<200, Organization> {
  const row = findOrganization(call, call.param('org_id'));
  const body = readUpdate(call.body, 'body');
  const isAllowed = mayOrganization(call.account, call.caller, row, 'ORGANIZATION_UPDATE');
  demand(isAllowed, 'organization admin or ORGANIZATION_UPDATE');
  if (body.name !== undefined) {
    demandFreeName(call, body.name, row);
    row.name = body.name;
  }
  if (body.description !== undefined) row.description = body.description ?? '';
  return { status: 200, body: toWire(call, row) };
}

function remove(call: Call): NoContent {
  const row = findOrganization(call, call.param('org_id'));
  const isAllowed = mayAccount(call.account, call.caller, 'ORGANIZATION_DELETE');
  demand(isAllowed, 'account admin or ORGANIZATION_DELETE');
  call.account.organizations.remove(row);
  return noContent;
}

/** An upsert, always 200 (REST v2 types: add organization user). */
function addMember(call: Call): Reply<200, OrganizationMembership> {
  const organization = findOrganization(call, call.param('org_id'));
  const body = readMember(call.body, 'body');
  demand(managesOrganization(call.account, call.caller, organization), 'organization admin');
  const user = findUser(call, body.user_id);
  if (body.role.type === 'CUSTOM') {
    throw new ProblemError(422, 'Custom organization roles are not supported');
  }
  const role = body.role.name;
  demandAnnotatorRule(user, role);
  const members = call.account.organizationMembers;
  const pair = `${organization.id}/${user.id}`;
  const member =
    members.one('pair', pair) ??
    members.add((id) => ({ id, organization: organization.id, user: user.id, role }));
  member.role = role;
  return {
    status: 200,
    body: {
      id: globalId('AccountOrganizationMember', member.id),
      user_id: globalId('User', user.id),
      organization_id: organizationId(call, organization.id),
      role: { type: 'PREDEFINED', name: role },
    },
  };
}

function removeMember(call: Call): NoContent {
  const organization = findOrganization(call, call.param('org_id'));
  demand(managesOrganization(call.account, call.caller, organization), 'organization admin');
  const user = findUser(call, call.param('user_id'));
  if (!leaveOrganization(call.account, organization, user)) {
    throw new ProblemError(404, 'The user is not a member of the organization');
  }
  return noContent;
}

export const organizations: readonly Route[] = [
  { method: 'GET', path: '/v2/organizations', operation: 'list_organizations', handle: list },
  { method: 'POST', path: '/v2/organizations', operation: 'create_organization', handle: create },
  {
    method: 'GET',
    path: '/v2/organizations/{org_id}',
    operation: 'get_organization',
    handle: get,
  },
  {
    method: 'PATCH',
    path: '/v2/organizations/{org_id}',
    operation: 'update_organization',
    handle: update,
  },
  {
    method: 'DELETE',
    path: '/v2/organizations/{org_id}',
    operation: 'delete_organization',
    handle: remove,
  },
  {
    method: 'POST',
    path: '/v2/organizations/{org_id}/users',
    operation: 'add_organization_user',
    handle: addMember,
  },
  {
    method: 'DELETE',
    path: '/v2/organizations/{org_id}/users/{user_id}',
    operation: 'remove_organization_user',
    handle: removeMember,
  },
];

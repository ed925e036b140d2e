import type { BindingRow, ResourceType } from '../resources/bindings.ts';
import type { OrganizationRow } from '../resources/organizations.ts';
import type { ProjectRow } from '../resources/projects.ts';
import type { RoleRow } from '../resources/roles.ts';
import type { SpaceRow } from '../resources/spaces.ts';
import type { UserRow } from '../resources/users.ts';
import type { Call } from './call.ts';
import type { IdType } from '../ids.ts';
import type { Permission } from '../permissions.ts';
import { decodeId } from '../ids.ts';
import { ProblemError } from '../problem.ts';
import { mayProject, maySpace, seesOrganization, seesProject, seesSpace } from '../access.ts';

/**
 * From an id in a request to its row. An id of another kind is a 400; one that points at
 * nothing, or at something the caller may not read, is a 404 (Arize docs: errors).
 */

/**
 * The number in an id of one type; 0, which no row has, for an id that was never given.
 * @param noun what the type is called in a refusal
 */
export function numberOf(id: string, type: IdType, noun: string): number {
  const decoded = decodeId(id);
  if (decoded?.type !== type) throw new ProblemError(400, `\`${id}\` is not the id of a ${noun}`);
  return decoded.genuine ? decoded.number : 0;
}

/** The row, or a 404 that calls it by its noun. */
export function found<Row>(row: Row | undefined, noun: string): Row {
  if (row === undefined) throw new ProblemError(404, `The ${noun} does not exist`);
  return row;
}

/** A user of the account who is not blocked. */
export function findUser(call: Call, id: string): UserRow {
  const user = findUserEvenBlocked(call, id);
  return found(user.status === 'INACTIVE' ? undefined : user, 'user');
}

export function findUserEvenBlocked(call: Call, id: string): UserRow {
  return found(call.account.users.get(numberOf(id, 'User', 'user')), 'user');
}

export function findOrganization(call: Call, id: string): OrganizationRow {
  const row = call.account.organizations.get(numberOf(id, 'AccountOrganization', 'organization'));
  const seen = row !== undefined && seesOrganization(call.account, call.caller, row);
  return found(seen ? row : undefined, 'organization');
}

export function findSpace(call: Call, id: string): SpaceRow {
  const row = call.account.spaces.get(numberOf(id, 'Space', 'space'));
  const seen = row !== undefined && seesSpace(call.account, call.caller, row);
  return found(seen ? row : undefined, 'space');
}

export function findProject(call: Call, id: string): ProjectRow {
  const row = call.account.projects.get(numberOf(id, 'Model', 'project'));
  const seen = row !== undefined && seesProject(call.account, call.caller, row);
  return found(seen ? row : undefined, 'project');
}

/** A project that the caller sees, or whose restriction they may lift though it hides it from them. */
export function findRestrictable(call: Call, id: string): ProjectRow {
  const row = call.account.projects.get(numberOf(id, 'Model', 'project'));
  const isManaged =
    row !== undefined && mayProject(call.account, call.caller, row, 'PROJECT_RESTRICT');
  return row !== undefined && isManaged ? row : findProject(call, id);
}

/** The space of a project; a project never outlives it. */
export function spaceOf(call: Call, project: ProjectRow): SpaceRow {
  return found(call.account.spaces.get(project.space), 'space');
}

export function findRole(call: Call, id: string): RoleRow {
  return found(call.account.roles.get(numberOf(id, 'Role', 'role')), 'role');
}

/** True when the caller has a permission on the space or the project that a binding is about. */
export function mayOnResource(
  call: Call,
  type: ResourceType,
  resource: number,
  right: Permission,
): boolean {
  if (type === 'SPACE') {
    const space = call.account.spaces.get(resource);
    return space !== undefined && maySpace(call.account, call.caller, space, right);
  }
  const project = call.account.projects.get(resource);
  return project !== undefined && mayProject(call.account, call.caller, project, right);
}

/** Needs ROLE_BINDING_READ on the resource, unless the account shows bindings to all callers. */
export function seesBinding(call: Call, row: BindingRow): boolean {
  const { bindings_filtered: isFiltered, bindings_visible: visible } = call.behaviour;
  if (!isFiltered || visible === 'everyone') return true;
  return mayOnResource(call, row.resourceType, row.resource, 'ROLE_BINDING_READ');
}

export function findBinding(call: Call, id: string): BindingRow {
  const row = call.account.bindings.get(numberOf(id, 'RoleBinding', 'role binding'));
  return found(row !== undefined && seesBinding(call, row) ? row : undefined, 'role binding');
}

/** Throws a 403 unless `allowed`: the caller sees the resource but may not do this. */
export function demand(allowed: boolean, right: string): void {
  if (!allowed) throw new ProblemError(403, `This needs ${right}`);
}

import type { ProjectRow } from '../resources/projects.ts';
import type { RestrictionRow } from '../resources/restrictions.ts';
import type { Call, NoContent, Reply, Route } from './call.ts';
import type { Restriction, RestrictionList } from '../wire.ts';
import { mayProject } from '../access.ts';
import { idText, oneOf, shape } from '../body.ts';
import { globalId } from '../ids.ts';
import { pageOf } from '../page.ts';
import { ProblemError } from '../problem.ts';
import { noContent } from './call.ts';
import { demand, findRestrictable } from './find.ts';

const readCreate = shape({ resource_id: idText });

function toWire(restriction: RestrictionRow): Restriction {
  return {
    resource_type: 'PROJECT',
    resource_id: globalId('Model', restriction.project),
    created_at: restriction.createdAt,
  };
}

function manages(call: Call, project: ProjectRow): boolean {
  return mayProject(call.account, call.caller, project, 'PROJECT_RESTRICT');
}

function isListed(call: Call, row: RestrictionRow): boolean {
  const project = call.account.projects.get(row.project);
  return row.active && project !== undefined && manages(call, project);
}

/**
 * Reads a page first and leaves out what may not be shown then: pages are short or empty while more
 * follow, as the REST v2 types warn. Lifted restrictions leave such holes for admins too.
 */
function list(call: Call): Reply<200, RestrictionList> {
  const type = call.query.get('resource_type');
  if (type !== null) oneOf(['PROJECT'])(type, 'resource_type');
  const page = pageOf(call.account.restrictions.all(), call, 'resource-restrictions');
  const rows = page.rows.filter((row) => isListed(call, row));
  return {
    status: 200,
    body: { resource_restrictions: rows.map(toWire), pagination: page.pagination },
  };
}

function active(call: Call, project: ProjectRow): RestrictionRow | undefined {
  return call.account.restrictions.in('project', project.id).find((row) => row.active);
}

/** Idempotent, always 200. Only generative projects can be restricted (Arize docs: project restrictions). */
function create(call: Call): Reply<200, Restriction> {
  const body = readCreate(call.body, 'body');
  const project = findRestrictable(call, body.resource_id);
  demand(manages(call, project), 'space admin or PROJECT_RESTRICT');
  if (project.type !== 'generative') {
    throw new ProblemError(422, 'Only generative projects can be restricted');
  }
  const row =
    active(call, project) ??
    call.account.restrictions.add((id) => ({
      id,
      project: project.id,
      active: true,
      createdAt: call.now(),
    }));
  return { status: 200, body: toWire(row) };
}

/** Not idempotent: a project that is not restricted is a 404 (REST v2 types: unrestrict). */
function remove(call: Call): NoContent {
  const project = findRestrictable(call, call.param('resource_id'));
  demand(manages(call, project), 'space admin or PROJECT_RESTRICT');
  const row = active(call, project);
  if (row === undefined) throw new ProblemError(404, 'The resource is not restricted');
  row.active = false;
  return noContent;
}

export const resourceRestrictions: readonly Route[] = [
  {
    method: 'GET',
    path: '/v2/resource-restrictions',
    operation: 'list_resource_restrictions',
    handle: list,
  },
  {
    method: 'POST',
    path: '/v2/resource-restrictions',
    operation: 'create_resource_restriction',
    handle: create,
  },
  {
    method: 'DELETE',
    path: '/v2/resource-restrictions/{resource_id}',
    operation: 'delete_resource_restriction',
    handle: remove,
  },
];

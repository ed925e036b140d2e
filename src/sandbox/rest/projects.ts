import type { ProjectRow } from '../resources/projects.ts';
import type { SpaceRow } from '../resources/spaces.ts';
import type { Call, NoContent, Reply, Route } from './call.ts';
import type { Project, ProjectList } from '../wire.ts';
import { managesSpace, mayProject, maySpace, seesProject } from '../access.ts';
import { idText, shape, text } from '../body.ts';
import { globalId } from '../ids.ts';
import { contains, pageOf } from '../page.ts';
import { ProblemError } from '../problem.ts';
import { noContent } from './call.ts';
import { demand, findProject, findSpace, spaceOf } from './find.ts';

const readCreate = shape({ name: text(1, 255), space_id: idText });
const readUpdate = shape({ name: text(1, 255) });

function toWire(project: ProjectRow): Project {
  return {
    id: globalId('Model', project.id),
    name: project.name,
    space_id: globalId('Space', project.space),
    created_at: project.createdAt,
  };
}

function isTaken(call: Call, space: number, name: string, self?: ProjectRow): boolean {
  const siblings = call.account.projects.in('space', space);
  return siblings.some((row) => row.name === name && row !== self);
}

function list(call: Call): Reply<200, ProjectList> {
  const spaceId = call.query.get('space_id');
  const byName = contains(call.query, 'name');
  const bySpace = contains(call.query, 'space_name');
  const candidates =
    spaceId === null
      ? call.account.projects.all()
      : call.account.projects.in('space', findSpace(call, spaceId).id);
  const rows = candidates.filter(
    (row) =>
      byName(row.name) &&
      bySpace(spaceOf(call, row).name) &&
      seesProject(call.account, call.caller, row),
  );
  const page = pageOf(rows, call, 'projects');
  return { status: 200, body: { projects: page.rows.map(toWire), pagination: page.pagination } };
}

/** What REST creates is a generative project. A space that is not there is a 400: no 404 is documented. */
function create(call: Call): Reply<201, Project> {
  const body = readCreate(call.body, 'body');
  const space = visibleSpace(call, body.space_id);
  demand(maySpace(call.account, call.caller, space, 'PROJECT_CREATE'), 'PROJECT_CREATE');
  if (isTaken(call, space.id, body.name)) {
    throw new ProblemError(
      409,
      `A project named ${JSON.stringify(body.name)} already exists in the space`,
    );
  }
  const row = call.account.projects.add((id) => ({
    id,
    space: space.id,
    name: body.name,
    type: 'generative',
    createdAt: call.now(),
  }));
  return { status: 201, body: toWire(row) };
}

function visibleSpace(call: Call, spaceId: string): SpaceRow {
  try {
    return findSpace(call, spaceId);
  } catch (error) {
    if (error instanceof ProblemError)
      throw new ProblemError(400, '`space_id` is not a space you can use');
    throw error;
  }
}

function get(call: Call): Reply<200, Project> {
  return { status: 200, body: toWire(findProject(call, call.param('project_id'))) };
}

/** A name that is taken is a 422 here: the operation lists no 409 (REST v2 types: update project). */
function update(call: Call): Reply<200, Project> {
  const row = findProject(call, call.param('project_id'));
  const body = readUpdate(call.body, 'body');
  demand(mayProject(call.account, call.caller, row, 'PROJECT_UPDATE'), 'PROJECT_UPDATE');
  if (isTaken(call, row.space, body.name, row)) {
    throw new ProblemError(
      422,
      `A project named ${JSON.stringify(body.name)} already exists in the space`,
    );
  }
  row.name = body.name;
  return { status: 200, body: toWire(row) };
}

function remove(call: Call): NoContent {
  const row = findProject(call, call.param('project_id'));
  const isAdmin = managesSpace(call.account, call.caller, spaceOf(call, row));
  const isAllowed = isAdmin || mayProject(call.account, call.caller, row, 'PROJECT_DELETE');
  demand(isAllowed, 'space admin or PROJECT_DELETE');
  call.account.projects.remove(row);
  return noContent;
}

export const projects: readonly Route[] = [
  { method: 'GET', path: '/v2/projects', operation: 'list_projects', handle: list },
  { method: 'POST', path: '/v2/projects', operation: 'create_project', handle: create },
  { method: 'GET', path: '/v2/projects/{project_id}', operation: 'get_project', handle: get },
  {
    method: 'PATCH',
    path: '/v2/projects/{project_id}',
    operation: 'update_project',
    handle: update,
  },
  {
    method: 'DELETE',
    path: '/v2/projects/{project_id}',
    operation: 'delete_project',
    handle: remove,
  },
];

import { gathered } from '../api/index.ts';
import type { ItemOf } from '../api/paths.ts';
import { received } from '../fields.ts';
import { groupBy } from '../group.ts';
import { addressOf } from '../kind.ts';
import type { ReadContext } from '../kind.ts';
import { once } from '../once.ts';
import { canonicalName } from '../names.ts';
import { defineNamed, ownName } from './named.ts';
import { space } from './space.ts';

const fields = { name: ownName };

/** Above so many spaces at a time, one list of the account takes fewer requests. */
const fewSpaces = 4;

type ListedProject = ItemOf<'/v2/projects', 'projects'>;

/** The projects of each space: listed by space for a few of them, and for many at once. */
const projectsIn = once(({ client, seesAll }: ReadContext) => {
  const listOf = (spaceId: string): Promise<readonly ListedProject[]> =>
    client.list('/v2/projects', 'projects', { query: { space_id: spaceId } });
  let all: Promise<ReadonlyMap<string, readonly ListedProject[]>> | undefined;
  const readAll = async () =>
    groupBy(await client.list('/v2/projects', 'projects', {}), (each) => each.space_id);
  const wayTo = gathered<(id: string) => Promise<readonly ListedProject[]>>(
    () => Number.MAX_SAFE_INTEGER,
    async (ids) => {
      // A caller who sees only a part of the account would not notice what is missing in the list of all.
      if (seesAll && ids.length > fewSpaces) all ??= readAll();
      const whole = all;
      const way = whole === undefined ? listOf : async (id: string) => (await whole).get(id) ?? [];
      return new Map(ids.map((id) => [id, way]));
    },
  );
  return Promise.resolve(async (spaceId: string) => {
    const way = (await wayTo(spaceId)) ?? listOf;
    return way(spaceId);
  });
});

export const project = defineNamed({
  name: 'project',
  at: ['organizations', '*', 'spaces', '*', 'projects', '*'],
  addressTemplate: ['project', '*', '*', '*'],
  parent: 'space',
  label: 'project',
  verbs: { create: 'create', update: 'update', delete: 'delete' },
  auditNoun: 'project',
  // Projects usually come into being when traces are sent to them.
  createOnRequest: true,
  access: { is: 'place', inherits: () => 'all' },
  fields,
  about: {
    title: 'project',
    description: 'A project in the space. It must exist, unless `create: true` is set.',
    examples: [{ restricted: true, bindings: { 'raj@example.com': 'Project Viewer' } }],
  },
  selector: { example: 'fraud-prod' },
  mapSchema: {
    title: 'projects',
    description:
      'Projects in the space, by name. Unlisted projects are not managed; only `removed` deletes one.',
    examples: [{ 'fraud-prod': { restricted: true } }],
  },

  async list(reading, parent) {
    const projects = await (await projectsIn(reading))(parent?.id ?? '');
    return projects.map((found) => ({
      id: found.id,
      name: canonicalName(found.name),
      fields: received(fields, found),
    }));
  },
  async create({ client, id }, [owner = '', parent = '', name = '']) {
    const made = await client.post('/v2/projects', {
      body: { name, space_id: id(addressOf(space, [owner, parent])) },
    });
    return made.id;
  },
  update: ({ client }, _key, id, { after: { name = '' } }) =>
    client.patch('/v2/projects/{project_id}', {
      params: { path: { project_id: id } },
      body: { name },
    }),
  remove: ({ client }, _key, id) =>
    client.delete('/v2/projects/{project_id}', { params: { path: { project_id: id } } }),

  effect: () => 'grants',
  irreversible: (_before, after) =>
    after === undefined ? 'its traces and other data are deleted with it' : undefined,
  needs: ([owner = '', parent = '']) => [{ kind: 'space', key: [owner, parent] }],
});

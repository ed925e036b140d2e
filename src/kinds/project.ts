import { received } from '../fields.ts';
import { addressOf } from '../kind.ts';
import { canonicalName } from '../names.ts';
import { defineNamed, ownName } from './named.ts';
import { space } from './space.ts';

const fields = { name: ownName };

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

  async list({ client }, parent) {
    const projects = await client.list('/v2/projects', 'projects', {
      query: { space_id: parent?.id ?? '' },
    });
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

import { text } from '../fields.ts';
import { addressOf, defineKind } from '../kind.ts';
import { canonicalName } from '../names.ts';
import { parseNamed } from './named.ts';
import * as schemas from './schemas.ts';
import { space } from './space.ts';

export const project = defineKind({
  name: 'project',
  at: ['organizations', '*', 'spaces', '*', 'projects', '*'],
  addressTemplate: ['project', '*', '*', '*'],
  parent: 'space',
  label: 'project',
  verbs: { create: 'create', update: 'update', delete: 'delete' },
  auditNoun: 'project',
  keyedBy: 'name',
  // Projects are made by sending traces to them.
  createOnRequest: true,
  access: { is: 'place', inherits: () => 'all' },
  fields: { name: text() },

  schema: {
    title: 'project',
    description: 'A project of the space. It must exist, or say `create: true`.',
    type: 'object',
    additionalProperties: false,
    properties: { previously: schemas.previously, id: schemas.id, create: schemas.create },
    examples: [{ restricted: true, bindings: { 'raj@example.com': 'Project Viewer' } }],
  },
  mapSchema: {
    title: 'projects',
    description:
      'Projects of the space by name. One that is not listed is left alone; only `removed` deletes one.',
    examples: [{ 'fraud-prod': { restricted: true } }],
  },

  parse: (value) => parseNamed(value, {}),
  print: () => ({}),

  async list({ client }, parent) {
    const projects = await client.list('/v2/projects', 'projects', {
      query: { space_id: parent?.id ?? '' },
    });
    return projects.map((found) => ({
      id: found.id,
      name: canonicalName(found.name),
      fields: { name: canonicalName(found.name) },
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

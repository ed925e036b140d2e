import { addressOf, defineKind } from '../kind.ts';
import type { Reading } from '../kind.ts';
import { once } from '../once.ts';
import { project } from './project.ts';

/** All restrictions of the account: there is no other list. */
const readRestrictions = once(({ client }: Reading) =>
  client.list('/v2/resource-restrictions', 'resource_restrictions', {
    query: { resource_type: 'PROJECT' },
  }),
);

/** Shuts a project to roles held above it. Admins of the account, organization and space keep access. */
export const projectRestriction = defineKind({
  name: 'project_restriction',
  at: ['organizations', '*', 'spaces', '*', 'projects', '*', 'restricted'],
  addressTemplate: ['project', '*', '*', '*', 'restriction'],
  parent: 'project',
  label: 'project restriction',
  verbs: { create: 'restrict', update: 'update', delete: 'unrestrict' },
  loggedAs: 'resource_restriction',
  keyedBy: 'parent',
  manage: 'restrictions',
  upserts: true,
  listedAtOnce: true,
  // Admins keep access, and whoever may restrict may lift it again (Arize docs: project restrictions; REST v2 types: list
  // restrictions).
  access: { is: 'door', keeps: ['PROJECT_RESTRICT'] },
  fields: {},

  schema: {
    description:
      'Whether only people with a role bound in this project (and admins) reach it. Left out: the restriction is left alone.',
    type: 'boolean',
    examples: [true],
  },

  parse: (value) => (value === true ? { fields: {} } : undefined),
  print: () => true,

  async list(reading, parent) {
    const restrictions = await readRestrictions(reading);
    return restrictions
      .filter((found) => found.resource_id === parent?.id)
      .map((found) => ({ id: found.resource_id, name: '', fields: {} }));
  },
  async create({ client, id }, [owner = '', parent = '', name = '']) {
    const projectId = id(addressOf(project, [owner, parent, name]));
    await client.post('/v2/resource-restrictions', { body: { resource_id: projectId } });
    return projectId;
  },
  update: () => Promise.resolve(),
  remove: ({ client }, _key, id) =>
    client.delete('/v2/resource-restrictions/{resource_id}', {
      params: { path: { resource_id: id } },
    }),

  effect: () => 'reduces',
  needs: (key) => [{ kind: 'project', key }],
});

import { addressOf, defineKind } from '../kind.ts';
import type { Kind, ReadContext } from '../kind.ts';
import { once } from '../once.ts';
import type { LiveItem } from '../model.ts';
import { project } from './project.ts';
import { typeWithoutRestriction } from './projectType.ts';

/** All restrictions of the account. Arize has no other list. */
const readRestrictions = once(async ({ client, counted }: ReadContext) => {
  const all = await client.list('/v2/resource-restrictions', 'resource_restrictions', {
    query: { resource_type: 'PROJECT' },
  });
  counted({ kind: 'project_restriction', count: all.length });
  return all;
});

/** Predicts whether Arize would refuse a restriction in the file, which it does with a 422. */
async function foresee(reading: ReadContext, { key, id }: LiveItem): Promise<void> {
  const address = addressOf(projectRestriction, key);
  if (reading.listed(address) === undefined) return;
  const type = await typeWithoutRestriction(reading, id);
  if (type === undefined) return;
  reading.refuse(
    address,
    `Arize can only restrict generative projects, and this one is "${type}". Remove \`restricted: true\`.`,
  );
}

/** Closes a project to roles held above it. Admins of the account, organization and space keep access. */
export const projectRestriction: Kind = defineKind({
  name: 'project_restriction',
  at: ['organizations', '*', 'spaces', '*', 'projects', '*', 'restricted'],
  addressTemplate: ['project', '*', '*', '*', 'restriction'],
  parent: 'project',
  label: 'project restriction',
  verbs: { create: 'restrict', update: 'update', delete: 'unrestrict' },
  auditNoun: 'resource_restriction',
  keyedBy: 'parent',
  manage: 'restrictions',
  upserts: true,
  lists: [{ list: 'project_restriction', isWhole: true }],
  accountWideList: true,
  // Admins keep access, and people who may restrict can lift the restriction again (Arize docs: project
  // restrictions; REST v2 types: list restrictions).
  access: { is: 'restriction', keeps: ['PROJECT_RESTRICT'] },
  fields: {},

  schema: {
    description:
      'Whether only admins and people with a role bound in this project can reach it. Not managed if omitted. Arize can only restrict generative projects.',
    type: 'boolean',
    examples: [true],
  },

  parse: (value) => (value === true ? { fields: {} } : undefined),
  print: () => true,

  async list(reading, parent) {
    const restrictions = await readRestrictions(reading);
    const own = restrictions.filter((found) => found.resource_id === parent?.id);
    if (own.length === 0 && parent !== undefined) await foresee(reading, parent);
    return own.map((found) => ({ id: found.resource_id, name: '', fields: {} }));
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

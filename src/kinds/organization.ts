import { text } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { canonicalName } from '../names.ts';
import { parseNamed, takeText } from './named.ts';
import * as schemas from './schemas.ts';

export const organization = defineKind({
  name: 'organization',
  at: ['organizations', '*'],
  addressTemplate: ['organization', '*'],
  label: 'organization',
  verbs: { create: 'create', update: 'update', delete: 'delete' },
  auditNoun: 'organization',
  keyedBy: 'name',
  whenUnmapped: true,
  provedBy: ['identity_provider'],
  access: { is: 'place', inherits: () => 'admins' },
  fields: { name: text(), description: text() },

  schema: {
    title: 'organization',
    description: 'An organization: its members, and the spaces below it.',
    type: 'object',
    additionalProperties: false,
    properties: {
      description: schemas.description,
      previously: schemas.previously,
      id: schemas.id,
      create: schemas.create,
    },
    examples: [{ members: { 'jane@example.com': 'admin' } }],
  },
  mapSchema: {
    title: 'organizations',
    description:
      'Organizations by name. One that is not listed is left alone; only `removed` deletes one.',
    examples: [{ 'Platform Team': { members: { 'jane@example.com': 'admin' } } }],
  },

  parse: (value) => parseNamed(value, { description: takeText }),
  print: ({ description }) => (description ? { description } : {}),

  async list({ client }) {
    const organizations = await client.list('/v2/organizations', 'organizations', {});
    return organizations.map((found) => ({
      id: found.id,
      name: canonicalName(found.name),
      fields: { name: canonicalName(found.name), description: found.description },
    }));
  },
  async create({ client }, [name = ''], { description }) {
    const made = await client.post('/v2/organizations', {
      body: { name, ...(description !== undefined && { description }) },
    });
    return made.id;
  },
  update: ({ client }, _key, id, { after: { name, description } }) =>
    client.patch('/v2/organizations/{org_id}', {
      params: { path: { org_id: id } },
      body: {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
      },
    }),
  remove: ({ client }, _key, id) =>
    client.delete('/v2/organizations/{org_id}', { params: { path: { org_id: id } } }),

  effect: () => 'grants',
  // REST v2 types: delete organization.
  irreversible: (_before, after) =>
    after === undefined
      ? 'its spaces with their projects and data, its API keys, integrations and identity providers are deleted with it'
      : undefined,
  needs: () => [],
});

import { body, received } from '../fields.ts';
import { canonicalName } from '../names.ts';
import { defineNamed, description, ownName } from './named.ts';

const fields = { name: ownName, description };

export const organization = defineNamed({
  name: 'organization',
  at: ['organizations', '*'],
  addressTemplate: ['organization', '*'],
  label: 'organization',
  verbs: { create: 'create', update: 'update', delete: 'delete' },
  auditNoun: 'organization',
  whenUnmapped: true,
  provedBy: ['identity_provider'],
  access: { is: 'place', inherits: () => 'admins' },
  fields,
  about: {
    title: 'organization',
    description: 'An organization: its members and spaces.',
    examples: [{ members: { 'jane@example.com': 'admin' } }],
  },
  selector: { example: 'Platform Team' },
  comment: {
    whole:
      'Organizations and spaces with their members. `members: {}` means no members; an omitted map is not managed.\nProjects without a restriction or a role binding of their own are omitted.',
    part: 'Organizations and spaces. An omitted map is not managed. Projects are omitted.',
  },
  mapSchema: {
    title: 'organizations',
    description:
      'Organizations, by name. Unlisted organizations are not managed; only `removed` deletes one.',
    examples: [{ 'Platform Team': { members: { 'jane@example.com': 'admin' } } }],
  },

  async list({ client }) {
    const organizations = await client.list('/v2/organizations', 'organizations', {});
    return organizations.map((found) => ({
      id: found.id,
      name: canonicalName(found.name),
      fields: received(fields, found),
    }));
  },
  async create({ client }, [name = ''], after) {
    const made = await client.post('/v2/organizations', {
      body: { name, ...body(fields, after) },
    });
    return made.id;
  },
  update: ({ client }, _key, id, { after }) =>
    client.patch('/v2/organizations/{org_id}', {
      params: { path: { org_id: id } },
      body: body(fields, after),
    }),
  remove: ({ client }, _key, id) =>
    client.delete('/v2/organizations/{org_id}', { params: { path: { org_id: id } } }),

  effect: () => 'grants',
  // REST v2 types: delete organization.
  irreversible: (_before, after) =>
    after === undefined
      ? 'its spaces with their projects and data, integrations and identity providers are deleted with it, and its API keys no longer work there'
      : undefined,
  needs: () => [],
});

import { flag, text } from '../fields.ts';
import { addressOf, defineKind } from '../kind.ts';
import { canonicalName } from '../names.ts';
import { parseNamed, takeFlag, takeText } from './named.ts';
import { builtInPermissions } from './permissions.ts';
import { organization } from './organization.ts';
import * as schemas from './schemas.ts';

export const space = defineKind({
  name: 'space',
  at: ['organizations', '*', 'spaces', '*'],
  addressTemplate: ['space', '*', '*'],
  parent: 'organization',
  label: 'space',
  verbs: { create: 'create', update: 'update', delete: 'delete' },
  auditNoun: 'space',
  keyedBy: 'name',
  // Public unless it says otherwise (REST v2 types).
  presets: { private: false },
  // The organization falls back to its own roles in a space that is not private (Arize docs: organizations and spaces).
  access: {
    is: 'place',
    inheritanceField: 'private',
    inherits: ({ private: isPrivate }) =>
      isPrivate === undefined ? undefined : isPrivate === true ? 'admins' : 'fallback',
    builtInRoles: builtInPermissions,
  },
  fields: { name: text(), description: text(), private: flag() },

  schema: {
    title: 'space',
    description: 'A space: who is in it, and the projects below it.',
    type: 'object',
    additionalProperties: false,
    properties: {
      description: schemas.description,
      private: {
        description:
          'Whether only its members and the admins above enter it. Everybody in the organization enters a space that is not private. Left out: not managed.',
        type: 'boolean',
        examples: [true],
      },
      previously: schemas.previously,
      id: schemas.id,
      create: schemas.create,
    },
    examples: [{ private: true, members: { 'jane@example.com': 'admin' } }],
  },
  mapSchema: {
    title: 'spaces',
    description:
      'Spaces of the organization by name. One that is not listed is left alone; only `removed` deletes one.',
    examples: [{ 'team-alpha': { private: true } }],
  },

  parse: (value) => parseNamed(value, { description: takeText, private: takeFlag }),
  print: ({ description, private: isPrivate }) => ({
    ...(description && { description }),
    ...(isPrivate !== undefined && { private: isPrivate }),
  }),

  async list({ client }, parent) {
    const spaces = await client.list('/v2/spaces', 'spaces', {
      query: { org_id: parent?.id ?? '' },
    });
    return spaces.map((found) => ({
      id: found.id,
      name: canonicalName(found.name),
      fields: {
        name: canonicalName(found.name),
        description: found.description,
        // Servers of mid-2026 do not send it: unknown then, not public.
        ...(typeof found.is_private === 'boolean' && { private: found.is_private }),
      },
    }));
  },
  async create({ client, id }, [owner = '', name = ''], { description, private: isPrivate }) {
    const made = await client.post('/v2/spaces', {
      body: {
        name,
        organization_id: id(addressOf(organization, [owner])),
        ...(description !== undefined && { description }),
        ...(isPrivate !== undefined && { is_private: isPrivate }),
      },
    });
    return made.id;
  },
  update: ({ client }, _key, id, { after: { name, description, private: isPrivate } }) =>
    client.patch('/v2/spaces/{space_id}', {
      params: { path: { space_id: id } },
      body: {
        ...(name !== undefined && { name }),
        ...(description !== undefined && { description }),
        ...(isPrivate !== undefined && { is_private: isPrivate }),
      },
    }),
  remove: ({ client }, _key, id) =>
    client.delete('/v2/spaces/{space_id}', { params: { path: { space_id: id } } }),

  effect(before, after) {
    // Opening a private space lets the whole organization in: a door that no later run can prove was never used.
    if (before?.private === true && after.private === false) return 'destroys';
    return before !== undefined && after.private === true ? 'reduces' : 'grants';
  },
  irreversible: (_before, after) =>
    after === undefined
      ? 'its projects, their data and its service keys are deleted with it'
      : undefined,
  // Those servers do not know that a space may be private.
  speaks: (_action, { private: isPrivate }) => isPrivate !== undefined,
  needs: ([owner = '']) => [{ kind: 'organization', key: [owner] }],
});

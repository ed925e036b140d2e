import { body, flag, received, wired } from '../fields.ts';
import { addressOf } from '../kind.ts';
import { canonicalName } from '../names.ts';
import { defineNamed, description, ownName } from './named.ts';
import { builtInPermissions } from './permissions.ts';
import { organization } from './organization.ts';

const fields = {
  name: ownName,
  description,
  // Servers of mid-2026 do not send it. It is then unknown, not public.
  private: wired(
    'is_private',
    flag({
      schema: {
        description:
          'Whether only members and admins can enter it. Everyone in the organization can enter a space that is not private. Not managed if omitted.',
        type: 'boolean',
        examples: [true],
      },
    }),
  ),
};

export const space = defineNamed({
  name: 'space',
  at: ['organizations', '*', 'spaces', '*'],
  addressTemplate: ['space', '*', '*'],
  parent: 'organization',
  label: 'space',
  verbs: { create: 'create', update: 'update', delete: 'delete' },
  auditNoun: 'space',
  // Public by default (REST v2 types).
  presets: { private: false },
  // In a space that is not private, people fall back to their role in the organization (Arize docs:
  // organizations and spaces).
  access: {
    is: 'place',
    inheritanceField: 'private',
    inherits: ({ private: isPrivate }) =>
      isPrivate === undefined ? undefined : isPrivate === true ? 'admins' : 'fallback',
    builtInRoles: builtInPermissions,
  },
  fields,
  about: {
    title: 'space',
    description: 'A space: its members and projects.',
    examples: [{ private: true, members: { 'jane@example.com': 'admin' } }],
  },
  selector: { example: 'sandbox' },
  mapSchema: {
    title: 'spaces',
    description:
      'Spaces of the organization, by name. Unlisted spaces are not managed; only `removed` deletes one.',
    examples: [{ 'team-alpha': { private: true } }],
  },

  async list({ client }, parent) {
    const spaces = await client.list('/v2/spaces', 'spaces', {
      query: { org_id: parent?.id ?? '' },
    });
    return spaces.map((found) => ({
      id: found.id,
      name: canonicalName(found.name),
      fields: received(fields, found),
    }));
  },
  async create({ client, id }, [owner = '', name = ''], after) {
    const organizationId = id(addressOf(organization, [owner]));
    const made = await client.post('/v2/spaces', {
      body: { name, organization_id: organizationId, ...body(fields, after) },
    });
    return made.id;
  },
  update: ({ client }, _key, id, { after }) =>
    client.patch('/v2/spaces/{space_id}', {
      params: { path: { space_id: id } },
      body: body(fields, after),
    }),
  remove: ({ client }, _key, id) =>
    client.delete('/v2/spaces/{space_id}', { params: { path: { space_id: id } } }),

  effect(before, after) {
    // Making a private space public lets the whole organization in, and no later run can prove that it was
    // not used.
    if (before?.private === true && after.private === false) return 'destroys';
    return before !== undefined && after.private === true ? 'reduces' : 'grants';
  },
  irreversible: (_before, after) =>
    after === undefined
      ? 'its projects and their data are deleted with it, and its service keys no longer work there'
      : undefined,
  // Those servers do not know private spaces.
  speaks: (_action, { private: isPrivate }) => isPrivate !== undefined,
  needs: ([owner = '']) => [{ kind: 'organization', key: [owner] }],
});

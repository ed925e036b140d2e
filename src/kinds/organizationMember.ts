import { wireName } from '../api/index.ts';
import { builtInRole, builtInRoles } from '../fields.ts';
import { addressOf, defineKind } from '../kind.ts';
import { effectOfGrant, grantAccess, parseRoleRef, printRoleRef } from './grants.ts';
import { readOrganizationMembers } from './members.ts';
import { organization } from './organization.ts';
import * as schemas from './schemas.ts';
import { didYouMean } from '../document/suggest.ts';
import { user } from './user.ts';

export const organizationMember = defineKind({
  name: 'organization_member',
  at: ['organizations', '*', 'members', '*'],
  addressTemplate: ['organization', '*', 'member', '*'],
  parent: 'organization',
  label: 'organization member',
  verbs: { create: 'add', update: 'update', delete: 'remove' },
  auditNoun: 'organization_user',
  keyedBy: 'person',
  manage: 'members',
  upserts: true,
  access: grantAccess,
  fields: { role: builtInRole() },

  schema: schemas.grantSchema({
    description:
      'The role in the organization: `admin`, `member`, `read-only` or `annotator`; `{}` means a member with any role.',
    examples: ['member', { role: 'admin' }, {}],
  }),
  mapSchema: {
    title: 'members',
    propertyNames: schemas.grantKeys,
    description:
      'Members of the organization, by e-mail or team, with their roles. The map is complete: live members who are not listed are removed. `{}` means no members.',
    examples: [{ 'jane@example.com': 'admin', 'data-science': 'member' }],
  },

  parse(value, complain) {
    const written = parseRoleRef(value, true, complain);
    const role = written?.fields['role'];
    if (typeof role === 'object' && 'custom' in role) {
      complain('no-organization-role', `an organization has no role "${role.custom}"`, {
        suggestion:
          didYouMean(role.custom, builtInRoles) ??
          `use admin, member, read-only or annotator; grant other roles in spaces and projects`,
      });
      return undefined;
    }
    return written;
  },
  print: ({ role }) => printRoleRef(role),

  list: (reading, parent) => readOrganizationMembers(reading, parent?.id ?? ''),
  async create({ client, id }, [name = '', email = ''], { role = 'member' }) {
    const organizationId = id(addressOf(organization, [name]));
    const userId = id(addressOf(user, [email]));
    await client.post('/v2/organizations/{org_id}/users', {
      params: { path: { org_id: organizationId } },
      body: { user_id: userId, role: { type: 'PREDEFINED', name: wireName(role) } },
    });
    return userId;
  },
  update({ client, id }, [name = ''], userId, { after: { role = 'member' } }) {
    return client.post('/v2/organizations/{org_id}/users', {
      params: { path: { org_id: id(addressOf(organization, [name])) } },
      body: { user_id: userId, role: { type: 'PREDEFINED', name: wireName(role) } },
    });
  },
  remove: ({ client, id }, [name = ''], userId) =>
    client.delete('/v2/organizations/{org_id}/users/{user_id}', {
      params: { path: { org_id: id(addressOf(organization, [name])), user_id: userId } },
    }),

  effect: (before, after, judging) =>
    before === undefined ? 'grants' : effectOfGrant(before, after, judging),
  needs: ([name = '', email = '']) => [
    { kind: 'organization', key: [name] },
    { kind: 'user', key: [email] },
  ],
  // Leaving an organization ends the memberships in its spaces (REST v2 types). Bindings there are assumed to
  // end too.
  cascadesTo: ([owner, email], other) =>
    other.key.length > 2 && other.key[0] === owner && other.key.at(-1) === email,
  speaks: () => true,
  cannotCreate: ({ role }) =>
    role === undefined ? 'is not a member, and a new member needs a role' : undefined,
});

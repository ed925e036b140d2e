import { grant } from '../fields.ts';
import { addressOf, defineKind } from '../kind.ts';
import type { Grant, Key } from '../model.ts';
import { ApiError, wireWord } from '../api/index.ts';
import { effectOfGrant, grantAccess, parseGrant, printGrant, roleRefs } from './grants.ts';
import { role } from './role.ts';
import * as schemas from './schemas.ts';
import { space } from './space.ts';
import { memberOf, readSlots } from './spaceSlots.ts';
import { user } from './user.ts';

/** The role part of a request: built-in ones by word, all others by id, predefined roles such as Project Viewer too. */
const wireRole = (given: Grant, id: (address: string) => string) =>
  typeof given === 'string'
    ? ({ type: 'PREDEFINED', name: wireWord(given) } as const)
    : ({ type: 'CUSTOM', id: id(addressOf(role, [given.custom])) } as const);

/** Some servers may take the role away when the word is set: then there is nothing left to do. */
function unlessGone(error: unknown): void {
  if (!(error instanceof ApiError && error.kind === 'not-found')) throw error;
}

const spaceOf = ([owner = '', name = '']: Key): string => addressOf(space, [owner, name]);

/**
 * Somebody's place in a space: a built-in word, or a role alone where the file keeps it under `members`. Underneath,
 * Arize has one slot for a word and one binding for a role (see spaceSlots.ts).
 */
export const spaceMember = defineKind({
  name: 'space_member',
  at: ['organizations', '*', 'spaces', '*', 'members', '*'],
  addressTemplate: ['space', '*', '*', 'member', '*'],
  parent: 'space',
  label: 'space member',
  verbs: { create: 'add', update: 'update', delete: 'remove' },
  loggedAs: 'space_user',
  keyedBy: 'person',
  manage: 'members',
  upserts: true,
  access: grantAccess,
  fields: { role: grant() },

  schema: schemas.grantSchema({
    description:
      'The role in the space: `admin`, `member`, `read-only`, `annotator`, or the name of a role; `{custom: member}` for a role called like a word; `{}` means "is a member, whatever the role".',
    examples: ['member', 'Data Scientist', { custom: 'Member' }],
  }),
  mapSchema: {
    title: 'members',
    propertyNames: schemas.grantKeys,
    description:
      'Who is in the space, by e-mail or team, with a role. The map is complete: somebody live and unlisted is a removal. `{}` means nobody.',
    examples: [{ 'jane@example.com': 'admin', 'data-science': 'Data Scientist' }],
  },

  parse: (value, complain) => parseGrant(value, true, complain),
  print: ({ role: given }) => printGrant(given),

  async list(reading, parent) {
    if (parent === undefined) return [];
    const slots = await readSlots(reading, parent);
    return slots.flatMap((slot) => memberOf(slot, reading, parent) ?? []);
  },
  async create({ client, id }, key, { role: given = 'member' }) {
    const [, , email = ''] = key;
    const userId = id(addressOf(user, [email]));
    await client.post('/v2/spaces/{space_id}/users', {
      params: { path: { space_id: id(spaceOf(key)) } },
      body: { user_id: userId, role: wireRole(given, id) },
    });
    return userId;
  },
  async update({ client, id }, key, slotId, { before, after: { role: given = 'member' } }) {
    const [userId = '', bindingId] = slotId.split(' ');
    if (typeof given === 'object' && typeof before.role === 'object' && bindingId !== undefined) {
      // Adding the member again would also drop a word that an admin right may hide.
      await client.patch('/v2/role-bindings/{binding_id}', {
        params: { path: { binding_id: bindingId } },
        body: { role_id: id(addressOf(role, [given.custom])) },
      });
      return;
    }
    await client.post('/v2/spaces/{space_id}/users', {
      params: { path: { space_id: id(spaceOf(key)) } },
      body: { user_id: userId, role: wireRole(given, id) },
    });
    // A word beside a binding gives both, so a role that becomes a word is done only when the binding is gone.
    if (typeof given === 'string' && typeof before.role === 'object' && bindingId !== undefined) {
      await client
        .delete('/v2/role-bindings/{binding_id}', { params: { path: { binding_id: bindingId } } })
        .catch(unlessGone);
    }
  },
  remove({ client, id }, key, slotId) {
    const [userId = ''] = slotId.split(' ');
    return client.delete('/v2/spaces/{space_id}/users/{user_id}', {
      params: { path: { space_id: id(spaceOf(key)), user_id: userId } },
    });
  },

  effect(before, after, judging) {
    if (before === undefined) return 'grants';
    const fromRoleToWord = typeof before.role === 'object' && typeof after.role === 'string';
    return fromRoleToWord ? 'destroys' : effectOfGrant(before, after, judging);
  },
  needs([owner = '', name = '', email = ''], { role: given }) {
    return [
      { kind: 'space', key: [owner, name] },
      { kind: 'user', key: [email] },
      ...roleRefs(given),
    ];
  },
  // Arize enrols nobody in an organization by itself: 400 for somebody from outside (REST v2 types).
  after: ([owner = '', , email = '']) => [{ kind: 'organization_member', key: [owner, email] }],
  cannotCreate: ({ role: given }) =>
    given === undefined ? 'is not a member, and a new member needs a role' : undefined,
  cannotUpdate(before, after, slotId) {
    const hasBinding = slotId.includes(' ');
    const dropsWord = typeof before.role === 'string' && typeof after.role === 'object';
    return dropsWord && hasBinding
      ? `holds "${before.role}" beside a role. Arize removes both together, so the word can not be dropped alone: keep "${before.role}" under \`members\` and the role under \`bindings\`, or remove the person and add them again in a later run`
      : undefined;
  },
  halfDone: (before, after, slotId) =>
    typeof before.role === 'object' && typeof after.role === 'string' && slotId.includes(' '),
  // What setting a word does to a role bound beside it is not documented.
  otherHalf: (key) => ({ kind: 'space_binding', key }),
  // The removal of a space member deletes the word and the role bound in the space (REST v2 types).
  takesAlong: ([owner, name, email], other) =>
    other.kind === 'space_binding' &&
    other.key[0] === owner &&
    other.key[1] === name &&
    other.key[2] === email,
});

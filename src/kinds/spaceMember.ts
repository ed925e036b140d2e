import { emailIn } from '../key.ts';
import { addressOf, defineKind } from '../kind.ts';
import type { WriteContext } from '../kind.ts';
import type { Key } from '../model.ts';
import {
  effectOfGrant,
  grantAccess,
  parseRoleRef,
  printRoleRef,
  roleField,
  roleRefs,
} from './grants.ts';
import { rowOf } from './lists.ts';
import * as schemas from './schemas.ts';
import { space } from './space.ts';
import { memberOf, readSlots } from './spaceSlots.ts';
import { give, rebind, roleToWord, wordBesideRole, wordToRole } from './spaceSlotWrites.ts';
import type { SlotPlace } from './spaceSlotWrites.ts';
import { user } from './user.ts';

const spaceOf = ([owner = '', name = '']: Key): string => addressOf(space, [owner, name]);

const slotPlace = ({ id }: WriteContext, key: Key, userId: string): SlotPlace => {
  const [, name = '', email = ''] = key;
  return { spaceId: id(spaceOf(key)), userId, space: name, email };
};

/**
 * The role of a person in a space: a built-in role, or only a bound role where the file lists it under
 * `members`. Arize has one slot for a built-in role and one binding for another role (see spaceSlots.ts).
 */
export const spaceMember = defineKind({
  name: 'space_member',
  at: ['organizations', '*', 'spaces', '*', 'members', '*'],
  addressTemplate: ['space', '*', '*', 'member', '*'],
  parent: 'space',
  label: 'space member',
  verbs: { create: 'add', update: 'update', delete: 'remove' },
  auditNoun: 'space_user',
  keyedBy: 'person',
  manage: 'members',
  upserts: true,
  lists: [
    { list: 'space_member' },
    {
      list: 'space_binding',
      isWhole: true,
      rows: ({ key, fields: { role: given }, also }) =>
        typeof given === 'object' || also !== undefined ? [rowOf(key)] : [],
    },
  ],
  access: grantAccess,
  fields: { role: roleField() },

  schema: schemas.grantSchema({
    description:
      'The role in the space: `admin`, `member`, `read-only`, `annotator`, or the name of a role; `{custom: member}` for a role that has the name of a built-in role; `{}` means a member with any role.',
    examples: ['member', 'Data Scientist', { custom: 'Member' }],
  }),
  mapSchema: {
    title: 'members',
    propertyNames: schemas.grantKeys,
    description:
      'Members of the space, by e-mail or team, with their roles. The map is complete: live members who are not listed are removed. `{}` means no members.',
    examples: [{ 'jane@example.com': 'admin', 'data-science': 'Data Scientist' }],
  },

  parse: (value, complain) => parseRoleRef(value, true, complain),
  print: ({ role: given }) => printRoleRef(given),

  async list(reading, parent) {
    if (parent === undefined) return [];
    const slots = await readSlots(reading, parent);
    return slots.flatMap((slot) => memberOf(slot, reading, parent) ?? []);
  },
  async create(writing, key, { role: given = 'member' }) {
    const userId = writing.id(addressOf(user, [emailIn(key)]));
    await give(writing, slotPlace(writing, key, userId), given);
    return userId;
  },
  async update(writing, key, slotId, { before: { role: had }, after: { role: given = 'member' } }) {
    const [userId = '', bindingId] = slotId.split(' ');
    const place = slotPlace(writing, key, userId);
    if (typeof given === 'string') {
      if (bindingId === undefined) await give(writing, place, given);
      else if (typeof had === 'object') await roleToWord(writing, place, had, given, bindingId);
      else await wordBesideRole(writing, place, given, bindingId);
    } else if (typeof had === 'object' && bindingId !== undefined) {
      // Adding the member again would also drop a built-in role that an admin right may hide.
      await rebind(writing, given, bindingId);
    } else if (typeof had === 'string') await wordToRole(writing, place, had, given);
    else await give(writing, place, given);
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
  // Arize adds no person to an organization by itself, and answers with a 400 for a person from outside (REST
  // v2 types).
  after: ([owner = '', , email = '']) => [{ kind: 'organization_member', key: [owner, email] }],
  speaks: () => true,
  cannotCreate: ({ role: given }) =>
    given === undefined ? 'is not a member, and a new member needs a role' : undefined,
  mayInterrupt: (before, after) =>
    typeof before.role === 'string' && typeof after.role === 'object',
  isHalfDone: (before, after, slotId) =>
    typeof before.role === 'object' && typeof after.role === 'string' && slotId.includes(' '),
  // How setting one half affects the other is not documented.
  otherHalf: (key) => ({ kind: 'space_binding', key }),
  // Removing a space member deletes both the built-in role and the role bound in the space (REST v2 types).
  cascadesTo: ([owner, name, email], other) =>
    other.kind === 'space_binding' &&
    other.key[0] === owner &&
    other.key[1] === name &&
    other.key[2] === email,
});

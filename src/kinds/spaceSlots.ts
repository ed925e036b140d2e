import { connections, nullable, object, optional, sameId, text, word } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import { addressFrom } from '../names.ts';
import type { Found, Reading } from '../kind.ts';
import type { LiveItem, Word } from '../model.ts';
import { once } from '../once.ts';
import { bindingsOn, foundBinding } from './bindings.ts';
import type { Binding } from './bindings.ts';

/**
 * One person's place in a space. Arize keeps two things there: at most one built-in word (a membership) and at most
 * one role (a binding); a membership with a custom role is a binding alone. The file may speak of the role under
 * `members` or under `bindings`, so both kinds read the place through here and never claim the same role twice.
 */
export interface Slot {
  readonly userId: string;
  readonly email: string;
  readonly human: boolean;
  readonly word?: Word;
  readonly binding?: Binding;
  /** The admin right that shows instead of whatever membership may lie below it. */
  readonly hiddenBy?: string;
}

const row = object({
  role: optional(nullable(text)),
  membership: optional(nullable(text)),
  user: object({ id: text }),
});

const readRows = (client: ReadClient) =>
  connections(client, {
    name: 'SpaceMembers',
    type: 'Space',
    field: 'spaceUsers',
    selection: 'role membership user { id }',
    fields: 4,
    decode: row,
  });

/** The rows of each space's list, fetched once for the two kinds that read them. */
const rowsOf = once(({ client, counted }: Reading) => {
  const read = readRows(client);
  return Promise.resolve(
    once(async (place: LiveItem) => {
      const rows = await read(place.id);
      // People who only pass through a public space come and go with it.
      const own = rows.filter(({ membership }) => membership === explicit);
      const masked = rows.filter(({ membership }) => admins.has(membership ?? ''));
      counted({ kind: 'space_member', place, count: own.length, masked: masked.length });
      return rows;
    }),
  );
});

const explicit = 'EXPLICIT_MEMBERSHIP';

const admins: ReadonlyMap<string, string> = new Map([
  ['ACCOUNT_ADMIN', 'an account admin'],
  ['ORGANIZATION_ADMIN', 'an organization admin'],
]);

/** The built-in role that somebody holds in a space at this moment; undefined where none can be seen. */
export async function wordNow(
  client: ReadClient,
  spaceId: string,
  userId: string,
): Promise<Word | undefined> {
  const rows = await readRows(client)(spaceId);
  const own = rows.find(({ user }) => sameId(user.id, userId));
  return own?.role && own.membership === 'EXPLICIT_MEMBERSHIP' ? word(own.role) : undefined;
}

/** Everybody's place in a space; people who only pass through (admins above, public spaces) have none. */
export async function readSlots(reading: Reading, space: LiveItem): Promise<readonly Slot[]> {
  const rowsIn = await rowsOf(reading);
  const [members, bindings] = await Promise.all([
    rowsIn(space),
    bindingsOn(reading, 'SPACE', space.id),
  ]);
  const bound = new Map(bindings.map((binding) => [binding.userId, binding]));
  const slots: Slot[] = [];
  for (const { user, role, membership } of members) {
    const hiddenBy = admins.get(membership ?? '');
    if (hiddenBy === undefined && membership !== explicit) continue;
    const binding = bound.get(user.id);
    bound.delete(user.id);
    // eslint-disable-next-line no-await-in-loop -- answered from memory after the first
    const person = await reading.person(user.id);
    const given = role && hiddenBy === undefined ? word(role) : undefined;
    slots.push({
      userId: user.id,
      email: person.email,
      human: person.human,
      ...(given !== undefined && { word: given }),
      ...(binding && { binding }),
      ...(hiddenBy !== undefined && { hiddenBy }),
    });
  }
  for (const binding of bound.values()) {
    const { userId, email, human } = binding;
    slots.push({ userId, email, human, binding });
  }
  return slots;
}

const addressIn = (space: LiveItem, segment: string, slot: Slot): string =>
  addressFrom(['space', '*', '*', segment, '*'], [...space.key, slot.email]);

/**
 * Whether the role of a place belongs to `members`. It does where the file lists the person there and not under
 * `bindings`, and asks for a role, or for one thing where there is nothing but the role; unlisted, where the file has no
 * `bindings` at all.
 */
function isMembersRole(slot: Slot, reading: Reading, space: LiveItem): boolean {
  if (reading.listed(addressIn(space, 'binding', slot)) !== undefined) return false;
  const member = reading.listed(addressIn(space, 'member', slot));
  if (typeof member?.['role'] === 'object') return true;
  if (slot.word !== undefined || slot.hiddenBy !== undefined) return false;
  const mode = reading.mode(addressFrom(['space', '*', '*', 'binding'], space.key));
  if (mode === undefined) return true;
  // A role under `bindings` that no run may take away stays beside the word.
  return member !== undefined && (mode === 'full' || member['role'] === undefined);
}

/** The part of a place that `members` speaks of. */
export function memberOf(slot: Slot, reading: Reading, space: LiveItem): Found | undefined {
  const { userId, email, human, word: given, binding, hiddenBy } = slot;
  if (hiddenBy !== undefined) reading.hide(addressIn(space, 'member', slot), hiddenBy);
  const bound =
    isMembersRole(slot, reading, space) && binding ? { custom: binding.role } : undefined;
  const role = given ?? bound;
  if (role === undefined) return undefined;
  return {
    id: binding === undefined ? userId : `${userId} ${binding.id}`,
    name: email,
    fields: { role },
    ...(bound !== undefined && given !== undefined && { also: bound }),
    ...(!human && { service: true }),
  };
}

/** The part of a place that `bindings` speaks of. */
export const bindingOf = (slot: Slot, reading: Reading, space: LiveItem): Found | undefined =>
  slot.binding && !isMembersRole(slot, reading, space) ? foundBinding(slot.binding) : undefined;

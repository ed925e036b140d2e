import {
  connections,
  enumValue,
  notUnderstood,
  nullable,
  object,
  sameId,
  text,
  builtInRoleIn,
} from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import { addressFrom, byText } from '../names.ts';
import type { FoundItem, ReadContext } from '../kind.ts';
import type { LiveItem, BuiltInRole } from '../model.ts';
import { once } from '../once.ts';
import { rowUser } from './people.ts';
import { bindingsOn, foundBinding, holdersIn, unlisted } from './bindings.ts';
import type { Binding } from './bindings.ts';

/**
 * The slot of a person in a space. Arize keeps at most one built-in role there (a membership) and at most one
 * other role (a binding); a membership with a custom role is only a binding. The file may list that role
 * under `members` or under `bindings`, so both kinds read the slot through this file and never claim the same
 * role twice.
 */
export interface Slot {
  readonly userId: string;
  readonly email: string;
  readonly human: boolean;
  readonly word?: BuiltInRole;
  readonly binding?: Binding;
  /** The name of a role that the member list of the space shows, but the list of bindings does not. */
  readonly shown?: string;
  /** The admin right that is shown instead of a membership that may exist below it. */
  readonly hiddenBy?: string;
}

const base = { role: nullable(text), membership: nullable(text) };
const whole = { ...base, customRole: nullable(object({ id: text })) };

/** A row of the list; `customRole` where it was asked for. */
interface Row {
  readonly role: string | null;
  readonly membership: string | null;
  readonly customRole?: { readonly id: string } | null;
  readonly user: { readonly id: string };
}

const query = 'SpaceMembers';

const common = {
  name: query,
  type: 'Space',
  field: 'spaceUsers',
  begins: 'sized',
} as const;

/** The list without the names of roles, which REST lists for the whole account: a third of what it costs. */
function readRows({ client, known }: Pick<ReadContext, 'client' | 'known'>) {
  const user = rowUser({ ...(known && { known }) });
  return connections<Row>(client, {
    ...common,
    selection: `role membership user { ${user.selection} }`,
    fields: 3 + user.fields,
    decode: object({ ...base, user: user.decode }),
  });
}

function readWholeRows({ client, known }: Pick<ReadContext, 'client' | 'known'>) {
  const user = rowUser({ ...(known && { known }) });
  return connections<Row>(client, {
    ...common,
    selection: `role membership customRole { id } user { ${user.selection} }`,
    fields: 5 + user.fields,
    decode: object({ ...whole, user: user.decode }),
  });
}

/** Whether a person is in the space without a right from above, in a way that neither the plain list nor REST shows. */
const isBare = ({ membership, role, user }: Row, bound: ReadonlySet<string>): boolean =>
  typeof kindOf(membership) === 'string' && role === null && !bound.has(user.id);

/** The member list of each space, read once for the two kinds that use it. */
const rowsOf = once((reading: ReadContext) => {
  const { counted, seesAll } = reading;
  const [readPlain, readWhole] = [readRows(reading), readWholeRows(reading)];
  const rowsIn = async (place: LiveItem): Promise<readonly Row[]> => {
    // REST may show all bindings only to account admins. In a space that is open to its organization, most rows have no
    // role.
    if (!seesAll || place.fields['private'] !== true) return readWhole(place.id);
    const [rows, bound] = await Promise.all([
      readPlain(place.id),
      holdersIn(reading, 'SPACE', place.id),
    ]);
    return rows.some((each) => isBare(each, bound)) ? readWhole(place.id) : rows;
  };
  const known = new Map<string, Promise<readonly Row[]>>();
  return Promise.resolve((place: LiveItem) => {
    const rows =
      known.get(place.id) ??
      rowsIn(place).then((found) => {
        // People who are only here because the space is public come and go with it.
        const own = found.filter(({ membership }) => kindOf(membership) === 'explicit');
        const masked = found.filter(({ membership }) => typeof kindOf(membership) === 'object');
        counted({ kind: 'space_member', place, count: own.length, masked: masked.length });
        return found;
      });
    known.set(place.id, rows);
    return rows;
  });
});

/**
 * What a membership is: one in the space itself, access through a public space, or an admin right from above
 * that may hide one.
 */
type Membership = 'explicit' | 'public' | { readonly admin: string };

const memberships: ReadonlyMap<string, Membership> = new Map<string, Membership>([
  ['EXPLICIT_MEMBERSHIP', 'explicit'],
  ['PUBLIC_MEMBERSHIP', 'public'],
  ['ACCOUNT_ADMIN', { admin: 'an account admin' }],
  ['ORGANIZATION_ADMIN', { admin: 'an organization admin' }],
]);

const kindOf = (membership: string | null): Membership | undefined =>
  membership === null ? undefined : memberships.get(enumValue(membership));

/** Whether this release knows a kind of membership. */
export const isKnownMembership = (name: string): boolean => kindOf(name) !== undefined;

/** Why a row cannot be interpreted, as the rest of a sentence about its person. */
function oddityOf({ membership, role }: Row): string | undefined {
  const kind = kindOf(membership);
  if (membership === null) return 'has no kind of membership';
  if (kind === undefined) return `has a membership of the unknown kind "${membership}"`;
  const isOdd = kind === 'explicit' && role !== null && builtInRoleIn(role) === undefined;
  return isOdd ? `has the unknown role "${role}"` : undefined;
}

/** The built-in role that a person has in a space at this moment; undefined if none is visible. */
export async function wordNow(
  client: ReadClient,
  spaceId: string,
  userId: string,
): Promise<BuiltInRole | undefined> {
  const rows = await readRows({ client })(spaceId);
  const own = rows.find(({ user }) => sameId(user.id, userId));
  return own?.role && kindOf(own.membership) === 'explicit' ? builtInRoleIn(own.role) : undefined;
}

/** How many uninterpretable rows are named. */
const mostNamed = 3;

/**
 * The slots of all people in a space. People who only have access from above or because the space is public
 * have none.
 * @throws ApiError (kind `incomplete`) if a row contains a value that this release does not know
 */
export async function readSlots(reading: ReadContext, space: LiveItem): Promise<readonly Slot[]> {
  const rowsIn = await rowsOf(reading);
  const [members] = await Promise.all([rowsIn(space), holdersIn(reading, 'SPACE', space.id)]);
  // The rows say who most of the holders are.
  const bindings = await bindingsOn(reading, 'SPACE', space.id);
  const odd = members.flatMap((each) => {
    const what = oddityOf(each);
    return what === undefined ? [] : [{ id: each.user.id, what }];
  });
  if (odd.length > 0) {
    const named = await Promise.all(
      odd.map(async ({ id, what }) => `${(await reading.person(id)).email} ${what}`),
    );
    const more = odd.length > mostNamed ? `, and ${odd.length - mostNamed} more` : '';
    const rows = `${named.toSorted(byText).slice(0, mostNamed).join(', ')}${more}`;
    throw notUnderstood(
      `GraphQL query ${query}`,
      `in space "${space.key.at(-1)}", ${rows}`,
      'POST',
    );
  }
  const bound = new Map(bindings.map((binding) => [binding.userId, binding]));
  const isOwn = ({ user, customRole = null, membership }: Row): boolean =>
    kindOf(membership) !== 'public' || bound.has(user.id) || customRole !== null;
  const own = members.filter(isOwn);
  // All at once: one after the other, each would be a query of its own.
  const people = await Promise.all(own.map(({ user }) => reading.person(user.id)));
  const slots: Slot[] = [];
  for (const [index, row] of own.entries()) {
    const person = people[index];
    // A row may come twice.
    if (person === undefined || !isOwn(row)) continue;
    const { user, role, customRole = null, membership } = row;
    const kind = kindOf(membership);
    const hiddenBy = typeof kind === 'object' ? kind.admin : undefined;
    const binding = bound.get(user.id);
    bound.delete(user.id);
    const given = role !== null && kind === 'explicit' ? builtInRoleIn(role) : undefined;
    // eslint-disable-next-line no-await-in-loop -- so is the name of a role
    const shown = customRole ? await reading.ref('role', customRole.id) : undefined;
    slots.push({
      userId: user.id,
      email: person.email,
      human: person.human,
      ...(given !== undefined && { word: given }),
      ...(binding && { binding }),
      ...(customRole && !binding && { shown: shown?.key[0] ?? customRole.id }),
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
 * Whether the bound role of a slot belongs to `members`. It does if the file lists the person there and not
 * under `bindings`, with a named role, or with any role where the slot has nothing but the bound role. For
 * unlisted people it does if the file has no `bindings`.
 */
function isMembersRole(slot: Slot, reading: ReadContext, space: LiveItem): boolean {
  if (reading.listed(addressIn(space, 'binding', slot)) !== undefined) return false;
  const member = reading.listed(addressIn(space, 'member', slot));
  if (typeof member?.['role'] === 'object') return true;
  if (slot.word !== undefined || slot.hiddenBy !== undefined) return false;
  const mode = reading.mode(addressFrom(['space', '*', '*', 'binding'], space.key));
  if (mode === undefined) return true;
  // A role under `bindings` that no run may remove stays beside the built-in role.
  return member !== undefined && (mode === 'full' || member['role'] === undefined);
}

/** The part of a slot that `members` manages. */
export function memberOf(slot: Slot, reading: ReadContext, space: LiveItem): FoundItem | undefined {
  const { userId, email, human, word: given, binding, shown, hiddenBy } = slot;
  if (hiddenBy !== undefined) reading.hide(addressIn(space, 'member', slot), hiddenBy);
  const custom = binding?.role ?? shown;
  const isOwn = custom !== undefined && isMembersRole(slot, reading, space);
  const bound = isOwn ? { custom } : undefined;
  const role = given ?? bound;
  // If a membership shows no role at all, the role is unknown, but the member is known.
  if (role === undefined && (custom !== undefined || hiddenBy !== undefined)) return undefined;
  return {
    id: binding === undefined ? userId : `${userId} ${binding.id}`,
    name: email,
    fields: role === undefined ? {} : { role },
    ...(bound !== undefined && given !== undefined && { also: bound }),
    ...(!human && { service: true }),
  };
}

/** The part of a slot that `bindings` manages. */
export function bindingOf(
  slot: Slot,
  reading: ReadContext,
  space: LiveItem,
): FoundItem | undefined {
  const { binding, shown, userId, email, human } = slot;
  if ((binding ?? shown) === undefined || isMembersRole(slot, reading, space)) return undefined;
  return foundBinding(binding ?? { id: unlisted, userId, email, human, role: shown ?? '' });
}

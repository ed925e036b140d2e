import { groupBy } from '../../src/group.ts';
import { momentText } from '../../src/days.ts';
import { addressOf, collectionOf } from '../../src/kind.ts';
import type { Counted, FoundItem, ReadContext } from '../../src/kind.ts';
import { kindOf } from '../../src/kinds/index.ts';
import { worksElsewhere } from '../../src/kinds/serviceKey.ts';
import type { Fields, KindName, LiveItem } from '../../src/model.ts';
import { byText, canonicalEmail, canonicalName } from '../../src/names.ts';
import type { BindingRow, KeyRow, PersonRow, ProjectRow, Rows, SpaceRow } from './rows.ts';

/** What a server shows less of, or shows otherwise, than Arize usually does. */
export interface Shows {
  /** Whether an admin's inherited right stands instead of the membership below it; it does, unless given. */
  readonly mask_admin_memberships?: boolean;
  /** Whether members of an organization show their role; they do, unless given. */
  readonly organization_roles_readable?: boolean;
}

/** What a file says of an account, and what is noted while it is looked at. */
type View = Pick<ReadContext, 'listed' | 'removal' | 'mode' | 'hide' | 'refuse' | 'counted'> & {
  /** The name that the file uses for a role; its id, where the roles are not read. */
  roleName(id: string): string;
  /** The address of a space by its id. */
  spaceAddress(id: string): string;
};

/** What the lists of Arize show of rows: all of a kind in the account, or below a parent. */
export function shownBy(
  rows: Rows,
  { mask_admin_memberships: isMasked = true, organization_roles_readable: isShown = true }: Shows,
  view: View,
): (kind: KindName, parent: LiveItem | undefined) => readonly FoundItem[] {
  const allSpaces = spacesOf(rows);
  const allProjects = projectsOf(rows);

  /** Who appears in the file's `users` is a person there. */
  const marked = (person: PersonRow) =>
    person.seed.bot === true &&
    view.listed(addressOf(kindOf('user'), [emailOf(person)])) === undefined && {
      service: true as const,
    };
  const boundTo = (binding: BindingRow): FoundItem => ({
    id: binding.id,
    name: emailOf(binding.person),
    fields: { role: { custom: view.roleName(binding.role.id) } },
    ...marked(binding.person),
  });
  /** Why a membership of a space does not show: a right from above stands in its place. */
  const rightAbove = (space: SpaceRow, person: PersonRow): string | undefined => {
    if (person.seed.role === 'admin') return 'an account admin';
    const owner = rows.organizations.find(({ spaces }) => spaces.includes(space));
    const above = owner?.members.find((member) => member.person === person);
    return above?.role === 'admin' ? 'an organization admin' : undefined;
  };

  /** What each person holds in a space: a built-in role, a bound one, or a right from above in their place. */
  const slotsOf = (space: SpaceRow) =>
    rows.people
      .filter(({ seed: { status } }) => status !== 'inactive')
      .flatMap((person) => {
        const own = space.members.find((member) => member.person === person)?.role;
        const binding = space.bindings.find((each) => each.person === person);
        const holds = own !== undefined || binding !== undefined;
        const above = rightAbove(space, person);
        const hiddenBy = holds && !isMasked ? undefined : above;
        if (!holds && hiddenBy === undefined) return [];
        return [{ person, word: hiddenBy === undefined ? own : undefined, binding, hiddenBy }];
      });

  type Slot = ReturnType<typeof slotsOf>[number];

  /** Whether the role of a place belongs to `members`: the file may speak of it there or under `bindings`. */
  const isMembersRole = ({ person, word, hiddenBy }: Slot, parent: LiveItem): boolean => {
    const key = [...parent.key, emailOf(person)];
    if (view.listed(addressOf(kindOf('space_binding'), key)) !== undefined) return false;
    const member = view.listed(addressOf(kindOf('space_member'), key));
    if (typeof member?.['role'] === 'object') return true;
    if (word !== undefined || hiddenBy !== undefined) return false;
    const mode = view.mode(collectionOf(kindOf('space_binding'), key));
    if (mode === undefined) return true;
    return member !== undefined && (mode === 'full' || member['role'] === undefined);
  };

  const slotsIn = (parent: LiveItem): readonly Slot[] => {
    const space = rowWith(allSpaces, parent.id);
    const slots = slotsOf(space);
    const masked = slots.filter(({ hiddenBy }) => hiddenBy !== undefined).length;
    view.counted({ kind: 'space_member', place: parent, count: slots.length - masked, masked });
    countBindings(rows, 'space', view.counted);
    return slots;
  };

  const memberIn = (slot: Slot, parent: LiveItem): readonly FoundItem[] => {
    const { person, word, binding, hiddenBy } = slot;
    const address = addressOf(kindOf('space_member'), [...parent.key, emailOf(person)]);
    if (hiddenBy !== undefined) view.hide(address, hiddenBy);
    const isOwn = binding !== undefined && isMembersRole(slot, parent);
    const role = word ?? (isOwn ? { custom: view.roleName(binding.role.id) } : undefined);
    if (role === undefined) return [];
    return [
      {
        id: binding === undefined ? person.id : `${person.id} ${binding.id}`,
        name: emailOf(person),
        fields: { role },
        ...(isOwn && word !== undefined && { also: { custom: view.roleName(binding.role.id) } }),
        ...marked(person),
      },
    ];
  };

  /** What there is of each kind, in the account and below a parent; of a kind that is not here there is nothing. */
  const inAccount: Readonly<Partial<Record<KindName, () => readonly FoundItem[]>>> = {
    role: () =>
      rows.roles.map(({ id, name, description, permissions, isPredefined }) => ({
        ...named(id, name, { description, permissions: [...new Set(permissions)].toSorted() }),
        ...(isPredefined && { builtIn: true }),
      })),
    user: () => rows.people.map(personFound),
    organization: () =>
      rows.organizations.map(({ id, name, description }) => named(id, name, { description })),
    shared_key: () => sharedKeysIn(rows, view),
  };
  const below: Readonly<Partial<Record<KindName, (parent: LiveItem) => readonly FoundItem[]>>> = {
    organization_member: ({ id }) =>
      rowWith(rows.organizations, id).members.map(({ person, role }) => ({
        id: person.id,
        name: emailOf(person),
        fields: isShown ? { role } : {},
        ...marked(person),
      })),
    space: (parent) =>
      rowWith(rows.organizations, parent.id).spaces.map(({ id, name, seed: own }) =>
        named(id, name, { description: own.description ?? '', private: own.private ?? false }),
      ),
    space_member: (parent) => slotsIn(parent).flatMap((slot) => memberIn(slot, parent)),
    space_binding: (parent) =>
      slotsIn(parent).flatMap((slot) =>
        slot.binding === undefined || isMembersRole(slot, parent) ? [] : boundTo(slot.binding),
      ),
    service_key: (parent) => keysIn(rows, rowWith(allSpaces, parent.id), parent, view),
    project: (parent) =>
      rowWith(allSpaces, parent.id).projects.map(({ id, name }) => named(id, name, {})),
    project_binding: ({ id }) => {
      countBindings(rows, 'project', view.counted);
      return rowWith(allProjects, id).bindings.map(boundTo);
    },
    project_restriction: ({ id, key }) => {
      const count = allProjects.filter(({ seed: own }) => own.restricted === true).length;
      view.counted({ kind: 'project_restriction', count });
      const { seed: own } = rowWith(allProjects, id);
      if (own.restricted === true) return [{ id, name: '', fields: {} }];
      const address = addressOf(kindOf('project_restriction'), key);
      if (own.type === 'ml' && view.listed(address) !== undefined)
        view.refuse(address, notRestrictable);
      return [];
    },
  };

  return (kind, parent) =>
    (parent === undefined ? inAccount[kind]?.() : below[kind]?.(parent)) ?? [];
}

/** Every binding in a space, and every one in a project. */
export const bindingsOf = (
  rows: Rows,
): Readonly<Record<'space' | 'project', readonly BindingRow[]>> => ({
  space: spacesOf(rows).flatMap(({ bindings }) => bindings),
  project: projectsOf(rows).flatMap(({ bindings }) => bindings),
});

/** Bindings come in two lists of the whole account, one for all spaces and one for all projects. */
export function countBindings(
  rows: Rows,
  where: 'space' | 'project',
  counted: (list: Counted) => void,
): void {
  const all = bindingsOf(rows)[where];
  const holders = all.map(({ person }) => person.id);
  counted({ kind: `${where}_binding`, count: all.length, holders });
}

const spacesOf = ({ organizations }: Rows): readonly SpaceRow[] =>
  organizations.flatMap(({ spaces }) => spaces);

const projectsOf = (rows: Rows): readonly ProjectRow[] =>
  spacesOf(rows).flatMap(({ projects }) => projects);

const notRestrictable =
  'Arize can only restrict generative projects, and this one is "ml". Remove `restricted: true`.';

function rowWith<Row extends { readonly id: string }>(rows: readonly Row[], id: string): Row {
  const row = rows.find((each) => each.id === id);
  if (row === undefined) throw new Error(`No row has the id ${id}.`);
  return row;
}

export const emailOf = ({ email }: PersonRow): string => canonicalEmail(email);

const named = (id: string, name: string, fields: Fields): FoundItem => ({
  id,
  name: canonicalName(name),
  fields: { name: canonicalName(name), ...fields },
});

function personFound(person: PersonRow): FoundItem {
  const { id, seed } = person;
  const { name, role, status, developer = role !== 'annotator', bot } = seed;
  const isBlocked = status === 'inactive';
  return {
    id,
    name: emailOf(person),
    fields: isBlocked ? {} : { name: canonicalName(name), developer, role },
    ...(isBlocked && { status: 'blocked' }),
    ...((status === 'invited' || status === 'expired') && { status }),
    ...(bot === true && { service: true }),
  };
}

/** The day on which every key of a seed is made. */
const made = '2026-01-01';

const endOf = ({ expires }: KeyRow): number =>
  expires === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(expires);

/** A service key with the spaces of its bot. */
interface PlacedKey extends KeyRow {
  readonly places: readonly SpaceRow[];
}

/** All service keys by name; of several with one name, the one that ends last comes first. */
function keysByName(rows: Rows): ReadonlyMap<string, readonly PlacedKey[]> {
  const placesOf = ({ person }: KeyRow): readonly SpaceRow[] =>
    spacesOf(rows).filter(({ members, bindings }) =>
      [...members, ...bindings].some((each) => each.person === person),
    );
  const keys = rows.serviceKeys
    .map((key) => ({ ...key, places: placesOf(key) }))
    .toSorted((a, b) => endOf(b) - endOf(a) || byText(a.id, b.id));
  return groupBy(keys, ({ name }) => canonicalName(name));
}

const isShared = ({ places }: PlacedKey): boolean => places.length > 1;

/** The service keys of bots that are in several spaces, each with its spaces. */
function sharedKeysIn(rows: Rows, view: View): readonly FoundItem[] {
  const groups = keysByName(rows);
  view.counted({ kind: 'shared_key', count: [...groups.values()].flat().filter(isShared).length });
  return [...groups].flatMap(([name, keys]) => {
    const [newest, ...rest] = keys.filter(isShared);
    if (newest === undefined) {
      const isRemoved = view.removal(addressOf(kindOf('shared_key'), [name])) !== undefined;
      return isRemoved ? stillThere(name, keys) : [];
    }
    const isOlder = ({ places }: PlacedKey): boolean =>
      places.every((place) => newest.places.includes(place));
    const older = rest.filter(isOlder);
    const others = rest.filter((key) => !isOlder(key));
    const fields = {
      ...factsOf(newest, older, others),
      spaces: newest.places.map(({ id }) => view.spaceAddress(id)).toSorted(byText),
    };
    return [{ id: newest.id, name, fields }];
  });
}

/** A key that the file removes as another kind than it is. */
const stillThere = (name: string, keys: readonly KeyRow[]): readonly FoundItem[] =>
  keys.slice(0, 1).map((key) => ({ id: key.id, name, fields: factsOf(key, [], keys) }));

const factsOf = (
  { expires }: KeyRow,
  older: readonly KeyRow[],
  others: readonly KeyRow[],
): Fields => ({
  made,
  ...(expires !== undefined && { expires: momentText(expires) }),
  ...(older.length > 0 && { older_keys: older.map(textOf) }),
  ...(others.length > 0 && { other_keys: others.map(textOf) }),
});

const textOf = (key: KeyRow): string =>
  `${key.id} created ${made}${key.expires === undefined ? '' : `, expires ${momentText(key.expires)}`}`;

/** The service keys of the bots in a space. Those of several spaces are left out where the file names them. */
function keysIn(rows: Rows, place: SpaceRow, parent: LiveItem, view: View): readonly FoundItem[] {
  const groups = [...keysByName(rows)]
    .map(([name, keys]) => [name, keys.filter(({ places }) => places.includes(place))] as const)
    .filter(([, keys]) => keys.length > 0);
  view.counted({
    kind: 'service_key',
    count: groups.flatMap(([, keys]) => keys).length,
    place: parent,
  });
  const addressIn = (name: string): string =>
    addressOf(kindOf('service_key'), [...parent.key, name]);
  return groups.flatMap(([name, keys]) => {
    const isNamed = view.listed(addressIn(name)) !== undefined;
    const [newest, ...older] = keys.filter((key) => !isNamed || !isShared(key));
    if (newest !== undefined) return [{ id: newest.id, name, fields: factsOf(newest, older, []) }];
    const address = addressIn(name);
    if (view.removal(address) !== undefined) return stillThere(name, keys);
    view.refuse(address, worksElsewhere(keys.map(textOf)));
    return [];
  });
}

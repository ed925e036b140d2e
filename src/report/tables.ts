import equal from 'fast-deep-equal';
import { pairUp } from '../access/pairs.ts';
import type { Pair } from '../access/pairs.ts';
import { levelKey } from '../access/effectiveAccess.ts';
import { levelsOf } from '../access/paths.ts';
import type { AccessState, Place, Thing } from '../access/state.ts';
import type { Level } from '../delta.ts';
import type { Position } from '../document/problem.ts';
import { groupBy } from '../group.ts';
import { emailIn, ownName } from '../key.ts';
import { kindOf, refAddress } from '../kinds/index.ts';
import type { BuiltInRole, Desired, DesiredItem, Key, Ref } from '../model.ts';
import { byText } from '../names.ts';
import { CellTable } from './cells.ts';
import type {
  Index,
  Line,
  ReportGrant,
  ReportPerson,
  ReportPlace,
  ReportRole,
  ReportTeam,
} from './document.ts';
import type { Sources } from './sources.ts';
import { PermissionTable, Table } from './table.ts';

/** The names that a report uses by their indices, and where each of them is. */
export interface Tables {
  readonly people: readonly ReportPerson[];
  readonly places: readonly ReportPlace[];
  /** For each place, the organization that it is or is in; the account is its own. */
  readonly tops: readonly Index[];
  readonly teams: readonly ReportTeam[];
  readonly roles: readonly ReportRole[];
  readonly grants: readonly ReportGrant[];
  readonly levels: Table<Level>;
  readonly permissions: PermissionTable;
  readonly cells: CellTable;
  readonly files: Table<string>;
  /** What built-in roles allow in spaces and projects, where there are any. */
  readonly builtIn?: Readonly<Record<BuiltInRole, readonly string[]>>;
  /** Undefined for a person who is in none of the lists. */
  personAt(email: string): Index | undefined;
  /** The place at an address, or that an item is in. */
  placeAt(address: string): Index | undefined;
  /** A place by its names, from the outside in. */
  placeNamed(key: Key): Index | undefined;
  roleAt(name: string): Index | undefined;
  /** @param last the last of several lines */
  lineOf(source: Pick<Position, 'file' | 'line'> | undefined, last?: number): Line | undefined;
}

export function tablesOf(sources: Sources): Tables {
  const { before, desired } = sources;
  const after = sources.withConsent ?? sources.asRun ?? before;
  const files = new Table<string>((name) => name);
  const lineOf: Tables['lineOf'] = (source, last) => {
    if (source === undefined) return undefined;
    const line = [files.at(source.file), source.line] as const;
    return last === undefined || last === source.line ? line : [...line, last];
  };
  const sourceOf = new Map(desired?.items.map((item) => [item.address, item]));
  const levels = new Table<Level>(levelKey);
  const permissions = new PermissionTable(permissionsIn([before, after]));
  const held = heldIn(sources);
  const common = { before, after, held, levels, permissions, sourceOf, lineOf };

  const pairs = inOrder(pairUp(before, after).get(''));
  const placeIndices = new Map(pairs.map(({ address }, index) => [address, index]));
  const keyIndices = new Map(
    pairs.map(({ place }, index) => [JSON.stringify(place.ref?.key ?? []), index]),
  );
  const placeAt = (address: string): Index | undefined => placeIndices.get(address);
  const emails = peopleIn([before, after]);
  const personIndices = new Map(emails.map((email, index) => [email, index]));
  const personAt = (email: string): Index | undefined => personIndices.get(email);
  const roleNames = [...new Set([...before.roles.keys(), ...after.roles.keys()])].toSorted(byText);
  const roleIndices = new Map(roleNames.map((name, index) => [name, index]));
  const ids = new Map(sources.live?.items.map(({ address, id }) => [address, id]));
  const teamsOf = teamsIn(desired);
  const teamIndices = new Map(teamsOf.names.map((name, index) => [name, index]));

  const people = emails.map((email): ReportPerson =>
    personOf(email, {
      ...common,
      teams: (teamsOf.byPerson.get(email) ?? []).flatMap((name) => teamIndices.get(name) ?? []),
    }),
  );
  const places = pairs.map((pair): ReportPlace =>
    placeOf(pair, { ...common, placeAt, ids, account: sources.live?.account.name }),
  );
  const tops = topsOf(places);
  const roles = roleNames.map((name): ReportRole => roleOf(name, { ...common, ids }));
  const grants = grantsOf({
    ...common,
    pairs,
    placeAt,
    personAt,
    teamAt: (team) => teamIndices.get(team),
  });
  return {
    people,
    places,
    tops,
    teams: teamsOf.names.map((name) => ({ name })),
    roles,
    grants,
    levels,
    permissions,
    cells: new CellTable(levels, permissions),
    files,
    ...builtInOf(pairs),
    personAt,
    placeAt,
    placeNamed: (key) => keyIndices.get(JSON.stringify(key)),
    roleAt: (name) => roleIndices.get(name),
    lineOf,
  };
}

/** What all rows are made from. */
interface Common {
  readonly before: AccessState;
  /** What the plan would leave with consent to all of it. */
  readonly after: AccessState;
  readonly held: HeldBack;
  readonly levels: Table<Level>;
  readonly permissions: PermissionTable;
  /** The entries of the file, by address. */
  readonly sourceOf: ReadonlyMap<string, DesiredItem>;
  readonly lineOf: Tables['lineOf'];
}

const inOrder = (pair: Pair | undefined): readonly Pair[] =>
  pair === undefined ? [] : [pair, ...pair.below.flatMap(inOrder)];

function builtInOf(pairs: readonly Pair[]): Pick<Tables, 'builtIn'> {
  const builtIn = pairs.find(({ place }) => place.builtInRoles !== undefined)?.place.builtInRoles;
  return builtIn === undefined ? {} : { builtIn };
}

function permissionsIn(states: readonly AccessState[]): readonly string[] {
  const names = new Set<string>();
  for (const { roles, places } of states) {
    for (const role of roles.values()) for (const name of allowedBy(role) ?? []) names.add(name);
    for (const { builtInRoles } of places.values())
      for (const some of Object.values(builtInRoles ?? {}))
        for (const name of some) names.add(name);
  }
  return [...names].toSorted(byText);
}

function allowedBy({ kind, fields }: Thing): readonly string[] | undefined {
  const { access } = kindOf(kind);
  return access?.is === 'role' ? access.allows(fields) : undefined;
}

/** Everyone in the account and everyone who holds something in it. */
function peopleIn(states: readonly AccessState[]): readonly string[] {
  const emails = new Set<string>();
  for (const { people, places } of states) {
    for (const email of people.keys()) emails.add(email);
    for (const { grants } of places.values()) for (const email of grants.keys()) emails.add(email);
  }
  return [...emails].toSorted(byText);
}

/** The teams through which the file lists people, and those of each person. */
function teamsIn(desired: Desired | undefined) {
  const listed = (desired?.items ?? []).flatMap(({ key, team }) =>
    team === undefined ? [] : [{ person: emailIn(key), team }],
  );
  const byPerson = new Map(
    [...groupBy(listed, ({ person }) => person)].map(([person, some]) => [
      person,
      [...new Set(some.map(({ team }) => team))].toSorted(byText),
    ]),
  );
  return { names: [...new Set(listed.map(({ team }) => team))].toSorted(byText), byPerson };
}

/** Whether something happens only with consent: it is the same before the plan and after the plan as it would run. */
interface HeldBack {
  item(address: string): boolean;
  openness(address: string): boolean;
}

function heldIn({ before, asRun, withConsent }: Sources): HeldBack {
  if (asRun === undefined || withConsent === undefined) {
    return { item: () => false, openness: () => false };
  }
  const [had, has] = [before, asRun].map(
    ({ items }) => new Map(items.map(({ address, fields, also }) => [address, { fields, also }])),
  );
  return {
    item: (address) => equal(had?.get(address), has?.get(address)),
    openness: (address) =>
      equal(openness(before.places.get(address)), openness(asRun.places.get(address))),
  };
}

/** What a plan does to an item as a whole, or to what it says. */
function planMark(
  before: unknown,
  after: unknown,
  held: () => boolean,
  isChanged = false,
): { readonly plan?: 'new' | 'gone'; readonly held?: true } {
  const plan = before === undefined ? 'new' : after === undefined ? 'gone' : undefined;
  const differs = (before === undefined) !== (after === undefined);
  return {
    ...(differs && plan && { plan }),
    ...((differs || isChanged) && held() && { held: true }),
  };
}

function personOf(
  email: string,
  {
    before,
    after,
    held,
    levels,
    sourceOf,
    lineOf,
    teams,
  }: Common & { readonly teams: readonly Index[] },
): ReportPerson {
  const [was, will] = [before.people.get(email), after.people.get(email)];
  const person = was ?? will;
  const name = person?.fields['name'];
  const level = person && levelsOf(person)[0];
  const line = person && lineOf(sourceOf.get(person.address)?.source);
  const isService =
    person?.service === true || (person === undefined && holdsAsService(email, [before, after]));
  return {
    email,
    ...(typeof name === 'string' && name !== '' && { name }),
    ...(level !== undefined && { role: levels.at(level) }),
    ...(person?.status && { status: person.status }),
    ...(isService && { service: true as const }),
    ...(teams.length > 0 && { teams }),
    ...(line && { line }),
    ...planMark(was, will, () => person !== undefined && held.item(person.address)),
  };
}

/** Whether a grant shows that its holder is not a person, if the account lists no one with that address. */
const holdsAsService = (email: string, states: readonly AccessState[]): boolean =>
  states.some(({ places }) =>
    [...places.values()].some(({ grants }) => grants.get(email)?.some(({ service }) => service)),
  );

function placeOf(
  { place, was, will, above, known }: Pair,
  {
    held,
    sourceOf,
    lineOf,
    placeAt,
    ids,
    account,
  }: Common & {
    placeAt(address: string): Index | undefined;
    readonly ids: ReadonlyMap<string, string>;
    readonly account: string | undefined;
  },
): ReportPlace {
  const { ref, address } = place;
  const parent = above && placeAt(above.address);
  const [had, has] = [openness(was), openness(will)];
  const now = had ?? has;
  const opens = had !== undefined && has !== undefined && !equal(had, has);
  const line = lineOf(sourceOf.get(address)?.source);
  const id = ids.get(address);
  return {
    kind: ref?.kind ?? 'account',
    name: ref === undefined ? (account ?? '') : ownName(ref.key),
    address,
    ...(parent !== undefined && { parent }),
    ...(id !== undefined && id !== '' && { id }),
    ...(now?.private !== undefined && { private: now.private }),
    ...(now?.restricted && { restricted: true as const }),
    ...(!known && { unread: true as const }),
    ...(line && { line }),
    ...planMark(was, will, () => held.item(address) && held.openness(address), opens),
    ...(opens && { after: has }),
  };
}

/** Whether a place is closed to those in its parent. */
function openness(place: Place | undefined) {
  if (place === undefined) return undefined;
  const isPrivate = closedIn(place);
  return {
    ...(isPrivate !== undefined && { private: isPrivate }),
    restricted: place.restriction !== undefined,
  };
}

/** Undefined where no field decides it, or where Arize does not show it. */
function closedIn({ ref, passing }: Place): boolean | undefined {
  const access = ref && kindOf(ref.kind).access;
  if (access?.is !== 'place' || access.inheritanceField === undefined || passing === undefined)
    return undefined;
  return passing === 'admins';
}

/** A place with all above it lead to one organization. */
function topsOf(places: readonly ReportPlace[]): readonly Index[] {
  const tops: Index[] = [];
  for (const [index, { parent }] of places.entries())
    tops.push(parent === undefined || parent === 0 ? index : (tops[parent] ?? index));
  return tops;
}

function roleOf(
  name: string,
  {
    before,
    after,
    held,
    permissions,
    sourceOf,
    lineOf,
    ids,
  }: Common & { readonly ids: ReadonlyMap<string, string> },
): ReportRole {
  const [was, will] = [before.roles.get(name), after.roles.get(name)];
  const role = was ?? will;
  const description = role?.fields['description'];
  const [had, has] = [was, will].map((each) => {
    const allowed = each && allowedBy(each);
    return allowed && permissions.at(allowed);
  });
  const set = had ?? has;
  const isEdited = had !== undefined && has !== undefined && had !== has;
  const id = role && ids.get(role.address);
  const line = role && lineOf(sourceOf.get(role.address)?.source);
  return {
    name,
    ...(id !== undefined && id !== '' && { id }),
    custom: role?.builtIn !== true,
    ...(typeof description === 'string' && description !== '' && { description }),
    ...(set !== undefined && { permissions: set }),
    ...(line && { line }),
    ...planMark(was, will, () => role !== undefined && held.item(role.address), isEdited),
    ...(isEdited && { after: has }),
  };
}

interface Granting extends Common {
  readonly pairs: readonly Pair[];
  personAt(email: string): Index | undefined;
  placeAt(address: string): Index | undefined;
  teamAt(name: string): Index | undefined;
}

/** Every grant, of the account and of the plan: a person, a place, a role, and the line of the file. */
function grantsOf(granting: Granting): readonly ReportGrant[] {
  return granting.pairs.flatMap(({ address, was, will }) => {
    const place = granting.placeAt(address) ?? 0;
    const people = new Set([...(was?.grants.keys() ?? []), ...(will?.grants.keys() ?? [])]);
    return [...people].toSorted(byText).flatMap((email) => {
      const sides = [was?.grants.get(email) ?? [], will?.grants.get(email) ?? []] as const;
      return grantsOfPerson({ email, place, sides }, granting);
    });
  });
}

function grantsOfPerson(
  {
    email,
    place,
    sides: [had, has],
  }: {
    readonly email: string;
    readonly place: Index;
    readonly sides: readonly [readonly Thing[], readonly Thing[]];
  },
  { held, levels, sourceOf, lineOf, personAt, teamAt }: Granting,
): readonly ReportGrant[] {
  const addresses = [...new Set([...had, ...has].map(({ address }) => address))];
  return addresses.flatMap((address) => {
    const [was, will] = [had, has].map((some) => some.find((each) => each.address === address));
    const person = personAt(email);
    if (person === undefined) return [];
    const entry = sourceOf.get(address);
    const line = lineOf(entry?.source);
    const team = entry?.team === undefined ? undefined : teamAt(entry.team);
    const [before, after] = [was, will].map((each) => (each === undefined ? [] : levelsOf(each)));
    const own = was ?? will;
    const isBinding = own !== undefined && kindOf(own.kind).manage === 'bindings';
    const rows = before?.length === 0 ? after : before;
    return (rows ?? []).map((level, index): ReportGrant => {
      const now = levels.at(level);
      const then = after?.[index] === undefined ? undefined : levels.at(after[index]);
      const planned = grantPlan(was, now, then);
      return {
        person,
        place,
        level: now,
        // Beside the first role of a person, the second one is a binding.
        ...((isBinding || index > 0) && { binding: true as const }),
        ...(line && { line }),
        ...(team !== undefined && { team }),
        ...(entry?.until !== undefined && { until: entry.until }),
        ...planned,
        ...(planned && held.item(address) && { held: true as const }),
      };
    });
  });
}

/** What a plan does to a grant: undefined for one that stays as it is. */
function grantPlan(
  was: Thing | undefined,
  now: Index,
  then: Index | undefined,
): Pick<ReportGrant, 'plan' | 'after'> | undefined {
  if (was === undefined) return { plan: 'new' };
  if (then === undefined) return { plan: 'gone' };
  return then === now ? undefined : { plan: 'changed', after: then };
}

/** The address of the place that an item is in, as tables have it. */
export const addressIn = (place: Ref | undefined): string =>
  place === undefined ? '' : refAddress(place);

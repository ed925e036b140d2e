import { EffectiveAccessCache, nothing, rankOf } from '../access/effectiveAccess.ts';
import type { EffectiveAccess } from '../access/effectiveAccess.ts';
import { pathsIn, permissionsOf } from '../access/paths.ts';
import type { AccessPath } from '../access/paths.ts';
import type { AccessState, Place } from '../access/state.ts';
import { builtInRank } from '../kinds/grants.ts';
import type { RuleAction } from '../model.ts';
import { byText } from '../names.ts';
import type { HoldersElsewhere } from './holdersElsewhere.ts';
import type { Answer } from './verdict.ts';

/** People with the same access to a resource. Rules judge them together. */
export type Group = readonly [EffectiveAccess, readonly string[]];

/** Who has which access where. Each resource is looked at once for all rules, when the first one needs it. */
export class AccessIndex {
  readonly state: AccessState;
  /** Everyone with an entry or a grant, by e-mail. Blocked people can't be given access, so only exact names mean them. */
  readonly people: readonly string[];
  /** Whether everyone is known who holds a role. */
  readonly showsHolders: boolean;
  readonly #known: ReadonlySet<string>;
  readonly #elsewhere: HoldersElsewhere | undefined;
  readonly #services: ReadonlySet<string>;
  readonly #cache: EffectiveAccessCache;
  readonly #paths = new Map<Place, ReadonlyMap<string, readonly AccessPath[]>>();
  readonly #groups = new Map<Place, readonly Group[]>();
  readonly #holders = new Map<string, ReadonlySet<string>>();

  constructor(state: AccessState, elsewhere?: HoldersElsewhere, isPart = false) {
    this.state = state;
    this.#elsewhere = elsewhere;
    this.#cache = new EffectiveAccessCache(state);
    this.showsHolders =
      elsewhere !== undefined ||
      (!isPart && [...state.places.values()].every(({ known }) => known));
    const people = new Set<string>();
    const services = new Set<string>();
    for (const { grants } of state.places.values()) {
      for (const [person, items] of grants) {
        people.add(person);
        if (items.some(({ service }) => service === true)) services.add(person);
      }
    }
    for (const [person, { service, status }] of state.people) {
      if (status === 'blocked') people.delete(person);
      else people.add(person);
      if (service === true) services.add(person);
    }
    this.#known = people;
    this.people = [...people].toSorted(byText);
    this.#services = services;
  }

  /** Whether a person or a service identity has this address, blocked or not. */
  knows(email: string): boolean {
    return this.#known.has(email) || this.state.people.has(email);
  }

  isService(person: string): boolean {
    return this.#services.has(person) && !this.isUntyped(person);
  }

  /** Whether it is unknown if this is a person or a service identity. */
  isUntyped(person: string): boolean {
    return this.state.untyped.has(person);
  }

  /** A person's paths into a resource. */
  pathsOf(person: string, place: Place): readonly AccessPath[] {
    return this.#pathsInto(place).get(person) ?? [];
  }

  accessOf(person: string, place: Place): EffectiveAccess {
    const paths = this.pathsOf(person, place);
    return paths.length === 0 ? nothing : this.#cache.of(paths, place);
  }

  /** Everyone with any access to a resource, certain or not. */
  groupsAt(place: Place): readonly Group[] {
    const known = this.#groups.get(place);
    if (known !== undefined) return known;
    const groups = new Map<EffectiveAccess, string[]>();
    for (const [person, paths] of this.#pathsInto(place)) {
      const access = this.#cache.of(paths, place);
      const group = groups.get(access);
      if (group === undefined) groups.set(access, [person]);
      else group.push(person);
    }
    const found = [...groups];
    this.#groups.set(place, found);
    return found;
  }

  /** Everyone known to hold a custom or predefined role, anywhere. */
  holdersOf(role: string): ReadonlySet<string> {
    const known = this.#holders.get(role);
    if (known !== undefined) return known;
    const holders = new Set(this.#elsewhere?.get(role));
    for (const place of this.state.places.values()) {
      for (const person of place.grants.keys()) {
        const own = this.pathsOf(person, place).filter(({ how }) => how === 'own');
        if (own.some(({ level }) => typeof level === 'object' && level.custom === role)) {
          holders.add(person);
        }
      }
    }
    this.#holders.set(role, holders);
    return holders;
  }

  #pathsInto(place: Place): ReadonlyMap<string, readonly AccessPath[]> {
    const known = this.#paths.get(place);
    if (known !== undefined) return known;
    const above = place.above === undefined ? undefined : this.#pathsInto(place.above);
    const masked = [...place.masked.keys()].filter((person) => this.#known.has(person));
    const candidates = new Set([...(above?.keys() ?? []), ...place.grants.keys(), ...masked]);
    const found = new Map<string, readonly AccessPath[]>();
    for (const person of candidates) {
      const paths = pathsIn(person, place, above?.get(person) ?? [], this.state);
      if (paths.length > 0) found.set(person, paths);
    }
    this.#paths.set(place, found);
    return found;
  }
}

/** Whether access includes what a rule is about. */
export function includes(access: EffectiveAccess, action: RuleAction): Answer {
  if (access.admin) return 'yes';
  switch (action.is) {
    case 'access':
      if (access.enters) return 'yes';
      return access.levels.length > 0 ? 'unknown' : 'no';
    case 'role': {
      const rank = builtInRank[action.role];
      if (access.ranks.certain >= rank) return 'yes';
      return access.ranks.possible >= rank ? 'unknown' : 'no';
    }
    case 'permission':
      if (access.certain.has(action.permission)) return 'yes';
      return access.blind || access.permissions.has(action.permission) ? 'unknown' : 'no';
  }
}

/** Whether a path certainly gives what a rule is about. */
export function gives(
  path: AccessPath,
  action: RuleAction,
  place: Place,
  state: AccessState,
): boolean {
  if (path.unsure === true) return false;
  if (path.level === 'admin') return true;
  switch (action.is) {
    case 'access':
      return true;
    case 'role':
      return path.level !== 'unknown' && rankOf(path) >= builtInRank[action.role];
    case 'permission':
      return permissionsOf(path, place, state)?.includes(action.permission) === true;
  }
}

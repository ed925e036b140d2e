import { isGrantKind } from '../../kinds/grants.ts';
import { kinds } from '../../kinds/index.ts';
import { byText } from '../../names.ts';
import type { Tree } from '../tree.ts';

/** Fewer people are clearer by name. */
const fewest = 3;

/** People with the same role in one map of the file. */
interface Group {
  readonly map: Tree;
  readonly value: unknown;
  /** The names of the resource and its parents, parents first, for the name of a team. */
  readonly place: readonly string[];
  readonly people: Set<string>;
}

/**
 * Forms teams of people who have the same roles in several maps, if that makes the file shorter, and puts the teams
 * into the maps. A team is used only where all of its people have the same role, so the meaning of the file stays.
 * @param tree of the file; its maps of grants are modified
 * @returns the people of each team, sorted by name
 */
export function formTeams(tree: Tree): ReadonlyMap<string, readonly string[]> {
  const groups = groupsIn(tree);
  const groupsOf = new Map<string, Set<Group>>();
  for (const group of groups) {
    for (const email of group.people) {
      const known = groupsOf.get(email);
      if (known === undefined) groupsOf.set(email, new Set([group]));
      else known.add(group);
    }
  }
  const candidates = new Map(groups.map((group) => [group, candidateOf(group, groupsOf)]));
  const teams = new Map<string, readonly string[]>();
  for (;;) {
    const best = bestOf(candidates.values());
    if (best === undefined) break;
    const { holders } = best;
    const people = [...best.people].toSorted(byText);
    const name = freeName(holders, teams);
    teams.set(name, people);
    for (const group of holders) {
      for (const email of people) {
        group.map.delete(email);
        group.people.delete(email);
        groupsOf.get(email)?.delete(group);
      }
      group.map.set(name, group.value);
    }
    // Only these have changed, and what counted on them.
    const changed = new Set(holders);
    for (const [group, candidate] of candidates) {
      if (changed.has(group) || candidate?.holders.some((each) => changed.has(each))) {
        candidates.set(group, candidateOf(group, groupsOf));
      }
    }
  }
  for (const { map } of groups) sortEntries(map);
  return new Map([...teams].toSorted(([a], [b]) => byText(a, b)));
}

/** For each map of grants, the groups of people with the same role. */
function groupsIn(tree: Tree): readonly Group[] {
  const found: Group[] = [];
  const collect = (map: Tree, place: readonly string[]): void => {
    const byValue = new Map<string, Group>();
    for (const [email, value] of map) {
      const mark = JSON.stringify(value);
      const group = byValue.get(mark) ?? { map, value, place, people: new Set<string>() };
      group.people.add(email);
      byValue.set(mark, group);
    }
    found.push(...[...byValue.values()].filter(({ people }) => people.size >= fewest));
  };
  const walk = (
    value: unknown,
    [part, ...rest]: readonly string[],
    place: readonly string[],
  ): void => {
    if (!(value instanceof Map)) return;
    const map: Tree = value;
    if (part === undefined || rest.length === 0) collect(map, place);
    else if (part === '*') for (const [name, below] of map) walk(below, rest, [...place, name]);
    else walk(map.get(part), rest, place);
  };
  for (const kind of kinds) if (isGrantKind(kind)) walk(tree, kind.at, []);
  return found;
}

/** A team that would make the file shorter. */
interface Candidate {
  readonly people: ReadonlySet<string>;
  readonly holders: readonly Group[];
  /** How many lines it saves. */
  readonly saved: number;
}

/** The team of exactly the people in a group: anything else would be a guess. */
function candidateOf(
  { people }: Group,
  groupsOf: ReadonlyMap<string, ReadonlySet<Group>>,
): Candidate | undefined {
  const [first] = people;
  if (first === undefined || people.size < fewest) return undefined;
  const holders = [...(groupsOf.get(first) ?? [])].filter(
    (group) => group.people.size >= people.size && isWithin(people, group.people),
  );
  // Each map gets one line instead of many; the team itself needs a line per person, and one for its name.
  const saved = holders.length * (people.size - 1) - (people.size + 1);
  return holders.length < 2 || saved <= 0 ? undefined : { people, holders, saved };
}

function isWithin(people: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const email of people) if (!others.has(email)) return false;
  return true;
}

/** The team that saves most lines: of equal ones the first. */
function bestOf(candidates: Iterable<Candidate | undefined>): Candidate | undefined {
  let best: Candidate | undefined;
  for (const each of candidates) {
    if (each !== undefined && each.saved > (best?.saved ?? 0)) best = each;
  }
  return best;
}

/**
 * A team is named after the space that contains all of its uses, otherwise after the smallest resource: a project with
 * its space, because many spaces have projects of the same name.
 */
function freeName(holders: readonly Group[], taken: ReadonlyMap<string, unknown>): string {
  // An organization contains everyone, so its name says least.
  const spaces = holders.filter(({ place: { length } }) => length > 1);
  const telling = spaces.length > 0 ? spaces : holders;
  const [smallest] = telling.toSorted((a, b) => a.people.size - b.people.size);
  const place = smallest?.place ?? [];
  const common = place.filter((_, index) =>
    telling.every(({ place: other }) =>
      place.slice(0, index + 1).every((name, at) => name === other[at]),
    ),
  );
  const within = common.length > 1 ? common.slice(1) : place.length > 1 ? place.slice(1) : place;
  const names = [within, place.slice(1), place].map(nameOf);
  const free = names.find((name) => !taken.has(name));
  if (free !== undefined) return free;
  for (let number = 2; ; number += 1) {
    const numbered = `${names[0] ?? ''} ${number}`;
    if (!taken.has(numbered)) return numbered;
  }
}

function nameOf(place: readonly string[]): string {
  const name = place.join(' ').replaceAll('@', ' at ').trim();
  return name === '' || name === '<<' ? 'team' : name;
}

const rank = (name: string): string => `${name.includes('@') ? 1 : 0}${name}`;

/** Teams first, then people, each by name. */
function sortEntries(map: Tree): void {
  const entries = [...map].toSorted(([a], [b]) => byText(rank(a), rank(b)));
  map.clear();
  for (const [name, value] of entries) map.set(name, value);
}

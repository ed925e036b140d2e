import type { AccessChange, Via } from '../delta.ts';
import { byText } from '../names.ts';
import { pairUp } from './pairs.ts';
import type { Pair } from './pairs.ts';
import { onlyPasses, passedDown, pathsIn, viaOf } from './paths.ts';
import type { AccessPath } from './paths.ts';
import { Comparisons, EffectiveAccessCache, levelKey } from './effectiveAccess.ts';
import type { EffectiveAccess } from './effectiveAccess.ts';
import type { AccessState, Place } from './state.ts';

/** The states to compare, and the known causes of differences. */
interface Compared {
  readonly before: AccessState;
  readonly after: AccessState;
  /** Roles whose permissions change. */
  readonly roles: ReadonlySet<string>;
  /** The change behind each changed item, by address. */
  readonly why: ReadonlyMap<string, string>;
  /** The team of the file that a grant comes from, by address. */
  readonly teams: ReadonlyMap<string, string | undefined>;
}

/** Walks down from each change, as far as it makes a difference. */
export class AccessLookup {
  readonly found: AccessChange[] = [];
  readonly unread = new Set<string>();
  readonly #before: AccessState;
  readonly #after: AccessState;
  readonly #pairs: ReadonlyMap<string, Pair>;
  readonly #inOrder: readonly Pair[];
  readonly #comparisons = new Comparisons();
  readonly #sums: readonly [EffectiveAccessCache, EffectiveAccessCache];
  /** The number of the person, by which what is noted at a place is told from that of an earlier one. */
  #round = 0;
  /** By the numbers of places. */
  readonly #seen: Uint32Array;
  readonly #known: ({ readonly round: number; readonly ways: Ways } | undefined)[];
  /** Lists of one cause. */
  readonly #single = new Map<string, readonly string[]>();
  readonly #roles: ReadonlySet<string>;
  readonly #why: ReadonlyMap<string, string>;
  readonly #teams: ReadonlyMap<string, string | undefined>;

  constructor({ before, after, roles, why, teams }: Compared) {
    this.#before = before;
    this.#after = after;
    this.#pairs = pairUp(before, after);
    this.#inOrder = [...this.#pairs.values()].toSorted((a, b) => a.order - b.order);
    this.#seen = new Uint32Array(this.#pairs.size);
    this.#known = Array.from({ length: this.#pairs.size });
    this.#sums = [new EffectiveAccessCache(before), new EffectiveAccessCache(after)];
    this.#roles = roles;
    this.#why = why;
    this.#teams = teams;
  }

  /** Finds the differences for a person in some places and below them. */
  at(person: string, places: ReadonlySet<string>): void {
    this.#round += 1;
    const numbers: number[] = [];
    for (const address of places) {
      const pair = this.#pairs.get(address);
      if (pair !== undefined) numbers.push(pair.order);
    }
    // From the outside in: lower places are usually reached on the way.
    for (const number of Uint32Array.from(numbers).toSorted()) {
      const pair = this.#inOrder[number];
      if (pair !== undefined) this.#down(pair, person);
    }
  }

  #down(pair: Pair, person: string): void {
    if (this.#seen[pair.order] === this.#round) return;
    this.#seen[pair.order] = this.#round;
    const ways = this.#ways(pair, person);
    ways.differing ??= this.#differing(ways) ?? same;
    if (ways.differing === same) return;
    if (pair.known) this.#compare(person, pair, ways, ways.differing);
    else this.unread.add(pair.address);
    for (const inner of pair.below) this.#down(inner, person);
  }

  /** A person's paths into a place, before and after. Paths into its parent are computed once. */
  #ways(pair: Pair, person: string): Ways {
    const known = this.#known[pair.order];
    if (known?.round === this.#round) return known.ways;
    const above = pair.above && this.#ways(pair.above, person);
    const ways = this.#waysInto(pair, person, above);
    this.#known[pair.order] = { round: this.#round, ways };
    return ways;
  }

  #waysInto({ was, will }: Pair, person: string, above: Ways = { before: [], after: [] }): Ways {
    const passes = was !== undefined && onlyPasses(person, was);
    const willPass = will !== undefined && onlyPasses(person, will);
    if (passes && willPass && above.passed) return above.passed;
    if (passes) above.passedBefore ??= passedDown(above.before);
    if (willPass) above.passedAfter ??= passedDown(above.after);
    const { passedBefore = [], passedAfter = [] } = above;
    const ways: Ways = {
      before: passes ? passedBefore : was ? pathsIn(person, was, above.before, this.#before) : [],
      after: willPass ? passedAfter : will ? pathsIn(person, will, above.after, this.#after) : [],
    };
    if (passes && willPass) above.passed = ways;
    return ways;
  }

  #differing({ before, after }: Ways): Differing | undefined {
    // Usually almost everything is the same, in the same order.
    const isAlike =
      before.length === after.length && after.every((path, index) => isSame(path, before[index]));
    if (isAlike && (this.#roles.size === 0 || !after.some((path) => this.#isEdited(path)))) {
      return undefined;
    }
    if (before.length === 0) return { kept: [], differing: after };
    if (after.length === 0) return { kept: [], differing: before };
    const kept: AccessPath[] = [];
    const differing: AccessPath[] = [];
    for (const path of after) if (!isAmong(before, path)) differing.push(path);
    for (const path of before) if (!isAmong(after, path)) differing.push(path);
    if (this.#roles.size > 0) {
      for (const path of after) if (this.#isEdited(path) && isAmong(before, path)) kept.push(path);
    }
    if (kept.length > 0) differing.unshift(...kept);
    return differing.length === 0 ? undefined : { kept, differing };
  }

  #isEdited({ level }: AccessPath): boolean {
    return typeof level === 'object' && this.#roles.has(level.custom);
  }

  #compare(person: string, pair: Pair, ways: Ways, differing: Differing): void {
    const { before, after } = ways;
    const { had, has } = this.#standings(pair, ways);
    const comparison = this.#comparisons.of(had, has);
    if (comparison === undefined) return;
    const isBot = (this.#after.people.get(person) ?? this.#before.people.get(person))?.service;
    const { ref: place } = pair.place;
    this.found.push({
      person,
      ...(isBot === true && { service: true }),
      ...(place && { place }),
      ...comparison,
      before: had.levels,
      after: has.levels,
      via: this.#via(differing.differing, comparison.effect === 'loses' ? before : after),
      causes: this.#causes(differing, pair),
    });
  }

  /** What a person can do in a place, before and after. */
  #standings({ was, will }: Pair, ways: Ways): Standings {
    const { standings: known } = ways;
    if (known?.was === was?.builtInRoles && known?.will === will?.builtInRoles && known) {
      return known;
    }
    const standings: Standings = {
      was: was?.builtInRoles,
      will: will?.builtInRoles,
      had: this.#sums[0].of(ways.before, was),
      has: this.#sums[1].of(ways.after, will),
    };
    ways.standings = standings;
    return standings;
  }

  /** The most telling path: a new one or, where access is lost, a former one. */
  #via(differing: readonly AccessPath[], side: readonly AccessPath[]): Via {
    const path =
      differing.find((each) => side.includes(each) && each.level === 'admin') ??
      differing.find((each) => side.includes(each)) ??
      differing[0];
    if (path === undefined) return { how: 'own', level: 'unknown' };
    return viaOf(path, this.#teams.get(path.item.address));
  }

  /** The changes that open and close these paths: to grants, to roles, and to what stands in between. */
  #causes({ differing, kept }: Differing, pair: Pair): readonly string[] {
    // Made for each difference: lists of the right length, and of one cause shared by all who have it.
    let causes: readonly string[] = [];
    const add = (address: string | undefined): void => {
      const cause = address === undefined ? undefined : this.#why.get(address);
      if (cause === undefined || causes.includes(cause)) return;
      causes = causes.length === 0 ? this.#alone(cause) : [...causes, cause].toSorted(byText);
    };
    for (const path of differing) {
      const { item, level, at } = path;
      add(item.address);
      // The cause of a new or removed path is the grant, no matter how its role changes.
      if (typeof level === 'object' && kept.includes(path)) {
        add(this.#after.roles.get(level.custom)?.address);
      }
      for (let step: Pair | undefined = pair; step?.above !== undefined; step = step.above) {
        if (step.address === at.address) break;
        for (const address of step.opening) add(address);
      }
    }
    return causes;
  }

  #alone(cause: string): readonly string[] {
    const known = this.#single.get(cause);
    if (known !== undefined) return known;
    const list = [cause];
    this.#single.set(cause, list);
    return list;
  }
}

/** What a person can do in a place before and after, with the permissions of built-in roles for which that holds. */
interface Standings {
  readonly was: Place['builtInRoles'];
  readonly will: Place['builtInRoles'];
  readonly had: EffectiveAccess;
  readonly has: EffectiveAccess;
}

/** A person's paths into a place, and what follows from them alone. */
interface Ways {
  readonly before: readonly AccessPath[];
  readonly after: readonly AccessPath[];
  differing?: Differing;
  /** The paths into all places in it in which the person has nothing but what is passed on. */
  passed?: Ways;
  passedBefore?: readonly AccessPath[];
  passedAfter?: readonly AccessPath[];
  standings?: Standings;
}

/** The paths that exist on one side only, or lead to a different level. */
interface Differing {
  readonly differing: readonly AccessPath[];
  /** Those that exist on both sides, with an edited role. */
  readonly kept: readonly AccessPath[];
}

/** Nothing differs. */
const same: Differing = { differing: [], kept: [] };

const isSame = (a: AccessPath, b: AccessPath | undefined): boolean =>
  b !== undefined &&
  a.how === b.how &&
  a.unsure === b.unsure &&
  (a.item === b.item || a.item.address === b.item.address) &&
  (a.level === b.level || levelKey(a.level) === levelKey(b.level)) &&
  (a.only === b.only || a.only?.join() === b.only?.join());

function isAmong(paths: readonly AccessPath[], path: AccessPath): boolean {
  for (const other of paths) if (isSame(path, other)) return true;
  return false;
}

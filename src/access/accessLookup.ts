import type { AccessChange, Via } from '../delta.ts';
import { byText } from '../names.ts';
import { pairUp } from './pairs.ts';
import type { Pair } from './pairs.ts';
import { pathsIn, viaOf } from './paths.ts';
import type { AccessPath } from './paths.ts';
import { Comparisons, EffectiveAccessCache, levelKey } from './effectiveAccess.ts';
import type { AccessState } from './state.ts';

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
  readonly #comparisons = new Comparisons();
  readonly #sums: readonly [EffectiveAccessCache, EffectiveAccessCache];
  readonly #roles: ReadonlySet<string>;
  readonly #why: ReadonlyMap<string, string>;
  readonly #teams: ReadonlyMap<string, string | undefined>;

  constructor({ before, after, roles, why, teams }: Compared) {
    this.#before = before;
    this.#after = after;
    this.#pairs = pairUp(before, after);
    this.#sums = [new EffectiveAccessCache(before), new EffectiveAccessCache(after)];
    this.#roles = roles;
    this.#why = why;
    this.#teams = teams;
  }

  /** Finds the differences for a person in some places and below them. */
  at(person: string, places: ReadonlySet<string>): void {
    const walk: Walk = { person, ways: new Map(), seen: new Set() };
    const inOrder = [...places].flatMap((address) => this.#pairs.get(address) ?? []);
    // From the outside in: lower places are usually reached on the way.
    inOrder.sort((a, b) => a.depth - b.depth || byText(a.address, b.address));
    for (const pair of inOrder) this.#down(pair, walk);
  }

  #down(pair: Pair, walk: Walk): void {
    if (walk.seen.has(pair)) return;
    walk.seen.add(pair);
    const ways = this.#ways(pair, walk);
    const differing = this.#differing(ways);
    if (differing === undefined) return;
    if (pair.known) this.#compare(walk.person, pair, ways, differing);
    else this.unread.add(pair.address);
    for (const inner of pair.below) this.#down(inner, walk);
  }

  /** A person's paths into a place, before and after. Paths into its parent are computed once. */
  #ways(pair: Pair, walk: Walk): Ways {
    const known = walk.ways.get(pair);
    if (known !== undefined) return known;
    const above = pair.above && this.#ways(pair.above, walk);
    const { was, will } = pair;
    const ways = {
      before: was ? pathsIn(walk.person, was, above?.before ?? [], this.#before) : [],
      after: will ? pathsIn(walk.person, will, above?.after ?? [], this.#after) : [],
    };
    walk.ways.set(pair, ways);
    return ways;
  }

  #differing({ before, after }: Ways): Differing | undefined {
    const kept = after.filter((path) => this.#isEdited(path) && before.some(isSameAs(path)));
    if (kept.length === 0 && before.length === after.length) {
      // Usually almost everything is the same, in the same order.
      if (after.every((path, index) => isSame(path, before[index]))) return undefined;
    }
    const fresh = after.filter((path) => !before.some(isSameAs(path)));
    const gone = before.filter((path) => !after.some(isSameAs(path)));
    const differing = [...kept, ...fresh, ...gone];
    return differing.length === 0 ? undefined : { kept, differing };
  }

  #isEdited({ level }: AccessPath): boolean {
    return typeof level === 'object' && this.#roles.has(level.custom);
  }

  #compare(person: string, pair: Pair, { before, after }: Ways, differing: Differing): void {
    const had = this.#sums[0].of(before, pair.was);
    const has = this.#sums[1].of(after, pair.will);
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
    const causes = new Set<string>();
    const add = (address: string | undefined): void => {
      const cause = address === undefined ? undefined : this.#why.get(address);
      if (cause !== undefined) causes.add(cause);
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
    return [...causes].toSorted(byText);
  }
}

/** One person, while all places are visited. */
interface Walk {
  readonly person: string;
  readonly ways: Map<Pair, Ways>;
  readonly seen: Set<Pair>;
}

/** A person's paths into a place. */
interface Ways {
  readonly before: readonly AccessPath[];
  readonly after: readonly AccessPath[];
}

/** The paths that exist on one side only, or lead to a different level. */
interface Differing {
  readonly differing: readonly AccessPath[];
  /** Those that exist on both sides, with an edited role. */
  readonly kept: readonly AccessPath[];
}

const isSame = (a: AccessPath, b: AccessPath | undefined): boolean =>
  b !== undefined &&
  a.how === b.how &&
  a.unsure === b.unsure &&
  (a.item === b.item || a.item.address === b.item.address) &&
  (a.level === b.level || levelKey(a.level) === levelKey(b.level)) &&
  (a.only === b.only || a.only?.join() === b.only?.join());

const isSameAs =
  (a: AccessPath) =>
  (b: AccessPath): boolean =>
    isSame(a, b);

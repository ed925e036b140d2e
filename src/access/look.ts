import type { AccessChange, Via } from '../delta.ts';
import { isWord } from '../fields.ts';
import { byText } from '../names.ts';
import { pathsIn, pathsTo, viaOf } from './paths.ts';
import type { Path } from './paths.ts';
import { Standings, compareStandings } from './standing.ts';
import { wayTo } from './state.ts';
import type { AccessState, Place } from './state.ts';

/** What there is to compare, and what is known about why it differs. */
interface Compared {
  readonly before: AccessState;
  readonly after: AccessState;
  /** Roles that allow something else. */
  readonly roles: ReadonlySet<string>;
  /** For each thing that changes, the change that does it; all by address. */
  readonly why: ReadonlyMap<string, string>;
  /** The team of the file that brings a grant, by address. */
  readonly teams: ReadonlyMap<string, string | undefined>;
}

/** Walks down from where something changes, as far as it makes a difference. */
export class Look {
  readonly found: AccessChange[] = [];
  readonly unread = new Set<string>();
  readonly #before: AccessState;
  readonly #after: AccessState;
  readonly #sums: readonly [Standings, Standings];
  readonly #roles: ReadonlySet<string>;
  readonly #why: ReadonlyMap<string, string>;
  readonly #teams: ReadonlyMap<string, string | undefined>;

  constructor({ before, after, roles, why, teams }: Compared) {
    this.#before = before;
    this.#after = after;
    this.#sums = [new Standings(before), new Standings(after)];
    this.#roles = roles;
    this.#why = why;
    this.#teams = teams;
  }

  /** Finds what is different for somebody in some places and below them. */
  at(person: string, places: ReadonlySet<string>): void {
    const seen = new Set<string>();
    // From the outside in: what is below is mostly met on the way.
    const inOrder = [...places].toSorted((a, b) => this.#depth(a) - this.#depth(b) || byText(a, b));
    for (const address of inOrder) {
      if (seen.has(address)) continue;
      const [was, will] = [this.#before.places.get(address), this.#after.places.get(address)];
      const above = (place: Place | undefined, state: AccessState): readonly Path[] =>
        place?.above === undefined ? [] : pathsTo(person, place.above, state);
      this.#down(
        person,
        { place: was, above: above(was, this.#before) },
        { place: will, above: above(will, this.#after) },
        seen,
      );
    }
  }

  #depth(address: string): number {
    const place = this.#before.places.get(address) ?? this.#after.places.get(address);
    return place === undefined ? 0 : wayTo(place).length;
  }

  #down(person: string, was: Side, will: Side, seen: Set<string>): void {
    const place = will.place ?? was.place;
    if (place === undefined || seen.has(place.address)) return;
    seen.add(place.address);
    const before = was.place ? pathsIn(person, was.place, was.above, this.#before) : [];
    const after = will.place ? pathsIn(person, will.place, will.above, this.#after) : [];
    const differing = this.#differing(before, after);
    if (differing.differing.length === 0) return;
    if ((was.place?.known ?? true) && (will.place?.known ?? true)) {
      this.#compare(person, place, [was.place, before], [will.place, after], differing);
    } else this.unread.add(place.address);
    const below = new Map<string, readonly [Place | undefined, Place | undefined]>();
    for (const each of was.place?.below ?? []) below.set(each.address, [each, undefined]);
    for (const each of will.place?.below ?? [])
      below.set(each.address, [below.get(each.address)?.[0], each]);
    for (const [inner, later] of below.values()) {
      this.#down(person, { place: inner, above: before }, { place: later, above: after }, seen);
    }
  }

  #differing(before: readonly Path[], after: readonly Path[]): Differing {
    const had = new Set(before.map(wayKey));
    const has = new Set(after.map(wayKey));
    const isEdited = ({ level }: Path): boolean =>
      level !== 'unknown' && !isWord(level) && this.#roles.has(level.custom);
    const kept = new Set(after.filter((path) => had.has(wayKey(path)) && isEdited(path)));
    return {
      kept,
      differing: [
        ...after.filter((path) => kept.has(path) || !had.has(wayKey(path))),
        ...before.filter((path) => !has.has(wayKey(path))),
      ],
    };
  }

  #compare(
    person: string,
    place: Place,
    [was, before]: readonly [Place | undefined, readonly Path[]],
    [will, after]: readonly [Place | undefined, readonly Path[]],
    differing: Differing,
  ): void {
    const had = this.#sums[0].of(before, was);
    const has = this.#sums[1].of(after, will);
    const comparison = compareStandings(had, has);
    if (comparison === undefined) return;
    const isBot = (this.#after.people.get(person) ?? this.#before.people.get(person))?.service;
    this.found.push({
      person,
      ...(isBot === true && { service: true }),
      ...(place.ref && { place: place.ref }),
      ...comparison,
      before: had.levels,
      after: has.levels,
      via: this.#via(differing.differing, comparison.effect === 'loses' ? before : after),
      causes: this.#causes(differing, place),
    });
  }

  /** The way that tells most: one that opens, or where something is lost, one that closes. */
  #via(differing: readonly Path[], side: readonly Path[]): Via {
    const path =
      differing.find((each) => side.includes(each) && each.level === 'admin') ??
      differing.find((each) => side.includes(each)) ??
      differing[0];
    if (path === undefined) return { how: 'own', level: 'unknown' };
    return viaOf(path, this.#teams.get(path.item.address));
  }

  /** Which changes open and close these ways: those of the grants, of the roles, and of what stands in between. */
  #causes({ differing, kept }: Differing, place: Place): readonly string[] {
    const causes = new Set<string>();
    const add = (address: string | undefined): void => {
      const cause = address === undefined ? undefined : this.#why.get(address);
      if (cause !== undefined) causes.add(cause);
    };
    for (const path of differing) {
      const { item, level, at } = path;
      add(item.address);
      // What is new or gone has its cause in the grant, whatever else becomes of its role.
      if (kept.has(path) && level !== 'unknown' && !isWord(level)) {
        add(this.#after.roles.get(level.custom)?.address);
      }
      for (let step = place; step.above !== undefined && step.address !== at.address;) {
        this.#opening(step.address, add);
        step = step.above;
      }
    }
    return [...causes].toSorted(byText);
  }

  /** What opens or closes a place: itself, where it lets in others than before, and its door. */
  #opening(address: string, add: (address: string | undefined) => void): void {
    const [was, will] = [this.#before.places.get(address), this.#after.places.get(address)];
    if (was?.passing !== will?.passing) add(address);
    if (was?.door?.address !== will?.door?.address) add((was?.door ?? will?.door)?.address);
  }
}

/** The ways that are there on one side only, or lead to something else. */
interface Differing {
  readonly differing: readonly Path[];
  /** Those of them that are there on both sides, with a role that is edited. */
  readonly kept: ReadonlySet<Path>;
}

interface Side {
  readonly place: Place | undefined;
  readonly above: readonly Path[];
}

const wayKey = ({ how, level, item, only, unsure }: Path): string => {
  const name = typeof level === 'object' ? `=${level.custom}` : level;
  return `${item.address} ${name} ${how} ${only?.join() ?? ''} ${unsure === true ? '?' : ''}`;
};

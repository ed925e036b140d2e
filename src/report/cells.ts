import { EffectiveAccessCache } from '../access/effectiveAccess.ts';
import type { EffectiveAccess } from '../access/effectiveAccess.ts';
import { pathsIn } from '../access/paths.ts';
import type { AccessPath } from '../access/paths.ts';
import type { AccessState, Place } from '../access/state.ts';
import type { Level } from '../delta.ts';
import type { Index, ReportCell, ReportWay } from './document.ts';
import type { CellsOfPerson } from './packed.ts';
import { Table } from './table.ts';
import type { PermissionTable } from './table.ts';

/**
 * What people can do in places, and by which ways, as the access engine says. A cell says it relative to its place, so that
 * places and people share it: an account of thousands has a few hundred.
 */
export class CellTable {
  readonly #ways = new Table<ReportWay>();
  readonly #cells = new Table<ReportCell>();
  readonly #levels: Table<Level>;
  readonly #permissions: PermissionTable;

  constructor(levels: Table<Level>, permissions: PermissionTable) {
    this.#levels = levels;
    this.#permissions = permissions;
    this.#cells.at({ ways: [], levels: [] });
  }

  get ways(): readonly ReportWay[] {
    return this.#ways.rows;
  }

  get cells(): readonly ReportCell[] {
    return this.#cells.rows;
  }

  /** Looks up people in a state of the account. */
  reader(
    state: AccessState,
    placeAt: (address: string) => Index,
  ): (person: string) => CellsOfPerson {
    const standings = new EffectiveAccessCache(state);
    const known = new Map<string, Index>();
    const depths = new Map<Place, number>();
    const depthOf = (place: Place): number => {
      const depth = depths.get(place) ?? (place.above === undefined ? 0 : depthOf(place.above) + 1);
      depths.set(place, depth);
      return depth;
    };
    const cellOf = (place: Place, paths: readonly AccessPath[]): Index => {
      const depth = depthOf(place);
      let key = place.builtInRoles === undefined ? '' : ':';
      for (const { how, at, level, only, unsure } of paths) {
        const limit = only === undefined ? '' : this.#permissions.at(only);
        key += `${how} ${depth - depthOf(at)} ${unsure ?? ''} ${limit} ${this.#levels.at(level)}\n`;
      }
      const cell =
        known.get(key) ?? this.#cellOf(standings.of(paths, place), paths, place, depth, depthOf);
      known.set(key, cell);
      return cell;
    };
    const holders = holdersOf(state);
    return (person) => {
      const found = new Map<Index, Index>();
      const visit = (place: Place, above: readonly AccessPath[]): void => {
        const paths = pathsIn(person, place, above, state);
        const cell = paths.length === 0 ? 0 : cellOf(place, paths);
        if (cell !== 0) found.set(placeAt(place.address), cell);
        for (const inner of place.below) {
          // A place that no path leads into is skipped.
          if (paths.length > 0 || holders.get(inner)?.has(person)) visit(inner, paths);
        }
      };
      visit(state.account, []);
      return found;
    };
  }

  #cellOf(
    { admin, enters, levels, permissions, unsure }: EffectiveAccess,
    paths: readonly AccessPath[],
    { builtInRoles }: Place,
    depth: number,
    depthOf: (place: Place) => number,
  ): Index {
    if (levels.length === 0) return 0;
    const shown = admin ? paths.filter(({ level }) => level === 'admin') : paths;
    const ways = shown.map((path) =>
      this.#ways.at({
        how: path.how,
        up: depth - depthOf(path.at),
        level: this.#levels.at(path.level),
        ...(path.only && { only: this.#permissions.at(path.only) }),
        ...(path.unsure && { unsure: true as const }),
      }),
    );
    const knowsAll = builtInRoles !== undefined || permissions.size > 0;
    return this.#cells.at({
      ways: [...new Set(ways)],
      levels: levels.map((level) => this.#levels.at(level)),
      ...(admin && { admin: true as const }),
      ...(!admin && knowsAll && { permissions: this.#permissions.at(permissions) }),
      ...(unsure && { unsure: true as const }),
      ...(enters && { enters: true as const }),
      ...(paths.some(({ how }) => how === 'own') && { own: true as const }),
    });
  }
}

/** For each place, who holds something in it or below it, or may. */
function holdersOf(state: AccessState): ReadonlyMap<Place, ReadonlySet<string>> {
  const holders = new Map<Place, Set<string>>();
  const gather = (place: Place): Set<string> => {
    const own = new Set([...place.grants.keys(), ...place.masked.keys()]);
    for (const inner of place.below) for (const person of gather(inner)) own.add(person);
    holders.set(place, own);
    return own;
  };
  gather(state.account);
  return holders;
}

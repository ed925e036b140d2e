import type { AccessEffect, Level } from '../delta.ts';
import { isBuiltInRole } from '../fields.ts';
import { builtInRank } from '../kinds/grants.ts';
import { byText } from '../names.ts';
import { permissionsOf } from './paths.ts';
import type { AccessPath } from './paths.ts';
import type { AccessState, Place } from './state.ts';

/** What a person can do in a place, as the union of all paths (Arize docs: custom roles). */
export interface EffectiveAccess {
  /** Can do everything here, as an admin. */
  readonly admin: boolean;
  /** Strongest first; an admin right covers the rest. Empty means no access. */
  readonly levels: readonly Level[];
  /** The permissions known to be granted. Nothing is listed for an admin. */
  readonly permissions: ReadonlySet<string>;
  /** Where only built-in roles are known: the rank of the strongest. */
  readonly rank: number;
  /** Whether the person has any access, even if the rest is unknown. */
  readonly enters: boolean;
  /** Whether the person may have more, or less, than what is known. */
  readonly unsure: boolean;
  /** The permissions that come from paths known to be open. */
  readonly certain: ReadonlySet<string>;
  /** Whether there is a path whose permissions are unknown. */
  readonly blind: boolean;
  /**
   * The rank of the strongest built-in role that the person certainly has here, and of the strongest that they may
   * have.
   */
  readonly ranks: { readonly certain: number; readonly possible: number };
}

const strength = (level: Level): number =>
  level === 'unknown' ? -1 : isBuiltInRole(level) ? builtInRank[level] : 0;

export const levelKey = (level: Level): string =>
  typeof level === 'object' ? `=${level.custom}` : level;

/** Paths with the same key give the same access everywhere. */
const pathKey = ({ level, only, unsure }: AccessPath): string =>
  `${levelKey(level)}${only === undefined ? '' : ` only ${only.join()}`}${unsure ? ' ?' : ''}`;

/** No access at all. */
export const nothing: EffectiveAccess = {
  admin: false,
  levels: [],
  permissions: new Set(),
  rank: 0,
  enters: false,
  unsure: false,
  certain: new Set(),
  blind: false,
  ranks: { certain: 0, possible: 0 },
};

/** Combines paths. Many people have the same ones, so each combination is computed once. */
export class EffectiveAccessCache {
  readonly #state: AccessState;
  readonly #known = new Map<string, EffectiveAccess>();

  constructor(state: AccessState) {
    this.#state = state;
  }

  /** The combined access of paths into a place. */
  of(paths: readonly AccessPath[], place: Place | undefined): EffectiveAccess {
    if (place === undefined || paths.length === 0) return nothing;
    let mark = place.builtInRoles === undefined ? '' : ':';
    // Most people have one path, or several that are in the same order.
    for (const path of paths) mark += `${pathKey(path)}\n`;
    const known = this.#known.get(mark) ?? sum(paths, place, this.#state);
    this.#known.set(mark, known);
    return known;
  }
}

function sum(paths: readonly AccessPath[], place: Place, state: AccessState): EffectiveAccess {
  if (paths.some(({ level, unsure }) => level === 'admin' && unsure !== true)) {
    return {
      admin: true,
      levels: ['admin'],
      permissions: new Set(),
      rank: builtInRank.admin,
      enters: true,
      unsure: false,
      certain: new Set(),
      blind: false,
      ranks: { certain: builtInRank.admin, possible: builtInRank.admin },
    };
  }
  const levels = new Map(paths.map(({ level }) => [levelKey(level), level]));
  const wordsAlone = place.builtInRoles === undefined;
  const permissions = new Set<string>();
  const certain = new Set<string>();
  const ranks = { certain: 0, possible: 0 };
  let unsure = false;
  let blind = false;
  for (const path of paths) {
    const allowed = permissionsOf(path, place, state);
    const isBlind = allowed === undefined && !(wordsAlone && isBuiltInRole(path.level));
    if (path.unsure || isBlind) unsure = true;
    blind ||= isBlind;
    for (const permission of allowed ?? []) {
      permissions.add(permission);
      if (path.unsure !== true) certain.add(permission);
    }
    const rank = rankOf(path);
    ranks.possible = Math.max(ranks.possible, rank);
    if (path.unsure !== true && path.level !== 'unknown')
      ranks.certain = Math.max(ranks.certain, rank);
  }
  return {
    admin: false,
    levels: [...levels]
      .toSorted(([a, first], [b, second]) => strength(second) - strength(first) || byText(a, b))
      .map(([, level]) => level),
    permissions,
    rank: wordsAlone ? Math.max(...paths.map(({ level }) => strength(level)), 0) : 0,
    enters: paths.some((path) => path.unsure !== true),
    unsure,
    certain,
    blind,
    ranks,
  };
}

/** The rank of the built-in role that a path gives. A restriction leaves only permissions of a path. */
export function rankOf({ level, only }: AccessPath): number {
  if (level === 'unknown') return builtInRank.admin;
  return only === undefined && isBuiltInRole(level) ? builtInRank[level] : 0;
}

/** The difference between two standings. */
export interface Comparison {
  readonly effect: AccessEffect;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
}

const without = (some: ReadonlySet<string>, others: ReadonlySet<string>): readonly string[] =>
  [...some].filter((each) => !others.has(each)).toSorted(byText);

/** What a person gains and loses; undefined when nothing changes. */
function compareStandings(before: EffectiveAccess, after: EffectiveAccess): Comparison | undefined {
  if (before === after || (before.admin && after.admin)) return undefined;
  const gained = after.admin ? [] : without(after.permissions, before.permissions);
  const lost = before.admin ? [] : without(before.permissions, after.permissions);
  if (before.unsure || after.unsure) return compareUnsure(before, after, gained, lost);
  const more =
    (after.admin && !before.admin) ||
    gained.length > 0 ||
    after.rank > before.rank ||
    (before.levels.length === 0 && after.levels.length > 0);
  const less =
    (before.admin && !after.admin) ||
    lost.length > 0 ||
    after.rank < before.rank ||
    (before.levels.length > 0 && after.levels.length === 0);
  if (!more && !less) return undefined;
  if (after.admin) return { effect: 'gains', gained, lost: [] };
  if (before.admin) return { effect: 'loses', gained: [], lost };
  return { effect: more && less ? 'changes' : more ? 'gains' : 'loses', gained, lost };
}

/** Where access is not fully known, only a change from none to some, or from some to none, is certain. */
function compareUnsure(
  before: EffectiveAccess,
  after: EffectiveAccess,
  gained: readonly string[],
  lost: readonly string[],
): Comparison | undefined {
  const names = ({ levels }: EffectiveAccess): string => levels.map(levelKey).join('\n');
  const isSame =
    names(before) === names(after) &&
    gained.length + lost.length === 0 &&
    before.unsure === after.unsure &&
    before.enters === after.enters;
  if (isSame) return undefined;
  if (before.levels.length === 0 && after.enters) return { effect: 'gains', gained, lost };
  if (before.enters && after.levels.length === 0) return { effect: 'loses', gained, lost };
  return { effect: 'unsure', gained, lost };
}

/** Compares standings. Many people change alike, so each difference is computed once. */
export class Comparisons {
  readonly #known = new Map<EffectiveAccess, Map<EffectiveAccess, Comparison | undefined>>();

  /** What a person gains and loses. */
  of(before: EffectiveAccess, after: EffectiveAccess): Comparison | undefined {
    const own = this.#known.get(before) ?? new Map<EffectiveAccess, Comparison | undefined>();
    this.#known.set(before, own);
    if (own.has(after)) return own.get(after);
    const comparison = compareStandings(before, after);
    own.set(after, comparison);
    return comparison;
  }
}

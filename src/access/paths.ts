import type { How, Level, Via } from '../delta.ts';
import { isBuiltInRole } from '../fields.ts';
import { kindOf } from '../kinds/index.ts';
import { wayTo } from './state.ts';
import type { AccessState, Place, Thing } from './state.ts';

/** One path by which a person has access to a place. */
export interface AccessPath {
  readonly how: How;
  readonly level: Level;
  /** The grant that it is based on. */
  readonly item: Thing;
  /** The place of the grant. */
  readonly at: Place;
  /** A restriction limits it to these permissions. */
  readonly only?: readonly string[];
  /** It is unknown whether the path is open. */
  readonly unsure?: true;
}

const none: readonly AccessPath[] = [];

/** The grants of a person in the place itself. */
function ownPaths(person: string, place: Place): readonly AccessPath[] {
  const items = place.grants.get(person);
  if (items === undefined) return none;
  const paths: AccessPath[] = [];
  for (const item of items) {
    for (const level of levelsOf(item)) paths.push({ how: 'own', level, item, at: place });
  }
  return paths;
}

/** The same path, reached differently. */
const as = (how: How, path: AccessPath): AccessPath => (path.how === how ? path : { ...path, how });

/** The levels that a grant gives, usually one. */
export function levelsOf({ kind, fields, also }: Thing): readonly Level[] {
  const { access } = kindOf(kind);
  const level = (access?.is === 'grant' ? access.gives(fields) : undefined) ?? 'unknown';
  return also === undefined ? [level] : [level, also];
}

/**
 * What a place keeps of a path into its parent. Admins pass everywhere, including restricted projects (Arize docs:
 * project restrictions).
 */
function passed(
  path: AccessPath,
  place: Place,
  holdsOwn: boolean,
  state: AccessState,
): AccessPath | undefined {
  if (path.level === 'admin') return as('admin', path);
  const { restriction } = place;
  if (mayBeAdmin(path) && (restriction !== undefined || place.passing === 'admins')) {
    return { ...path, how: 'admin', unsure: true };
  }
  if (restriction !== undefined) {
    const allowed = path.only ?? permissionsOf(path, path.at, state);
    const only = restriction.keeps.filter((permission) => allowed?.includes(permission) ?? false);
    return only.length === 0 ? undefined : { ...path, how: 'inherited', only };
  }
  switch (place.passing) {
    case 'admins':
      return undefined;
    case 'all':
      return passedWhole(path);
    case 'fallback':
      return holdsOwn ? undefined : as('fallback', path);
    case undefined:
      // It is unknown whether the place is open; nothing exists above the account.
      return holdsOwn ? undefined : { ...path, how: 'fallback', unsure: true };
  }
}

/** A role in an organization or a space that Arize does not show; it always shows account roles. */
const mayBeAdmin = ({ level, at }: AccessPath): boolean =>
  level === 'unknown' && at.ref !== undefined;

/** What an admin right hid until it was removed: Arize does not show whether there is a membership below it. */
const maskedPaths = (masked: readonly Thing[], place: Place): readonly AccessPath[] =>
  masked.map((item) => ({ how: 'own', level: 'unknown', item, at: place, unsure: true }));

const passedWhole = (path: AccessPath): AccessPath =>
  path.how === 'fallback' ? path : as('inherited', path);

const passedOn = new WeakMap<readonly AccessPath[], readonly AccessPath[]>();

/** Paths into a place that passes everything on. Most places do, so the paths are shared by all of them. */
function inherited(above: readonly AccessPath[]): readonly AccessPath[] {
  const known = passedOn.get(above);
  if (known !== undefined) return known;
  const paths = passedDown(above);
  passedOn.set(above, paths);
  return paths;
}

/** The paths into a place that passes everything on, given those into its parent. */
export const passedDown = (above: readonly AccessPath[]): readonly AccessPath[] =>
  above.map((path) => (path.level === 'admin' ? as('admin', path) : passedWhole(path)));

/** Whether a person has nothing in a place but what it passes on, which is everything. */
export const onlyPasses = (person: string, place: Place): boolean =>
  place.passing === 'all' &&
  place.restriction === undefined &&
  !place.grants.has(person) &&
  (place.masked.size === 0 || !place.masked.has(person));

/** All paths into a place, given those into its parent. */
export function pathsIn(
  person: string,
  place: Place,
  above: readonly AccessPath[],
  state: AccessState,
): readonly AccessPath[] {
  const own = ownPaths(person, place);
  const masked = place.masked.get(person);
  if (masked === undefined) {
    if (above.length === 0) return own;
    if (own.length === 0 && place.passing === 'all' && place.restriction === undefined) {
      return inherited(above);
    }
  }
  const isHidden = masked !== undefined && !above.some(({ level }) => level === 'admin');
  const unseen = isHidden ? maskedPaths(masked, place) : none;
  const from: AccessPath[] = [];
  for (const path of above) {
    const through = passed(path, place, own.length > 0, state);
    if (through !== undefined) from.push(through);
  }
  if (own.length + unseen.length === 0) return from;
  return from.length + unseen.length === 0 ? own : [...own, ...unseen, ...from];
}

/** All paths of a person into a place, from the account down. */
export const pathsTo = (person: string, place: Place, state: AccessState): readonly AccessPath[] =>
  wayTo(place).reduce<readonly AccessPath[]>(
    (above, each) => pathsIn(person, each, above, state),
    [],
  );

/** The permissions of a path in a place; undefined if unknown, or if only a built-in role is known. */
export function permissionsOf(
  { level, only }: Pick<AccessPath, 'level' | 'only'>,
  place: Place,
  { roles }: AccessState,
): readonly string[] | undefined {
  if (only !== undefined) return only;
  if (level === 'unknown') return undefined;
  if (isBuiltInRole(level)) return place.builtInRoles?.[level];
  const role = roles.get(level.custom);
  if (role === undefined) return undefined;
  const { access } = kindOf(role.kind);
  return access?.is === 'role' ? access.allows(role.fields) : undefined;
}

/** A path as the delta shows it. */
export const viaOf = ({ how, level, at }: AccessPath, team?: string): Via => ({
  how,
  level,
  ...(at.ref && { at: at.ref }),
  ...(team !== undefined && { team }),
});

import { kinds } from '../../kinds/index.ts';
import type { Kind } from '../../kind.ts';
import { isGrantKind } from '../../kinds/grants.ts';
import type { Teams } from '../../load/teams.ts';
import { canonicalEmail, canonicalName } from '../../names.ts';
import { isRecord } from '../../records.ts';
import type { Values } from '../../records.ts';
import { valueAt } from '../edit/edits.ts';
import type { Edit, YamlPath } from '../edit/edits.ts';
import { meantAt } from './subject.ts';

/** Edits of teams whose people no longer all have the same roles. */

/** A map of grants in a file. */
interface GrantMap {
  readonly kind: Kind;
  readonly path: YamlPath;
  readonly content: Values;
}

/** All maps of grants in a file. */
export function grantMaps(written: unknown): readonly GrantMap[] {
  const inside = (value: unknown, kind: Kind, path: YamlPath): readonly GrantMap[] => {
    if (!isRecord(value)) return [];
    const step = kind.at[path.length];
    if (path.length === kind.at.length - 1) return [{ kind, path, content: value }];
    const names =
      step === '*' ? Object.keys(value) : step !== undefined && step in value ? [step] : [];
    return names.flatMap((name) => inside(value[name], kind, [...path, name]));
  };
  return kinds.filter(isGrantKind).flatMap((kind) => inside(written, kind, []));
}

/** The people in a list of addresses and teams. */
const peopleIn = (list: readonly unknown[], teams: Teams): ReadonlySet<string> =>
  new Set(
    list.flatMap((each) => {
      if (typeof each !== 'string') return [];
      return each.includes('@')
        ? [canonicalEmail(each)]
        : [...(teams.get(canonicalName(each))?.keys() ?? [])];
    }),
  );

const exceptOf = (value: unknown): readonly unknown[] => {
  const except = isRecord(value) ? value['except'] : undefined;
  return Array.isArray(except) ? except : [];
};

/**
 * Excludes people from the teams that bring them into one map of grants. A team that brings no other person is removed.
 * @param map the path of the map
 */
export function leftOut(
  map: YamlPath,
  emails: ReadonlySet<string>,
  written: unknown,
  teams: Teams,
): readonly Edit[] {
  const content = meantAt(written, map);
  if (!isRecord(content)) return [];
  return Object.entries(content).flatMap(([name, value]): readonly Edit[] => {
    const people = name.includes('@') ? undefined : teams.get(canonicalName(name));
    if (people === undefined) return [];
    const except = exceptOf(value);
    const out = peopleIn(except, teams);
    const brought = [...people.keys()].filter((email) => !out.has(email));
    const leaving = brought.filter((email) => emails.has(email));
    if (leaving.length === 0) return [];
    const path = [...map, name];
    if (leaving.length === brought.length) return [{ op: 'remove', path }];
    return isRecord(value)
      ? [{ op: 'set', path: [...path, 'except'], value: [...except, ...leaving] }]
      : [{ op: 'set', path, value: { role: value, except: leaving } }];
  });
}

/** Removes people from all teams and their exceptions. */
export function withoutPeople(leaving: ReadonlySet<string>, written: unknown): readonly Edit[] {
  if (leaving.size === 0) return [];
  const isGone = (each: unknown): boolean =>
    typeof each === 'string' && leaving.has(canonicalEmail(each));
  const teams = valueAt(written, ['teams']);
  const lists: readonly (readonly [YamlPath, readonly unknown[]])[] = [
    ...Object.entries(isRecord(teams) ? teams : {}).flatMap(([name, list]) =>
      Array.isArray(list) ? [[['teams', name], list] as const] : [],
    ),
    ...grantMaps(written).flatMap(({ path, content }) =>
      Object.entries(content).map(
        ([name, value]) => [[...path, name, 'except'], exceptOf(value)] as const,
      ),
    ),
  ];
  return lists.flatMap(([path, list]): readonly Edit[] => {
    const rest = list.filter((each) => !isGone(each));
    if (rest.length === list.length) return [];
    // A team may be empty; an exception for no person is an error.
    return rest.length === 0 && path[0] !== 'teams'
      ? [{ op: 'remove', path }]
      : [{ op: 'set', path, value: rest }];
  });
}

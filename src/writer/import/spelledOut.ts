import { keyIn, valueAt } from '../edit/edits.ts';
import type { Edit, YamlPath } from '../edit/edits.ts';
import { canonicalEmail, canonicalName } from '../../names.ts';
import { meantAt } from './subject.ts';
import { isRecord } from '../../records.ts';

/** What becomes of teams when some of their people differ from the rest. */

const isOneOf = (written: unknown, emails: ReadonlySet<string>): boolean =>
  typeof written === 'string' && emails.has(canonicalEmail(written));

/** The lists of people under `teams`, by the name that is written. */
function teamsIn(written: unknown): readonly (readonly [string, readonly unknown[]])[] {
  const teams = valueAt(written, ['teams']);
  if (!isRecord(teams)) return [];
  return Object.entries(teams).flatMap(([name, list]) =>
    Array.isArray(list) ? [[name, list] as const] : [],
  );
}

/**
 * Writes the people of teams by name in one map of grants, without some of them: nothing else can say that somebody
 * of a team is not there.
 * @param map the path of the map
 */
export function spelledOut(
  map: YamlPath,
  absent: ReadonlySet<string>,
  written: unknown,
): readonly Edit[] {
  const content = meantAt(written, map);
  if (!isRecord(content)) return [];
  const edits: Edit[] = [];
  for (const [name, value] of Object.entries(content)) {
    if (name.includes('@')) continue;
    const team = teamsIn(written).find(([each]) => canonicalName(each) === canonicalName(name));
    const people = team?.[1] ?? [];
    if (!people.some((each) => isOneOf(each, absent))) continue;
    edits.push({ op: 'remove', path: [...map, name] });
    for (const each of people) {
      if (typeof each !== 'string' || isOneOf(each, absent)) continue;
      if (keyIn(content, canonicalEmail(each)) !== undefined) continue;
      edits.push({ op: 'set', path: [...map, canonicalEmail(each)], value });
    }
  }
  return edits;
}

/** Takes people out of every team. */
export const withoutPeople = (leaving: ReadonlySet<string>, written: unknown): readonly Edit[] =>
  teamsIn(written).flatMap(([name, people]): readonly Edit[] => {
    const rest = people.filter((each) => !isOneOf(each, leaving));
    return rest.length === people.length ? [] : [{ op: 'set', path: ['teams', name], value: rest }];
  });

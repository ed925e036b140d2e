import { isMap } from '../kinds/named.ts';
import { canonicalEmail, canonicalName } from '../names.ts';
import type { Problem } from '../problem.ts';
import type { LocatedDocument } from './locatedDocument.ts';

/** The people of each team, by its name. */
export type Teams = ReadonlyMap<string, readonly string[]>;

/** Reads the file's teams. */
export function readTeams(document: LocatedDocument): {
  teams: Teams;
  problems: readonly Problem[];
} {
  const teams = new Map<string, readonly string[]>();
  const problems: Problem[] = [];
  const written = document.value['teams'];
  if (!isMap(written)) return { teams, problems };
  for (const [raw, list] of Object.entries(written)) {
    if (!Array.isArray(list)) continue;
    const people = new Set<string>();
    for (const [index, entry] of list.entries()) {
      if (typeof entry !== 'string' || !entry.includes('@')) continue;
      const email = canonicalEmail(entry);
      if (people.has(email)) {
        problems.push(
          document.problem(['teams', raw, index], {
            code: 'repeated-person',
            severity: 'warning',
            message: `${email} is in the team "${raw}" twice`,
          }),
        );
      }
      people.add(email);
    }
    teams.set(canonicalName(raw), [...people]);
  }
  return { teams, problems };
}

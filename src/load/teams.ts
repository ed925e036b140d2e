import { canonicalEmail, canonicalName } from '../names.ts';
import type { Position, Problem } from '../document/problem.ts';
import { didYouMean } from '../document/suggest.ts';
import type { LocatedDocument, YamlPath } from '../document/locatedDocument.ts';
import { isRecord } from '../records.ts';

/** The people of a team, including those of nested teams, each with the position that lists them. */
export type Members = ReadonlyMap<string, Position>;

/** The people of each team, by team name. */
export type Teams = ReadonlyMap<string, Members>;

const noMembers: Members = new Map();

interface Entry {
  /** An e-mail address has an @, a team name has none. */
  readonly text: string;
  readonly path: YamlPath;
}

interface Team {
  readonly name: string;
  readonly entries: readonly Entry[];
}

/** Reads the teams of the file, and resolves nested teams to their people. */
export function readTeams(document: LocatedDocument): {
  teams: Teams;
  problems: readonly Problem[];
} {
  const teams = writtenTeams(document);
  const problems: Problem[] = [];
  const done = new Map<string, Members>();

  /** @param above the teams on the way here, outermost first */
  function peopleOf(team: Team, above: readonly Team[]): Members {
    const known = done.get(team.name);
    if (known !== undefined) return known;
    const people = new Map<string, Position>();
    const add = (email: string, source: Position): void => {
      if (!people.has(email)) people.set(email, source);
    };
    const named = new Set<string>();
    for (const { text, path } of team.entries) {
      const isPerson = text.includes('@');
      const name = isPerson ? canonicalEmail(text) : canonicalName(text);
      if (named.has(name)) {
        problems.push(
          document.problem(path, {
            code: isPerson ? 'repeated-person' : 'repeated-team',
            severity: 'warning',
            message: `${isPerson ? name : `the team "${name}"`} is listed twice in the team "${team.name}"`,
          }),
        );
        continue;
      }
      named.add(name);
      if (isPerson) add(name, document.locate(path));
      else for (const [email, source] of inner(name, path, [...above, team])) add(email, source);
    }
    done.set(team.name, people);
    return people;
  }

  function inner(name: string, path: YamlPath, above: readonly Team[]): Members {
    const team = teams.get(name);
    const start = above.findIndex((each) => each.name === name);
    if (team === undefined) {
      problems.push(
        document.problem(path, {
          code: 'unknown-team',
          message: `"${name}" is neither an e-mail address nor a team in this file`,
          suggestion:
            didYouMean(name, teams.keys()) ??
            'e-mail addresses have an @; teams are defined under `teams`',
        }),
      );
      return noMembers;
    }
    if (start >= 0) {
      const circle = [...above.slice(start), team].map((each) => `"${each.name}"`).join(' > ');
      problems.push(
        document.problem(path, {
          code: 'team-in-itself',
          message:
            start === above.length - 1
              ? `the team "${name}" contains itself`
              : `these teams contain each other: ${circle}`,
          suggestion: 'remove this entry',
        }),
      );
      return noMembers;
    }
    return peopleOf(team, above);
  }

  for (const team of teams.values()) peopleOf(team, []);
  return { teams: done, problems };
}

function writtenTeams(document: LocatedDocument): ReadonlyMap<string, Team> {
  const written = document.value['teams'];
  if (!isRecord(written)) return new Map();
  return new Map(
    Object.entries(written).flatMap(([raw, list]): readonly (readonly [string, Team])[] => {
      if (!Array.isArray(list)) return [];
      const entries = list.flatMap((text: unknown, index) =>
        typeof text === 'string' && text.trim() !== ''
          ? [{ text, path: ['teams', raw, index] }]
          : [],
      );
      const name = canonicalName(raw);
      return [[name, { name, entries }]];
    }),
  );
}

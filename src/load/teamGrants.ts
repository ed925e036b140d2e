import equal from 'fast-deep-equal';
import type { Complain, Kind, ParsedEntry } from '../kind.ts';
import type { DesiredItem, Key } from '../model.ts';
import { canonicalName } from '../names.ts';
import type { Position, Problem } from '../document/problem.ts';
import { didYouMean } from '../document/suggest.ts';
import type { LocatedDocument, YamlPath } from '../document/locatedDocument.ts';
import type { Teams } from './teams.ts';

/** The team that brings a person, and where it lists them. */
export interface ByTeam {
  readonly team: string;
  readonly listed: Position;
}

/** What the walk through the file lends. */
export interface Context {
  readonly document: LocatedDocument;
  readonly teams: Teams;
  complainAt(path: YamlPath): Complain;
  emptyName(path: YamlPath): Problem;
  itemOf(kind: Kind, key: Key, written: ParsedEntry, path: YamlPath, by: ByTeam): DesiredItem;
  report(problem: Problem): void;
}

/** A map of people, in which teams may stand. */
interface Crowded {
  readonly kind: Kind;
  readonly key: Key;
  readonly path: YamlPath;
  readonly content: Readonly<Record<string, unknown>>;
  /** Who is named in it. */
  readonly named: ReadonlyMap<string, { readonly item: DesiredItem | undefined }>;
}

/** The people whom teams bring into a map, those named there included; of two teams, the roles must agree. */
export function broughtByTeams(
  { document, teams, complainAt, emptyName, itemOf, report }: Context,
  { kind, key: place, path: top, content, named }: Crowded,
): readonly Brought[] {
  const brought = new Map<string, Brought>();
  for (const [raw, value] of Object.entries(content)) {
    if (raw.includes('@')) continue;
    const path = [...top, raw];
    const team = canonicalName(raw);
    if (team === '') {
      report(emptyName(path));
      continue;
    }
    const people = teams.get(team);
    if (people === undefined) {
      report(
        document.problem(path, {
          code: 'unknown-team',
          message: `"${raw}" is neither an e-mail address nor a team of this file`,
          suggestion:
            didYouMean(team, teams.keys()) ??
            'an e-mail address has an @; a team is listed under `teams`',
          what: 'key',
        }),
      );
      continue;
    }
    // What is wrong with the value is said once, not for each person.
    const complain = complainAt(path);
    const written = kind.parse(value, complain);
    const out = new Set(written?.except);
    for (const email of out) {
      if (people.has(email)) continue;
      complain('except-nobody', `${email} is not in the team "${team}"`, {
        path: ['except'],
        severity: 'warning',
        suggestion: didYouMean(email, people.keys()) ?? 'take it out',
      });
    }
    const disagreeing = new Map<string, { path: YamlPath; emails: string[] }>();
    for (const [email, listed] of people) {
      if (out.has(email)) continue;
      const key = [...place, email];
      const item = written && itemOf(kind, key, written, path, { team, listed });
      const other = brought.get(email);
      if (other === undefined) {
        brought.set(email, { key, team, item, path });
      } else if (other.item && item && !equal(other.item.fields, item.fields)) {
        // Who is named gets what is said there; until a day, and then these two would count.
        const one = named.get(email);
        if (one !== undefined && one.item?.until === undefined) continue;
        const known = disagreeing.get(other.team) ?? { path: other.path, emails: [] };
        known.emails.push(email);
        disagreeing.set(other.team, known);
      } else if (other.item && item && lasts(item) > lasts(other.item)) {
        brought.set(email, { key, team, item, path });
      }
    }
    for (const [other, { path: otherPath, emails }] of disagreeing) {
      const [first = '', ...more] = emails;
      const rest = more.length === 0 ? '' : ` and ${more.length} more`;
      report(
        document.problem(path, {
          code: 'teams-disagree',
          message: `${first}${rest} ${more.length === 0 ? 'is' : 'are'} in the teams "${other}" and "${team}", which give different roles here`,
          suggestion: `list ${more.length === 0 ? first : 'them'} by name too: that counts more`,
          what: 'key',
          related: [
            { message: `what "${other}" gives`, position: document.locate(otherPath, 'key') },
          ],
        }),
      );
    }
  }
  return [...brought.values()];
}

/** A person whom a team brings into a map; without an item when the team's value can not be used. */
interface Brought {
  readonly key: Key;
  readonly team: string;
  readonly item: DesiredItem | undefined;
  readonly path: YamlPath;
}

/** How long a grant lasts, as a text that sorts. */
const lasts = ({ until = 'for ever' }: DesiredItem): string => until;

import equal from 'fast-deep-equal';
import { addressOf, collectionOf } from '../kind.ts';
import type { Complain, Kind, Written } from '../kind.ts';
import { kinds } from '../kinds/index.ts';
import { isMap } from '../kinds/named.ts';
import type { Collection, DesiredItem, Fields, Key, Mode } from '../model.ts';
import { canonicalEmail, canonicalName } from '../names.ts';
import type { Problem } from '../problem.ts';
import { didYouMean } from '../suggest.ts';
import type { LocatedDocument, Path } from './locatedDocument.ts';
import type { Teams } from './teams.ts';

/** What the file lists, taken apart, with the way back to each place for later rules. */
export interface Flat {
  readonly items: readonly DesiredItem[];
  readonly collections: ReadonlyMap<string, Collection>;
  /** Where each item is written. */
  readonly paths: ReadonlyMap<DesiredItem, Path>;
  /** Addresses of what is listed with a value that could not be taken apart: listed all the same. */
  readonly unclear: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

type Manage = Readonly<Record<string, unknown>>;

interface Place {
  readonly parent: Kind | undefined;
  readonly key: Key;
  readonly value: unknown;
  readonly path: Path;
  readonly manage: Manage;
}

/** Takes the file apart into one item for each thing that it lists, guided by where the kinds sit. */
export function flatten(document: LocatedDocument, teams: Teams): Flat {
  const items: DesiredItem[] = [];
  const collections = new Map<string, Collection>();
  const paths = new Map<DesiredItem, Path>();
  const unclear = new Set<string>();
  const problems: Problem[] = [];
  walk({ parent: undefined, key: [], value: document.value, path: [], manage: {} });
  return { items, collections, paths, unclear, problems };

  function walk({ parent, key, value, path, manage }: Place): void {
    if (!isMap(value)) return;
    const nearest = isMap(value['manage']) ? { ...manage, ...value['manage'] } : manage;
    for (const kind of kinds) {
      if (kind.parent !== parent?.name) continue;
      const [name = '', star] = kind.at.slice(parent?.at.length ?? 0);
      const content = value[name];
      if (content === undefined || document.unreadable([...path, name])) continue;
      const place: Place = {
        parent: kind,
        key,
        value: content,
        path: [...path, name],
        manage: nearest,
      };
      if (star === undefined) single(kind, place);
      else if (isMap(content)) map(kind, place, content);
    }
  }

  function own(kind: Kind, key: Key, { path, manage }: Place): void {
    const mode = kind.manage === undefined ? undefined : manage[kind.manage];
    const address = collectionOf(kind, key);
    collections.set(address, {
      kind: kind.name,
      address,
      mode: isMode(mode) ? mode : 'full',
      source: document.locate(path, 'key'),
    });
  }

  function complainAt(path: Path): Complain {
    return (code, message, { path: inner = [], suggestion, severity } = {}) => {
      const at = [...path, ...inner];
      problems.push(
        document.problem(at, {
          code,
          message,
          ...(severity && { severity }),
          ...(suggestion !== undefined && { suggestion }),
        }),
      );
    };
  }

  function emptyName(path: Path): Problem {
    return document.problem(path, {
      code: 'empty-name',
      message: 'a name is empty',
      suggestion: 'write the name, or take it out',
      what: 'key',
    });
  }

  /** Lists one thing; false when its value says nothing that can be used. */
  function add(kind: Kind, key: Key, value: unknown, path: Path): boolean {
    const written = kind.parse(value, complainAt(path));
    if (written !== undefined) keep(kind, key, written, path);
    return written !== undefined;
  }

  function keep(kind: Kind, key: Key, written: Written, path: Path, team?: string): void {
    const item: DesiredItem = {
      kind: kind.name,
      key,
      address: addressOf(kind, key),
      source: document.locate(path, 'key'),
      ...written,
      ...(team !== undefined && { team }),
    };
    items.push(item);
    paths.set(item, path);
  }

  function single(kind: Kind, place: Place): void {
    if (typeof place.value !== 'boolean') return;
    own(kind, place.key, place);
    add(kind, place.key, place.value, place.path);
  }

  function map(kind: Kind, place: Place, content: Readonly<Record<string, unknown>>): void {
    own(kind, [...place.key, ''], place);
    const named = new Map<string, Path>();
    for (const [raw, value] of Object.entries(content)) {
      const path = [...place.path, raw];
      if (kind.keyedBy === 'person' && !raw.includes('@')) continue;
      const name = kind.keyedBy === 'person' ? canonicalEmail(raw) : canonicalName(raw);
      const twin = named.get(name);
      if (name === '') {
        problems.push(emptyName(path));
      } else if (twin !== undefined) {
        problems.push(
          document.problem(path, {
            code: 'same-person-twice',
            message: `${name} is listed twice: e-mail addresses ignore case`,
            suggestion: 'keep one of the two',
            what: 'key',
            related: [{ message: 'first written here', position: document.locate(twin, 'key') }],
          }),
        );
      } else {
        named.set(name, path);
        const key = [...place.key, name];
        if (!add(kind, key, value, path)) unclear.add(addressOf(kind, key));
        walk({ parent: kind, key, value, path, manage: place.manage });
      }
    }
    if (kind.keyedBy === 'person' && kind.parent !== undefined) {
      bringTeams(kind, place, content, new Set(named.keys()));
    }
  }

  /** Lists the people of each team; what is said by name counts more, and two teams must agree. */
  function bringTeams(
    kind: Kind,
    place: Place,
    content: Readonly<Record<string, unknown>>,
    named: ReadonlySet<string>,
  ): void {
    const brought = new Map<string, { team: string; fields: Fields | undefined; path: Path }>();
    for (const [raw, value] of Object.entries(content)) {
      if (raw.includes('@')) continue;
      const path = [...place.path, raw];
      const team = canonicalName(raw);
      if (team === '') {
        problems.push(emptyName(path));
        continue;
      }
      const people = teams.get(team);
      if (people === undefined) {
        problems.push(
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
      const written = kind.parse(value, complainAt(path));
      const fields = written?.fields;
      const disagreeing = new Map<string, { path: Path; emails: string[] }>();
      for (const email of people) {
        if (named.has(email)) continue;
        const other = brought.get(email);
        if (other === undefined) {
          brought.set(email, { team, fields, path });
          const key = [...place.key, email];
          if (written === undefined) unclear.add(addressOf(kind, key));
          else keep(kind, key, written, path, team);
        } else if (other.fields && fields && !equal(other.fields, fields)) {
          const known = disagreeing.get(other.team) ?? { path: other.path, emails: [] };
          known.emails.push(email);
          disagreeing.set(other.team, known);
        }
      }
      for (const [other, { path: otherPath, emails }] of disagreeing) {
        const [first = '', ...more] = emails;
        const rest = more.length === 0 ? '' : ` and ${more.length} more`;
        problems.push(
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
  }
}

const isMode = (value: unknown): value is Mode =>
  value === 'full' || value === 'additive' || value === 'observe';

import { addressOf, collectionOf } from '../kind.ts';
import type { Complain, Kind, ParsedEntry } from '../kind.ts';
import { kindsIn } from '../kinds/index.ts';
import type { Collection, DesiredItem, Key, Mode } from '../model.ts';
import { canonicalEmail, canonicalName } from '../names.ts';
import type { Problem } from '../document/problem.ts';
import type { LocatedDocument, YamlPath } from '../document/locatedDocument.ts';
import { broughtByTeams } from './teamGrants.ts';
import type { ByTeam, Context } from './teamGrants.ts';
import type { Teams } from './teams.ts';
import { isRecord } from '../records.ts';
import { emailIn } from '../key.ts';
import { lazily } from '../once.ts';

/** The items of the file, with their paths for later rules. */
export interface Flat {
  readonly items: readonly DesiredItem[];
  readonly collections: ReadonlyMap<string, Collection>;
  /** The path of an item. */
  pathOf(item: DesiredItem): YamlPath;
  /** Addresses of items whose value could not be parsed. They count as listed. */
  readonly unclear: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

type Manage = Readonly<Record<string, unknown>>;

interface Place {
  readonly parent: Kind | undefined;
  readonly key: Key;
  readonly value: unknown;
  readonly path: YamlPath;
  readonly manage: Manage;
}

/** Makes one item of each entry in the file, guided by where the kinds belong. */
export function flatten(document: LocatedDocument, teams: Teams): Flat {
  const items: DesiredItem[] = [];
  const collections = new Map<string, Collection>();
  /** Of the item at the same index. */
  const paths: YamlPath[] = [];
  // Only problems need it.
  const byItem = lazily(() => new Map(items.map((item, index) => [item, paths[index] ?? []])));
  const unclear = new Set<string>();
  const problems: Problem[] = [];
  const context: Context = { document, teams, complainAt, emptyName, itemOf, report };
  walk({ parent: undefined, key: [], value: document.value, path: [], manage: {} });
  return { items, collections, pathOf: (item) => byItem().get(item) ?? [], unclear, problems };

  function walk({ parent, key, value, path, manage }: Place): void {
    if (!isRecord(value)) return;
    const nearest = isRecord(value['manage']) ? { ...manage, ...value['manage'] } : manage;
    for (const kind of kindsIn(parent?.name)) {
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
      else if (isRecord(content)) map(kind, place, content);
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

  function complainAt(path: YamlPath): Complain {
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

  function report(problem: Problem): void {
    problems.push(problem);
  }

  function emptyName(path: YamlPath): Problem {
    return document.problem(path, {
      code: 'empty-name',
      message: 'the name is empty',
      suggestion: 'write a name, or remove the entry',
      what: 'key',
    });
  }

  /** Adds an item; returns undefined if its value cannot be used. */
  function add(kind: Kind, key: Key, value: unknown, path: YamlPath): DesiredItem | undefined {
    const complain = complainAt(path);
    const written = kind.parse(value, complain);
    if (written?.except !== undefined) {
      complain(
        'except-for-a-person',
        '`except` leaves people out of a team, but this is not a team',
        {
          path: ['except'],
          suggestion: 'remove it',
        },
      );
    }
    return written && keep(itemOf(kind, key, written, path), path);
  }

  function itemOf(
    kind: Kind,
    key: Key,
    written: ParsedEntry,
    path: YamlPath,
    by?: ByTeam,
  ): DesiredItem {
    return {
      kind: kind.name,
      key,
      address: addressOf(kind, key),
      source: document.locate(path, 'key'),
      ...(written.except === undefined ? written : withoutExcept(written)),
      ...by,
    };
  }

  function keep(item: DesiredItem, path: YamlPath): DesiredItem {
    items.push(item);
    paths.push(path);
    return item;
  }

  /** Replaces an item that was kept. */
  function replace(item: DesiredItem, better: DesiredItem): void {
    items[items.indexOf(item)] = better;
  }

  function single(kind: Kind, place: Place): void {
    if (typeof place.value !== 'boolean') return;
    own(kind, place.key, place);
    add(kind, place.key, place.value, place.path);
  }

  function map(kind: Kind, place: Place, content: Readonly<Record<string, unknown>>): void {
    own(kind, [...place.key, ''], place);
    const named = new Map<string, DesiredItem | undefined>();
    const isParent = kindsIn(kind.name).length > 0;
    for (const raw in content) {
      const value = content[raw];
      const path = [...place.path, raw];
      if (kind.keyedBy === 'person' && !raw.includes('@')) continue;
      const canonical = kind.keyedBy === 'person' ? canonicalEmail : canonicalName;
      const name = canonical(raw);
      if (name === '') {
        problems.push(emptyName(path));
      } else if (named.has(name)) {
        const twin = Object.keys(content).find((each) => canonical(each) === name) ?? raw;
        problems.push(
          document.problem(path, {
            code: 'same-person-twice',
            message: `${name} is listed twice: e-mail addresses ignore case`,
            suggestion: 'keep one of them',
            what: 'key',
            related: [
              {
                message: 'first listed here',
                position: document.locate([...place.path, twin], 'key'),
              },
            ],
          }),
        );
      } else {
        const key = [...place.key, name];
        const item = add(kind, key, value, path);
        named.set(name, item);
        if (item === undefined) unclear.add(addressOf(kind, key));
        if (isParent) walk({ parent: kind, key, value, path, manage: place.manage });
      }
    }
    if (kind.keyedBy === 'person' && kind.parent !== undefined) {
      for (const { item, key, path } of broughtByTeams(context, {
        kind,
        key: place.key,
        path: place.path,
        content,
        named,
      })) {
        const email = emailIn(key);
        const one = named.get(email);
        if (!named.has(email)) {
          if (item === undefined) unclear.add(addressOf(kind, key));
          else keep(item, path);
        }
        // Listed by name until a day. After that day, the team applies.
        else if (one?.until !== undefined && item !== undefined) {
          replace(one, { ...one, otherwise: item });
        }
      }
    }
  }
}

const isMode = (value: unknown): value is Mode =>
  value === 'full' || value === 'additive' || value === 'observe';

const withoutExcept = ({ except: _left, ...rest }: ParsedEntry): Omit<ParsedEntry, 'except'> =>
  rest;

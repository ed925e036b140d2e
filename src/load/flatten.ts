import { addressOf, collectionOf } from '../kind.ts';
import type { Complain, Kind, ParsedEntry } from '../kind.ts';
import { kinds } from '../kinds/index.ts';
import type { Collection, DesiredItem, Key, Mode } from '../model.ts';
import { canonicalEmail, canonicalName } from '../names.ts';
import type { Problem } from '../document/problem.ts';
import type { LocatedDocument, YamlPath } from '../document/locatedDocument.ts';
import { broughtByTeams } from './teamGrants.ts';
import type { ByTeam, Context } from './teamGrants.ts';
import type { Teams } from './teams.ts';
import { isRecord } from '../records.ts';
import { emailIn } from '../key.ts';

/** The items of the file, with their paths for later rules. */
export interface Flat {
  readonly items: readonly DesiredItem[];
  readonly collections: ReadonlyMap<string, Collection>;
  /** The path of each item. */
  readonly paths: ReadonlyMap<DesiredItem, YamlPath>;
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
  const paths = new Map<DesiredItem, YamlPath>();
  const unclear = new Set<string>();
  const problems: Problem[] = [];
  const context: Context = { document, teams, complainAt, emptyName, itemOf, report };
  walk({ parent: undefined, key: [], value: document.value, path: [], manage: {} });
  return { items, collections, paths, unclear, problems };

  function walk({ parent, key, value, path, manage }: Place): void {
    if (!isRecord(value)) return;
    const nearest = isRecord(value['manage']) ? { ...manage, ...value['manage'] } : manage;
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
    paths.set(item, path);
    return item;
  }

  /** Replaces an item that was kept. */
  function replace(item: DesiredItem, better: DesiredItem): void {
    items[items.indexOf(item)] = better;
    paths.set(better, paths.get(item) ?? []);
    paths.delete(item);
  }

  function single(kind: Kind, place: Place): void {
    if (typeof place.value !== 'boolean') return;
    own(kind, place.key, place);
    add(kind, place.key, place.value, place.path);
  }

  function map(kind: Kind, place: Place, content: Readonly<Record<string, unknown>>): void {
    own(kind, [...place.key, ''], place);
    const named = new Map<
      string,
      { readonly path: YamlPath; readonly item: DesiredItem | undefined }
    >();
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
            suggestion: 'keep one of them',
            what: 'key',
            related: [
              { message: 'first listed here', position: document.locate(twin.path, 'key') },
            ],
          }),
        );
      } else {
        const key = [...place.key, name];
        const item = add(kind, key, value, path);
        named.set(name, { path, item });
        if (item === undefined) unclear.add(addressOf(kind, key));
        walk({ parent: kind, key, value, path, manage: place.manage });
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
        const one = named.get(emailIn(key));
        if (one === undefined && item === undefined) unclear.add(addressOf(kind, key));
        else if (one === undefined && item !== undefined) keep(item, path);
        // Listed by name until a day. After that day, the team applies.
        else if (one?.item?.until !== undefined && item !== undefined) {
          replace(one.item, { ...one.item, otherwise: item });
        }
      }
    }
  }
}

const isMode = (value: unknown): value is Mode =>
  value === 'full' || value === 'additive' || value === 'observe';

const withoutExcept = ({ except: _left, ...rest }: ParsedEntry): Omit<ParsedEntry, 'except'> =>
  rest;

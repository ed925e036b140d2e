import type { Kind } from '../kind.ts';
import { kinds } from '../kinds/index.ts';
import type { Problem } from '../document/problem.ts';
import type { LocatedDocument, YamlPath, ProblemInit } from '../document/locatedDocument.ts';
import { isRecord } from '../records.ts';

/** Lists that included files add to. */
const lists = ['removed', 'ignore', 'protected', 'accepted', 'known_drift'] as const;

/** Keys that only the main file may have, because they govern all files. */
const mainOnly = ['include', 'account', 'manage', 'limits'];

/**
 * Joins a file and the files it includes. Several files may describe the items of one map, but each key of an
 * item, and each complete map of members or bindings, is in one file only.
 * @returns the document, whose positions and problems name the right file, and what is defined twice
 */
export function joinDocuments(documents: readonly LocatedDocument[]): {
  document: LocatedDocument;
  problems: readonly Problem[];
} {
  const [main, ...others] = documents;
  if (main === undefined) throw new Error('There is no document to join.');
  if (others.length === 0) return { document: main, problems: [] };
  const problems: Problem[] = [];
  const value: Record<string, unknown> = { ...main.value };
  for (const other of others) {
    for (const [key, content] of Object.entries(other.value)) {
      const path = [key];
      const isList = lists.some((name) => name === key);
      const kind = kinds.find(({ parent, at }) => parent === undefined && at[0] === key);
      if (key === 'version') continue;
      if (mainOnly.includes(key)) problems.push(other.problem(path, belongsInMain(key, main)));
      else if (!(key in value)) value[key] = content;
      else if (isList) value[key] = both(value[key], content);
      else if (kind !== undefined || key === 'teams' || key === 'rules') {
        value[key] = joinMaps(kind, value[key], content, path, other);
      } else problems.push(other.problem(path, twice(path)));
    }
  }
  return { document: routed(documents, value), problems };

  /** Joins two maps of named items. */
  function joinMaps(
    kind: Kind | undefined,
    a: unknown,
    b: unknown,
    path: YamlPath,
    other: LocatedDocument,
  ): unknown {
    if (!isRecord(a) || !isRecord(b)) return a;
    const joined: Record<string, unknown> = { ...a };
    for (const [name, content] of Object.entries(b)) {
      const at = [...path, name];
      if (!(name in a)) joined[name] = content;
      else if (kind !== undefined && kinds.some(({ parent }) => parent === kind.name)) {
        joined[name] = joinThings(kind, a[name], content, at, other);
      } else problems.push(other.problem(at, twice(at)));
    }
    return joined;
  }

  /** Joins what two files say about one item. */
  function joinThings(
    kind: Kind,
    a: unknown,
    b: unknown,
    path: YamlPath,
    other: LocatedDocument,
  ): unknown {
    if (!isRecord(a) || !isRecord(b)) return a;
    const joined: Record<string, unknown> = { ...a };
    for (const [key, content] of Object.entries(b)) {
      const at = [...path, key];
      const inner = kinds.find(
        ({ parent, at: place, keyedBy, manage }) =>
          parent === kind.name &&
          place[kind.at.length] === key &&
          keyedBy === 'name' &&
          manage === undefined,
      );
      if (!(key in a)) joined[key] = content;
      else if (inner !== undefined) joined[key] = joinMaps(inner, a[key], content, at, other);
      else problems.push(other.problem(at, twice(at)));
    }
    return joined;
  }

  function twice(path: YamlPath): ProblemInit {
    const first = documents.find(({ value: own }) => has(own, path));
    return {
      code: 'said-twice',
      message: `${JSON.stringify(path.at(-1))} is defined in two files`,
      suggestion: 'keep it in one of them',
      what: 'key',
      ...(first && {
        related: [{ message: 'first defined here', position: first.locate(path, 'key') }],
      }),
    };
  }
}

const both = (a: unknown, b: unknown): unknown =>
  Array.isArray(a) && Array.isArray(b) ? [...a, ...b] : a;

const belongsInMain = (key: string, main: LocatedDocument): ProblemInit => ({
  code: 'only-in-main-file',
  message: `\`${key}\` is not allowed in an included file`,
  suggestion: `move it to ${main.file}`,
  what: 'key',
});

function has(value: unknown, path: YamlPath): boolean {
  const [first, ...rest] = path;
  if (first === undefined) return true;
  if (Array.isArray(value)) return Number(first) < value.length && has(value[Number(first)], rest);
  return isRecord(value) && first in value && has(value[first], rest);
}

/** A document that looks up each path in the file that contains it. */
function routed(
  documents: readonly LocatedDocument[],
  value: LocatedDocument['value'],
): LocatedDocument {
  const [main] = documents;
  if (main === undefined) throw new Error('There is no document to join.');

  /**
   * The file that contains a path, and the path there; for a path that does not exist, the file of its
   * nearest ancestor.
   */
  const find = (path: YamlPath): readonly [LocatedDocument, YamlPath] => {
    const [list, index, ...rest] = path;
    if (lists.some((name) => name === list) && typeof index === 'number' && list !== undefined) {
      let place = index;
      for (const document of documents) {
        const own = document.value[list];
        const length = Array.isArray(own) ? own.length : 0;
        if (place < length) return [document, [list, place, ...rest]];
        place -= length;
      }
    }
    let owners = documents;
    for (let length = 1; length <= path.length; length += 1) {
      const part = path.slice(0, length);
      const narrower = owners.filter(({ value: own }) => has(own, part));
      if (narrower.length === 0) break;
      owners = narrower;
    }
    return [owners[0] ?? main, path];
  };

  return {
    file: main.file,
    text: main.text,
    value,
    locate(path, what) {
      const [document, own] = find(path);
      return document.locate(own, what);
    },
    origin(path) {
      const [document, own] = find(path);
      return document.origin(own);
    },
    written(path) {
      const [document, own] = find(path);
      return document.written(own);
    },
    unreadable: (path) => documents.some((document) => document.unreadable(path)),
    problem(path, init) {
      const [document, own] = find(path);
      return document.problem(own, init);
    },
  };
}

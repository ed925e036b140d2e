import type { Kind } from '../../kind.ts';
import type { Key } from '../../model.ts';
import { ownName } from '../../key.ts';

/** An access file while it is being made. */
export type Tree = Map<string, unknown>;

/** A map inside of one, made if it is not there. */
export function child(map: Tree, name: string): Tree {
  const found = map.get(name);
  if (found instanceof Map) return found;
  const made: Tree = new Map();
  map.set(name, made);
  return made;
}

/** The map in which things of a kind stand, made on the way. */
export function mapOf(kind: Kind, key: Key, tree: Tree): Tree {
  const names = [...key];
  let map = tree;
  for (const part of kind.at.slice(0, -1))
    map = child(map, part === '*' ? (names.shift() ?? '') : part);
  return map;
}

/** A thing's own map in the file, with some values put in. */
export function entryOf(kind: Kind, key: Key, tree: Tree, values: Tree): Tree {
  const entry = child(mapOf(kind, key, tree), ownName(key));
  for (const [name, value] of values) entry.set(name, value);
  return entry;
}

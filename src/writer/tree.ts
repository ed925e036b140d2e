import type { Kind, ManageKey } from '../kind.ts';
import { chainOf, kindOf, kinds, kindsIn } from '../kinds/index.ts';
import { entryKeys, keyOf, topKeys } from '../kinds/keyOrder.ts';
import { ownName } from '../key.ts';
import type { Key, Ref } from '../model.ts';

/** The tree of a new access file. It uses Maps, because a name can be `__proto__`. */
export type Tree = Map<string, unknown>;

/** A map inside another, created if it is missing. */
function childOf(map: Tree, name: string): Tree {
  const found = map.get(name);
  if (found instanceof Map) return found;
  const made: Tree = new Map();
  map.set(name, made);
  return made;
}

/** The map for items of a kind, created if it is missing. The last part of the key is ignored. */
export function mapOf(kind: Kind, key: Key, tree: Tree): Tree {
  const names = [...key];
  let map = tree;
  for (const part of kind.at.slice(0, -1))
    map = childOf(map, part === '*' ? (names.shift() ?? '') : part);
  return map;
}

/** The map of an item in the file, with some values added. */
export function entryOf(kind: Kind, key: Key, tree: Tree, values: Tree): Tree {
  const entry = childOf(mapOf(kind, key, tree), ownName(key));
  for (const [name, value] of values) entry.set(name, value);
  return entry;
}

/** Where `manage` for a kind goes: in the nearest parent that allows it, or at the top of the file. */
export function containerOf(ref: Ref): Ref | undefined {
  const holders = new Set(
    kinds.filter(({ manage }) => manage === 'members').map(({ parent }) => parent),
  );
  return chainOf(ref)
    .slice(1)
    .find(({ kind }) => holders.has(kind));
}

/**
 * Makes the map of an item `additive`, so that missing entries are not removals.
 * @param named maps a key to the names in the file
 */
export function setAdditive(
  ref: Ref,
  manage: ManageKey,
  tree: Tree,
  named: (ref: Ref) => Key = ({ key }) => key,
): void {
  const container = containerOf(ref);
  const place =
    container === undefined
      ? tree
      : entryOf(kindOf(container.kind), named(container), tree, new Map());
  childOf(place, 'manage').set(manage, 'additive');
}

/** The same file with its keys in the usual order. Names keep their order. */
export function inKeyOrder(tree: Tree): Tree {
  const ordered = sorted(tree, topKeys);
  orderEntries(ordered, undefined);
  return ordered;
}

function orderEntries(map: Tree, parent: Kind | undefined): void {
  for (const kind of kindsIn(parent?.name)) {
    const entries = map.get(keyOf(kind));
    if (!(entries instanceof Map) || kind.keyedBy === 'parent') continue;
    for (const [name, entry] of entries satisfies Tree) {
      if (!(entry instanceof Map)) continue;
      const ordered = sorted(entry, entryKeys);
      orderEntries(ordered, kind);
      entries.set(name, ordered);
    }
  }
}

/** Unknown keys come last. */
function sorted(map: Tree, order: readonly string[]): Tree {
  const rank = (name: string): number =>
    order.includes(name) ? order.indexOf(name) : order.length;
  return new Map([...map].toSorted(([a], [b]) => rank(a) - rank(b)));
}

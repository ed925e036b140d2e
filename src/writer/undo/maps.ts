import type { Kind } from '../../kind.ts';
import { withoutEmpty } from '../../fields.ts';
import { collectionOf } from '../../kind.ts';
import { kindOf, kinds, parentOf, personRef, refAddress } from '../../kinds/index.ts';
import { selectedBy } from '../../kinds/select.ts';
import type { Change, Desired, Fields, Key, Live, LiveItem, Ref } from '../../model.ts';
import { byText } from '../../names.ts';
import { renamed } from './former.ts';
import type { NamesBefore } from './former.ts';
import { mapOf, setAdditive } from '../tree.ts';
import type { Tree } from '../tree.ts';
import { emailIn } from '../../key.ts';

/** What was written into the maps of an undo file. */
export interface Written {
  /** The number of entries. */
  readonly entries: number;
  readonly people: ReadonlySet<string>;
  /** Memberships whose role Arize does not show: they are restored with the lowest role. */
  readonly guessed: readonly LiveItem[];
}

/**
 * Writes the former state of the map entries that a run touches. No map is complete: what others have added since stays,
 * and what the run added is named under `removed`.
 */
export function writeMaps(
  touched: ReadonlyMap<string, Ref>,
  desired: Desired,
  live: Live,
  names: NamesBefore,
  tree: Tree,
): Written {
  const found = new Map(live.items.map((item) => [item.address, item]));
  const blocked = blockedBy(touched.values());
  const people = new Set<string>();
  const guessed: LiveItem[] = [];
  const places = new Map<string, Ref | undefined>();
  // The file does not list the contents of a resource that it does not restore.
  const maps = new Set<string>();
  for (const ref of touched.values()) {
    const { manage, keyedBy } = kindOf(ref.kind);
    const parent = parentOf(ref);
    // The contents of a resource that the run creates are removed with it.
    if (manage === undefined || (parent && !found.has(refAddress(parent)))) continue;
    if (keyedBy !== 'parent' && !found.has(refAddress(ref))) continue;
    if (keyedBy === 'person' && blocked.has(emailIn(ref.key))) continue;
    maps.add(collectionOf(kindOf(ref.kind), ref.key));
    places.set(parent === undefined ? '' : refAddress(parent), parent);
  }
  const context = { touched, blocked, people, guessed, found, desired, live, names, tree };
  let entries = 0;
  for (const parent of places.values()) {
    for (const kind of kinds) {
      if (kind.parent !== parent?.kind || kind.manage === undefined) continue;
      const key = kind.keyedBy === 'parent' ? (parent?.key ?? []) : [...(parent?.key ?? []), ''];
      const collection = collectionOf(kind, key);
      if (!desired.collections.has(collection) && !maps.has(collection)) continue;
      entries += writeMap(kind, key, context);
    }
  }
  writeBeside(context);
  return { entries, people, guessed };
}

/**
 * Roles that people had beside a listed one, where the file treats the two as one: they are written in the map of
 * the other kind, which manages no other person.
 */
function writeBeside({ touched, blocked, live, names, tree }: Writing): void {
  for (const { kind, key, address, also } of live.items) {
    const other = kindOf(kind).otherHalf?.(key);
    if (also === undefined || other === undefined || !touched.has(address)) continue;
    if (blocked.has(emailIn(key))) continue;
    const half = kindOf(other.kind);
    if (half.manage !== undefined) setAdditive(other, half.manage, tree, names.key);
    const value = half.print(names.fields(other.kind, { role: also }));
    mapOf(half, names.key(other), tree).set(names.key(other).at(-1) ?? '', value);
  }
}

interface Writing {
  readonly touched: ReadonlyMap<string, Ref>;
  /** People whom the run blocks: nothing can be restored for them. */
  readonly blocked: ReadonlySet<string>;
  /** People named so far. */
  readonly people: Set<string>;
  readonly guessed: LiveItem[];
  readonly found: ReadonlyMap<string, LiveItem>;
  readonly desired: Desired;
  readonly live: Live;
  readonly names: NamesBefore;
  readonly tree: Tree;
}

/** @returns the number of its entries */
function writeMap(kind: Kind, key: Key, context: Writing): number {
  const { touched, blocked, people, desired, live, names, tree } = context;
  const manage = kind.manage;
  if (manage === undefined) return 0;
  if (kind.keyedBy === 'parent') return writeSingle(kind, key, context);
  const ref: Ref = { kind: kind.name, key };
  setAdditive(ref, manage, tree, names.key);
  const collection = collectionOf(kind, key);
  const entries = live.items
    .filter((item) => item.kind === kind.name && collectionOf(kind, item.key) === collection)
    .filter((item) => item.builtIn !== true && item.service !== true)
    .filter((item) => selectedBy(desired.ignore, item) === undefined)
    .filter(({ address }) => touched.has(address))
    .filter((item) => kind.keyedBy !== 'person' || !blocked.has(emailIn(item.key)));
  const map = mapOf(kind, names.key({ kind: kind.name, key }), tree);
  for (const item of entries.toSorted((a, b) => byText(a.address, b.address))) {
    const change = touched.get(item.address);
    const own = change && 'action' in change && isUpdate(change) ? change : undefined;
    // An empty map is written if the run fills it: it was empty before.
    const was = withoutEmpty(own === undefined ? givable(item, context) : item.fields);
    const value = kind.print(names.fields(kind.name, { ...was, ...own?.before }));
    const entry =
      value instanceof Object && kind.keyedBy === 'name' ? new Map(Object.entries(value)) : value;
    if (entry instanceof Map) {
      renamed(item, own, entry);
      if (own === undefined && change !== undefined) entry.set('create', true);
    }
    const name = names.key(item).at(-1) ?? '';
    if (kind.keyedBy === 'person') people.add(name);
    map.set(name, entry);
  }
  return entries.length;
}

/** A value of its own can say both that an item existed and that it did not. */
function writeSingle(kind: Kind, key: Key, { touched, found, names, tree }: Writing): number {
  const ref: Ref = { kind: kind.name, key };
  const address = refAddress(ref);
  if (!touched.has(address)) return 0;
  mapOf(kind, names.key(ref), tree).set(kind.at.at(-1) ?? '', found.has(address));
  return 1;
}

/**
 * The value that restores a removed grant. A role that Arize does not show is restored as the lowest one:
 * without the membership, nothing below it could be restored.
 */
function givable(item: LiveItem, { found, guessed }: Writing): Fields {
  const kind = kindOf(item.kind);
  if (kind.cannotCreate?.(item.fields) === undefined) return item.fields;
  guessed.push(item);
  const account = found.get(refAddress(personRef(emailIn(item.key))));
  return account?.fields['role'] === 'annotator' ? { role: 'annotator' } : { role: 'read-only' };
}

const isUpdate = (ref: Ref): ref is Change & { action: 'update' } =>
  'action' in ref && ref.action === 'update';

/** The people whom the run blocks: nothing of theirs can be restored. */
const blockedBy = (touched: Iterable<Ref>): ReadonlySet<string> =>
  new Set(
    [...touched].flatMap((ref) => {
      const { keyedBy, parent } = kindOf(ref.kind);
      const isBlocked = keyedBy === 'person' && parent === undefined && isDelete(ref);
      return isBlocked ? [emailIn(ref.key)] : [];
    }),
  );

const isDelete = (ref: Ref): boolean => 'action' in ref && ref.action === 'delete';

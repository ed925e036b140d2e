import type { Kind, ManageKey } from '../kind.ts';
import { collectionOf } from '../kind.ts';
import { chainOf, kindOf, kinds, refAddress } from '../kinds/index.ts';
import { selectedBy } from '../kinds/select.ts';
import type { Change, Desired, Key, Live, Ref } from '../model.ts';
import { byText } from '../names.ts';
import { renamed } from './former.ts';
import type { NamesBefore } from './former.ts';
import { child, entryOf, mapOf } from './tree.ts';
import type { Tree } from './tree.ts';

/** Writes each map in which something may change, with all maps beside it that the file decides about. */
export function writeMaps(
  touched: ReadonlyMap<string, Ref>,
  desired: Desired,
  live: Live,
  names: NamesBefore,
  tree: Tree,
): { readonly places: number; readonly people: ReadonlySet<string> } {
  const there = new Set(live.items.map(({ address }) => address));
  const blocked = blockedBy(touched.values());
  const people = new Set<string>();
  const places = new Map<string, Ref | undefined>();
  const whole = new Set<string>();
  // The file does not list what is in a place that it lets go of.
  const maps = new Set<string>();
  for (const ref of touched.values()) {
    const { manage } = kindOf(ref.kind);
    const [, parent] = chainOf(ref);
    // What sits in something that the run makes is gone with it.
    if (manage === undefined || (parent && !there.has(refAddress(parent)))) continue;
    maps.add(collectionOf(kindOf(ref.kind), ref.key));
    places.set(parent === undefined ? '' : refAddress(parent), parent);
    if (!there.has(refAddress(ref))) whole.add(modeKey(containerOf(ref), kindOf(ref.kind)));
  }
  for (const parent of places.values()) {
    for (const kind of kinds) {
      if (kind.parent !== parent?.kind || kind.manage === undefined) continue;
      const key = kind.keyedBy === 'parent' ? (parent?.key ?? []) : [...(parent?.key ?? []), ''];
      const collection = collectionOf(kind, key);
      if (!desired.collections.has(collection) && !maps.has(collection)) continue;
      writeMap(kind, key, { touched, whole, blocked, people, desired, live, names, tree });
    }
  }
  return { places: places.size, people };
}

interface Writing {
  readonly touched: ReadonlyMap<string, Ref>;
  readonly whole: ReadonlySet<string>;
  /** Who is blocked by the run: nothing can be given back to them. */
  readonly blocked: ReadonlySet<string | undefined>;
  /** Who is named so far. */
  readonly people: Set<string>;
  readonly desired: Desired;
  readonly live: Live;
  readonly names: NamesBefore;
  readonly tree: Tree;
}

function writeMap(kind: Kind, key: Key, context: Writing): void {
  const { touched, whole, blocked, people, desired, live, names, tree } = context;
  const manage = kind.manage;
  if (manage === undefined) return;
  const ref: Ref = { kind: kind.name, key };
  const container = containerOf(ref);
  const isWhole = whole.has(modeKey(container, kind));
  setMode(container, manage, isWhole ? 'full' : 'additive', names, tree);
  const collection = collectionOf(kind, key);
  const entries = live.items
    .filter((item) => item.kind === kind.name && collectionOf(kind, item.key) === collection)
    .filter((item) => item.builtIn !== true && item.service !== true)
    .filter((item) => selectedBy(desired.ignore, item) === undefined)
    .filter(({ address }) => isWhole || touched.has(address))
    .filter((item) => kind.keyedBy !== 'person' || !blocked.has(item.key.at(-1)));
  const map = mapOf(kind, names.key({ kind: kind.name, key }), tree);
  if (kind.keyedBy === 'parent') {
    map.set(kind.at.at(-1) ?? '', entries.length > 0);
    return;
  }
  for (const item of entries.toSorted((a, b) => byText(a.address, b.address))) {
    const value = kind.print(names.fields(item.fields));
    const change = touched.get(item.address);
    const entry =
      value instanceof Object && kind.keyedBy === 'name' ? new Map(Object.entries(value)) : value;
    if (entry instanceof Map) {
      const own = change && 'action' in change && isUpdate(change) ? change : undefined;
      for (const [name, was] of Object.entries(own?.before ?? {})) {
        // What is empty is not printed elsewhere; here it is what was there before.
        if (name !== 'name') entry.set(name, was);
      }
      renamed(item, own, entry);
      if (own === undefined && change !== undefined) entry.set('create', true);
    }
    const name = names.key(item).at(-1) ?? '';
    if (kind.keyedBy === 'person') people.add(name);
    map.set(name, entry);
  }
}

/** Grants of a place are whole together: a role alone shows under `members` or under `bindings`, as the file has them. */
const modeKey = (container: Ref | undefined, { keyedBy, manage }: Kind): string =>
  `${container === undefined ? '' : refAddress(container)} ${keyedBy === 'person' ? '' : manage}`;

const isUpdate = (ref: Ref): ref is Change & { action: 'update' } =>
  'action' in ref && ref.action === 'update';

/** Where `manage` stands for something: the nearest place above it that may hold one, or the top of the file. */
function containerOf(ref: Ref): Ref | undefined {
  const holders = new Set(
    kinds.filter(({ manage }) => manage === 'members').map(({ parent }) => parent),
  );
  return chainOf(ref)
    .slice(1)
    .find(({ kind }) => holders.has(kind));
}

function setMode(
  container: Ref | undefined,
  manage: ManageKey,
  mode: 'full' | 'additive',
  names: NamesBefore,
  tree: Tree,
): void {
  const place =
    container === undefined
      ? tree
      : entryOf(kindOf(container.kind), names.key(container), tree, new Map());
  child(place, 'manage').set(manage, mode);
}

/** The people whom the run blocks: nothing of theirs can be given back. */
const blockedBy = (touched: Iterable<Ref>): ReadonlySet<string | undefined> =>
  new Set(
    [...touched].flatMap((ref) => {
      const { keyedBy, parent } = kindOf(ref.kind);
      const isBlocked = keyedBy === 'person' && parent === undefined && isDelete(ref);
      return isBlocked ? [ref.key.at(-1)] : [];
    }),
  );

const isDelete = (ref: Ref): boolean => 'action' in ref && ref.action === 'delete';

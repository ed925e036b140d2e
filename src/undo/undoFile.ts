import { Document, visit } from 'yaml';
import type { Kind, ManageKey } from '../kind.ts';
import { collectionOf } from '../kind.ts';
import { chainOf, kindOf, kinds, refAddress } from '../kinds/index.ts';
import { selectedBy, selects } from '../kinds/select.ts';
import type {
  Change,
  Desired,
  Fields,
  Key,
  Live,
  LiveItem,
  Plan,
  Ref,
  Selector,
} from '../model.ts';
import { byText } from '../names.ts';
import { visible } from '../text.ts';

type Tree = Map<string, unknown>;

/** What an undo file is about, for its first lines. */
export interface UndoContext {
  /** The name of the run. */
  readonly run: string;
  /** The flags that make a command use the file and the same account. */
  readonly again: string;
}

/**
 * Writes an access file that puts back what a run touches: each thing and each map as it was before. It is made before
 * the first write and is right at every moment after it, because a plan of it finds only what the run has changed.
 * @param plan the run
 * @param desired what the plan was made of
 * @param live the account before the run
 * @returns its text; undefined when the run touches nothing that can be put back
 */
export function undoFile(
  plan: Plan,
  desired: Desired,
  live: Live,
  { run, again }: UndoContext,
): string | undefined {
  const running = plan.changes.filter(({ held }) => held === undefined);
  const touched = touchedBy(running, live);
  const names = namesBefore(live);
  const tree: Tree = new Map<string, unknown>([
    ['version', 1],
    ['account', live.account.id],
  ]);
  // Whoever leaves takes along what is theirs, also where the file ignores it: there it is no longer ignored.
  const ignore = desired.ignore.filter(
    (selector) => ![...touched.values()].some((ref) => selects(selector, ref)),
  );
  if (ignore.length > 0) tree.set('ignore', ignore.map(selectorOf));
  const things = writeThings(touched, running, live, names, tree);
  const { places, people } = writeMaps(touched, { ...desired, ignore }, live, names, tree);
  nameEverybody(people, tree);
  const notes = notesOn(running, live);
  if (things + places + notes.length === 0) return undefined;
  const document = new Document(tree);
  document.commentBefore = [
    ` Puts back what the run ${run} of ${visible(plan.file)} touched in the Arize account ${JSON.stringify(live.account.name)}, as it was before.`,
    ' Look first, then run it; what others changed since is in the plan too:',
    `   ax-access plan ${again}`,
    `   ax-access apply --allow-destructive ${again}`,
    ...(notes.length === 0 ? [] : ['', ' What no file can put back:', ...notes]),
  ]
    .map((line) => (line === '' ? ' ' : line))
    .join('\n');
  visit(document, {
    Scalar(key, node) {
      // Unquoted, this name would merge another map into its place.
      if (key === 'key' && node.value === '<<') node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** A file that lists people lists all of them: grants may name nobody else. */
function nameEverybody(people: Iterable<string>, tree: Tree): void {
  const users = tree.get('users');
  if (!(users instanceof Map)) return;
  for (const email of people) if (!users.has(email)) users.set(email, new Map());
}

/** Everything that the run may change: its changes, and what Arize takes along. */
function touchedBy(running: readonly Change[], { items }: Live): ReadonlyMap<string, Ref> {
  const along = new Set(running.flatMap(({ consequences }) => consequences));
  return new Map<string, Ref>([
    ...running.map((change) => [change.address, change] as const),
    ...items.flatMap((item) => (along.has(item.address) ? [[item.address, item] as const] : [])),
  ]);
}

/** What things are called before the run, by the address that the file gives them: it may rename them. */
interface NamesBefore {
  key(ref: Ref): Key;
  fields(fields: Fields): Fields;
}

function namesBefore({ items }: Live): NamesBefore {
  const names = new Map(
    items.flatMap(({ address, kind, fields: { name } }) =>
      kindOf(kind).keyedBy === 'name' && typeof name === 'string' ? [[address, name] as const] : [],
    ),
  );
  const before = (ref: Ref): string =>
    names.get(refAddress(ref)) ??
    (kindOf(ref.kind).keyedBy === 'parent' ? '' : (ref.key.at(-1) ?? ''));
  return {
    key: (ref) =>
      chainOf(ref)
        .toReversed()
        .filter(({ kind }) => kindOf(kind).keyedBy !== 'parent')
        .map(before),
    fields(fields) {
      const { role } = fields;
      if (typeof role !== 'object' || !('custom' in role)) return fields;
      return { ...fields, role: { custom: before({ kind: 'role', key: [role.custom] }) } };
    },
  };
}

/** Writes people, organizations, spaces and projects that the run changes or takes away. */
function writeThings(
  touched: ReadonlyMap<string, Ref>,
  running: readonly Change[],
  live: Live,
  names: NamesBefore,
  tree: Tree,
): number {
  const changes = new Map(running.map((change) => [change.address, change]));
  let written = 0;
  for (const item of live.items) {
    const kind = kindOf(item.kind);
    if (!touched.has(item.address) || kind.manage !== undefined || kind.partlyShown) continue;
    if (kind.keyedBy === 'person' && changes.get(item.address)?.action === 'delete') continue;
    const change = changes.get(item.address);
    const own = change?.action === 'update' ? change.before : item.fields;
    const value = new Map<string, unknown>(
      Object.entries(own).filter(([name]) => name !== 'name' || kind.keyedBy === 'person'),
    );
    if (change?.action !== 'update') value.set('create', true);
    entryOf(kind, names.key(item), tree, renamed(item, change, value));
    written += 1;
  }
  return written;
}

/** Under its old name, a thing is found by the one that the run gives it. */
function renamed(item: LiveItem, change: Change | undefined, value: Tree): Tree {
  const isRenamed =
    kindOf(item.kind).keyedBy === 'name' && change?.action === 'update' && 'name' in change.after;
  if (isRenamed) value.set('previously', [item.key.at(-1) ?? '']);
  return value;
}

/** Writes each map in which something may change, with all maps beside it that the file decides about. */
function writeMaps(
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

/** What the run does that stays done, a line each. */
function notesOn(running: readonly Change[], live: Live): readonly string[] {
  return running.flatMap((change) => {
    const kind = kindOf(change.kind);
    if (kind.manage !== undefined) return [];
    const what = `${kind.label} ${JSON.stringify(change.key.at(-1) ?? '')}`;
    if (change.action === 'create') {
      return ` - ${what} is made by it. Should it go again, write it under \`removed\` by hand.`;
    }
    if (kind.partlyShown) {
      return change.effect === 'destroys'
        ? ` - ${what}: what is revoked stays revoked.`
        : ` - ${what}: a second one is made beside it, and stays.`;
    }
    if (change.action !== 'delete') return [];
    if (kind.keyedBy === 'person')
      return ` - ${what} is blocked for good, with all that was theirs.`;
    const inside = live.items.some((item) =>
      chainOf(item)
        .slice(1)
        .some((above) => refAddress(above) === change.address),
    );
    return ` - what was in ${what}${inside ? ' beside its people' : ''}: only the empty place can be made again, with a new id.`;
  });
}

const selectorOf = ({ kind, key }: Selector): Readonly<Record<string, string>> =>
  Object.fromEntries(chainOf({ kind, key }).map((ref) => [ref.kind, ref.key.at(-1) ?? '']));

function child(map: Tree, name: string): Tree {
  const found = map.get(name);
  if (found instanceof Map) return found;
  const made: Tree = new Map();
  map.set(name, made);
  return made;
}

/** The map in which things of a kind stand, made on the way. */
function mapOf(kind: Kind, key: Key, tree: Tree): Tree {
  const names = [...key];
  let map = tree;
  for (const part of kind.at.slice(0, -1))
    map = child(map, part === '*' ? (names.shift() ?? '') : part);
  return map;
}

/** A thing's own map in the file, with some values put in. */
function entryOf(kind: Kind, key: Key, tree: Tree, values: Tree): Tree {
  const entry = child(mapOf(kind, key, tree), key.at(-1) ?? '');
  for (const [name, value] of values) entry.set(name, value);
  return entry;
}

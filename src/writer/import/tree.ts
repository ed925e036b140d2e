import { withoutEmpty } from '../../fields.ts';
import type { Kind } from '../../kind.ts';
import { chainOf, kindOf, kinds, parentOf, refAddress } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import type { Live, LiveItem, Ref } from '../../model.ts';
import { byText } from '../../names.ts';
import { emailIn, ownName } from '../../key.ts';

/** A file's content in the making. Maps, because a name may be called `__proto__`. */
export type Tree = Map<string, unknown>;

/** What of an account a file can say, and what it can not. */
export interface Sayable {
  readonly kept: readonly LiveItem[];
  readonly notes: readonly string[];
}

/** What the file can say: people and what is theirs, custom roles, and projects that have something to say. */
export function sayable(live: Live): Sayable {
  const notes: string[] = [];
  const speaking = new Set(
    live.items.flatMap((item) => {
      const parent = parentOf(item);
      const isSaid = parent !== undefined && item.service !== true;
      return isSaid ? [refAddress(parent)] : [];
    }),
  );
  let silent = 0;
  let services = 0;
  const kept = live.items.filter((item) => {
    const kind = kindOf(item.kind);
    const name = ownName(item.key);
    if (item.builtIn || item.status === 'blocked') return false;
    if (item.service) {
      services += 1;
      return false;
    }
    if (kind.keyedBy === 'name' && item.fields['name'] !== name) {
      notes.push(`Left out: ${kind.label} "${name}", because another has the same name.`);
      return false;
    }
    if (kind.createOnRequest && !speaking.has(item.address)) {
      silent += 1;
      return false;
    }
    return true;
  });
  if (silent > 0)
    notes.push(`Left out: ${counted(silent, 'project')} without a restriction or a role binding.`);
  if (services > 0)
    notes.push(
      `Left out: ${counted(services, 'grant')} of service identities, which no file manages.`,
    );
  notes.push(...hiddenNote(live));
  return { kept, notes };
}

/** What an admin right may hide: who has one, and where, is all that is known. */
export function hiddenNote({ hidden }: Pick<Live, 'hidden'>): readonly string[] {
  if (hidden.size === 0) return [];
  const refs = [...hidden.keys()].flatMap((address) => refOf(address) ?? []);
  const admins = new Set(refs.map(({ key }) => emailIn(key)));
  const places = new Set(refs.flatMap((ref) => chainOf(ref).slice(1, 2).map(refAddress)));
  return [
    `Left out: whether ${counted(admins.size, 'admin')} ${admins.size === 1 ? 'is a member' : 'are members'} of ${counted(places.size, 'space')}. Arize shows only that admins get in anyway.`,
  ];
}

export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/**
 * The tree that says what some things are: sorted, and with every map that was read, also an empty one.
 * @param wants which kinds are written at all
 * @param root the address of the outermost thing, where it is not the account
 */
export function treeOf(
  items: readonly LiveItem[],
  wants: (kind: Kind) => boolean,
  root?: string,
): Tree {
  const tree: Tree = new Map<string, unknown>();
  const written = kinds.filter(wants);
  const present = new Set(items.map(({ address }) => address));
  for (const kind of written) {
    if (kind.manage !== undefined) {
      // Every map that was read is written down, also an empty one: the file decides about all of it.
      for (const parent of parentsOf(kind, items)) writeEmpty(kind, parent, tree);
    }
    const own = items.filter((item) => item.kind === kind.name);
    for (const item of own.toSorted((a, b) => byText(a.address, b.address))) {
      const parent = parentOf(item);
      const isAtTop = parent === undefined || item.address === root;
      if (isAtTop || present.has(refAddress(parent))) write(kind, item, tree);
    }
  }
  return tree;
}

const parentsOf = ({ parent }: Kind, items: readonly LiveItem[]): readonly (Ref | undefined)[] =>
  parent === undefined ? [undefined] : items.filter(({ kind }) => kind === parent);

/** The map in which the things of a kind below a parent are listed, made on the way. */
function mapOf(kind: Kind, key: readonly string[], tree: Tree): Tree {
  const names = [...key];
  let map = tree;
  for (const part of kind.at.slice(0, -1)) {
    const name = part === '*' ? (names.shift() ?? '') : part;
    const next = map.get(name);
    if (next instanceof Map) {
      map = next;
    } else {
      const made: Tree = new Map();
      map.set(name, made);
      map = made;
    }
  }
  return map;
}

function writeEmpty(kind: Kind, parent: Ref | undefined, tree: Tree): void {
  const map = mapOf(kind, parent?.key ?? [], tree);
  if (kind.keyedBy !== 'parent') return;
  // What is said of the thing itself stands above what is in it.
  const below = [...map];
  map.clear();
  for (const [name, value] of [[kind.at.at(-1) ?? '', false] as const, ...below])
    map.set(name, value);
}

function write(kind: Kind, item: LiveItem, tree: Tree): void {
  const last = kind.keyedBy === 'parent' ? (kind.at.at(-1) ?? '') : ownName(item.key);
  const value = kind.print(withoutEmpty(item.fields));
  const hasChildren = kinds.some(({ parent }) => parent === kind.name);
  const map = mapOf(kind, item.key, tree);
  // Things with something below them are maps that grow; all others are whole.
  map.set(
    last,
    hasChildren && typeof value === 'object' ? new Map(Object.entries(value ?? {})) : value,
  );
}

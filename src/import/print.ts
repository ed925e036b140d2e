import { Document, isMap, isPair, isScalar, visit } from 'yaml';
import type { Kind } from '../kind.ts';
import { chainOf, kinds, kindOf, refAddress } from '../kinds/index.ts';
import type { Live, LiveItem, Ref } from '../model.ts';
import { byText } from '../names.ts';

/** A file made of a live account, and what could not be said in it. */
export interface Printed {
  readonly text: string;
  readonly notes: readonly string[];
}

type Tree = Map<string, unknown>;

/** Maps up to this many characters stand on one line. */
const shortMap = 80;

/**
 * Writes the access.yaml that describes an account as it is: sorted, complete, and with nothing to do when planned.
 * @param live everything, as `read` gives it without a file
 */
export function printFile(live: Live): Printed {
  const { kept, notes } = sayable(live);
  const tree: Tree = new Map<string, unknown>([
    ['version', 1],
    ['account', live.account.id],
  ]);
  const present = new Set(kept.map(({ address }) => address));
  for (const kind of kinds) {
    if (kind.manage !== undefined) {
      // Every map that was read is written down, also an empty one: the file decides about all of it.
      for (const parent of parentsOf(kind, kept)) writeEmpty(kind, parent, tree);
    }
    const own = kept.filter((item) => item.kind === kind.name);
    for (const item of own.toSorted((a, b) => byText(a.address, b.address))) {
      const [, parent] = chainOf(item);
      if (parent === undefined || present.has(refAddress(parent))) write(kind, item, tree);
    }
  }
  return { text: yamlOf(tree, live), notes };
}

/** What the file can say: people and what is theirs, custom roles, and projects that have something to say. */
function sayable(live: Live): { kept: readonly LiveItem[]; notes: readonly string[] } {
  const notes: string[] = [];
  const speaking = new Set(
    live.items.flatMap((item) => {
      const [, parent] = chainOf(item);
      const isSaid = parent !== undefined && item.service !== true;
      return isSaid ? [refAddress(parent)] : [];
    }),
  );
  let silent = 0;
  let services = 0;
  const kept = live.items.filter((item) => {
    const kind = kindOf(item.kind);
    const name = item.key.at(-1) ?? '';
    if (item.builtIn || item.status === 'blocked') return false;
    if (item.service) {
      services += 1;
      return false;
    }
    if (kind.keyedBy === 'name' && item.fields['name'] !== name) {
      notes.push(`Left out: ${kind.label} "${name}", because another has the same name.`);
      return false;
    }
    if (kind.mustExist && !speaking.has(item.address)) {
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
  if (live.hidden.size > 0) {
    notes.push(
      `Left out: ${counted(live.hidden.size, 'space membership')} of admins: Arize does not show them, because admins get in anyway.`,
    );
  }
  return { kept, notes };
}

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

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
  const key = parent?.key ?? [];
  if (kind.keyedBy === 'parent') mapOf(kind, key, tree).set(kind.at.at(-1) ?? '', false);
  else mapOf(kind, key, tree);
}

function write(kind: Kind, item: LiveItem, tree: Tree): void {
  const last = kind.keyedBy === 'parent' ? (kind.at.at(-1) ?? '') : (item.key.at(-1) ?? '');
  const value = kind.print(item.fields);
  const hasChildren = kinds.some(({ parent }) => parent === kind.name);
  const map = mapOf(kind, item.key, tree);
  // Things with something below them are maps that grow; all others are whole.
  map.set(
    last,
    hasChildren && typeof value === 'object' ? new Map(Object.entries(value ?? {})) : value,
  );
}

function yamlOf(tree: Tree, live: Live): string {
  const document = new Document(tree);
  document.commentBefore = [
    ` Who may do what in the Arize account ${JSON.stringify(live.account.name)}, as it was when this file was made.`,
    ' Planning it changes nothing. The maps of people, roles and bindings are complete: whoever is added elsewhere',
    ' shows up as a difference, and is a removal for whoever applies the file.',
  ].join('\n');
  visit(document, {
    Map(_key, node, path) {
      const inside = path.length > 3;
      const isLeaf = node.items.every(({ value }) => isScalar(value));
      const parent = path.at(-1);
      if (!inside || !isLeaf || node.items.length === 0 || !isPair(parent)) return;
      // The members of a place stand one below the other; what is said about one thing stands on its line.
      const isEntry =
        isScalar(parent.key) && isMap(path.at(-2)) && isOneThing(node.items.map(({ key }) => key));
      if (isEntry && JSON.stringify(node).length <= shortMap) node.flow = true;
    },
    Scalar(key, node) {
      // Unquoted, this name would merge another map into its place.
      if (key === 'key' && node.value === '<<') node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

const words = new Set(['name', 'role', 'developer', 'custom']);

const isOneThing = (keys: readonly unknown[]): boolean =>
  keys.every((key) => isScalar(key) && typeof key.value === 'string' && words.has(key.value));

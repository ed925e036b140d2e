import { withoutEmpty } from '../../fields.ts';
import type { Kind } from '../../kind.ts';
import { keyOf } from '../../kinds/keyOrder.ts';
import { kindOf, kinds, parentOf, refAddress, siblingKey } from '../../kinds/index.ts';
import { ownName } from '../../key.ts';
import type { LiveItem, Ref } from '../../model.ts';
import { byText, canonicalName } from '../../names.ts';
import { containerOf, mapOf, setAdditive } from '../tree.ts';
import type { Tree } from '../tree.ts';

/**
 * The tree of a file that describes some items: sorted, and with every map that was read, even if empty.
 * @param wants which kinds are written
 * @param more `root` is the address of the outermost thing, where it is not the account; `missing` is what no entry is for
 */
export function treeOf(
  items: readonly LiveItem[],
  wants: (kind: Kind) => boolean,
  { root, missing }: { readonly root?: string; readonly missing: readonly LiveItem[] },
): Tree {
  const tree: Tree = new Map<string, unknown>();
  const written = kinds.filter(wants);
  const pinned = pinnedIn(items, missing);
  const present = new Set(items.map(({ address }) => address));
  for (const kind of written) {
    if (kind.manage !== undefined) {
      // Every map that was read is written, even if empty, so that the file manages it.
      for (const parent of parentsOf(kind, items)) {
        const key = parent?.key ?? [];
        const map = mapOf(kind, key, tree);
        if (kind.keyedBy === 'parent') map.set(keyOf(kind), false);
      }
    }
    const own = items.filter((item) => item.kind === kind.name);
    for (const item of own.toSorted((a, b) => byText(a.address, b.address))) {
      const parent = parentOf(item);
      const isAtTop = parent === undefined || item.address === root;
      if (isAtTop || present.has(refAddress(parent)))
        write(kind, item, tree, pinned.has(item.address));
    }
  }
  for (const item of missing) {
    const kind = kindOf(item.kind);
    const container = containerOf(item);
    const isWritten = container === undefined || present.has(refAddress(container));
    if (kind.manage !== undefined && written.includes(kind) && isWritten)
      setAdditive(item, kind.manage, tree);
  }
  return tree;
}

/** A key for the items of one name in one parent, ignoring whitespace that Arize pads. */
function nameKey(item: LiveItem): string {
  const { name } = item.fields;
  return `${siblingKey(item)} ${typeof name === 'string' ? canonicalName(name) : ''}`;
}

/** Items that share their name with one that is not written: they need an id. */
function pinnedIn(items: readonly LiveItem[], missing: readonly LiveItem[]): ReadonlySet<string> {
  const twins = new Set(missing.map(nameKey));
  // A key begins with the kind, so the many of other kinds need none.
  const some = new Set(missing.map(({ kind }) => kind));
  const pinned = items.filter((item) => some.has(item.kind) && twins.has(nameKey(item)));
  return new Set(pinned.map(({ address }) => address));
}

const parentsOf = ({ parent }: Kind, items: readonly LiveItem[]): readonly (Ref | undefined)[] =>
  parent === undefined ? [undefined] : items.filter(({ kind }) => kind === parent);

function write(kind: Kind, item: LiveItem, tree: Tree, isPinned: boolean): void {
  const last = kind.keyedBy === 'parent' ? keyOf(kind) : ownName(item.key);
  const value = kind.print(withoutEmpty(item.fields));
  const hasChildren = kinds.some(({ parent }) => parent === kind.name);
  const map = mapOf(kind, item.key, tree);
  // Items with children are maps that grow; all others are written as a whole.
  const entry =
    (hasChildren || isPinned) && typeof value === 'object'
      ? new Map(Object.entries(value ?? {}))
      : value;
  if (isPinned && entry instanceof Map) entry.set('id', item.id);
  map.set(last, entry);
}

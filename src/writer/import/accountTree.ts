import { withoutEmpty } from '../../fields.ts';
import type { Kind } from '../../kind.ts';
import { keyOf } from '../../kinds/keyOrder.ts';
import { kinds, parentOf, refAddress } from '../../kinds/index.ts';
import { ownName } from '../../key.ts';
import type { LiveItem, Ref } from '../../model.ts';
import { byText } from '../../names.ts';
import { mapOf } from '../tree.ts';
import type { Tree } from '../tree.ts';

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
      for (const parent of parentsOf(kind, items)) {
        const map = mapOf(kind, parent?.key ?? [], tree);
        if (kind.keyedBy === 'parent') map.set(keyOf(kind), false);
      }
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

function write(kind: Kind, item: LiveItem, tree: Tree): void {
  const last = kind.keyedBy === 'parent' ? keyOf(kind) : ownName(item.key);
  const value = kind.print(withoutEmpty(item.fields));
  const hasChildren = kinds.some(({ parent }) => parent === kind.name);
  const map = mapOf(kind, item.key, tree);
  // Things with something below them are maps that grow; all others are whole.
  map.set(
    last,
    hasChildren && typeof value === 'object' ? new Map(Object.entries(value ?? {})) : value,
  );
}

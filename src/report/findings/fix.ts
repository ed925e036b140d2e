import { Document } from 'yaml';
import { yamlOf } from '../../document/yamlText.ts';
import { collectionOf } from '../../kind.ts';
import { ownName } from '../../key.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Desired, Ref } from '../../model.ts';
import { entryOf, inKeyOrder, mapOf, setAdditive } from '../../writer/tree.ts';
import type { Tree } from '../../writer/tree.ts';

/** Lines for an access file, from the top key down, to be merged into it. */

const textOf = (tree: Tree): string => yamlOf(new Document(inKeyOrder(tree)));

/** An entry with a value. */
export interface Entry {
  readonly ref: Ref;
  /** The name of the entry, if it is not that of the item: a team's. */
  readonly name?: string;
  readonly value: unknown;
}

/**
 * Entries in maps, which list everything: a map that the file does not have yet becomes additive, so that the lines take
 * nothing from anyone.
 */
export function entriesYaml(entries: readonly Entry[], desired: Desired | undefined): string {
  const tree: Tree = new Map();
  for (const { ref, name, value } of entries) {
    const kind = kindOf(ref.kind);
    const isManaged = desired?.collections.has(collectionOf(kind, ref.key)) === true;
    if (kind.manage !== undefined && !isManaged) setAdditive(ref, kind.manage, tree);
    mapOf(kind, ref.key, tree).set(name ?? ownName(ref.key), value);
  }
  return textOf(tree);
}

/** Fields of an item, which leave everything else as the file has it. */
export function fieldsYaml(
  { kind, key }: Ref,
  fields: Readonly<Record<string, string | boolean>>,
): string {
  const tree: Tree = new Map();
  entryOf(kindOf(kind), key, tree, new Map(Object.entries(fields)));
  return textOf(tree);
}

/** An entry under `removed`, with the names of everything that the item is in. */
export function removedYaml(ref: Ref, chain: readonly Ref[], reason: string): string {
  const names = [ref, ...chain].map((each): readonly [string, string] => [
    each.kind,
    ownName(each.key),
  ]);
  return textOf(new Map([['removed', [new Map<string, unknown>([...names, ['reason', reason]])]]]));
}

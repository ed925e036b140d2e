import { treeText } from '../document/treeText.ts';
import { commentLines } from '../document/yamlText.ts';
import type { EntryComment } from '../document/treeText.ts';
import { inKeyOrder } from './tree.ts';
import type { Tree } from './tree.ts';

/**
 * The text of a new access file.
 * @param head the lines of the comment at the top
 * @param comment for an entry that is a map, by its path
 */
export function fileText(
  tree: Tree,
  head: readonly string[],
  comment?: (path: readonly string[]) => EntryComment | undefined,
): string {
  return `${commentLines(head).join('\n')}\n\n${treeText(inKeyOrder(tree), comment)}`;
}

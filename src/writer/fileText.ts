import { Document } from 'yaml';
import { yamlOf } from '../document/yamlText.ts';
import { inKeyOrder } from './tree.ts';
import type { Tree } from './tree.ts';

/**
 * The text of a new access file.
 * @param head the lines of the comment at the top
 * @param comment adds comments to the document
 */
export function fileText(
  tree: Tree,
  head: readonly string[],
  comment: (document: Document) => void = () => undefined,
): string {
  const document = new Document(inKeyOrder(tree));
  document.commentBefore = head.join('\n');
  comment(document);
  return yamlOf(document);
}

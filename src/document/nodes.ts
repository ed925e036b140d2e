import { isMap, isScalar, isSeq } from 'yaml';
import type { ParsedNode, Scalar } from 'yaml';

/** Returns a scalar as a name. `2024`, `yes` and `1.0` are names too, exactly as written. */
export function nameOf(scalar: Scalar): string {
  return scalar.source ?? '';
}

/**
 * Folds a name so that names which people read as the same are equal: surrounding spaces and Unicode forms.
 */
export function foldName(name: string): string {
  return name.normalize('NFC').trim();
}

/** Whether a key is the YAML merge key, which adds the keys of another map. In quotes it is a name. */
export function isMergeKey(key: ParsedNode): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

/** Whether a key is a scalar on one line, as names are. */
export function isNameNode(key: ParsedNode): key is Scalar.Parsed {
  return isScalar(key) && key.type !== 'BLOCK_FOLDED' && key.type !== 'BLOCK_LITERAL';
}

/** Says what was found instead of a name, with its article. */
export function kindOfKey(key: ParsedNode): string {
  if (isMap(key)) return 'a map';
  return isSeq(key) ? 'a list' : 'a string of several lines';
}

/** Returns the offset of the `&name` before an anchored node. */
export function anchorOffset(text: string, node: ParsedNode): number {
  const [start] = node.range;
  const at = node.anchor === undefined ? -1 : text.lastIndexOf(`&${node.anchor}`, start);
  return at === -1 ? start : at;
}

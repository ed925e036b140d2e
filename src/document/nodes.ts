import { isMap, isScalar, isSeq } from 'yaml';
import type { ParsedNode, Scalar } from 'yaml';

/** Gives the text of a scalar as a name: `2024`, `yes` and `1.0` are names, and are called what is written. */
export function nameOf(scalar: Scalar): string {
  return scalar.source ?? '';
}

/** Gives what two names have in common that people take for the same: spaces around them and Unicode forms go. */
export function foldName(name: string): string {
  return name.normalize('NFC').trim();
}

/** Whether a key is YAML's merge key, which takes over the keys of another map. In quotes it is a name. */
export function isMergeKey(key: ParsedNode): boolean {
  return isScalar(key) && key.type === 'PLAIN' && key.source === '<<';
}

/** Whether a key is written on one line, as names are. */
export function isNameNode(key: ParsedNode): key is Scalar.Parsed {
  return isScalar(key) && key.type !== 'BLOCK_FOLDED' && key.type !== 'BLOCK_LITERAL';
}

/** Says what stands where a name should, with its article. */
export function kindOfKey(key: ParsedNode): string {
  if (isMap(key)) return 'a map';
  return isSeq(key) ? 'a list' : 'a string of several lines';
}

/** Gives the offset of the `&name` in front of an anchored node. */
export function anchorOffset(text: string, node: ParsedNode): number {
  const [start] = node.range;
  const at = node.anchor === undefined ? -1 : text.lastIndexOf(`&${node.anchor}`, start);
  return at === -1 ? start : at;
}

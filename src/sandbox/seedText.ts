import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import type { Seed } from './seed.ts';
import { checkSeed, SeedError } from './parseSeed.ts';
import { messageOf } from './systemError.ts';

/** The offset at which the deepest part of `path` that the document has begins; a key's, if it has one. */
function offsetOf(document: Document, path: readonly string[]): number {
  let node: unknown = document.contents;
  let offset = 0;
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === part);
      if (pair === undefined || !isScalar(pair.key)) return offset;
      offset = pair.key.range?.[0] ?? offset;
      node = pair.value;
    } else if (isSeq(node)) {
      node = node.items[Number(part)];
      if (isNode(node)) offset = node.range?.[0] ?? offset;
    }
  }
  return offset;
}

function toValue(document: Document, path: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    throw new SeedError(`${path}: the seed cannot be read: ${messageOf(error)}`);
  }
}

/** The seed in a text of YAML or JSON. Throws a SeedError whose lines begin with `path:line:column`. */
export function readSeedText(text: string, path: string): Seed {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const place = (offset: number): string => {
    const { line, col } = lines.linePos(offset);
    return `${path}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    const faults = document.errors.map((error) => {
      return `${place(error.pos[0])}: ${error.message}`;
    });
    throw new SeedError(faults.join('\n'));
  }
  const checked = checkSeed(toValue(document, path));
  if ('seed' in checked) return checked.seed;
  const faults = checked.faults.map(({ path: keys, message }) => {
    const where = keys.length === 0 ? '' : `${keys.join(' > ')}: `;
    return `${place(offsetOf(document, keys))}: ${where}${message}`;
  });
  throw new SeedError(faults.join('\n'));
}

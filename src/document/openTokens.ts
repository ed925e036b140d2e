import type { CST } from 'yaml';

/** Returns the sorted offsets of the unclosed quotes and brackets in a token tree. */
export function openTokens(tokens: readonly CST.Token[]): number[] {
  const open: number[] = [];
  const waiting = [...tokens];
  for (let token = waiting.pop(); token !== undefined; token = waiting.pop()) {
    if (token.type === 'document') {
      if (token.value !== undefined) waiting.push(token.value);
    } else if ('items' in token) {
      for (const { key, value } of token.items) {
        for (const inner of [key, value]) if (inner != null) waiting.push(inner);
      }
      if (token.type === 'flow-collection' && !isClosed(token)) open.push(token.offset);
    } else if (token.type === 'single-quoted-scalar' || token.type === 'double-quoted-scalar') {
      const { source, offset } = token;
      if (source.length === 1 || source.at(-1) !== source[0]) open.push(offset);
    }
  }
  return open.toSorted((a, b) => a - b);
}

function isClosed({ start, end }: CST.FlowCollection): boolean {
  return end.some(({ source }) => source === (start.source === '{' ? '}' : ']'));
}

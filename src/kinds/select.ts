import { chainOf, kindOf } from './index.ts';
import type { Ref, Selector } from '../model.ts';
import { canonicalEmail } from '../names.ts';

/** Whether a text fits a pattern in which `*` stands for any characters. */
function fits(pattern: string, text: string): boolean {
  if (!pattern.includes('*')) return pattern === text;
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (!text.startsWith(first) || text.length < first.length + last.length) return false;
  if (!text.endsWith(last)) return false;
  // What stands between stars is found from left to right: no backtracking, so no pattern is slow.
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = text.indexOf(part, from);
    if (at === -1 || at + part.length > text.length - last.length) return false;
    from = at + part.length;
  }
  return true;
}

/**
 * Whether a selector speaks of a thing: of itself, of something it sits in, or, for a person, of a grant they hold.
 */
export function selects(selector: Pick<Selector, 'kind' | 'key'>, ref: Ref): boolean {
  const [first = ''] = selector.key;
  if (kindOf(selector.kind).keyedBy === 'person') {
    const holder = kindOf(ref.kind).keyedBy === 'person' ? ref.key.at(-1) : undefined;
    return holder !== undefined && fits(canonicalEmail(first), canonicalEmail(holder));
  }
  return chainOf(ref).some(
    ({ kind, key }) =>
      kind === selector.kind && key.every((part, index) => fits(selector.key[index] ?? '', part)),
  );
}

/** The first of the selectors that speaks of a thing. */
export const selectedBy = <S extends Selector>(selectors: readonly S[], ref: Ref): S | undefined =>
  selectors.find((selector) => selects(selector, ref));

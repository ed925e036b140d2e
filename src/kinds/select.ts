import { chainOf, kindOf } from './index.ts';
import type { Ref, Selector } from '../model.ts';
import { canonicalEmail, fitsPattern } from '../names.ts';

/**
 * Whether a selector covers an item: by naming the item itself, one of its parents or, for a person, the
 * holder of the grant.
 */
export function selects(selector: Pick<Selector, 'kind' | 'key' | 'isPattern'>, ref: Ref): boolean {
  const fits = selector.isPattern ? fitsPattern : isSame;
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

/** The first selector that covers an item. */
export const selectedBy = <S extends Selector>(selectors: readonly S[], ref: Ref): S | undefined =>
  selectors.find((selector) => selects(selector, ref));

const isSame = (wanted: string, name: string): boolean => wanted === name;

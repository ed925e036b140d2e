import { chainOf, refAddress } from '../kinds/index.ts';
import type { Ref } from '../model.ts';

/** The address of what something stands in; the account is ''. */
export const placeOf = (ref: Ref): string => {
  const [, parent] = chainOf(ref);
  return parent === undefined ? '' : refAddress(parent);
};

import { refFrom } from '../kind.ts';
import { kinds } from './index.ts';
import type { Ref } from '../model.ts';

/** The item that an address names; undefined if it is not an address. */
export const refOf = (address: string): Ref | undefined => refFrom(kinds, address);

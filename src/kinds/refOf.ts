import { refFrom } from '../kind.ts';
import { kinds } from './index.ts';
import type { Ref } from '../model.ts';

/** What an address names; undefined for a text that is no address of ours. */
export const refOf = (address: string): Ref | undefined => refFrom(kinds, address);

import { kindOf } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import type { Ref } from '../../model.ts';

/** What goes with a change. */
export interface Along {
  /** Items that Arize removes. */
  readonly removed: readonly Ref[];
  /** Keys in what is deleted. They may also work elsewhere, and one that works in several places is here for each. */
  readonly keys: readonly Ref[];
}

/** What goes with a change, without calling a key removed that may only stop working there. */
export function alongOf(cascade: readonly string[]): Along {
  const refs = cascade.flatMap((address) => refOf(address) ?? []);
  return { removed: refs.filter((ref) => !isKey(ref)), keys: refs.filter(isKey) };
}

const isKey = ({ kind }: Ref): boolean => kindOf(kind).credential !== undefined;

/** What becomes of the keys of a place that is deleted. */
export const keysStop = 'service keys stop working there';

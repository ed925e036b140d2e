import { kindOf, refAddress } from '../kinds/index.ts';
import type { Change, Live } from '../model.ts';
import { byText } from '../names.ts';
import type { NamesBefore } from './former.ts';

/** An entry under `removed`. */
export interface Given {
  readonly address: string;
  readonly reason: string;
}

/**
 * What a run gives, each by its address before the run, also in places that it makes: an undo file takes that away and
 * nothing else. What the file has a value of its own for needs no such entry.
 */
export const givenBy = (
  running: readonly Change[],
  { hidden }: Live,
  names: NamesBefore,
  run: string,
): readonly Given[] =>
  running
    .filter(({ action, kind, address }) => {
      const { manage, keyedBy } = kindOf(kind);
      // What an admin right hid may have been there before.
      const isNew = action === 'create' && !hidden.has(address);
      return isNew && manage !== undefined && keyedBy !== 'parent';
    })
    .map(({ kind, key }) => refAddress({ kind, key: names.key({ kind, key }) }))
    .toSorted(byText)
    .map((address) => ({ address, reason: `added by run ${run}` }));

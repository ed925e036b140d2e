import { kindOf, refAddress } from '../kinds/index.ts';
import type { UnknownName } from '../model.ts';
import { didYouMean } from '../document/suggest.ts';
import type { State } from './state.ts';
import { ownName } from '../key.ts';

/** What the file protects and nothing in the account or the file is: a guard holds what the entry may have meant. */
export const unguarded = ({ desired, live, found, wanted }: State): readonly UnknownName[] =>
  desired.protected
    .filter((ref) => !found.has(refAddress(ref)) && !wanted.has(refAddress(ref)))
    .map(({ kind, key, source }) => {
      const name = ownName(key);
      const names = live.items
        .filter((item) => item.kind === kind)
        .map((item) => ownName(item.key));
      return {
        address: refAddress({ kind, key }),
        kind,
        key,
        message: `There is no ${kindOf(kind).label} "${name}" in the account, so this entry protects nothing.`,
        suggestion: didYouMean(name, names) ?? 'Correct the name, or take the entry out.',
        source,
        skips: [],
      };
    });

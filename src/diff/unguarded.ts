import { kindOf, refAddress } from '../kinds/index.ts';
import type { UnknownName } from '../model.ts';
import { didYouMean } from '../document/suggest.ts';
import type { State } from './state.ts';
import { ownName } from '../key.ts';

/** Unknown names under `protected`. A guard protects whatever such an entry may refer to. */
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
        message: `No such ${kindOf(kind).label} in the account: "${name}". This entry protects nothing.`,
        suggestion: didYouMean(name, names) ?? 'Correct the name or remove the entry.',
        source,
        skips: [],
      };
    });

import { kindOf, refAddress } from '../kinds/index.ts';
import type { Problem } from '../problem.ts';
import { didYouMean } from '../suggest.ts';
import type { State } from './state.ts';

/**
 * What the file protects and nobody can find. A slip in the name would protect nothing, and nobody would notice before
 * it is too late: so it is an error.
 */
export const unguarded = ({ desired, live, found, wanted }: State): readonly Problem[] =>
  desired.protected
    .filter((ref) => !found.has(refAddress(ref)) && !wanted.has(refAddress(ref)))
    .map(({ kind, key, source }) => {
      const name = key.at(-1) ?? '';
      const names = live.items
        .filter((item) => item.kind === kind)
        .map((item) => item.key.at(-1) ?? '');
      return {
        severity: 'error',
        code: 'protects-nothing',
        message: `There is no ${kindOf(kind).label} "${name}" in the account, so this protects nothing.`,
        position: source,
        suggestion: didYouMean(name, names) ?? 'Correct the name, or take the entry out.',
      };
    });

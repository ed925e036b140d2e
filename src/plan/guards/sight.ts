import type { Change, Live, Verdict } from '../../model.ts';
import { verdict } from './verdict.ts';

/** Lists that are filtered by rights prove nothing by absence. */
export function sight(changes: readonly Change[], { caller: who }: Live): Verdict {
  const blind = who?.accountAdmin !== true;
  return verdict('sight', '', blind ? changes.filter(({ action }) => action !== 'update') : [], {
    ok: blind
      ? 'Nothing is created or removed on the strength of lists that may be filtered.'
      : 'The key sees the whole account.',
    blocked: `${who === undefined ? 'Arize does not say whose key this is' : `${who.email} is no account admin`}, so lists may be filtered, and what seems to be missing may be there. Use the key of an account admin.`,
  });
}

import type { Change, Live, Verdict } from '../../model.ts';
import { unknownCaller } from '../../read/viewer.ts';
import { verdict } from './verdict.ts';

/** In a list that is filtered by the caller's rights, a missing row proves nothing. */
export function sight(changes: readonly Change[], { caller: who }: Live): Verdict {
  const blind = who?.accountAdmin !== true;
  return verdict('sight', '', blind ? changes.filter(({ action }) => action !== 'update') : [], {
    ok: blind
      ? 'Nothing is created or removed based on lists that may be filtered.'
      : 'The API key can see the whole account.',
    blocked: `${who === undefined ? unknownCaller : `${who.email} is not an account admin`}, so lists may be filtered, and items that seem to be missing may exist. Use the API key of an account admin.`,
  });
}

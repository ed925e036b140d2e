import { kindOf } from '../../kinds/index.ts';
import type { Change, Live, Ref, Verdict } from '../../model.ts';
import { takesFrom } from '../order.ts';
import { verdict } from './verdict.ts';

const isAccountLevel = (ref: Ref): boolean => {
  const { keyedBy, parent } = kindOf(ref.kind);
  return keyedBy === 'person' && parent === undefined;
};

/** A run must not lock out its caller. */
export function caller(changes: readonly Change[], { caller: who }: Live): Verdict {
  const own = changes.filter((change) => takesFrom(change, who));
  const locking = own.filter(
    (change) =>
      isAccountLevel(change) ||
      (who?.accountAdmin === false &&
        change.action !== 'create' &&
        change.before['role'] === 'admin'),
  );
  return verdict('caller', '', locking, {
    ok: 'The caller keeps admin.',
    blocked: `This would remove your own admin rights: this API key belongs to ${who?.email ?? 'the caller'}. Ask another admin to run it.`,
  });
}

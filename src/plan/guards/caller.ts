import { kindOf } from '../../kinds/index.ts';
import type { Change, Live, Ref, Verdict } from '../../model.ts';
import { takesFrom } from '../order.ts';
import { verdict } from './verdict.ts';

const isAccountLevel = (ref: Ref): boolean => {
  const { keyedBy, parent } = kindOf(ref.kind);
  return keyedBy === 'person' && parent === undefined;
};

/** A run must not end with the one who runs it locked out. */
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
    blocked: `This would take the right to run it from ${who?.email ?? 'the caller'}, whose key is used. Let another admin run it.`,
  });
}

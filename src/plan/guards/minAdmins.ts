import { limitRules } from '../../limits.ts';
import type { Change, Limits, Live, LiveItem, Verdict } from '../../model.ts';
import { isAccountAdmin } from '../../kinds/admins.ts';
import { overrideHint } from '../limits.ts';
import { verdict } from './verdict.ts';
import { emailIn } from '../../key.ts';

/**
 * How many admins the account keeps. Judged only if the run lowers the number, so that an account with too few admins can
 * still be fixed.
 */
export function minAdmins(
  changes: readonly Change[],
  { items }: Live,
  after: readonly LiveItem[],
  { min_admins: limit }: Limits,
): readonly Verdict[] {
  const had = items.filter(isAccountAdmin);
  const kept = new Set(after.filter(isAccountAdmin).map(({ address }) => address));
  if (kept.size >= had.length) return [];
  const have = kept.size;
  const lost = had.filter(({ address }) => !kept.has(address));
  const emails = lost.map(({ key }) => emailIn(key));
  const causes = changes.filter(
    (change) => change.effect !== 'grants' && emails.includes(emailIn(change.key)),
  );
  const isShort = have < limit.value;
  const flag = have >= limitRules.min_admins.least ? ` ${overrideHint('min_admins', have)}` : '';
  const more = emails.length > 3 ? ` and ${emails.length - 3} more` : '';
  return [
    {
      ...verdict('min_admins', '', isShort ? causes : [], {
        ok: `The account keeps ${have} admins (minimum ${limit.value}).`,
        blocked: `The account would be left with ${have} of ${had.length} admins; at least ${limit.value} must remain. It would lose ${emails.slice(0, 3).join(', ')}${more}. Make another person an admin first, in a separate run.${flag}`,
      }),
      measure: { have, limit: limit.value, source: limit.source },
      verdict: isShort ? 'blocked' : 'ok',
    },
  ];
}

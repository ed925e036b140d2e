import { limitRules } from '../../limits.ts';
import type { Change, Limits, Live, LiveItem, Verdict } from '../../model.ts';
import { isAccountAdmin } from '../../kinds/admins.ts';
import { overrideHint } from '../limits.ts';
import { verdict } from './verdict.ts';
import { emailIn } from '../../key.ts';

/**
 * How many admins the account keeps. Judged only where the run lowers the number: an account that has too few already
 * can still be mended.
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
        ok: `the account keeps ${have} admins (at least ${limit.value}).`,
        blocked: `the account would be left with ${have} of ${had.length} admins; at least ${limit.value} must stay. It would lose ${emails.slice(0, 3).join(', ')}${more}. Make somebody else an admin first, in a run of its own.${flag}`,
      }),
      measure: { have, limit: limit.value, source: limit.source },
      verdict: isShort ? 'blocked' : 'ok',
    },
  ];
}

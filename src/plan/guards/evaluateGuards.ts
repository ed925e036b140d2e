import type { AccessDelta } from '../../delta.ts';
import { itemsAfter } from '../../diff/after.ts';
import type { Change, Desired, Limits, Live, Verdict } from '../../model.ts';
import { evaluateLimits } from '../limits.ts';
import { caller } from './caller.ts';
import { minAdmins } from './minAdmins.ts';
import { isProtected } from './protected.ts';
import { release } from './release.ts';
import { sight } from './sight.ts';

/**
 * Judges the account as a run would leave it. If any rule blocks, nothing may be written.
 * @param changes the changes that would run
 * @param access their effect on people's access
 * @param judged the verdicts on the lists that they depend on, and on the rules of the file
 */
export function evaluateGuards(
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  limits: Limits,
  access: AccessDelta,
  judged: readonly Verdict[],
): readonly Verdict[] {
  const after = itemsAfter(live.items, changes);
  return [
    sight(changes, live),
    caller(changes, live),
    ...release(changes, live),
    ...judged,
    ...minAdmins(changes, live, after, limits),
    ...isProtected(changes, desired, live, access),
    ...evaluateLimits(changes, desired, live, limits, access),
  ];
}

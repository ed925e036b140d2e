import type { AccessDelta } from '../../delta.ts';
import type { Change, Desired, Limits, Live, LiveItem, Verdict } from '../../model.ts';
import { evaluateLimits } from '../limits.ts';
import { caller } from './caller.ts';
import { minAdmins } from './minAdmins.ts';
import { isProtected } from './protected.ts';
import { release } from './release.ts';
import { sight } from './sight.ts';

/**
 * Judges the account as a run would leave it. If any rule blocks, nothing may be written.
 * @param changes the changes that would run
 * @param after the items that they would leave
 * @param access their effect on people's access
 * @param judged the verdicts on the lists that they depend on, and on the rules of the file
 */
export function evaluateGuards(
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  after: readonly LiveItem[],
  limits: Limits,
  access: AccessDelta,
  judged: readonly Verdict[],
): readonly Verdict[] {
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

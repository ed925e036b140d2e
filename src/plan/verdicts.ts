import type { Verdict } from '../model.ts';

/** Sums up the verdicts of the guards. */

/** Whether a rule blocks the run. */
export const isBlocking = ({ verdict }: Verdict): boolean => verdict === 'blocked';

/** Whether a rule stops any change: some of them, or the whole run. */
export const isStopping = ({ verdict }: Verdict): boolean => verdict !== 'ok';

/** Whether any rule blocks the run. */
export const isBlocked = (guards: readonly Verdict[]): boolean => guards.some(isBlocking);

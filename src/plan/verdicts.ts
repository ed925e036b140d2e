import type { Verdict } from '../model.ts';

/** What the verdicts of the guards come to. */

/** Whether a rule says no. */
export const isBlocking = ({ verdict }: Verdict): boolean => verdict === 'blocked';

/** Whether a rule lets the run go on, and not all of its changes. */
export const isStopping = ({ verdict }: Verdict): boolean => verdict !== 'ok';

/** Whether any rule forbids the run. */
export const isBlocked = (guards: readonly Verdict[]): boolean => guards.some(isBlocking);

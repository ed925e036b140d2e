import { isBlocked } from '../plan/verdicts.ts';
import type { Outcome, Plan, RunResult } from '../model.ts';

/** The exit codes, a contract with users' scripts. */
export const exitCode = {
  done: 0,
  /** Nothing was done, or a plan names something unknown. */
  error: 1,
  /** `drift`, or `--detailed-exitcode`. */
  differences: 2,
  /** A guard blocked the run, and nothing was written; or it held back some changes, and the rest ran. */
  blocked: 3,
  /** Something was done, and something was not. */
  partial: 4,
  /** The saved plan is stale, or the plan is not the expected one; nothing was written. */
  stale: 5,
  usage: 64,
  /** Everything was done, but stdout or stderr could not be written. */
  untold: 74,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Whether the file and the account differ in anything, including observed differences and manual steps. */
const differs = ({ changes, observed, manual }: Plan): boolean =>
  changes.length + observed.length + manual.length > 0;

/** Whether the file names something that the account does not have: the rest is planned and run, and it is an error. */
const isMistaken = ({ unknown }: Plan): boolean => unknown.length > 0;

/** What an exit code depends on besides the outcomes of the changes. */
interface Told {
  /** Whether a difference has an exit code of its own. */
  readonly detailed: boolean;
  /** Whether a missing part makes the result an error. */
  readonly missing: boolean;
}

/** Whether a confirmed change is held back because a list it depends on may be truncated. */
const hasUnproven = ({ changes }: Plan): boolean => changes.some(({ held }) => held === 'unproven');

/** The exit code of a plan that is shown and not run. */
export function codeOfPlan(plan: Plan, { detailed, missing }: Told): ExitCode {
  if (isBlocked(plan.guards) || hasUnproven(plan)) return exitCode.blocked;
  if (isMistaken(plan) || missing) return exitCode.error;
  return detailed && differs(plan) ? exitCode.differences : exitCode.done;
}

/** The exit code of `drift`. Parts that were not read may differ. */
export function codeOfDrift({
  missing,
  isSame,
}: Pick<Told, 'missing'> & { readonly isSame: boolean }): ExitCode {
  if (missing) return exitCode.error;
  return isSame ? exitCode.done : exitCode.differences;
}

/** The exit code of a run, by the outcomes of its changes, and whether they were verified. */
export function codeOfRun(
  plan: Plan,
  { outcomes, unverified }: RunResult,
  { detailed, missing, interrupted }: Told & { readonly interrupted: boolean },
): ExitCode {
  const some = (status: Outcome['status']): boolean =>
    outcomes.some((outcome) => outcome.status === status);
  const missed = some('failed') || some('skipped');
  if ((missed || unverified !== undefined) && interrupted) return exitCode.interrupted;
  const written = some('done') || outcomes.some((outcome) => 'half' in outcome);
  if (missed || isMistaken(plan)) return written ? exitCode.partial : exitCode.error;
  // Something was done, but could not be verified.
  if (unverified !== undefined) return exitCode.partial;
  if (hasUnproven(plan)) return exitCode.blocked;
  // A run that did nothing has the exit code of a plan.
  if (missing && !some('done')) return exitCode.error;
  const open = some('held') || plan.observed.length + plan.manual.length > 0;
  return detailed && open ? exitCode.differences : exitCode.done;
}

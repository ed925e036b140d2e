import { isBlocked } from '../plan/verdicts.ts';
import type { Outcome, Plan, RunResult } from '../model.ts';

/** What the command ends with: a contract with the scripts of all users. */
export const exitCode = {
  done: 0,
  /** Nothing was done, or a plan names something unknown. */
  error: 1,
  /** `drift`, or `--detailed-exitcode`. */
  differences: 2,
  /** A guard said no, and nothing was written; or it held back some changes, and the rest ran. */
  blocked: 3,
  /** Something was done, and something was not. */
  partial: 4,
  /** A saved plan that cannot be run any more, or another plan than was expected; nothing was written. */
  stale: 5,
  usage: 64,
  /** All was done, and not all could be told: stdout or stderr did not take it. */
  untold: 74,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** Whether the file and the account differ in anything: changes, what is only observed, what people have to do. */
const differs = ({ changes, observed, manual }: Plan): boolean =>
  changes.length + observed.length + manual.length > 0;

/** Whether the file names something that the account does not have: the rest is planned and run, and it is an error. */
const isMistaken = ({ unknown }: Plan): boolean => unknown.length > 0;

/** What an exit code says beside what became of the changes. */
interface Told {
  /** Whether a difference is told. */
  readonly detailed: boolean;
  /** Whether something was not seen that makes the answer an error. */
  readonly missing: boolean;
}

/** Whether something that was agreed to waits because a list that it rests on may be cut. */
const hasUnproven = ({ changes }: Plan): boolean => changes.some(({ held }) => held === 'unproven');

/** How a plan ends that is shown and not run. */
export function codeOfPlan(plan: Plan, { detailed, missing }: Told): ExitCode {
  if (isBlocked(plan.guards) || hasUnproven(plan)) return exitCode.blocked;
  if (isMistaken(plan) || missing) return exitCode.error;
  return detailed && differs(plan) ? exitCode.differences : exitCode.done;
}

/** How `drift` ends. What was not seen may differ. */
export function codeOfDrift({
  missing,
  isSame,
}: Pick<Told, 'missing'> & { readonly isSame: boolean }): ExitCode {
  if (missing) return exitCode.error;
  return isSame ? exitCode.done : exitCode.differences;
}

/** How a run ends, by what became of its changes, and whether that was read again. */
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
  // Something was done, and looking at it failed.
  if (unverified !== undefined) return exitCode.partial;
  if (hasUnproven(plan)) return exitCode.blocked;
  // Of a run that did nothing, the end is an answer like that of a plan.
  if (missing && !some('done')) return exitCode.error;
  const open = some('held') || plan.observed.length + plan.manual.length > 0;
  return detailed && open ? exitCode.differences : exitCode.done;
}

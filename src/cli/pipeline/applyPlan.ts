import type { Live, Outcome, Plan, RunResult } from '../../model.ts';
import { RunTimeoutError } from '../../api/stop.ts';
import { visible } from '../../text.ts';
import type { PlanRun } from './planRun.ts';
import { fileProposal } from './fileProposal.ts';
import { planFor } from './planFor.ts';
import type { PlannedRun, Proposal } from './planFor.ts';
import { savedProposal } from './savedProposal.ts';
import { openAccount } from '../openAccount.ts';
import { consent } from './consent.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import { codeOfRun, exitCode } from '../exitCode.ts';
import { assertDeliverable, secretsOf } from './secretDelivery.ts';
import type { ExitCode } from '../exitCode.ts';
import { assertNoPage } from '../alsoFile.ts';
import { CliError } from '../cliError.ts';
import { NotReadAgainError, stoppedBefore, unreadable } from './notReadAgainError.ts';
import { missingFor } from './missingParts.ts';
import { assertExpected, planLayout, textOf, writtenPlan } from './planTexts.ts';
import { startRecording } from './recording.ts';
import type { Recording } from './recording.ts';
import { lockFor } from './runLock.ts';
import type { Lock } from './lockFile.ts';
import { changesLeft, openSavedPlan } from './savedPlanFile.ts';

/** Runs the plan of the access file: shows it, asks for confirmation if needed, and makes its changes. */
export const applyFile = (run: PlanRun): Promise<ExitCode> => carryOut(run, fileProposal);

/** Runs a saved plan. */
export async function applySaved(run: PlanRun, path: string): Promise<ExitCode> {
  const saved = await openSavedPlan(run, path, new Date());
  // The remaining part of a saved plan has another digest.
  assertExpected(run, saved);
  return carryOut(run, () => savedProposal(run, path, saved));
}

async function carryOut(
  run: PlanRun,
  propose: (run: PlanRun) => Promise<Proposal>,
): Promise<ExitCode> {
  assertNoPage(run);
  using lock = await lockFor(run);
  tellLeft(run, lock);
  const proposal = await propose(run);
  using account = await openAccount(run);
  return await applyPlan(run, await planFor(run, account, proposal));
}

function tellLeft({ terminal }: PlanRun, { left }: Lock): void {
  if (left === undefined) return;
  terminal.note(
    `The run that began at ${visible(left.since)} did not finish. If it changed anything, its journal lists what; the rest is planned again.`,
  );
}

/**
 * Shows a plan, asks for confirmation if needed, and runs it.
 * @param afterwards runs after the plan and can change the exit code, which the document contains
 */
export async function applyPlan(
  run: PlanRun,
  planned: PlannedRun,
  afterwards: (code: ExitCode) => Promise<ExitCode> = (code) => Promise.resolve(code),
): Promise<ExitCode> {
  const { options, terminal } = run;
  const { plan: made, signal, besides } = planned;
  // A document is written once, at the end.
  const document = run.format !== 'text';
  if (planned.saved === undefined) assertExpected(run, made);
  if (!document) terminal.write(await textOf(run, made, 'apply'));
  if (besides > 0) {
    terminal.tell(
      besides === 1
        ? '1 other difference is not in the saved plan and stays as it is.'
        : `${besides} other differences are not in the saved plan and stay as they are.`,
    );
  }
  if (isBlocked(made.guards)) {
    await writtenPlan(run, { planned, command: 'apply', code: exitCode.blocked });
    return exitCode.blocked;
  }

  const missing = await missingFor(run, made);
  if (options.requireComplete && missing.is) {
    await writtenPlan(run, { planned, command: 'apply', code: exitCode.error });
    missing.tell();
    return exitCode.error;
  }

  const running = made.changes.filter(({ held }) => held === undefined);
  await assertDeliverable(running, await secretsOf(planned.desired));
  if (await consent(run, planned, running)) {
    // The confirmation took time, and the account may have changed since.
    changesLeft(staleSinceAsked, running, await planned.recheck(running));
  }
  const ran = await write(run, planned, running.length);
  const ended = codeOfRun(made, ran, {
    detailed: options.detailedExitcode === true,
    missing: missing.is,
    interrupted: signal.aborted && !(signal.reason instanceof RunTimeoutError),
  });
  if (!document && ran.outcomes.length > 0) {
    const { renderOutcomes } = await import('../../render/index.ts');
    terminal.write(`\n${renderOutcomes(ran, made, await planLayout(run))}`);
  }
  const code = await afterwards(ended);
  await writtenPlan(run, { planned, command: 'apply', code, ran });
  if (ended === exitCode.error) missing.tell();
  return code;
}

/** The plan on the screen is out of date. */
const staleSinceAsked = (why: string): CliError =>
  new CliError(
    'stale',
    `The plan cannot be applied: ${why}. Nothing was written.`,
    'Run it again and review the new plan.',
  );

/** The only code that writes to Arize, after confirmation; then the account is read again. */
async function write(run: PlanRun, planned: PlannedRun, total: number): Promise<RunResult> {
  const { plan: made, live } = planned;
  const recording = await startRecording(run, planned);
  if (total > 0) return runPlan(run, planned, recording, total);
  const outcomes = heldOf(made);
  recording.finish(outcomes, outcomes, live, false);
  return { outcomes };
}

async function runPlan(
  { globals }: PlanRun,
  { plan: made, desired, live: before, client, account, progress, signal, recheck }: PlannedRun,
  recording: Recording,
  total: number,
): Promise<RunResult> {
  const { apply: applyTo, connectForWriting, verify } = await import('../../index.ts');
  const { parallelism } = globals;
  progress.begin(total);
  try {
    const told = await applyTo(made, connectForWriting(account), {
      onStart(change) {
        recording.begin(change);
        progress.start(change);
      },
      onOutcome(outcome) {
        recording.end(outcome);
        progress.end(outcome);
      },
      onWait: progress.wait,
      secrets: await secretsOf(desired),
      ...(parallelism !== undefined && { parallelism }),
      signal,
      recheck,
    });
    // An interrupted run does not read again.
    const read = signal.aborted
      ? stoppedBefore(signal)
      : await verify(told, desired, client, { signal, before }).catch(unreadable);
    if (!(read instanceof NotReadAgainError)) {
      recording.finish(read.outcomes, told, read.live, false);
      return withUndo({ outcomes: read.outcomes }, recording, read.live);
    }
    recording.finish(told, told, undefined, signal.aborted);
    const isNews = told.some(({ status }) => status === 'done');
    return withUndo({ outcomes: told, ...(isNews && { unverified: read }) }, recording, undefined);
  } finally {
    progress.stop();
  }
}

async function withUndo(
  ran: RunResult,
  recording: Recording,
  live: Live | undefined,
): Promise<RunResult> {
  const undo = await recording.undo(ran.outcomes, live);
  return undo === undefined ? ran : { ...ran, undo };
}

/** The outcome of a plan of which nothing runs. */
const heldOf = ({ changes }: Plan): readonly Outcome[] =>
  changes.map((change) => ({ status: 'held', change }));

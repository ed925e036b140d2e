import type { Outcome, Plan, PlannedChange } from '../model.ts';
import type { Run } from './command.ts';
import { compare } from './compare.ts';
import type { Compared } from './compare.ts';
import { codeOfPlan, codeOfRun, exitCode, isBlocked } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { visible } from '../text.ts';
import { Fault, messageOf } from './fault.ts';
import { version } from './package.ts';
import { layoutFor } from './show.ts';

/** `plan`: shows what would change, and with `--apply` changes it. */
export const plan = (run: Run): Promise<ExitCode> =>
  run.settings.apply ? apply(run) : planOnly(run);

async function planOnly(run: Run): Promise<ExitCode> {
  const { plan: made } = await compare(run);
  const code = codeOfPlan(made, run.settings.detailedExitcode);
  if (run.settings.format === 'json') await writeJson(run, made, 'plan', code);
  else run.terminal.write(await textOf(run, made, 'plan'));
  return code;
}

/** `apply`: shows the plan, asks where somebody can be asked, and runs it. */
export async function apply(run: Run): Promise<ExitCode> {
  const { settings, terminal } = run;
  const compared = await compare(run);
  const { plan: made, signal } = compared;
  const json = settings.format === 'json';
  if (!json) terminal.write(await textOf(run, made, 'apply'));
  if (isBlocked(made)) {
    if (json) await writeJson(run, made, 'apply', exitCode.blocked);
    return exitCode.blocked;
  }

  const running = made.changes.filter(({ held }) => held === undefined);
  await consent(run, compared, running);
  const outcomes = running.length === 0 ? heldOf(made) : await write(run, compared, running.length);
  const code = codeOfRun(made, outcomes, {
    detailed: settings.detailedExitcode,
    interrupted: signal.aborted,
  });
  if (json) {
    await writeJson(run, made, 'apply', code, outcomes);
  } else if (outcomes.length > 0) {
    const { renderOutcomes } = await import('../render/index.ts');
    terminal.write(`\n${renderOutcomes(outcomes, made, await layoutFor(run))}`);
  }
  return code;
}

/**
 * Asks before access is reduced, where somebody can be asked. Elsewhere the flags of the command line are the consent.
 * @throws Fault (consent, interrupted)
 */
async function consent(
  run: Run,
  { plan: made, signal }: Compared,
  running: readonly PlannedChange[],
): Promise<void> {
  const { settings, terminal } = run;
  const reducing = running.filter(({ effect }) => effect !== 'grants');
  if (reducing.length === 0 || !terminal.canAsk || settings.yes) return;
  if (!settings.input) {
    throw new Fault(
      'consent',
      `This would take access away (${reducing.length} of ${running.length} changes), and with --no-input nobody is asked.`,
      'Give --yes if it is meant. Nothing was written.',
    );
  }
  // Who answers has to see what the answer is about, wherever stdout goes.
  if (settings.format === 'json' || !terminal.outIsTerminal) {
    terminal.tell(await textOf(run, made, 'apply', 'stderr'));
  }
  const { confirm } = await import('./confirm.ts');
  await confirm(made, reducing.length, signal);
}

/** The only place where anything is written, after whatever consent was wanted; then it is read again. */
async function write(
  { settings, terminal }: Run,
  { plan: made, desired, client, account, progress, signal }: Compared,
  total: number,
): Promise<readonly Outcome[]> {
  const { apply: applyPlan, connectForWriting, verify } = await import('../index.ts');
  const { parallelism } = settings;
  progress.begin(total);
  try {
    const outcomes = await applyPlan(made, connectForWriting(account), {
      onStart: progress.start,
      onOutcome: progress.end,
      ...(parallelism !== undefined && { parallelism }),
      signal,
    });
    // An interrupted run reads no more.
    if (signal.aborted) return outcomes;
    return await verify(outcomes, desired, client, { signal }).catch((error: unknown) => {
      if (!signal.aborted) terminal.tell(unverified(error));
      return outcomes;
    });
  } finally {
    progress.stop();
  }
}

/** What was done stays done, whether or not it can be read again. */
const unverified = (error: unknown): string =>
  `What was done could not be read again, so only Arize's answers stand for it. Plan again to see.\n  ${visible(messageOf(error))}`;

/** What becomes of a plan of which nothing runs. */
const heldOf = ({ changes }: Plan): readonly Outcome[] =>
  changes.map((change) => ({ status: 'held', change }));

async function textOf(
  run: Run,
  made: Plan,
  mode: 'plan' | 'apply',
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<string> {
  const { renderPlan } = await import('../render/index.ts');
  return renderPlan(made, await layoutFor(run, stream), mode, run.settings.allowDestructive);
}

async function writeJson(
  { settings, terminal }: Run,
  made: Plan,
  command: 'plan' | 'apply',
  code: ExitCode,
  outcomes?: readonly Outcome[],
): Promise<void> {
  const { planJson, printJson } = await import('../render/index.ts');
  const context = {
    tool: version(),
    command,
    consent: settings.allowDestructive,
    ...(outcomes !== undefined && { outcomes }),
    exitCode: code,
  };
  terminal.write(printJson(planJson(made, context)));
}

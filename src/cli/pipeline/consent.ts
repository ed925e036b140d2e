import type { PlannedChange } from '../../model.ts';
import type { PlanRun } from './planRun.ts';
import type { PlannedRun } from './planFor.ts';
import { CliError } from '../cliError.ts';
import { textOf } from './planTexts.ts';

/**
 * Asks for the confirmation that a run needs before it reduces access or destroys anything: --yes, the digest
 * of the plan, or an answer on the terminal. Without a terminal, naming a saved plan confirms it too.
 * @param running the changes that run, without those held back
 * @returns whether a person was asked
 * @throws CliError (consent, interrupted) before anything is written
 */
export async function consent(
  run: PlanRun,
  { plan, progress, signal, saved }: PlannedRun,
  running: readonly PlannedChange[],
): Promise<boolean> {
  const { globals, options, format, terminal } = run;
  const needing = running.filter(({ effect }) => effect !== 'grants');
  if (needing.length === 0 || globals.yes || options.expectDigest !== undefined) return false;
  if (!terminal.canAsk || !globals.input) {
    if (saved !== undefined) return false;
    throw unanswered(run, needing.length, running.length);
  }
  // The progress display would draw over the question.
  progress.stop();
  // The plan goes to stderr if stdout is redirected, because the person who answers has to see it.
  if (format !== 'text' || !terminal.outIsTerminal) {
    terminal.tell(await textOf(run, plan, 'apply', 'stderr'));
  }
  const { confirm } = await import('./confirm.ts');
  await confirm(run, plan, signal);
  return true;
}

function unanswered(
  { globals, terminal, command }: PlanRun,
  needing: number,
  all: number,
): CliError {
  const changes = all === 1 ? 'the only change' : `${needing} of ${all} changes`;
  const why = !globals.input
    ? '--no-input turns off the confirmation prompt'
    : terminal.automated
      ? 'CI is set, so there is no confirmation prompt'
      : 'there is no terminal to ask for confirmation';
  const digest =
    command === 'plan' || command === 'apply'
      ? ', or --expect-digest with the whole digest of the reviewed plan (plan --json shows it)'
      : '';
  return new CliError(
    'consent',
    `This run reduces or destroys access (${changes}), and ${why}. Nothing was written.`,
    `To confirm, use --yes${digest}.`,
  );
}

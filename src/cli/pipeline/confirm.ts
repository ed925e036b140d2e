import { createInterface } from 'node:readline/promises';
import { RunTimeoutError, whyStopped } from '../../api/stop.ts';
import { sameId } from '../../api/wire.ts';
import type { Plan } from '../../model.ts';
import { canonicalName } from '../../names.ts';
import { visible } from '../../text.ts';
import type { PlanRun } from './planRun.ts';
import { CliError } from '../cliError.ts';
import { planLayout } from './planTexts.ts';

/**
 * Says how many people lose access, and asks on the terminal for the account's name or id.
 * @param signal ends the question
 * @throws CliError (consent) for another answer or none, CliError (interrupted) for Ctrl-C
 */
export async function confirm(run: PlanRun, plan: Plan, signal: AbortSignal): Promise<void> {
  const { name, id } = plan.account;
  const { renderStakes } = await import('../../render/index.ts');
  const stakes = renderStakes(plan, await planLayout(run, 'stderr'));
  // Invisible characters can't be typed.
  const isTypable = name.trim() !== '' && visible(name) === name;
  const asked = isTypable ? `name (${name.trim()})` : `id (${visible(id)})`;
  const answer = await run.terminal.alone(() =>
    ask(`\n${stakes}`, `Type the account ${asked} to continue: `, signal),
  );
  if (answer !== '' && (canonicalName(answer) === canonicalName(name) || sameId(answer, id)))
    return;
  throw new CliError(
    'consent',
    `Nothing was written: the answer is not the account's ${isTypable ? 'name or id' : 'id'}.`,
    'Review the plan again before you run it again.',
  );
}

/** Clears the line, where keys that were pressed too early may be visible. */
const freshLine = '\r\u001b[K';

/**
 * Asks for a line.
 * @param head the text above the question
 * @throws CliError (interrupted) for Ctrl-C, and if the signal is aborted
 */
async function ask(head: string, question: string, signal: AbortSignal): Promise<string> {
  const { stdin: input, stderr: output } = process;
  const end = new AbortController();
  const interruption = new AbortController();
  // From here on the terminal does not echo keys, and passes on unfinished lines.
  input.setRawMode(true);
  output.write(`${freshLine}${head}`);
  await drop(input);
  // It restores the mode when it is closed.
  const lines = createInterface({ input, output, terminal: true });
  // While a terminal is read in this mode, Ctrl-C sends no signal to the process.
  lines.on('SIGINT', () => interruption.abort());
  // Ctrl-Z does nothing, because the question would be gone from the screen afterwards.
  lines.on('SIGTSTP', () => undefined);
  // The end of the input, Ctrl-D.
  lines.on('close', () => end.abort());
  try {
    return (
      await lines.question(question, {
        signal: AbortSignal.any([signal, interruption.signal, end.signal]),
      })
    ).trim();
  } catch {
    // Without an answer, the cursor is already on the next line.
    if (signal.reason instanceof RunTimeoutError) {
      const message = `Nothing was written: ${whyStopped(signal)}.`;
      throw new CliError('consent', message, 'Run it again and answer in time.');
    }
    if (signal.aborted || interruption.signal.aborted)
      throw new CliError('interrupted', 'Interrupted before anything was written.');
    return '';
  } finally {
    lines.close();
  }
}

/** Discards keys pressed before the question: they must not answer it, nor reach the shell. */
async function drop(input: NodeJS.ReadStream): Promise<void> {
  let fresh: boolean;
  const forget = (): void => {
    fresh = true;
  };
  input.on('data', forget);
  do {
    fresh = false;
    // All pending input is read between two turns of the event loop.
    // eslint-disable-next-line no-await-in-loop
    for (let turn = 0; turn < 3; turn += 1) await new Promise((next) => setImmediate(next));
  } while (fresh);
  input.off('data', forget);
}

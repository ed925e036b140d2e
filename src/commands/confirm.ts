import { createInterface } from 'node:readline/promises';
import { sameId } from '../api/wire.ts';
import type { Plan } from '../model.ts';
import { visible } from '../text.ts';
import { Fault } from './fault.ts';

/**
 * Asks on the terminal for the account's name or id before access is reduced.
 * @param signal ends the question
 * @throws Fault (consent) for another answer or none, Fault (interrupted) for Ctrl-C
 */
export async function confirm(plan: Plan, reducing: number, signal: AbortSignal): Promise<void> {
  const { name, id } = plan.account;
  const asked = name === '' ? `id, ${visible(id)}` : `name, ${visible(name)}`;
  const changes = reducing === 1 ? '1 change takes' : `${reducing} changes take`;
  const answer = await ask(
    `\n${changes} access away. Type the account's ${asked}, to go on: `,
    signal,
  );
  if (answer !== '' && (answer === name.trim() || sameId(answer, id))) return;
  throw new Fault(
    'consent',
    `Nothing was written: the answer is not the account's ${name === '' ? 'id' : 'name or id'}.`,
    'Look at the plan again before you run it again.',
  );
}

async function ask(question: string, signal: AbortSignal): Promise<string> {
  const { stdin: input, stderr: output } = process;
  const lines = createInterface({ input, output, terminal: true });
  const end = new AbortController();
  const interruption = new AbortController();
  // A terminal that is being read does not send Ctrl-C to the process.
  lines.on('SIGINT', () => interruption.abort());
  // The end of the input, Ctrl-D.
  lines.on('close', () => end.abort());
  try {
    return (
      await lines.question(question, {
        signal: AbortSignal.any([signal, interruption.signal, end.signal]),
      })
    ).trim();
  } catch {
    output.write('\n');
    if (signal.aborted || interruption.signal.aborted)
      throw new Fault('interrupted', 'Interrupted before anything was written.');
    return '';
  } finally {
    lines.close();
  }
}

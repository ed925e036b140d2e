import { exitCode } from './exitCode.ts';
import type { Terminal } from './terminal.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Takes Ctrl-C and the end that a CI wants: the first one aborts the signal, the second ends the process at once.
 * Only for work that heeds the signal; without this, the first one ends the process.
 */
export function interruption(terminal: Terminal): AbortSignal {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(exitCode.interrupted);
    terminal.tell('Stopping. What is in flight is finished; Ctrl-C again stops at once.');
    controller.abort();
  };
  for (const name of signals) process.on(name, stop);
  return controller.signal;
}

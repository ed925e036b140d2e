import { exitCode } from './exitCode.ts';
import type { Terminal } from './terminal.ts';

const signals = ['SIGINT', 'SIGTERM'] as const;

/**
 * Takes Ctrl-C and the end that a CI wants: the first one stops the run, the second ends the process at once.
 * Only for work that heeds `stop`; without this, the first one ends the process.
 * @param lastWords what to say before the process ends at once: nothing else tells what was in flight; undefined before
 *   the first change is made, when nothing is finished: reads and questions just end
 */
export function interruption(
  terminal: Terminal,
  stop: AbortController,
  lastWords: () => string | undefined,
): void {
  let isAsked = false;
  const end = (): void => {
    const words = lastWords();
    if (isAsked) {
      if (words !== undefined) terminal.tell(words);
      process.exit(exitCode.interrupted);
    }
    isAsked = true;
    terminal.tell(
      words === undefined
        ? 'Stopping. Press Ctrl-C again to stop at once.'
        : 'Stopping after the current requests. Press Ctrl-C again to stop at once.',
    );
    stop.abort();
  };
  for (const name of signals) process.on(name, end);
}

import type { ConnectOptions, ReadClient } from '../api/index.ts';
import { accountOf } from './account.ts';
import type { Run } from './command.ts';
import { interruption } from './interruption.ts';
import { openProgress } from './progress.ts';
import type { Progress } from './progress.ts';

/** An account that is being looked at. */
export interface Reading {
  /** Can do nothing but read. */
  readonly client: ReadClient;
  /** What a client that writes would be made of. */
  readonly account: ConnectOptions;
  readonly progress: Progress;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/**
 * Lets something look at the account that a command is about.
 * @throws ApiError and Fault when there is none, and what `look` throws
 */
export async function reading<T>(run: Run, look: (reading: Reading) => Promise<T>): Promise<T> {
  const progress = openProgress(run);
  const signal = interruption(run.terminal, progress.lastWords);
  try {
    const account = await accountOf(run, progress, signal);
    const { connect } = await import('../index.ts');
    return await look({ client: connect(account), account, progress, signal });
  } finally {
    progress.stop();
  }
}

import type { ConnectOptions, ReadClient, Stats } from '../api/index.ts';
import { RunTimeoutError } from '../api/stop.ts';
import { accountOf } from './account.ts';
import type { CommandContext } from './command.ts';
import { interruption } from './interruption.ts';
import { openProgress } from './progress.ts';
import type { Progress } from './progress.ts';

/** An account that is being looked at. */
export interface OpenAccount {
  /** Can do nothing but read. */
  readonly client: ReadClient;
  /** What a client that writes would be made of. */
  readonly account: ConnectOptions;
  readonly progress: Progress;
  /** Aborted by Ctrl-C, and when the time of the run is used up. */
  readonly signal: AbortSignal;
}

/**
 * Lets something look at the account that a command is about.
 * @throws ApiError and CliError when there is none, and what `look` throws
 */
export async function withAccount<T>(
  run: CommandContext,
  look: (reading: OpenAccount) => Promise<T>,
): Promise<T> {
  const progress = openProgress(run);
  const stop = new AbortController();
  const { signal } = stop;
  interruption(run.terminal, stop, progress.lastWords);
  const { timeLimit } = run.globals;
  const clock = setTimeout(() => stop.abort(new RunTimeoutError(timeLimit)), timeLimit * 60_000);
  let client: ReadClient | undefined;
  try {
    const account = await accountOf(run, progress, signal);
    const { connect } = await import('../index.ts');
    client = connect(account);
    return await look({ client, account, progress, signal });
  } finally {
    clearTimeout(clock);
    progress.stop();
    if (client !== undefined && run.globals.verbose) run.terminal.tell(sentText(client.stats()));
  }
}

/** How much was asked, for those who wonder why it takes so long. */
const sentText = ({ requests, rest, graphql, retries }: Stats): string =>
  `Sent ${requests} ${requests === 1 ? 'request' : 'requests'} to read: ${rest} REST, ${graphql} GraphQL${retries > 0 ? `, ${retries} of them again` : ''}.`;

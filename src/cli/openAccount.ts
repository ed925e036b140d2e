import type { ConnectOptions, ReadClient, Stats } from '../api/index.ts';
import { RunTimeoutError } from '../api/stop.ts';
import { accountOf } from './account.ts';
import type { CommandContext } from './command.ts';
import { interruption } from './interruption.ts';
import { openProgress } from './progress.ts';
import type { Progress } from './progress.ts';

/** An open account. Closing it ends the progress display and the time limit of the run. */
export interface OpenAccount extends Disposable {
  /** Can only read. */
  readonly client: ReadClient;
  /** The connection for a write client. */
  readonly account: ConnectOptions;
  readonly progress: Progress;
  /** Aborted by Ctrl-C, and when the run reaches its time limit. */
  readonly signal: AbortSignal;
}

/**
 * Opens the account that a command is about: `using account = await openAccount(run)`.
 * @throws ApiError and CliError if there is none
 */
export async function openAccount(run: CommandContext): Promise<OpenAccount> {
  const progress = openProgress(run);
  const stop = new AbortController();
  const { signal } = stop;
  interruption(run.terminal, stop, progress.lastWords);
  const { timeLimit, verbose } = run.globals;
  const clock = setTimeout(() => stop.abort(new RunTimeoutError(timeLimit)), timeLimit * 60_000);
  const close = (): void => {
    clearTimeout(clock);
    progress.stop();
  };
  try {
    const account = await accountOf(run, progress, signal);
    const { connect } = await import('../index.ts');
    const client = connect(account);
    return {
      client,
      account,
      progress,
      signal,
      [Symbol.dispose]() {
        close();
        if (verbose) run.terminal.tell(sentText(client.stats()));
      },
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** The address of the API of an account. */
export const hostOf = ({ account }: Pick<OpenAccount, 'account'>): string =>
  new URL(account.baseUrl).host;

/** The number of requests, which explains why a run takes so long. */
const sentText = ({ requests, rest, graphql, retries }: Stats): string =>
  `Sent ${requests} read ${requests === 1 ? 'request' : 'requests'}: ${rest} REST, ${graphql} GraphQL${retries > 0 ? `, ${retries} of them retries` : ''}.`;

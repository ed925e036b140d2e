import { existsSync, lstatSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ConnectOptions } from '../api/index.ts';
import type { Sandbox, SandboxOptions } from '../sandbox/index.ts';
import type { CommandContext } from './command.ts';
import { isRecord } from '../records.ts';
import { visible } from '../text.ts';
import { CliError } from './cliError.ts';
import { ownIgnore } from './ownFolder.ts';
import { packaged, version } from './installedPackage.ts';
import type { Progress } from './progress.ts';

/** The file in which the sandbox of a folder keeps its account. */
export const stateFile = join('.ax-access', 'sandbox.json');

/**
 * Finds the account of a command: that of the environment, or the sandbox.
 * @returns the argument of `connect`
 * @throws ApiError (kind `settings`), CliError (sandbox)
 */
export async function accountOf(
  { globals, options, terminal }: CommandContext,
  progress: Progress,
  signal: AbortSignal,
): Promise<ConnectOptions> {
  const { parallelism, timeout: timeoutMs, sandbox, insecureHttp } = globals;
  const common = {
    version: version(),
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(parallelism !== undefined && {
      parallelism: { reads: parallelism, writes: parallelism },
    }),
    signal,
    onEvent: progress.request,
  };
  if (sandbox !== undefined) {
    const { sandbox: opened, source } = await openedSandbox(sandbox.seed, {
      now: clockFor(options),
    });
    const [key] = opened.keys();
    if (key === undefined) {
      throw new CliError(
        'sandbox',
        `${source} has no person with an API key.`,
        'Add an admin to it.',
      );
    }
    const isSet = Object.keys(process.env).some((name) => name.startsWith('ARIZE_'));
    const ignored = isSet ? ' The ARIZE_* environment variables are ignored.' : '';
    terminal.note(`Sandbox: ${visible(source)}, as ${visible(key.email)}.${ignored}`);
    const baseUrl = 'http://127.0.0.1';
    return {
      ...common,
      baseUrl,
      graphqlUrl: `${baseUrl}/graphql`,
      apiKey: key.key,
      // No other program uses it, so there is no rate limit.
      queriesPerMinute: Number.MAX_SAFE_INTEGER,
      fetch: (request) => opened.handle(request),
    };
  }
  const { resolveEndpoint } = await import('../api/endpoint.ts');
  const { withProfile } = await import('./profileEnv.ts');
  const env = await withProfile(process.env, globals.profile, terminal);
  const { notes, ...endpoint } = resolveEndpoint(env);
  for (const note of notes) terminal.note(note);
  return { ...common, ...endpoint, allowPlainHttp: insecureHttp };
}

/** The clock of the sandbox: with `--today`, the time of day on that day. */
function clockFor(options: unknown): () => Date {
  const today = isRecord(options) ? options['today'] : undefined;
  return typeof today === 'string'
    ? () => new Date(`${today}T${new Date().toISOString().slice(11)}`)
    : () => new Date();
}

/**
 * Opens the sandbox of this folder with its account, or with a new one.
 * @param seedFile the seed of a new account; the packaged quickstart unless given
 * @throws CliError (sandbox) if the state or the seed cannot be used
 */
export const openedSandbox = (
  seedFile: string | undefined,
  more: Pick<SandboxOptions, 'faults' | 'now' | 'readOnly'> = {},
): Promise<{ readonly sandbox: Sandbox; readonly source: string }> =>
  tellingFaults(async () => {
    const home = dirname(stateFile);
    if (lstatSync(home, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
      throw new CliError(
        'sandbox',
        `${home} is a link, but the sandbox needs a folder.`,
        'Remove the link, or use another folder.',
      );
    }
    const { loadSeed, openSandbox } = await import('../sandbox/index.ts');
    const isKept = existsSync(stateFile);
    const isAsked = !isKept || seedFile !== undefined;
    const seedSource = seedFile ?? 'the quickstart account';
    const seed = isAsked && {
      seed: await loadSeed(seedFile ?? packaged('examples/quickstart/account.yaml')),
      seedSource,
    };
    const sandbox = openSandbox({ ...more, ...seed, stateFile });
    if (more.readOnly !== true) ownIgnore(home);
    return { sandbox, source: isKept ? stateFile : seedSource };
  });

/** Opens the sandbox of this folder read-only, without its lock. @throws CliError (sandbox) */
export async function lookedAtSandbox(): Promise<Sandbox> {
  return (await openedSandbox(undefined, { readOnly: true })).sandbox;
}

/** Turns errors of the sandbox about its files and faults into expected failures. */
export async function tellingFaults<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const { FaultError, SeedError, StateError } = await import('../sandbox/index.ts');
    if (error instanceof FaultError) throw new CliError('usage', error.message);
    if (error instanceof SeedError || error instanceof StateError) {
      const isAccessFile =
        error instanceof SeedError && error.message.includes('`version` is not a key');
      throw isAccessFile
        ? new CliError('sandbox', error.message, 'This looks like an access file: use -f for it.')
        : new CliError('sandbox', error.message);
    }
    throw error;
  }
}

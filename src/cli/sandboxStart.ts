import { openedSandbox, tellingFaults } from './account.ts';
import type { CommandContext } from './commandContext.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { codeOf } from '../systemError.ts';
import { CliError, messageOf } from './cliError.ts';

/** `sandbox start`: serves the sandbox of this folder on loopback until Ctrl-C, which is its proper end. */
export async function sandboxStart({ settings, terminal }: CommandContext): Promise<ExitCode> {
  const { parseFault, serve } = await import('../sandbox/index.ts');
  const faults = await tellingFaults(() => settings.faults.map(parseFault));
  const { sandbox, source } = await openedSandbox(settings.sandbox?.seed, {
    faults,
    now: () => new Date(),
  });
  const { port } = settings;
  const served = await serve(sandbox, port === undefined ? {} : { port }).catch(
    (error: unknown) => {
      throw codeOf(error) === 'EADDRINUSE'
        ? new CliError('sandbox', `Port ${port} is taken.`, 'Leave --port out for any free one.')
        : new CliError('sandbox', `The sandbox can not listen: ${messageOf(error)}.`);
    },
  );
  const keys = sandbox.keys();
  const width = Math.max(0, ...keys.map(({ key }) => key.length));
  const exports = keys.map(({ key, email }, index) => {
    const line = `  export ARIZE_API_KEY=${key.padEnd(width)}  # ${email}`;
    // The first is the one to use; the others are there to try what somebody else may do.
    return index === 0 ? line : line.replace('  export', '  # export');
  });
  terminal.write(
    [
      `The sandbox is up, with ${source}. Ctrl-C ends it.`,
      `  REST     ${served.url}/v2`,
      `  GraphQL  ${served.graphqlUrl}`,
      '',
      'To use it from another terminal:',
      `  export ARIZE_BASE_URL=${served.url}`,
      `  export ARIZE_GRAPHQL_ENDPOINT=${served.graphqlUrl}`,
      ...exports,
      '',
    ].join('\n'),
  );
  await new Promise<void>((stop) => {
    process.once('SIGINT', () => stop());
    process.once('SIGTERM', () => stop());
  });
  await served.close();
  await sandbox.close();
  return exitCode.done;
}

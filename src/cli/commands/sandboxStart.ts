import { messageOf } from '../../errorText.ts';
import { openedSandbox, tellingFaults } from '../account.ts';
import { exitCode } from '../exitCode.ts';
import { codeOf } from '../../systemError.ts';
import { CliError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { pathFlag, numberFlag, textsFlag } from '../flag.ts';

/** `sandbox start`: serves the sandbox of this folder on loopback until Ctrl-C. */
export const sandboxStart = defineCommand({
  text: 'Serves the sandbox of this folder on this machine until Ctrl-C: REST, GraphQL and API keys. The account is kept in .ax-access/sandbox.json.',
  flags: {
    port: numberFlag('--port <n>', 'port to listen on (default: any free port)', [0, 65_535]),
    seed: pathFlag('--seed <path>', 'seed file of a new account (default: the quickstart)'),
    fault: textsFlag(
      '--fault <rule...>',
      'simulate a fault: "error on POST /v2/roles, 2 times", "latency 300 on * /v2/*"',
    ),
  },
  takes: [],
  formats: [],
  examples: [
    ['sandbox start', 'use the account of this folder'],
    ['sandbox start --port 4180 --seed account.yaml', 'start with an account of your own'],
    ['sandbox start --fault "rate-limit 2 on graphql, 3 times"', 'simulate rate limits'],
  ],
  async run({ globals, options, terminal }) {
    const { parseFault, serve } = await import('../../sandbox/index.ts');
    const faults = await tellingFaults(() => options.fault.map(parseFault));
    const { sandbox, source } = await openedSandbox(globals.sandbox?.seed ?? options.seed, {
      faults,
      now: () => new Date(),
    });
    const { port } = options;
    const served = await serve(sandbox, port === undefined ? {} : { port }).catch(
      (error: unknown) => {
        throw codeOf(error) === 'EADDRINUSE'
          ? new CliError(
              'sandbox',
              `Port ${port} is already in use.`,
              'Leave out --port to use any free port.',
            )
          : new CliError('sandbox', `The sandbox cannot listen: ${messageOf(error)}.`);
      },
    );
    const keys = sandbox.keys();
    const width = Math.max(0, ...keys.map(({ key }) => key.length));
    const exports = keys.map(({ key, email }, index) => {
      const line = `  export ARIZE_API_KEY=${key.padEnd(width)}  # ${email}`;
      // The first key is the default; the others let people try what other callers can do.
      return index === 0 ? line : line.replace('  export', '  # export');
    });
    terminal.write(
      [
        `The sandbox is running, with ${source}. Press Ctrl-C to stop it.`,
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
  },
});

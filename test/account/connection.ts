import type { ConnectOptions } from '../../src/api/index.ts';
import type { Sandbox } from '../../src/sandbox/index.ts';

/**
 * The connection to a sandbox as its first admin, without a limit of queries and without waits.
 * @param more what a test sets otherwise
 */
export const connectionTo = (
  sandbox: Sandbox,
  more: Partial<ConnectOptions> = {},
): ConnectOptions => ({
  baseUrl: 'http://127.0.0.1',
  graphqlUrl: 'http://127.0.0.1/graphql',
  apiKey: sandbox.keys()[0]?.key ?? '',
  version: '0',
  queriesPerMinute: Number.MAX_SAFE_INTEGER,
  fetch: (request) => sandbox.handle(request),
  sleep: () => Promise.resolve(),
  ...more,
});

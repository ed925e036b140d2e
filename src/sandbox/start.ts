import type { Sandbox, SandboxOptions } from './sandbox.ts';
import type { Seed } from './seed.ts';
import { openSandbox } from './sandbox.ts';
import { serve } from './serve.ts';

/** What a sandbox that is started begins with. */
export interface StartOptions extends Omit<SandboxOptions, 'seed'> {
  /** The account: a seed, or its text in YAML or JSON. Default: one admin and nothing else. */
  seed?: Seed | string;
  /** The port on loopback. Default: a free one. */
  port?: number;
}

/** A sandbox that listens on loopback. */
export interface StartedSandbox extends Omit<Sandbox, 'close' | 'keys'> {
  /** The base URL of REST, such as `http://127.0.0.1:4318`; paths begin with `/v2/`. */
  readonly url: string;
  readonly graphqlUrl: string;
  /** The default API key: that of an account admin, unless the seed says otherwise. */
  readonly key: string;
  /** The API keys that the seed writes out, by the e-mail of the person each acts as. */
  readonly keys: Readonly<Record<string, string>>;
  /** Stops the server, closes its connections, and releases the state file. */
  stop(): Promise<void>;
}

async function seedIn(given: Seed | string | undefined, source: string): Promise<{ seed?: Seed }> {
  if (given === undefined) return {};
  if (typeof given !== 'string') return { seed: given };
  const { readSeedText } = await import('./seedText.ts');
  return { seed: readSeedText(given, source) };
}

/**
 * Starts an Arize AX to test against: REST v2 and GraphQL over HTTP on loopback, with an account of
 * its own.
 *
 *     const arize = await startSandbox({ seed: 'users: { jane@example.com: { name: Jane, role: admin } }' });
 *     await fetch(`${arize.url}/v2/users`, { headers: { authorization: `Bearer ${arize.key}` } });
 *     await arize.stop();
 *
 * @throws SeedError for a seed that breaks a rule, FaultError for a rule of a fault that cannot be
 * read, StateError for a state file that cannot be used
 */
export async function startSandbox(options: StartOptions = {}): Promise<StartedSandbox> {
  const { seed: given, port, ...rest } = options;
  const seed = await seedIn(given, options.seedSource ?? 'seed');
  const sandbox = openSandbox({ ...rest, ...seed });
  try {
    const served = await serve(sandbox, port === undefined ? {} : { port });
    const keys = sandbox.keys();
    return {
      ...sandbox,
      url: served.url,
      graphqlUrl: served.graphqlUrl,
      key: keys[0]?.key ?? '',
      keys: Object.fromEntries(keys.toReversed().map(({ key, email }) => [email, key])),
      async stop() {
        await served.close();
        await sandbox.close();
      },
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

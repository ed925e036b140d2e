import { connect, connectForWriting } from '../../src/api/client.ts';
import type { WriteClient } from '../../src/api/index.ts';
import { read } from '../../src/read/read.ts';
import { openSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/index.ts';
import { connectionTo } from './connection.ts';
import { desiredFrom, seedFrom } from './seed.ts';
import type { Account } from './seed.ts';

export interface Opened extends Account {
  readonly sandbox: Sandbox;
  writer(): WriteClient;
  /** Sends a request of the account's admin, past the tool. */
  admin(method: string, path: string, body?: object): Promise<Response>;
}

type Options = Omit<SandboxOptions, 'seed'> & {
  /** Whose key is used; jane's, who is an admin, unless given. */
  readonly as?: string;
  readonly signal?: AbortSignal;
  /** Stands between the tool and the account, and may change what either is told. */
  readonly between?: Between;
};

export type Between = (
  request: Request,
  ask: (request: Request) => Promise<Response>,
) => Promise<Response>;

/** Changes the text of what is asked, of what is answered, or both. */
export const rewording =
  (ask: (text: string) => string, answer: (text: string) => string = (text) => text): Between =>
  async (request, go) => {
    const { url, method, headers } = request;
    const body = method === 'GET' ? {} : { body: ask(await request.text()) };
    const response = await go(new Request(url, { method, headers, ...body }));
    const { status } = response;
    const text = await response.text();
    if (text === '') return new Response(null, { status, headers: response.headers });
    return new Response(answer(text), { status, headers: response.headers });
  };

export function openAccount(
  seed: string,
  { as, signal, between, ...options }: Options = {},
): Opened {
  const sandbox = openSandbox({ ...options, seed: seedFrom(seed, as) });
  const connection = connectionTo(sandbox, {
    apiKey: 'key',
    ...(between && { fetch: (request) => between(request, (passed) => sandbox.handle(passed)) }),
    ...(signal && { signal }),
  });
  return {
    sandbox,
    async look(file, today) {
      const desired = desiredFrom(file, today);
      return { desired, live: await read(connect(connection), desired) };
    },
    writer: () => connectForWriting(connection),
    admin: (method, path, body) =>
      sandbox.handle(
        new Request(`http://127.0.0.1${path}`, {
          method,
          headers: { authorization: 'Bearer key' },
          ...(body && { body: JSON.stringify(body) }),
        }),
      ),
  };
}

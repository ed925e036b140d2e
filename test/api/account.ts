import { connect, connectForWriting } from '../../src/api/client.ts';
import type { ConnectOptions, ReadClient, RequestEvent, WriteClient } from '../../src/api/index.ts';

export const apiKey = 'ak-0123456789abcdef+secret/';

type Handler = (request: Request, count: number) => Response | Promise<Response>;

/** Everything that a test wants to see afterwards. */
export interface Seen {
  readonly requests: Request[];
  /** Milliseconds of each wait. */
  readonly waits: number[];
  readonly events: RequestEvent[];
}

/** Clients of an account that answers as the handler says; waits take no time and pass on an own clock. */
export function account(
  handler: Handler,
  options: Partial<ConnectOptions> = {},
): Seen & { reading: ReadClient; writing: WriteClient } {
  const seen: Seen = { requests: [], waits: [], events: [] };
  let time = 0;
  const all: ConnectOptions = {
    baseUrl: 'https://api.arize.com',
    graphqlUrl: 'https://app.arize.com/graphql',
    apiKey,
    version: '1.2.3',
    random: () => 0.5,
    now: () => time,
    sleep: (ms) => {
      seen.waits.push(ms);
      time += ms;
      return Promise.resolve();
    },
    onEvent: (event) => seen.events.push(event),
    fetch: async (request) => {
      seen.requests.push(request.clone());
      return handler(request, seen.requests.length);
    },
    ...options,
  };
  return { ...seen, reading: connect(all), writing: connectForWriting(all) };
}

/** A refusal as Arize words it. */
export const problem = (
  status: number,
  title: string,
  detail?: string,
  headers: Record<string, string> = {},
): Response =>
  Response.json(
    { status, title, ...(detail === undefined ? {} : { detail }) },
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  );

export const html = (status: number, body: string): Response =>
  new Response(body, { status, headers: { 'content-type': 'text/html; charset=utf-8' } });

/** What `fetch` throws when there is no answer. */
export const unreachable = (code: string, message: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error(message), { code }) });

import type { Proxy } from './proxy.ts';

/** What can happen to a request. */
export type Happening =
  | { readonly type: 'sent' }
  | {
      readonly type: 'answered';
      readonly status: number;
      readonly requestId?: string;
      readonly ms: number;
    }
  | { readonly type: 'failed'; readonly reason: string; readonly ms: number }
  /** Before a retry, or to keep to the number of queries a minute. */
  | { readonly type: 'waiting'; readonly reason: string; readonly ms: number };

/** What happens to requests, for `-v` and progress. Never headers or bodies. */
export type RequestEvent = Happening & {
  readonly method: string;
  /** Path without host and query; for GraphQL with the name of the query. */
  readonly path: string;
  /** From 1. */
  readonly attempt: number;
};

export interface ConnectOptions {
  /** Address of the REST API, without `/v2`. */
  readonly baseUrl: string;
  readonly graphqlUrl: string;
  readonly apiKey: string;
  /** Version of this program, for the user agent. */
  readonly version: string;
  /** For one try, its body included. Default 30,000. */
  readonly timeoutMs?: number;
  /** Requests in flight. Default 8 reads and 4 writes. */
  readonly parallelism?: { readonly reads?: number; readonly writes?: number };
  /** The longest that one request may wait for its retries in all. Default five minutes. */
  readonly budgetMs?: number;
  /** GraphQL queries a minute. Default 100, the limit that Arize publishes. */
  readonly queriesPerMinute?: number;
  /** Allows plain http to more than loopback. */
  readonly allowPlainHttp?: boolean;
  /** Stops waits and reads. A write in flight is finished: its outcome must be known. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RequestEvent) => void;

  /** How often a request is sent at most. Default 6. */
  readonly tries?: number;
  /** The proxy of the network; none unless given. */
  readonly proxy?: Proxy;

  /** Answers one request in place of the network; a seam for tests and for the sandbox. */
  readonly fetch?: (request: Request) => Promise<Response>;
  /** Seam for tests. */
  readonly sleep?: (ms: number, signal: AbortSignal | undefined) => Promise<void>;
  /** Seam for tests: a number from 0 to 1. */
  readonly random?: () => number;
  /** Seam for tests: milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** How much was sent so far. */
export interface Stats {
  /** All that was sent, each try counted. */
  readonly requests: number;
  readonly rest: number;
  readonly graphql: number;
  readonly retries: number;
}

import type { Budget } from './budget.ts';
import type { Proxy } from './proxy.ts';

/** An event in the life of a request. */
export type Happening =
  | { readonly type: 'sent' }
  | {
      readonly type: 'answered';
      readonly status: number;
      readonly requestId?: string;
      readonly ms: number;
    }
  | { readonly type: 'failed'; readonly reason: string; readonly ms: number }
  /** Before a retry, or because of the limit on queries a minute. */
  | {
      readonly type: 'waiting';
      readonly reason: string;
      readonly ms: number;
      readonly isForLimit?: true;
    };

/** An event of a request, for `-v` and progress. Never contains headers or bodies. */
export type RequestEvent = Happening & {
  readonly method: string;
  /** The path without host and query; for GraphQL, with the name of the query. */
  readonly path: string;
  /** From 1. */
  readonly attempt: number;
  /** How far the queries are, once one of them had to wait for the limit of queries a minute. */
  readonly budget?: Budget;
};

export interface ConnectOptions {
  /** Address of the REST API, without `/v2`. */
  readonly baseUrl: string;
  readonly graphqlUrl: string;
  readonly apiKey: string;
  /** Version of this program, for the user agent. */
  readonly version: string;
  /** Time for one try, including the body. Default 30,000. */
  readonly timeoutMs?: number;
  /** Requests in flight. Default 8 reads and 4 writes. */
  readonly parallelism?: { readonly reads?: number; readonly writes?: number };
  /** How long one request may wait for its retries in total. Default five minutes. */
  readonly budgetMs?: number;
  /** GraphQL queries a minute. Default 100, the limit that Arize publishes. */
  readonly queriesPerMinute?: number;
  /** Allows plain HTTP beyond loopback. */
  readonly allowPlainHttp?: boolean;
  /** Stops waits and reads. A write in flight is finished, because its outcome must be known. */
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RequestEvent) => void;

  /** How many times a request may be sent. Default 6. */
  readonly tries?: number;
  /** The network's proxy. Default none. */
  readonly proxy?: Proxy;

  /** Replaces the network; a seam for tests and for the sandbox. */
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
  /** All requests sent, counting each try. */
  readonly requests: number;
  readonly rest: number;
  readonly graphql: number;
  readonly retries: number;
}

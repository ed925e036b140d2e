import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { LimitFunction } from 'p-limit';
import { redactor } from './redact.ts';
import { ApiError } from './error.ts';
import { failureOf } from './failure.ts';
import { requestFilter } from './requestFilter.ts';
import type { Asked, Outgoing } from './requestFilter.ts';
import type { Accepted } from './responseError.ts';
import { classifyResponse } from './classifyResponse.ts';
import type { Result } from './classifyResponse.ts';
import type { ConnectOptions, Happening, RequestEvent, Stats } from './options.ts';
import { queryBudget } from './budget.ts';
import type { Place } from './rateLimiter.ts';
import { TRIES } from './retry.ts';
import { readText } from './bounds.ts';
import { createSender } from './send.ts';
import type { Send } from './send.ts';
import { RunTimeoutError, whyStopped } from './stop.ts';

/** The one way to Arize, for REST and for GraphQL. */
export interface Transport {
  /**
   * Sends a request and returns a successful response, after retries and waits within the limits.
   * @param how who else is told about a write, and whether it is sent even after a stop
   * @throws ApiError for everything else
   */
  send(asked: Asked, how?: How): Promise<Accepted>;
  /** Keeps one of several reads at a time for a long list (`isLong`). @returns a function that gives it back */
  keepFree(): Promise<() => void>;
  /** For a sender of many queries: a function with which it says how many more it will send. */
  expecting(): (queries: number) => void;
  stats(): Stats;
}

/** How a request is sent. */
export interface How {
  readonly watch?: (event: RequestEvent) => void;
  /** It completes an earlier request, so it is sent even if the run was stopped. */
  readonly finishes?: true;
  /** It is a page of the list that takes longest, so it never waits for other reads. */
  readonly isLong?: boolean;
}

/** A request being sent. */
type Sending = Outgoing & How;

type Wait = Omit<Extract<Happening, { readonly type: 'waiting' }>, 'type'>;

interface Limits {
  readonly reads: LimitFunction;
  readonly long: LimitFunction;
  readonly writes: LimitFunction;
}

/** The names that servers and proxies use for it. */
const requestIdHeaders = ['x-request-id', 'request-id', 'x-correlation-id', 'x-trace-id'];

/**
 * @param writes whether it may change anything; see `requestFilter`
 * @throws ApiError (kind `settings`) for a key or an address that must not be used
 */
export function createTransport(options: ConnectOptions, writes: boolean): Transport {
  const { signal, timeoutMs = 30_000, budgetMs = 300_000, tries: mostTries = TRIES } = options;
  // Every waiting request listens for the end of the run, and Node takes more than ten listeners for a leak.
  if (signal !== undefined) setMaxListeners(0, signal);
  const pass = requestFilter(options, writes);
  const addresses = [new URL(options.baseUrl), new URL(options.graphqlUrl)];
  const send =
    options.fetch === undefined ? createSender(addresses, options.proxy) : sendingBy(options.fetch);
  /** The hosts that have responded so far. */
  const reached = new Set<string>();
  const sleep = options.sleep ?? ((ms, stop) => delay(ms, undefined, stop && { signal: stop }));
  const random = options.random ?? Math.random;
  const now = options.now ?? (() => performance.now());
  const clean = redactor(options.apiKey);
  const budget = queryBudget(options.queriesPerMinute ?? 100, now);
  const counts = { rest: 0, graphql: 0, retries: 0 };
  let kept = 0;
  const isStopped = (call?: Sending): boolean =>
    signal?.aborted === true && call?.finishes !== true;

  const { reads: mostReads = 8, writes: mostWrites = 4 } = options.parallelism ?? {};
  let limits: Promise<Limits> | undefined;
  const loadLimits = async (): Promise<Limits> => {
    const { default: pLimit } = await import('p-limit');
    const reads = pLimit(mostReads);
    return { reads, long: mostReads > 1 ? pLimit(1) : reads, writes: pLimit(mostWrites) };
  };

  const tell = (call: Sending, attempt: number, happening: Happening): void => {
    const state = call.graphql ? budget.state() : undefined;
    const event = {
      method: call.method,
      path: call.shown,
      attempt,
      ...happening,
      ...(state && { budget: state }),
    };
    options.onEvent?.(event);
    if (!call.safe) call.watch?.(event);
  };

  /** Wakes early when the run is stopped. */
  async function wait(call: Sending, attempt: number, why: Wait): Promise<void> {
    if (why.ms <= 0) return;
    tell(call, attempt, { type: 'waiting', ...why });
    try {
      await sleep(why.ms, call.finishes ? undefined : signal);
    } catch (error) {
      if (!isStopped()) throw error;
    }
  }

  const waitForPlace = async (call: Sending, attempt: number): Promise<Place | undefined> => {
    if (!call.graphql) return undefined;
    const own = budget.next();
    const reason = 'to stay within the queries per minute';
    await wait(call, attempt, { ms: own.wait, reason, isForLimit: true });
    return own;
  };

  /** Sends it once and reads the whole response, within the time for one try. */
  async function sendOnce(call: Sending, attempt: number): Promise<Result> {
    counts[call.graphql ? 'graphql' : 'rest'] += 1;
    if (attempt > 1) counts.retries += 1;
    const controller = new AbortController();
    const stop = (): void => controller.abort(signal?.reason);
    const late = (): void => controller.abort(new DOMException('timed out', 'TimeoutError'));
    const timer = setTimeout(late, timeoutMs);
    if (call.safe && !call.finishes) signal?.addEventListener('abort', stop, { once: true });
    const start = now();
    const took = (): number => Math.round(now() - start);
    tell(call, attempt, { type: 'sent' });
    try {
      const arriving = send(call, controller.signal);
      const { status, headers, text } = await Promise.race([arriving, endOf(controller.signal)]);
      reached.add(call.url.host);
      const id = requestIdHeaders.map((name) => headers[name]).find((each) => each !== undefined);
      const requestId = id === undefined ? undefined : clean(id);
      const known = requestId === undefined ? {} : { requestId };
      tell(call, attempt, { type: 'answered', status, ms: took(), ...known });
      return { type: 'answer', status, headers, text, requestId };
    } catch (error) {
      const failure = failureOf(error, {
        stopped: call.safe && isStopped(call),
        reached: reached.has(call.url.host),
      });
      const reason =
        failure.type === 'unreachable' ? clean(failure.code ?? failure.detail) : failure.type;
      tell(call, attempt, { type: 'failed', reason, ms: took() });
      return failure;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
    }
  }

  async function sendUntilGood(call: Sending, first: Place | undefined): Promise<Accepted> {
    let waited = 0;
    let own = first;
    for (let attempt = 1; ; attempt += 1) {
      if (isStopped(call)) throw stopped(call, attempt - 1, signal);
      const result = await sendOnce(call, attempt);
      own?.answered();
      if (result.type === 'aborted' && isLate(signal))
        throw stopped(call, attempt, signal, 'answered');
      const verdict = classifyResponse(call, result, { clean, tries: attempt, random, timeoutMs });
      if (verdict.type === 'good') return verdict.answer;
      const { retry, error } = verdict;
      if (retry === undefined || attempt >= mostTries) throw error;
      if (waited + retry.ms > budgetMs) throw tooLong(error, retry.ms, budgetMs);
      waited += retry.ms;
      await wait(call, attempt, { ms: retry.ms, reason: retry.reason });
      own = await waitForPlace(call, attempt + 1);
    }
  }

  return {
    async send(asked, how = {}) {
      const call: Sending = { ...(await pass(asked)), ...how };
      // Before a slot is taken: queries that wait for their rate limit must not hold up REST.
      const first = await waitForPlace(call, 1);
      limits ??= loadLimits();
      const { reads, long, writes: writing } = await limits;
      const limit = call.safe ? (call.isLong ? long : reads) : writing;
      return limit(() => sendUntilGood(call, first));
    },
    async keepFree() {
      limits ??= loadLimits();
      const { reads } = await limits;
      reads.concurrency = Math.max(1, mostReads - 1);
      kept += 1;
      return () => {
        kept -= 1;
        if (kept === 0) reads.concurrency = mostReads;
      };
    },
    expecting: budget.expecting,
    stats: () => ({ requests: counts.rest + counts.graphql, ...counts }),
  };
}

/** Sends with a function that takes a request as `fetch` does. */
const sendingBy =
  (fetch: NonNullable<ConnectOptions['fetch']>): Send =>
  async ({ url, method, headers, body }, signal) => {
    const given = body === undefined ? {} : { body };
    const request = new Request(url, { method, headers, redirect: 'manual', signal, ...given });
    const { status, headers: received, body: stream } = await fetch(request);
    const text = stream === null ? '' : await readText(stream);
    return { status, headers: Object.fromEntries(received), text };
  };

/**
 * Rejects when a signal is aborted. The request itself cannot be relied on for this: the signal of a `Request` has no
 * effect once the object is garbage collected (nodejs/node#55428).
 */
const endOf = (signal: AbortSignal): Promise<never> =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });

const isLate = (signal: AbortSignal | undefined): boolean =>
  signal?.reason instanceof RunTimeoutError;

function stopped(
  call: Outgoing,
  tries: number,
  signal: AbortSignal | undefined,
  when = tries === 0 ? 'sent' : 'sent again',
): ApiError {
  const late = isLate(signal);
  const why = late ? `: ${whyStopped(signal)}` : '';
  return new ApiError(`${call.label}: the run was stopped before the request was ${when}${why}.`, {
    kind: late ? 'time-up' : 'aborted',
    hint: late
      ? 'Raise --time-limit, or run it with -v to see what takes so long.'
      : 'It is safe to run the command again.',
    method: call.method,
    path: call.url.pathname,
    tries,
    outcome: call.safe ? undefined : 'refused',
  });
}

const seconds = (ms: number): number => Math.ceil(ms / 1000);

function tooLong(error: ApiError, ms: number, budgetMs: number): ApiError {
  const next = `The next try would be in ${seconds(ms)} s, but one request waits at most ${seconds(budgetMs)} s in total.`;
  return new ApiError(`${error.message} ${next}`, error);
}

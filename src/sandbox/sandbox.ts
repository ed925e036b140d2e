import type { Caller } from './apiKeys.ts';
import type { Behaviour } from './behaviour.ts';
import type { FaultRule, FaultState } from './faults.ts';
import type { QuerySummary } from './graphql/answer.ts';
import type { LogEntry } from './log.ts';
import type { Match } from './rest/routes.ts';
import type { Seed } from './seed.ts';
import { isAccountAdmin } from './access.ts';
import { authenticate } from './apiKeys.ts';
import { defaultBehaviour } from './behaviour.ts';
import { present } from './clock.ts';
import { answerFaultRequest } from './faultRequests.ts';
import { openFaults, parseFault } from './faults.ts';
import { budget } from './graphql/budget.ts';
import { StateError } from './stateError.ts';
import { openLog } from './log.ts';
import { openState } from './openState.ts';
import { playFault } from './playFault.ts';
import { ProblemError, problemResponse } from './problem.ts';
import { answerRest } from './rest/answer.ts';
import { matchRoute } from './rest/routes.ts';
import { snapshot } from './snapshot.ts';
import { noWriter, stateWriter } from './state.ts';
import { tree } from './tree.ts';

export interface SandboxOptions {
  /** The initial account. Default: one admin and nothing else. */
  seed?: Seed;
  /** Where the seed came from, for messages. */
  seedSource?: string;
  /** The file that keeps the account between runs. Default: none. */
  stateFile?: string;
  /** Looks at the state file without taking it: nothing is written, neither state nor log. */
  readOnly?: boolean;
  /** How long to wait for another process that holds the state file, in milliseconds. Default: 3000. */
  lockWaitMs?: number;
  /** Switches for what the documentation leaves open. They take precedence over those of the seed. */
  behaviour?: Partial<Behaviour>;
  /** A clock for timestamps. Without one they count up from a fixed date, the same every time. */
  now?: () => Date;
  /** What goes wrong from the start; `addFaults` and requests to /sandbox/faults add more. */
  faults?: readonly (FaultRule | string)[];
  /**
   * Stands between a request and its response: may wait, answer itself, or do either after `next`
   * did the work. What it throws is a connection that breaks.
   */
  intercept?: (request: Request, next: () => Promise<Response>) => Promise<Response>;
}

/** How many requests arrived since the sandbox was opened. */
export interface RequestCounts {
  /** GET requests and GraphQL queries. */
  reads: number;
  writes: number;
  /** By operation, such as `list_users` or `graphql`. */
  byOperation: Record<string, number>;
  /** The complexity of all GraphQL queries together, refused ones included. */
  complexity: number;
}

export interface SandboxKey {
  key: string;
  email: string;
}

/** An Arize AX API in memory: REST v2 under /v2, GraphQL at /graphql, its own switches under /sandbox. */
export interface Sandbox {
  /** Answers a request, without a socket; rejects when `intercept` throws or a fault drops the connection. */
  handle(request: Request): Promise<Response>;
  counts(): RequestCounts;
  /** The account now, in the shape of a seed, with names and sorted keys. */
  snapshot(): Seed;
  /** The account now as a tree of plain text, with control characters in names written out. */
  tree(): string;
  /** The last requests, oldest first: 1000 at most, of earlier runs too when there is a state file. */
  log(last?: number): LogEntry[];
  /** The rules of faults, with the number of requests that each has matched. */
  faults(): FaultState[];
  /** Adds rules: as objects, or as lines such as `drop-after on POST /v2/roles, 1 time`. */
  addFaults(...rules: (FaultRule | string)[]): void;
  /** Removes all rules, so that later requests are handled normally. */
  clearFaults(): void;
  /** The API keys of the seed and whom they act as; the first is the one to use when none is asked for. */
  keys(): SandboxKey[];
  /** Waits for pending writes and releases the state file. */
  close(): Promise<void>;
}

function ruleOf(rule: FaultRule | string): FaultRule {
  return typeof rule === 'string' ? parseFault(rule) : rule;
}

/** REST accepts `Bearer <key>`, and the bare key as Arize's Python client sends it; GraphQL has its own header. */
function secretOf(request: Request, isGraphql: boolean): string {
  if (isGraphql) return request.headers.get('x-api-key') ?? '';
  return request.headers.get('authorization')?.replace(/^Bearer\s+/i, '') ?? '';
}

async function summaryOf(request: Request): Promise<QuerySummary> {
  const { summarize } = await import('./graphql/answer.ts');
  return summarize(await request.clone().text());
}

/**
 * Opens a sandbox. Throws a StateError when the state file cannot be used, when another process has
 * it, or when it grew from another seed than the one given.
 */
export function openSandbox(options: SandboxOptions = {}): Sandbox {
  const opened = openState(options);
  const { state, release } = opened;
  // Kept from the first request on, so that the next run goes on with this account and no other.
  let isUnsaved = opened.isFresh;
  const { account } = state;
  const { now } = options;
  const switches = { ...state.behaviour, ...options.behaviour };
  const behaviour: Behaviour = { ...defaultBehaviour, ...switches };
  const stateFile = options.readOnly === true ? undefined : options.stateFile;
  const save = stateFile === undefined ? noWriter : stateWriter(stateFile, state);
  const log = openLog(stateFile);
  const faults = openFaults((options.faults ?? []).map(ruleOf));
  // Minutes need a clock: that of the options, or the machine's when a budget is asked for.
  const isTimed = now !== undefined || switches.queries_per_minute !== undefined;
  const take = isTimed
    ? budget(behaviour.queries_per_minute, () => now?.().getTime() ?? Date.now())
    : () => 0;
  const counts = { reads: 0, writes: 0, byOperation: new Map<string, number>(), complexity: 0 };

  const count = (operation: string, writes: boolean): void => {
    if (writes) counts.writes += 1;
    else counts.reads += 1;
    counts.byOperation.set(operation, (counts.byOperation.get(operation) ?? 0) + 1);
  };

  const addCost = (cost: number): void => {
    counts.complexity += cost;
  };

  const rest = async (
    request: Request,
    url: URL,
    match: Match | undefined,
    caller: Caller | undefined,
  ): Promise<Response> => {
    const response = await answerRest({ account, behaviour, caller, match, request, url, now });
    if (request.method !== 'GET' && response.ok) await save();
    return response;
  };

  const graphql = async (request: Request, caller: Caller | undefined): Promise<Response> => {
    const { answerGraphql } = await import('./graphql/answer.ts');
    const text = await request.text();
    return answerGraphql({ account, behaviour, caller: caller?.user, text, take, addCost, now });
  };

  /** A change that another caller makes between two requests, as the first active account admin. */
  const asAdmin = async (method: string, path: string, body: unknown): Promise<Response> => {
    const url = new URL(path, 'http://sandbox');
    const user = account.users.all().find((row) => isAccountAdmin(row) && row.status === 'ACTIVE');
    const text = body === undefined ? {} : { body: JSON.stringify(body) };
    const caller = user === undefined ? undefined : { user };
    return rest(
      new Request(url, { method, ...text }),
      url,
      matchRoute(method, url.pathname),
      caller,
    );
  };

  let requests = 0;

  const answer = async (request: Request): Promise<Response> => {
    if (isUnsaved) {
      isUnsaved = false;
      await save();
    }
    const at = new Date().toISOString();
    const url = new URL(request.url);
    const { pathname } = url;
    const isGraphql = pathname === '/graphql';
    if (pathname === '/sandbox/faults') {
      const secret = secretOf(request, false);
      const admin = authenticate(account, secret, present(account, now));
      return answerFaultRequest(faults, admin, request);
    }
    const requestId = `sandbox-${String(++requests).padStart(6, '0')}`;
    const match = isGraphql ? undefined : matchRoute(request.method, pathname);
    const operation = isGraphql ? 'graphql' : (match?.route.operation ?? 'unknown');
    const isQuery = isGraphql && request.method === 'POST';
    const summary = isQuery ? await summaryOf(request) : undefined;
    const isWrite = request.method !== 'GET' && request.method !== 'HEAD';
    // A mutation is counted as the write that it tries to be, though there is none to find.
    count(operation, summary?.triesToWrite ?? isWrite);
    const caller = authenticate(account, secretOf(request, isQuery), present(account, now));
    const named = summary?.name ?? operation;
    const played = faults.take({ method: request.method, pathname, operation: named });
    const scene = { pathname, request, asAdmin };
    const work = played.reduceRight(
      (inner, fault) => () => playFault(fault, scene, inner),
      (): Promise<Response> =>
        isQuery ? graphql(request, caller) : rest(request, url, match, caller),
    );
    const fault = played.map((each) => each.fault).join(', ');
    const entry = {
      at,
      method: request.method,
      path: `${pathname}${url.search}`,
      operation: named,
      ...(caller === undefined ? {} : { email: caller.user.email }),
      ...(fault === '' ? {} : { fault }),
    };
    try {
      const response = await (options.intercept?.(request, work) ?? work());
      log.add({ ...entry, status: response.status });
      if (response.headers.has('x-request-id')) return response;
      const headers = new Headers(response.headers);
      headers.set('x-request-id', requestId);
      return new Response(response.body, { status: response.status, headers });
    } catch (error) {
      log.add({ ...entry, status: 'dropped' });
      throw error;
    }
  };

  return {
    async handle(request) {
      try {
        return await answer(request);
      } catch (error) {
        if (!(error instanceof StateError)) throw error;
        // Another try would end the same way, so it is not an error that a client retries.
        return problemResponse(new ProblemError(400, error.message), new URL(request.url).pathname);
      }
    },
    counts: () => ({
      reads: counts.reads,
      writes: counts.writes,
      byOperation: Object.fromEntries(counts.byOperation),
      complexity: counts.complexity,
    }),
    snapshot: () => snapshot(account),
    tree: () => tree(account),
    log: (last = Number.POSITIVE_INFINITY) => log.last(last),
    faults: () => faults.list(),
    addFaults: (...rules) => faults.add(rules.map(ruleOf)),
    clearFaults: () => faults.clear(),
    keys: () =>
      account.apiKeys
        .all()
        .flatMap(({ secret, user }) =>
          secret === undefined
            ? []
            : [{ key: secret, email: account.users.get(user)?.email ?? '' }],
        ),
    async close() {
      await save.settled();
      release();
    },
  };
}

export type ApiErrorKind =
  | 'unauthorized'
  | 'forbidden'
  | 'not-found'
  | 'conflict'
  | 'invalid'
  | 'rate-limited'
  | 'unreachable'
  | 'timeout'
  | 'not-arize'
  | 'server'
  | 'graphql'
  /** The query costs more than the server takes; a smaller one may be answered. */
  | 'too-complex'
  | 'redirect'
  | 'incomplete'
  | 'aborted'
  /** The run reached its time limit. */
  | 'time-up'
  | 'read-only'
  /** A key or an address that cannot be used; nothing was sent. */
  | 'settings';

/** What a server says about its refusal (RFC 9457), without keys or control characters, at most 300 characters each. */
export interface Problem {
  readonly title?: string;
  readonly detail?: string;
  readonly type?: string;
}

/** What is known about a failure, apart from its message. */
export interface ApiErrorFacts {
  readonly kind: ApiErrorKind;
  /** What to do next. */
  readonly hint: string;
  readonly method?: string | undefined;
  /** Path of the address, without host and query. */
  readonly path?: string | undefined;
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  readonly problem?: Problem | undefined;
  /** How many times the request was sent. */
  readonly tries?: number | undefined;
  /** For writes: `refused` means that nothing changed, `unknown` that the response was lost and the change may exist. */
  readonly outcome?: 'refused' | 'unknown' | undefined;
  /** For writes whose response was lost: how long the server asks to wait before the next request. */
  readonly retryAfterMs?: number | undefined;
}

/**
 * Everything that can go wrong between this program and Arize. The message says what failed and for which request,
 * `hint` what to do next. It never contains the API key or a `cause`, which might contain request headers.
 */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly kind: ApiErrorKind;
  readonly hint: string;
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly problem: Problem | undefined;
  readonly tries: number;
  readonly outcome: 'refused' | 'unknown' | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(message: string, facts: ApiErrorFacts) {
    super(message);
    this.kind = facts.kind;
    this.hint = facts.hint;
    this.method = facts.method;
    this.path = facts.path;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.problem = facts.problem;
    this.tries = facts.tries ?? 0;
    this.outcome = facts.outcome;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** The whole error as text: what failed, what to do, and the request id if Arize sent one. */
export function explain(error: ApiError): string {
  const id = error.requestId === undefined ? '' : `\n  Request id: ${error.requestId}`;
  return `${error.message}\n  ${error.hint}${id}`;
}

/** Whether the request ended because the run was stopped, so its result is unknown. */
export const isStopped = (error: unknown): boolean =>
  error instanceof ApiError && (error.kind === 'aborted' || error.kind === 'time-up');

import type { Redact } from './redact.ts';
import { ApiError } from './error.ts';
import { hintForFailure, whatFailed } from './failure.ts';
import type { Failure } from './failure.ts';
import { contentIn, settingOf } from './responseError.ts';
import type { Accepted, Answer, Call, ResponseError } from './responseError.ts';
import { GRAPHQL_RATE_WAIT_MS, backoff, retryAfter } from './retry.ts';

/** What a request led to. */
export type Result = Answer | Failure;

export type Verdict =
  | { readonly type: 'good'; readonly answer: Accepted }
  | {
      readonly type: 'bad';
      readonly error: ApiError;
      /** Set when the request may be retried: after how long, and why. */
      readonly retry?: { readonly ms: number; readonly reason: string };
    };

interface Context {
  readonly clean: Redact;
  /** How many times the request was sent. */
  readonly tries: number;
  readonly random: () => number;
  readonly timeoutMs: number;
}

/** Sorts a result into good, an error, or an error worth retrying. Pure, given the random number for the wait. */
export function classifyResponse(call: Call, result: Result, context: Context): Verdict {
  if (result.type !== 'answer') return bad(call, result, failed(call, result, context), context);
  const found = contentIn(call, result, context.clean);
  return 'error' in found
    ? bad(call, result, found.error, context)
    : { type: 'good', answer: { ...result, ...found } };
}

function bad(call: Call, result: Result, finding: ResponseError, context: Context): Verdict {
  const outcome = call.safe ? undefined : outcomeOf(result);
  const tried = context.tries > 1 ? ` Tried ${context.tries} times.` : '';
  const doubt = outcome === 'unknown' ? ' The change may have been made anyway.' : '';
  const error = new ApiError(`${call.label}: ${finding.what}.${tried}${doubt}`, {
    kind: finding.kind,
    hint: finding.hint,
    method: call.method,
    path: call.url.pathname,
    status: result.type === 'answer' ? result.status : undefined,
    requestId: result.type === 'answer' ? result.requestId : undefined,
    problem: finding.problem,
    tries: context.tries,
    outcome,
    ...(outcome === 'unknown' &&
      result.type === 'answer' && { retryAfterMs: retryAfter(result.headers) }),
  });
  const retry = retryOf(call, result, finding, context);
  return retry === undefined ? { type: 'bad', error } : { type: 'bad', error, retry };
}

const failureKinds = {
  timeout: 'timeout',
  aborted: 'aborted',
  'too-large': 'not-arize',
  'no-tunnel': 'unreachable',
  unreachable: 'unreachable',
} as const satisfies Record<Failure['type'], ApiError['kind']>;

const failed = (call: Call, failure: Failure, { clean, timeoutMs }: Context): ResponseError => ({
  kind: failureKinds[failure.type],
  what: clean(whatFailed(failure, call.url, timeoutMs)),
  hint: hintForFailure(
    failure,
    call.url,
    // The address of GraphQL follows from the other one, unless it is set.
    call.graphql ? `ARIZE_BASE_URL or ${settingOf(call)}` : settingOf(call),
  ),
});

/** Whether a write that failed may have been made anyway. After a 4xx or a redirect it was not. */
function outcomeOf(result: Result): 'refused' | 'unknown' {
  switch (result.type) {
    case 'answer':
      return result.status >= 300 && result.status < 500 ? 'refused' : 'unknown';
    case 'unreachable':
      return result.neverSent ? 'refused' : 'unknown';
    case 'no-tunnel':
      return 'refused';
    case 'timeout':
    case 'aborted':
    case 'too-large':
      return 'unknown';
  }
}

/**
 * Whether a failed request may be sent again although it may have taken effect. A 503, even with `Retry-After`, may come
 * after the work was done, so among writes only an idempotent one is repeated: a PUT to an item that has an id.
 */
const mayRepeat = ({ safe, method }: Call, { status, headers }: Answer): boolean =>
  safe ? status >= 500 : method === 'PUT' && status === 503 && 'retry-after' in headers;

function retryOf(
  call: Call,
  result: Result,
  finding: ResponseError,
  { tries, random }: Context,
): { ms: number; reason: string } | undefined {
  switch (result.type) {
    case 'aborted':
    case 'too-large':
      return undefined;
    case 'timeout':
      return call.safe
        ? { ms: backoff(tries, random()), reason: 'no response in time' }
        : undefined;
    case 'no-tunnel':
      return call.safe && result.status >= 500
        ? { ms: backoff(tries, random()), reason: `the proxy did not connect (${result.status})` }
        : undefined;
    case 'unreachable':
      return call.safe && tries < result.tries
        ? {
            ms: backoff(tries, random()),
            reason: `unreachable${result.code === undefined ? '' : ` (${result.code})`}`,
          }
        : undefined;
    case 'answer': {
      const asked = retryAfter(result.headers);
      const { status } = result;
      const limited = finding.kind === 'rate-limited';
      if (!limited && !mayRepeat(call, result)) return undefined;
      const byItself = call.graphql && limited ? GRAPHQL_RATE_WAIT_MS : backoff(tries, random());
      const reason = limited ? `rate limited (${status})` : `server error (${status})`;
      return { ms: asked ?? byItself, reason };
    }
  }
}

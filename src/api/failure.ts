import { isRecord } from './decode.ts';

/** A request without an answer. */
export type Failure =
  | { readonly type: 'timeout' }
  | { readonly type: 'aborted' }
  | {
      readonly type: 'unreachable';
      /** The system's code, such as ENOTFOUND. */
      readonly code: string | undefined;
      readonly detail: string;
      /** No connection was made, so nothing can have been done. */
      readonly neverSent: boolean;
      /** Another try would end the same. */
      readonly lasting: boolean;
    };

const certificate =
  /^(?:CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|ERR_TLS_CERT)/;

/** What `fetch` says of a port to which it never connects. */
const badPort = 'bad port';

/** Codes with which no connection came about. */
const neverConnected = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** `fetch failed` says nothing; the reason is some causes deep. */
function reasonIn(error: unknown): { code: string | undefined; detail: string } {
  let detail = 'no reason given';
  for (let each = error, depth = 0; isRecord(each) && depth < 5; depth += 1) {
    if (typeof each['message'] === 'string' && each['message'] !== '') detail = each['message'];
    if (typeof each['code'] === 'string') return { code: each['code'], detail };
    const inner: unknown = Array.isArray(each['errors']) ? each['errors'][0] : undefined;
    each = each['cause'] ?? inner;
  }
  return { code: undefined, detail };
}

/**
 * Sorts what `fetch` throws.
 * @param stopped whether the caller's own signal ended it
 */
export function failureOf(error: unknown, stopped: boolean): Failure {
  if (stopped) return { type: 'aborted' };
  if (isRecord(error) && error['name'] === 'TimeoutError') return { type: 'timeout' };
  const { code, detail } = reasonIn(error);
  // `fetch` never connects to a port that belongs to another protocol (the list of the Fetch standard).
  const lasting = detail === badPort || (code !== undefined && certificate.test(code));
  const neverSent = lasting || (code !== undefined && neverConnected.has(code));
  return { type: 'unreachable', code, detail, neverSent, lasting };
}

/** Why there was no connection, in words. */
export function whyUnreachable({
  code,
  detail,
}: Extract<Failure, { type: 'unreachable' }>): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name does not resolve (${code})`;
    case 'ECONNREFUSED':
      return `nothing listens there (${code})`;
    case 'ECONNRESET':
    case 'UND_ERR_SOCKET':
      return `the connection was cut (${code})`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
      return `it does not speak https there (${code})`;
    case undefined:
      return detail === badPort ? 'the port is reserved for another protocol' : detail;
    default:
      return certificate.test(code)
        ? `its certificate is not trusted (${code})`
        : `${detail} (${code})`;
  }
}

/** What to do about a request without an answer. */
export function hintForFailure(failure: Failure, url: URL, setting: string): string {
  switch (failure.type) {
    case 'timeout':
      return `Run it again, allow more time with --timeout, or check the network and proxy on the way to ${url.host}.`;
    case 'aborted':
      return 'Every run can simply be run again.';
    case 'unreachable':
      if (failure.detail === badPort) return `Check the port of ${url.host} in ${setting}.`;
      return failure.lasting
        ? `If your network inspects TLS, or ${url.host} is self-hosted, name its certificate authority in NODE_EXTRA_CA_CERTS.`
        : `Check the network and DNS, and ${setting} when Arize is self-hosted. Behind a proxy, set HTTPS_PROXY, and NODE_USE_ENV_PROXY=1 so that Node heeds it (22.21 or newer).`;
  }
}

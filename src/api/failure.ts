import { LARGEST_ANSWER, AnswerTooLargeError } from './bounds.ts';
import { isRecord } from '../records.ts';

/** Why a request has no usable response. */
export type Failure =
  | { readonly type: 'timeout' }
  | { readonly type: 'aborted' }
  | { readonly type: 'too-large' }
  /** The proxy responded, but did not connect. */
  | { readonly type: 'no-tunnel'; readonly proxy: string; readonly status: number }
  | {
      readonly type: 'unreachable';
      /** The system's code, such as ENOTFOUND. */
      readonly code: string | undefined;
      readonly detail: string;
      /** Host and port of the proxy, if the proxy could not be reached. */
      readonly proxy: string | undefined;
      /** No connection was made, so nothing can have changed. */
      readonly neverSent: boolean;
      /** How many tries are worthwhile: further ones would end the same way. */
      readonly tries: number;
    };

type Unreachable = Extract<Failure, { type: 'unreachable' }>;

/** Thrown when a proxy could not be reached, or did not connect. */
export class TunnelError extends Error {
  override readonly name = 'TunnelError';
  /** Host and port, without the password that its address may hold. */
  readonly proxy: string;
  /** Its status; undefined when it was not reached. */
  readonly status: number | undefined;

  constructor(proxy: string, cause: unknown, status?: number) {
    super('no way through the proxy', { cause });
    this.proxy = proxy;
    this.status = status;
  }
}

const certificate =
  /^(?:CERT_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|ERR_TLS_CERT)/;

/** Codes that mean that no connection was made. */
const neverConnected = new Set([
  'ENOTFOUND',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** The outer message may say nothing (`fetch failed`); the reason is a few causes down. */
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

/** What is known about a failed request apart from the error. */
export interface Circumstances {
  /** Whether the caller's own signal aborted it. */
  readonly stopped: boolean;
  /** Whether its host has responded before, so it exists. */
  readonly reached: boolean;
}

/** Classifies what sending a request throws. */
export function failureOf(error: unknown, { stopped, reached }: Circumstances): Failure {
  if (stopped) return { type: 'aborted' };
  if (isRecord(error) && error['name'] === 'TimeoutError') return { type: 'timeout' };
  if (error instanceof AnswerTooLargeError) return { type: 'too-large' };
  const proxy = error instanceof TunnelError ? error.proxy : undefined;
  if (error instanceof TunnelError && error.status !== undefined) {
    return { type: 'no-tunnel', proxy: error.proxy, status: error.status };
  }
  const { code, detail } = reasonIn(error);
  const tries = mostTries(code, reached);
  const neverSent =
    proxy !== undefined ||
    (code !== undefined && (neverConnected.has(code) || certificate.test(code)));
  return { type: 'unreachable', code, detail, proxy, neverSent, tries };
}

function mostTries(code: string | undefined, reached: boolean): number {
  if (code !== undefined && certificate.test(code)) return 1;
  // A name that never resolved is mistyped, or there is no network; one that did resolve will again.
  if (code === 'ENOTFOUND' && !reached) return 1;
  if (code === 'EAI_AGAIN' && !reached) return 2;
  return Number.POSITIVE_INFINITY;
}

/** Why there was no connection. */
function whyUnreachable({ code, detail }: Unreachable): string {
  switch (code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name does not resolve (${code})`;
    case 'ECONNREFUSED':
      return `nothing is listening there (${code})`;
    case 'ECONNRESET':
    case 'EPIPE':
      return `the connection was closed (${code})`;
    case 'ERR_SSL_WRONG_VERSION_NUMBER':
    case 'EPROTO':
      return `the server does not speak HTTPS (${code})`;
    case 'Z_BUF_ERROR':
    case 'Z_DATA_ERROR':
      return `the response was truncated or damaged in transit (${code})`;
    case undefined:
      return detail;
    default:
      if (code.startsWith('HPE_')) return `the server does not speak HTTP (${code})`;
      return certificate.test(code)
        ? `its certificate is not trusted (${code})`
        : `${detail} (${code})`;
  }
}

/** What went wrong with a request. */
export function whatFailed(failure: Failure, url: URL, timeoutMs: number): string {
  switch (failure.type) {
    case 'timeout':
      return `no response within ${timeoutMs / 1000} s`;
    case 'aborted':
      return 'stopped before the response arrived';
    case 'too-large':
      return `the response is larger than the limit of ${LARGEST_ANSWER / 1024 / 1024} MB`;
    case 'no-tunnel':
      return `the proxy ${failure.proxy} did not connect to ${url.host} (${failure.status})`;
    case 'unreachable': {
      const whom = failure.proxy === undefined ? url.host : `the proxy ${failure.proxy}`;
      return `cannot reach ${whom}: ${whyUnreachable(failure)}`;
    }
  }
}

/** What to do about it. */
export function hintForFailure(failure: Failure, url: URL, setting: string): string {
  switch (failure.type) {
    case 'timeout':
      return `Run it again, allow more time with --timeout, or check the network and proxy on the way to ${url.host}.`;
    case 'aborted':
      return 'It is safe to run the command again.';
    case 'too-large':
      return `Arize's largest page is far smaller. Check that ${url.host} is Arize (${setting}), and the proxy on the way to it.`;
    case 'no-tunnel':
      return failure.status === 407
        ? `It requires a username and password: set HTTPS_PROXY to http://USER:PASSWORD@${failure.proxy}.`
        : `Ask the administrator of the proxy to allow ${url.host}, check ${setting}, or list ${url.hostname} in NO_PROXY if it can be reached without a proxy.`;
    case 'unreachable':
      return hintForUnreachable(failure, url, setting);
  }
}

function hintForUnreachable({ code, proxy }: Unreachable, url: URL, setting: string): string {
  const isCertificate = code !== undefined && certificate.test(code);
  if (isCertificate) {
    return `If your network inspects TLS, or ${proxy ?? url.host} is self-hosted, set NODE_EXTRA_CA_CERTS to the file with its CA certificate.`;
  }
  return proxy === undefined
    ? `Check the network and DNS, and ${setting} when Arize is self-hosted. Behind a proxy, set HTTPS_PROXY.`
    : `Check HTTPS_PROXY and the network on the way to it. Hosts listed in NO_PROXY bypass the proxy.`;
}

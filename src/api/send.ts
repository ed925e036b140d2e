import type { Agent, ClientRequest, IncomingMessage, request as Request } from 'node:http';
import { pipeline } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { readText } from './bounds.ts';
import { proxyFor } from './proxy.ts';
import type { Proxy } from './proxy.ts';

/** Header fields by their names in lower case. Node's own `Headers` take as long to load as Node takes to start. */
export type HeaderFields = Readonly<Record<string, string>>;

/** A request as it is sent. */
export interface Departing {
  readonly method: string;
  readonly url: URL;
  readonly headers: HeaderFields;
  readonly body: string | undefined;
}

/** A response as it arrived: no redirect followed, nothing checked, its body complete and decompressed. */
export interface Arrived {
  readonly status: number;
  readonly headers: HeaderFields;
  readonly text: string;
}

/**
 * Sends a request once.
 * @param signal aborts the request, its connection and its body
 */
export type Send = (departing: Departing, signal: AbortSignal) => Promise<Arrived>;

/** Less than the five seconds after which many servers hang up, so that no request is sent on a closed connection. */
const idleMs = 4000;

/** How to reach a host: Node's client for its protocol, and the connections. */
interface Way {
  readonly request: typeof Request;
  readonly agent: Agent;
}

/**
 * Sends over connections that are kept for the next request. Idle ones do not keep the process alive.
 * @param addresses of all servers
 * @param proxy for the servers that it does not except
 * @throws ApiError (kind `settings`) for a proxy that cannot be used
 */
export function createSender(addresses: readonly URL[], proxy: Proxy | undefined): Send {
  const signals = new WeakMap<ClientRequest, AbortSignal>();
  const proxies = new Map(addresses.map((url) => [url.origin, proxyFor(url, proxy)]));
  const ways = new Map<string, Promise<Way>>();

  const open = async (url: URL, through: URL | undefined): Promise<Way> => {
    // Loaded at the first request, because most commands send none.
    const { request, Agent } =
      url.protocol === 'https:' ? await import('node:https') : await import('node:http');
    if (through === undefined)
      return { request, agent: new Agent({ keepAlive: true, timeout: idleMs }) };
    const { Tunnel } = await import('./tunnel.ts');
    return { request, agent: new Tunnel({ proxy: through, idleMs, signals }) };
  };

  return async ({ method, url, headers, body }, signal) => {
    const way = ways.get(url.origin) ?? open(url, proxies.get(url.origin));
    ways.set(url.origin, way);
    const { request, agent } = await way;
    signal.throwIfAborted();
    return new Promise((resolve, reject) => {
      const sent = request(url, {
        method,
        agent,
        signal,
        headers: {
          ...headers,
          'accept-encoding': 'gzip',
          ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
        },
      });
      signals.set(sent, signal);
      sent.on('error', reject);
      sent.on('response', (message) => resolve(arrived(message)));
      sent.end(body);
    });
  };
}

async function arrived(message: IncomingMessage): Promise<Arrived> {
  const text = await readText(unpacked(message));
  const headers = Object.entries(message.headersDistinct).map(
    ([name, values = []]) => [name, values.join(', ')] as const,
  );
  return { status: message.statusCode ?? 0, headers: Object.fromEntries(headers), text };
}

/** Only gzip is requested, but some proxies compress on their own. */
const unpackers = new Map([
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
]);

/** The decompressed body. */
function unpacked(message: IncomingMessage): AsyncIterable<Uint8Array> {
  const { 'content-encoding': encoding, 'content-length': length } = message.headers;
  const how = encoding?.trim().toLowerCase() ?? '';
  if (how === '' || how === 'identity' || length === '0' || message.statusCode === 204) {
    return message;
  }
  const unpacker = unpackers.get(how);
  if (unpacker === undefined) {
    message.destroy();
    throw new Error('the response uses a compression that was not requested');
  }
  // An error in the middle is thrown to the reader of the stream.
  return pipeline(message, unpacker(), () => undefined);
}

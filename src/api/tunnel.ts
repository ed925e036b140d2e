import type { ClientRequest } from 'node:http';
import type { Socket } from 'node:net';
import { checkServerIdentity } from 'node:tls';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { TunnelError } from './failure.ts';

interface TunnelOptions {
  readonly proxy: URL;
  /** How long an idle connection is kept, in milliseconds. */
  readonly idleMs: number;
  /** The signal that aborts each request. */
  readonly signals: Pick<WeakMap<ClientRequest, AbortSignal>, 'get'>;
}

type Target = Parameters<HttpsProxyAgent<string>['connect']>[1];

/** Connects through a proxy with CONNECT, then TLS to Arize itself. The proxy sees the host but not the request. */
export class Tunnel extends HttpsProxyAgent<string> {
  readonly #signals: TunnelOptions['signals'];

  constructor({ proxy, idleMs, signals }: TunnelOptions) {
    const address = new URL(proxy);
    const { username, password } = address;
    // Kept from the agent, which would print them when DEBUG is set.
    address.username = '';
    address.password = '';
    super(address.href, { keepAlive: true, headers: () => credentials(username, password) });
    // The agent drops this option of its constructor.
    this.options = { ...this.options, timeout: idleMs };
    this.#signals = signals;
  }

  /** @throws TunnelError when the proxy cannot be reached, or did not connect */
  override async connect(request: ClientRequest, target: Target): Promise<Socket> {
    const { host: proxy } = this.proxy;
    const host = target.host ?? '';
    let status = 200;
    request.once('proxyConnect', (answer: { readonly statusCode: number }) => {
      status = answer.statusCode;
    });
    // Read by the call to super below. Without it, a connection to a silent proxy would outlive the request.
    const signal = this.#signals.get(request);
    this.connectOpts = { ...this.connectOpts, ...(signal && { signal }) };
    // For an IP address, TLS by default would check the certificate against the name of the proxy.
    const checked = target.secureEndpoint
      ? {
          ...target,
          checkServerIdentity: (...[, certificate]: Parameters<typeof checkServerIdentity>) =>
            checkServerIdentity(host, certificate),
        }
      : target;
    try {
      const socket = await super.connect(request, checked);
      if (status === 200) return socket;
      socket.destroy();
    } catch (error) {
      throw new TunnelError(proxy, error);
    }
    throw new TunnelError(proxy, undefined, status);
  }
}

function credentials(username: string, password: string): Record<string, string> {
  if (username === '' && password === '') return {};
  const plain = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { 'Proxy-Authorization': `Basic ${Buffer.from(plain).toString('base64')}` };
}

import { BlockList, isIP, isIPv6 } from 'node:net';
import { isLoopback } from './endpoint.ts';
import { ApiError } from './error.ts';

/** A network's proxy. */
export interface Proxy {
  /** As HTTPS_PROXY names it: `http://user:password@proxy.example.com:8080`. */
  readonly address: string;
  /** The hosts that are reached without it, as NO_PROXY lists them. */
  readonly except: string;
}

/**
 * The proxy to use for an address, chosen as curl does. Plain HTTP is only allowed to this machine or inside the
 * network, so it never uses a proxy.
 * @returns undefined for a direct connection
 * @throws ApiError (kind `settings`) for an unusable proxy; its address is not shown, because it may contain a password
 */
export function proxyFor(url: URL, proxy: Proxy | undefined): URL | undefined {
  if (proxy === undefined || url.protocol !== 'https:' || isLoopback(url)) return undefined;
  const { address: given, except } = proxy;
  const entries = except.toLowerCase().split(/[\s,]+/);
  if (entries.some((entry) => entry !== '' && names(entry, url))) return undefined;
  const text = given.includes('://') ? given : `http://${given}`;
  const address = URL.canParse(text) ? new URL(text) : undefined;
  if (address === undefined || (address.protocol !== 'http:' && address.protocol !== 'https:')) {
    throw new ApiError('HTTPS_PROXY is not the address of an http or https proxy.', {
      kind: 'settings',
      hint: 'Use an address such as http://proxy.example.com:8080. To connect without a proxy, unset it, or list the host in NO_PROXY.',
    });
  }
  return address;
}

/** A host without the brackets of an address and the dot at the end of a name. */
const bare = (host: string): string => host.replace(/^\[|\]$/g, '').replace(/\.$/, '');

/** Whether an entry of NO_PROXY matches a host: a name with its subdomains, an address, a network, `*`; maybe a port. */
function names(entry: string, url: URL): boolean {
  if (entry === '*') return true;
  const host = bare(url.hostname);
  const [, network = '', bits = ''] = /^(.+)\/(\d{1,3})$/.exec(entry) ?? [];
  if (network !== '') return holds(network, Number(bits), host);
  const [, named = entry, port] = (isIPv6(entry) ? null : /^(.+):(\d+)$/.exec(entry)) ?? [];
  if (port !== undefined && port !== (url.port || '443')) return false;
  const name = bare(named).replace(/^\*?\./, '');
  return host === name || (isIP(host) === 0 && host.endsWith(`.${name}`));
}

function holds(network: string, bits: number, host: string): boolean {
  const version = isIP(network);
  if (version === 0 || version !== isIP(host) || bits > (version === 4 ? 32 : 128)) return false;
  const family = version === 4 ? 'ipv4' : 'ipv6';
  const list = new BlockList();
  list.addSubnet(network, bits, family);
  return list.check(host, family);
}

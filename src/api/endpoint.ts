import { ApiError } from './error.ts';
import type { Proxy } from './proxy.ts';

/** The addresses of Arize, and the key to use there. */
export interface Endpoint {
  /** Address of the REST API, without `/v2` and without a slash at the end. */
  readonly baseUrl: string;
  readonly graphqlUrl: string;
  readonly apiKey: string;
  /** The network's proxy, if there is one. */
  readonly proxy?: Proxy;
  /** What was corrected in the settings, as sentences. */
  readonly notes: readonly string[];
}

/** Addresses given on the command line; they take precedence over the environment. */
export interface EndpointFlags {
  readonly baseUrl?: string | undefined;
  readonly graphqlUrl?: string | undefined;
}

type Env = Readonly<Record<string, string | undefined>>;

const problem = (message: string, hint: string): ApiError =>
  new ApiError(message, { kind: 'settings', hint });

/** A set and non-empty variable. */
const read = (env: Env, name: string): string | undefined => env[name]?.trim() || undefined;

/**
 * Resolves the addresses of REST and GraphQL, and the key, as Arize's SDKs do (Arize docs: environment variables of the
 * SDKs and of the `ax` CLI).
 * @throws ApiError (kind `settings`)
 */
export function resolveEndpoint(env: Env, flags: EndpointFlags = {}): Endpoint {
  const notes: string[] = [];
  const apiKey = keyFrom(env, notes);
  const baseUrl = baseFrom(env, flags, notes);
  const given = flags.graphqlUrl ?? read(env, 'ARIZE_GRAPHQL_ENDPOINT');
  const setting = flags.graphqlUrl === undefined ? 'ARIZE_GRAPHQL_ENDPOINT' : '--graphql-endpoint';
  const graphqlUrl = given === undefined ? graphqlFor(baseUrl) : address(given, setting).href;
  // Both spellings are in use, and curl prefers lower case.
  const proxy = read(env, 'https_proxy') ?? read(env, 'HTTPS_PROXY');
  const except = read(env, 'no_proxy') ?? read(env, 'NO_PROXY') ?? '';
  return {
    baseUrl,
    graphqlUrl,
    apiKey,
    ...(proxy !== undefined && { proxy: { address: proxy, except } }),
    notes,
  };
}

function keyFrom(env: Env, notes: string[]): string {
  const raw = env['ARIZE_API_KEY'] ?? '';
  const apiKey = raw.trim();
  if (apiKey === '') {
    throw problem(
      'No API key: ARIZE_API_KEY is not set.',
      'Create one in Arize AX under Settings > API Keys, as an account admin so that it can see everything. Then set it with export ARIZE_API_KEY=... (in CI, a secret of that name), or use --profile with a profile of the ax CLI. Without an account, try --sandbox.',
    );
  }
  assertKey(apiKey);
  if (apiKey !== raw)
    notes.push('ARIZE_API_KEY has spaces or line breaks around it; they are ignored.');
  return apiKey;
}

/**
 * Rejects a malformed key without showing it; `fetch` would show it in its own error.
 * @throws ApiError (kind `settings`)
 */
export function assertKey(apiKey: string): void {
  if (/^[\x21-\x7e]+$/.test(apiKey)) return;
  const odd = /[^\x20-\x7e]/.test(apiKey) ? 'control or non-ASCII characters' : 'spaces';
  throw problem(
    apiKey === ''
      ? 'The API key is empty.'
      : `ARIZE_API_KEY is not an API key: it contains ${odd}.`,
    'Copy it again from Arize AX, on one line and without quotes.',
  );
}

/** The variables that set the address of Arize; only one of them may be set. */
const routes = [
  'ARIZE_BASE_URL',
  'ARIZE_REGION',
  'ARIZE_SINGLE_HOST',
  'ARIZE_BASE_DOMAIN',
  'ARIZE_API_HOST',
] as const;

/** Variables that only refine another one. */
const additions: readonly (readonly [name: string, to: readonly (typeof routes)[number][]])[] = [
  ['ARIZE_SINGLE_PORT', ['ARIZE_SINGLE_HOST']],
  ['ARIZE_API_PORT', ['ARIZE_API_HOST']],
  ['ARIZE_API_SCHEME', ['ARIZE_API_HOST', 'ARIZE_SINGLE_HOST']],
];

function baseFrom(env: Env, flags: EndpointFlags, notes: string[]): string {
  if (flags.baseUrl !== undefined) return normalBase(address(flags.baseUrl, '--base-url'), notes);
  const set = routes.filter((name) => read(env, name) !== undefined);
  const [route, other] = set;
  if (other !== undefined) {
    throw problem(
      `${route} and ${other} conflict: each sets the address of Arize.`,
      'Keep one of them and unset the other.',
    );
  }
  for (const [name, to] of additions) {
    if (read(env, name) === undefined || to.some((each) => each === route)) continue;
    throw problem(
      `${name} has no effect without ${to.join(' or ')}${route === undefined ? '' : `, and ${route} is set instead`}.`,
      route === undefined
        ? `Set ${to[0]} too, or unset ${name}.`
        : `Unset ${name}, or set ${to[0]} instead of ${route}.`,
    );
  }
  const scheme = read(env, 'ARIZE_API_SCHEME') ?? 'https';
  if (scheme !== 'https' && scheme !== 'http') {
    throw problem('ARIZE_API_SCHEME must be https or http.', 'Set it to https, or unset it.');
  }
  if (route === undefined) return 'https://api.arize.com';
  const value = read(env, route) ?? '';
  switch (route) {
    case 'ARIZE_BASE_URL':
      return normalBase(address(value, route), notes);
    case 'ARIZE_REGION':
      if (!/^[a-z0-9-]+$/i.test(value)) {
        throw problem(
          'ARIZE_REGION is not a region name.',
          'Use a name such as eu-west-1a. An address belongs in ARIZE_BASE_URL.',
        );
      }
      return `https://api.${value.toLowerCase()}.arize.com`;
    case 'ARIZE_SINGLE_HOST':
      return host(scheme, value, route, read(env, 'ARIZE_SINGLE_PORT'), 'ARIZE_SINGLE_PORT');
    case 'ARIZE_BASE_DOMAIN':
      return host('https', `api.${value}`, route, undefined, '');
    case 'ARIZE_API_HOST':
      return host(scheme, value, route, read(env, 'ARIZE_API_PORT'), 'ARIZE_API_PORT');
  }
}

function host(
  scheme: string,
  name: string,
  setting: string,
  port: string | undefined,
  portSetting: string,
): string {
  if (!/^(?:[a-z0-9._-]+|\[[0-9a-f:]+\])(?::\d{1,5})?$/i.test(name)) {
    throw problem(
      `${setting} is not a host name.`,
      'Use a host name without https:// or a path, such as arize.example.com. A full address belongs in ARIZE_BASE_URL.',
    );
  }
  if (
    port !== undefined &&
    !(/^\d{1,5}$/.test(port) && Number(port) >= 1 && Number(port) <= 65_535)
  ) {
    throw problem(`${portSetting} is not a port number.`, 'Use a number from 1 to 65535.');
  }
  return address(`${scheme}://${name}${port === undefined ? '' : `:${port}`}`, setting).origin;
}

/** Parses an address. Errors never show it in full: it may contain a password. */
function address(value: string, setting: string): URL {
  const text = value.trim();
  const example = /graphql/i.test(setting)
    ? 'https://app.arize.com/graphql'
    : 'https://api.arize.com';
  const hint = `Use an address such as ${example}.`;
  if (!URL.canParse(text)) throw problem(`${setting} is not a valid address.`, hint);
  const url = new URL(text);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw problem(`${setting} must start with https://.`, hint);
  }
  if (url.username !== '' || url.password !== '') {
    throw problem(
      `${setting} contains a username or password.`,
      'Remove it: Arize needs only the API key in ARIZE_API_KEY.',
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw problem(`${setting} contains a query or fragment ("?" or "#").`, `Remove it. ${hint}`);
  }
  return url;
}

function normalBase(url: URL, notes: string[]): string {
  const path = url.pathname.replace(/\/+$/, '');
  if (!path.endsWith('/v2')) return `${url.origin}${path}`;
  notes.push(
    'The address of Arize ends with /v2; it is ignored, because ax-access adds it to each request.',
  );
  return `${url.origin}${path.slice(0, -'/v2'.length)}`;
}

/** The app's host follows from the API's: api.arize.com gives app.arize.com; other hosts serve both. */
function graphqlFor(baseUrl: string): string {
  const url = new URL(baseUrl);
  return `${url.protocol}//${url.host.replace(/^api\./, 'app.')}/graphql`;
}

/** Whether an address is on this machine. */
export const isLoopback = ({ hostname }: URL): boolean =>
  /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);

/**
 * Allows plain HTTP to this machine only, since the key would be sent unencrypted.
 * @throws ApiError (kind `settings`)
 */
export function assertSafeUrl(value: string, setting: string, allowPlainHttp = false): void {
  const url = address(value, setting);
  if (url.protocol === 'https:' || isLoopback(url) || allowPlainHttp) return;
  throw problem(
    `${setting} is a plain HTTP address: the API key would be sent unencrypted.`,
    `Use https://${url.host}.`,
  );
}

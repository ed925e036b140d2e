import { answers, entries } from './answers.ts';
import { DecodeError } from './decode.ts';
import type { Decoder } from './decode.ts';
import { followPages } from './pages.ts';
import { redactor } from './redact.ts';
import type { ConnectOptions, RequestEvent, Stats } from './options.ts';
import type {
  Answer,
  Args,
  Init,
  ItemOf,
  ListInit,
  ListKey,
  ListPath,
  PathWith,
  Sdk,
} from './paths.ts';
import { answersNothing, fill, labelOf, pageOf, wrongShape } from './shape.ts';
import type { Method } from './shape.ts';
import { createTransport } from './transport.ts';
import type { How, Transport } from './transport.ts';
import type { Queries } from './queries.ts';
import { isRecord } from '../records.ts';

/**
 * Reads, and can do nothing else: its transport refuses. Programs that use this library get a handle: the methods with
 * types of Arize's SDK, which is not installed with the package, are left out of its declarations.
 */
export interface ReadClient extends Queries {
  /** Gets one thing. @throws ApiError @internal */
  get<P extends PathWith<'get'>>(path: P, ...init: Args<Init<'get', P>>): Promise<Answer<'get', P>>;

  /**
   * Reads a list to its last page, through short and empty ones (Arize docs: some lists are filtered after a page is cut).
   * @param key where the answer holds its entries
   * @throws ApiError; kind `incomplete` when there is said to be more but no way on
   * @internal
   */
  list<P extends ListPath, K extends ListKey<P>>(
    path: P,
    key: K,
    ...init: Args<ListInit<P>>
  ): Promise<ItemOf<P, K>[]>;

  /** What was sent so far. */
  stats(): Stats;
}

/**
 * Reads and writes. An ApiError of a write says with `outcome` whether it was `refused` or is `unknown`. Sent again is
 * only what was not done (429), and a PUT that the server asks to repeat (503 with Retry-After): it does the same twice.
 */
export interface WriteClient extends ReadClient {
  /** @internal */
  post<P extends PathWith<'post'>>(
    path: P,
    ...init: Args<Init<'post', P>>
  ): Promise<Answer<'post', P>>;
  /** @internal */
  patch<P extends PathWith<'patch'>>(
    path: P,
    ...init: Args<Init<'patch', P>>
  ): Promise<Answer<'patch', P>>;
  /** @internal */
  put<P extends PathWith<'put'>>(path: P, ...init: Args<Init<'put', P>>): Promise<Answer<'put', P>>;
  /** @internal */
  delete<P extends PathWith<'delete'>>(
    path: P,
    ...init: Args<Init<'delete', P>>
  ): Promise<Answer<'delete', P>>;

  /** The same client, whose writes are also told to a listener, which learns whose they are. */
  watched(watch: (event: RequestEvent) => void): WriteClient;

  /** The same client, for what must not end in the middle: its requests go out although the run was stopped. */
  finishing(): WriteClient;
}

/** The SDK's client as it is underneath, where a path is a text. */
interface Untyped {
  request(
    method: string,
    path: string,
    init?: Loose,
  ): Promise<{ data?: unknown; response: Response }>;
}

type Loose = { readonly params?: object; readonly body?: unknown };

/** An answer, for errors about it. */
interface Came {
  readonly response: Response;
  readonly label: string;
  readonly method: string;
  readonly path: string;
}

type Decoders = Readonly<Record<string, Readonly<Record<string, Decoder<unknown>>>>>;

function decoderOf(method: Method, path: string): Decoder<unknown> | undefined {
  const known: Decoders = answers;
  return known[method]?.[path];
}

function entryDecoder(path: ListPath, key: string): Decoder<unknown> {
  const known: Decoders = entries;
  const decode = known[path]?.[key];
  if (decode === undefined) throw new Error(`Nothing says what "${key}" of ${path} holds.`);
  return decode;
}

/** The largest page that Arize gives (REST v2 types). */
const PAGE = 100;

/**
 * A client for `plan`, `drift`, `import` and the exports.
 * @throws ApiError (kind `settings`) for a key or an address that must not be used
 */
export function connect(options: ConnectOptions): ReadClient {
  const { get, list, query, stats } = build(options, createTransport(options, false));
  return { get, list, query, stats };
}

/** A client for `apply`. @throws ApiError (kind `settings`) */
export function connectForWriting(options: ConnectOptions): WriteClient {
  return build(options, createTransport(options, true));
}

function build(options: ConnectOptions, transport: Transport, how: How = {}): WriteClient {
  const clean = redactor(options.apiKey);

  let sdk: Promise<Untyped> | undefined;
  const load = async (): Promise<Untyped> => {
    // Late: it costs 85 ms, and most commands fail or finish without it.
    const { createClient } = await import('@arizeai/ax-client');
    const { apiKey, baseUrl } = options;
    const client: Sdk = createClient({ apiKey, baseUrl, getEnvironmentOptions: () => ({}) });
    client.use({ onRequest: ({ request }) => transport.send(request, how) });
    return client;
  };

  /** Takes apart what came, and says of which entry of which answer something is not as it should be. */
  function decoded<T>(
    decode: Decoder<T>,
    value: unknown,
    path: string,
    { response, ...facts }: Came,
  ): T {
    try {
      return decode(value, path);
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error;
      const label = labelOf(value);
      const whose = label === undefined ? '' : ` (of "${label}")`;
      const { method, label: request } = facts;
      throw wrongShape(request, clean(`${error.message}${whose}`), response, {
        method,
        path: facts.path,
        outcome: method === 'GET' ? undefined : 'unknown',
      });
    }
  }

  /** The one place where JSON off the wire gets a type. */
  function request<M extends Method, P extends PathWith<M>>(
    method: M,
    path: P,
    init?: Init<M, P>,
  ): Promise<Answer<M, P>>;
  async function request(method: Method, path: string, init: Loose = {}): Promise<unknown> {
    const shown = fill(method, path, init.params);
    sdk ??= load();
    const { data, response } = await (await sdk).request(method, path, init);
    if (data === undefined && !answersNothing(method, path)) {
      const name = method.toUpperCase();
      throw wrongShape(`${name} ${shown}`, 'the answer is empty', response, {
        method: name,
        path: shown,
        outcome: method === 'get' ? undefined : 'unknown',
      });
    }
    const decode = decoderOf(method, path);
    if (decode === undefined) return undefined;
    const name = method.toUpperCase();
    return decoded(decode, data, 'data', {
      response,
      label: `${name} ${shown}`,
      method: name,
      path: shown,
    });
  }

  function list<P extends ListPath, K extends ListKey<P>>(
    path: P,
    key: K,
    ...init: Args<ListInit<P>>
  ): Promise<ItemOf<P, K>[]>;
  async function list(
    path: ListPath,
    key: string,
    init: { query?: object } = {},
  ): Promise<unknown[]> {
    const decode = entryDecoder(path, key);
    const items: unknown[] = [];
    const follow = followPages({ label: `GET ${path}`, method: 'GET', path });
    let cursor: string | undefined;
    sdk ??= load();
    do {
      const query = { ...init.query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
      // One after the other: each page names the next.
      const { data, response } = await (await sdk).request('get', path, { params: { query } });
      const page = pageOf(data, key);
      if (typeof page === 'string') {
        throw wrongShape(`GET ${path}`, page, response, { method: 'GET', path });
      }
      const facts = { response, label: `GET ${path}`, method: 'GET', path };
      for (const item of page.items) {
        items.push(decoded(decode, item, `${key}[${items.length}]`, facts));
      }
      cursor = follow({ rows: page.items, hasMore: page.hasMore, cursor: page.cursor });
    } while (cursor !== undefined);
    return items;
  }

  return {
    get: (path, ...[init]) => request('get', path, init),
    post: (path, ...[init]) => request('post', path, init),
    patch: (path, ...[init]) => request('patch', path, init),
    put: (path, ...[init]) => request('put', path, init),
    delete: (path, ...[init]) => request('delete', path, init),
    list,

    async query(name, document, variables, decode) {
      const response = await transport.send(
        new Request(options.graphqlUrl, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query: document, variables, operationName: name }),
        }),
        how,
      );
      const text = await response.text();
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      try {
        return decode(isRecord(body) ? body['data'] : undefined);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        throw wrongShape(`GraphQL query ${name}`, clean(error.message), response, {
          method: 'POST',
          path: new URL(options.graphqlUrl).pathname,
        });
      }
    },

    stats: () => transport.stats(),
    watched: (watch) => build(options, transport, { ...how, watch }),
    finishing: () => build(options, transport, { ...how, finishes: true }),
  };
}

import { answers, entries } from './answers.ts';
import { DecodeError } from './decode.ts';
import type { Decoder } from './decode.ts';
import { createMeter } from './meter.ts';
import type { Meter } from './meter.ts';
import { followPages } from './pages.ts';
import { redactor } from './redact.ts';
import type { ConnectOptions, RequestEvent, Stats } from './options.ts';
import type { Answer, Args, Init, ItemOf, ListInit, ListKey, ListPath, PathWith } from './paths.ts';
import type { Accepted } from './responseError.ts';
import { answersNothing, fill, labelOf, pageOf, urlOf, wrongShape } from './shape.ts';
import type { Method } from './shape.ts';
import { createTransport } from './transport.ts';
import type { How, Transport } from './transport.ts';
import type { Queries } from './queries.ts';
import { isRecord } from '../records.ts';

/**
 * Can only read: its transport refuses writes. The published declarations leave out the methods with types of Arize's
 * SDK, which is not installed with the package, so programs that use this library get an opaque handle.
 */
export interface ReadClient extends Queries {
  /** Gets one resource. @throws ApiError @internal */
  get<P extends PathWith<'get'>>(path: P, ...init: Args<Init<'get', P>>): Promise<Answer<'get', P>>;

  /**
   * Reads a list to its last page, past short and empty ones (Arize docs: some lists are filtered after paging).
   * @param key of the entries in the response
   * @throws ApiError; kind `incomplete` when Arize reports more pages but gives no way to reach them
   * @internal
   */
  list<P extends ListPath, K extends ListKey<P>>(
    path: P,
    key: K,
    ...init: Args<ListInit<P>>
  ): Promise<ItemOf<P, K>[]>;

  /** The number of requests so far. */
  stats(): Stats;

  /**
   * The same client, which asks for each list and each query once, however often it is asked for: for several reads of
   * an account in quick succession.
   */
  remembering(): ReadClient;
}

/**
 * Reads and writes. The `outcome` of a write's ApiError says whether it was `refused` or is `unknown`. Only two kinds of
 * writes are retried: those that had no effect (429), and an idempotent PUT after a 503 with Retry-After.
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

  /** The same client, which also reports its own writes to a listener. */
  watched(watch: (event: RequestEvent) => void): WriteClient;

  /** The same client, for work that must not stop halfway: its requests are sent even after the run was stopped. */
  finishing(): WriteClient;
}

/** A response and its content, before it is decoded. */
interface Received {
  readonly response: Accepted;
  readonly data: unknown;
}

/** The responses so far, by request. */
interface Memory {
  readonly lists: Map<string, Promise<unknown[]>>;
  readonly queries: Map<string, Promise<Received>>;
}

/** The arguments of a request without their types. */
interface Loose {
  readonly params?: { readonly path?: object; readonly query?: object };
  readonly body?: unknown;
}

/** A response, for errors about it. */
interface About {
  readonly response: Accepted;
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
  if (decode === undefined) throw new Error(`There is no decoder for "${key}" of ${path}.`);
  return decode;
}

/** The largest page that Arize returns (REST v2 types). */
const PAGE = 100;

/**
 * A client for `plan`, `drift`, `import` and the exports.
 * @throws ApiError (kind `settings`) for a key or an address that must not be used
 */
export function connect(options: ConnectOptions): ReadClient {
  return onlyReading(build(options, createTransport(options, false)));
}

/** A client without write methods. */
const onlyReading = ({
  get,
  list,
  query,
  stats,
  meter,
  expecting,
  remembering,
}: ReadClient): ReadClient => ({
  get,
  list,
  query,
  stats,
  meter,
  expecting,
  remembering: () => onlyReading(remembering()),
});

/** A client for `apply`. @throws ApiError (kind `settings`) */
export function connectForWriting(options: ConnectOptions): WriteClient {
  return build(options, createTransport(options, true));
}

function build(
  options: ConnectOptions,
  transport: Transport,
  how: How = {},
  meter: Meter = createMeter(),
  memory?: Memory,
): WriteClient {
  const clean = redactor(options.apiKey);

  /** Sends a REST request. @param filled the path with its ids @param own how it is sent */
  async function receive(
    method: Method,
    filled: string,
    { params, body }: Loose,
    own: How,
  ): Promise<Received> {
    const asked = {
      method: method.toUpperCase(),
      url: urlOf(options.baseUrl, filled, params?.query),
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const response = await transport.send(asked, own);
    return { response, data: response.content };
  }

  /** Decodes a response; the error names the entry that is wrong. */
  function decoded<T>(
    decode: Decoder<T>,
    value: unknown,
    path: string,
    { response, ...facts }: About,
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
    const { data, response } = await receive(method, shown, init, how);
    if (data === undefined && !answersNothing(method, path)) {
      const name = method.toUpperCase();
      throw wrongShape(`${name} ${shown}`, 'it is empty', response, {
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
    init: { query?: object; isLong?: true } = {},
  ): Promise<unknown[]> {
    if (memory === undefined) return listed(path, key, init);
    const asked = JSON.stringify([path, key, init.query ?? {}]);
    const known = memory.lists.get(asked) ?? listed(path, key, init);
    memory.lists.set(asked, known);
    return known;
  }

  /** All entries of a list, page after page. */
  async function listed(
    path: ListPath,
    key: string,
    init: { query?: object; isLong?: true },
  ): Promise<unknown[]> {
    const decode = entryDecoder(path, key);
    const items: unknown[] = [];
    const follow = followPages({ label: `GET ${path}`, method: 'GET', path });
    const own: How = init.isLong === true ? { ...how, isLong: true } : how;
    const giveBack = init.isLong ? await transport.keepFree() : undefined;
    let cursor: string | undefined;
    try {
      do {
        const query = { ...init.query, limit: PAGE, ...(cursor === undefined ? {} : { cursor }) };
        // Sequential: each page contains the cursor of the next.
        const { data, response } = await receive('get', path, { params: { query } }, own);
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
    } finally {
      giveBack?.();
    }
    return items;
  }

  /** Sends a query. */
  async function ask(body: string): Promise<Received> {
    const url = new URL(options.graphqlUrl);
    const response = await transport.send({ method: 'POST', url, body }, how);
    const { content } = response;
    return { response, data: isRecord(content) ? content['data'] : undefined };
  }

  return {
    get: (path, ...[init]) => request('get', path, init),
    post: (path, ...[init]) => request('post', path, init),
    patch: (path, ...[init]) => request('patch', path, init),
    put: (path, ...[init]) => request('put', path, init),
    delete: (path, ...[init]) => request('delete', path, init),
    list,

    async query(name, document, variables, decode) {
      const sent = JSON.stringify({ query: document, variables, operationName: name });
      const coming = memory?.queries.get(sent) ?? ask(sent);
      memory?.queries.set(sent, coming);
      const { response, data } = await coming;
      try {
        return decode(data);
      } catch (error) {
        if (!(error instanceof DecodeError)) throw error;
        throw wrongShape(`GraphQL query ${name}`, clean(error.message), response, {
          method: 'POST',
          path: new URL(options.graphqlUrl).pathname,
        });
      }
    },

    meter,
    expecting: () => transport.expecting(),
    stats: () => transport.stats(),
    remembering: () =>
      build(options, transport, how, meter, { lists: new Map(), queries: new Map() }),
    watched: (watch) => build(options, transport, { ...how, watch }, meter, memory),
    finishing: () => build(options, transport, { ...how, finishes: true }, meter, memory),
  };
}

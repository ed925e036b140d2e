import { assertKey, assertSafeUrl } from './endpoint.ts';
import { ApiError } from './error.ts';
import type { Call } from './responseError.ts';
import type { ConnectOptions } from './options.ts';
import { parseJson } from './problem.ts';
import type { HeaderFields } from './send.ts';
import { isRecord } from '../records.ts';

/** A request that the program would like to send. */
export interface Asked {
  readonly method: string;
  readonly url: URL;
  /** JSON. */
  readonly body?: string;
}

/** A request that may be sent, with everything that its tries have in common. */
export interface Outgoing extends Call {
  /** The path that events show. */
  readonly shown: string;
  readonly headers: HeaderFields;
  readonly body: string | undefined;
}

/**
 * Decides which requests may leave this machine, and adds the key to them.
 * @param writes whether anything may be changed. If not, only GET and GraphQL queries pass, no matter what the calling
 *   code asks for.
 * @throws ApiError (kind `settings`) for a key or an address that must not be used; the returned function throws
 *   `read-only` for a request that must not be sent
 */
export function requestFilter(
  options: ConnectOptions,
  writes: boolean,
): (asked: Asked) => Promise<Outgoing> {
  const { apiKey, allowPlainHttp } = options;
  assertKey(apiKey);
  assertSafeUrl(options.baseUrl, 'ARIZE_BASE_URL', allowPlainHttp);
  assertSafeUrl(options.graphqlUrl, 'ARIZE_GRAPHQL_ENDPOINT', allowPlainHttp);
  const rest = new URL(options.baseUrl);
  const graphql = new URL(options.graphqlUrl);

  return async ({ method, url, body }) => {
    const headers = {
      'user-agent': `ax-access/${options.version}`,
      accept: 'application/json, application/problem+json',
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const path = url.pathname;

    if (url.href === graphql.href) {
      const sent = parseJson(body ?? '');
      const { query, operationName } = isRecord(sent) ? sent : {};
      // All writes go through REST, so no client may send a mutation: it would be retried like a query.
      const { holdsOnlyQueries } = await import('./onlyQueries.ts');
      if (method !== 'POST' || typeof query !== 'string' || !holdsOnlyQueries(query)) {
        throw refusal(method, path, 'it is not a GraphQL query');
      }
      const name = typeof operationName === 'string' ? ` ${operationName}` : '';
      const label = `GraphQL query${name}`;
      return {
        method,
        url,
        label,
        graphql: true,
        safe: true,
        shown: `${path}${name}`,
        headers: { ...headers, 'x-api-key': apiKey },
        body,
      };
    }

    if (url.origin !== rest.origin) throw refusal(method, path, `${url.host} is not Arize`);
    if (method !== 'GET' && !writes) throw refusal(method, path, 'this command only reads');
    const label = `${method} ${path}`;
    return {
      method,
      url,
      label,
      graphql: false,
      safe: method === 'GET',
      shown: path,
      headers: { ...headers, authorization: `Bearer ${apiKey}` },
      body,
    };
  };
}

function refusal(method: string, path: string, why: string): ApiError {
  return new ApiError(`${method} ${path} was not sent: ${why}.`, {
    kind: 'read-only',
    hint: 'Nothing was changed. This is a bug in ax-access: please report it.',
    method,
    path,
    outcome: 'refused',
  });
}

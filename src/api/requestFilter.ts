import type * as Language from 'graphql/language/index.js';
import { assertKey, assertSafeUrl } from './endpoint.ts';
import { ApiError } from './error.ts';
import type { Call } from './responseError.ts';
import type { ConnectOptions } from './options.ts';
import { parseJson } from './problem.ts';
import { isRecord } from '../records.ts';

/** A request that may leave, with everything that is the same in each of its tries. */
export interface Outgoing extends Call {
  /** Path for events. */
  readonly shown: string;
  readonly headers: Headers;
  readonly body: string | undefined;
}

/**
 * Decides which requests may leave this machine, and gives them the key.
 * @param writes whether anything may be changed. Without, nothing but GET and GraphQL queries passes, no matter what the code
 *   above asks for.
 * @throws ApiError (kind `settings`) for a key or an address that must not be used; the function that it gives throws
 *   `read-only` for a request that must not leave
 */
export function requestFilter(
  options: ConnectOptions,
  writes: boolean,
): (request: Request) => Promise<Outgoing> {
  const { apiKey, allowPlainHttp } = options;
  assertKey(apiKey);
  assertSafeUrl(options.baseUrl, 'ARIZE_BASE_URL', allowPlainHttp);
  assertSafeUrl(options.graphqlUrl, 'ARIZE_GRAPHQL_ENDPOINT', allowPlainHttp);
  const rest = new URL(options.baseUrl);
  const graphql = new URL(options.graphqlUrl);

  return async (request) => {
    const { method } = request;
    const url = new URL(request.url);
    const body = request.body === null ? undefined : await request.text();
    const headers = new Headers(request.headers);
    headers.set('user-agent', `ax-access/${options.version}`);
    headers.set('accept', 'application/json, application/problem+json');
    const path = url.pathname;

    if (url.href === graphql.href) {
      const sent = parseJson(body ?? '');
      const { query, operationName } = isRecord(sent) ? sent : {};
      // Changes go through REST alone, so this holds for every client: a mutation would be sent again like a query.
      if (method !== 'POST' || typeof query !== 'string' || !(await holdsOnlyQueries(query))) {
        throw refusal(method, path, 'it is no GraphQL query');
      }
      headers.delete('authorization');
      headers.set('x-api-key', apiKey);
      const name = typeof operationName === 'string' ? ` ${operationName}` : '';
      const label = `GraphQL query${name}`;
      return {
        method,
        url,
        label,
        graphql: true,
        safe: true,
        shown: `${path}${name}`,
        headers,
        body,
      };
    }

    if (url.origin !== rest.origin) throw refusal(method, path, `${url.host} is not Arize`);
    if (method !== 'GET' && !writes) throw refusal(method, path, 'this command only reads');
    headers.set('authorization', `Bearer ${apiKey}`);
    const label = `${method} ${path}`;
    return {
      method,
      url,
      label,
      graphql: false,
      safe: method === 'GET',
      shown: path,
      headers,
      body,
    };
  };
}

function refusal(method: string, path: string, why: string): ApiError {
  return new ApiError(`${method} ${path} was not sent: ${why}.`, {
    kind: 'read-only',
    hint: 'Nothing was changed. This is a fault of ax-access: please report it.',
    method,
    path,
    outcome: 'refused',
  });
}

let language: Promise<typeof Language> | undefined;

/**
 * Whether a GraphQL document holds queries and fragments and nothing else. A real parser decides, so that comments,
 * texts and further operations cannot hide a mutation. What does not parse is no query.
 */
async function holdsOnlyQueries(document: string): Promise<boolean> {
  language ??= import('graphql/language/index.js');
  const { Kind, OperationTypeNode, parse } = await language;
  try {
    return parse(document, { noLocation: true }).definitions.every(
      (each) =>
        each.kind === Kind.FRAGMENT_DEFINITION ||
        (each.kind === Kind.OPERATION_DEFINITION && each.operation === OperationTypeNode.QUERY),
    );
  } catch {
    return false;
  }
}

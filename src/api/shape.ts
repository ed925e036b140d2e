import { ApiError } from './error.ts';
import type { ApiErrorFacts } from './error.ts';
import type { Answer } from './responseError.ts';
import { isRecord } from '../records.ts';

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/**
 * The path with its ids filled in, for messages.
 * @throws ApiError for an id that would change the path: `..` climbs, and an empty id means the whole list
 */
export function fill(method: Method, path: string, params: object | undefined): string {
  const ids: unknown = isRecord(params) ? params['path'] : undefined;
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = isRecord(ids) ? ids[name] : undefined;
    if (typeof id === 'string' && !/^\.{0,2}$/.test(id)) return encodeURIComponent(id);
    throw new ApiError(
      `${method.toUpperCase()} ${path} was not sent: its ${name} is not a valid id.`,
      {
        kind: 'invalid',
        hint: 'If the file pins this id, fix it there. Otherwise please report this.',
        method: method.toUpperCase(),
        path,
        outcome: method === 'get' ? undefined : 'refused',
      },
    );
  });
}

/**
 * The address of a request.
 * @param filled a path with its ids
 * @param query a list is repeated, and what is undefined is left out
 */
export function urlOf(baseUrl: string, filled: string, query: object = {}): URL {
  const pairs = Object.entries(query).flatMap(([name, value]) => {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    return values.flatMap((each) => (isPlain(each) ? [`${name}=${encodeURIComponent(each)}`] : []));
  });
  const search = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  return new URL(`${baseUrl.replace(/\/$/, '')}${filled}${search}`);
}

const isPlain = (value: unknown): value is string | number | boolean =>
  ['string', 'number', 'boolean'].includes(typeof value);

/** Requests to which Arize responds with 204 (REST v2 types); any other empty response is an error. */
export const answersNothing = (method: Method, path: string): boolean =>
  method === 'delete' || /\/(?:revoke|resend-invitation|reset-password)$/.test(path);

/** One page of a list. */
export interface ListPage {
  readonly items: readonly unknown[];
  readonly hasMore: boolean;
  readonly cursor: string | undefined;
}

/** The parts of a page, or what is wrong with the response. */
export function pageOf(data: unknown, key: string): ListPage | string {
  if (!isRecord(data)) return 'it is empty';
  const items: unknown = data[key];
  if (!Array.isArray(items)) return `it has no list "${key}"`;
  if (!items.every(isRecord)) return `an entry of "${key}" is not an object`;
  const { pagination } = data;
  if (!isRecord(pagination) || typeof pagination['has_more'] !== 'boolean') {
    return 'it does not say whether there are more pages';
  }
  const cursor = pagination['next_cursor'];
  return {
    items,
    hasMore: pagination['has_more'],
    cursor: typeof cursor === 'string' ? cursor : undefined,
  };
}

/** How people know an entry of a list: by its e-mail address, else its name, else its id. */
export function labelOf(entry: unknown): string | undefined {
  if (!isRecord(entry)) return undefined;
  const label = [entry['email'], entry['name'], entry['id']].find(
    (each) => typeof each === 'string' && each !== '',
  );
  return typeof label === 'string' ? label : undefined;
}

/** The error for a response that is valid JSON of the wrong shape. */
export function wrongShape(
  label: string,
  what: string,
  response: Pick<Answer, 'status' | 'requestId'>,
  facts: Pick<ApiErrorFacts, 'method' | 'path' | 'outcome'>,
): ApiError {
  return new ApiError(`${label}: unexpected response: ${what}.`, {
    kind: 'not-arize',
    hint: "Check that the address is Arize's (ARIZE_BASE_URL, ARIZE_GRAPHQL_ENDPOINT). If it is, this release of ax-access does not know this version of Arize: please report it.",
    status: response.status,
    requestId: response.requestId,
    tries: 1,
    ...facts,
  });
}

/**
 * The error for an entry of a list that this release does not understand, so the whole list counts as unread.
 * @param what says what is wrong with which entry, without a full stop
 */
export function notUnderstood(label: string, what: string, method: 'GET' | 'POST'): ApiError {
  return new ApiError(`${label}: ${what}.`, {
    kind: 'incomplete',
    hint: 'This release cannot read that entry, so the list counts as incomplete. Update ax-access. If the latest release says the same, please report it.',
    method,
  });
}

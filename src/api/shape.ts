import { ApiError } from './error.ts';
import type { ApiErrorFacts } from './error.ts';
import { isRecord } from '../records.ts';

export type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/**
 * The path with its ids, for messages.
 * @throws ApiError for an id that would make it another path: `..` climbs, and no id at all means the whole list
 */
export function fill(method: Method, path: string, params: object | undefined): string {
  const ids: unknown = isRecord(params) ? params['path'] : undefined;
  return path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const id = isRecord(ids) ? ids[name] : undefined;
    if (typeof id === 'string' && !/^\.{0,2}$/.test(id)) return encodeURIComponent(id);
    throw new ApiError(`${method.toUpperCase()} ${path} was not sent: its ${name} is no id.`, {
      kind: 'invalid',
      hint: 'If the file pins this id, correct it there; else please report it.',
      method: method.toUpperCase(),
      path,
      outcome: method === 'get' ? undefined : 'refused',
    });
  });
}

/** Requests that Arize answers with 204 (REST v2 types); an empty answer to any other one is wrong. */
export const answersNothing = (method: Method, path: string): boolean =>
  method === 'delete' || /\/(?:revoke|resend-invitation|reset-password)$/.test(path);

/** One page of a list. */
export interface ListPage {
  readonly items: readonly unknown[];
  readonly hasMore: boolean;
  readonly cursor: string | undefined;
}

/** The parts of a page, or what is wrong with it. */
export function pageOf(data: unknown, key: string): ListPage | string {
  if (!isRecord(data)) return 'the answer is empty';
  const items: unknown = data[key];
  if (!Array.isArray(items)) return `the answer has no list "${key}"`;
  if (!items.every(isRecord)) return `an entry of "${key}" is no object`;
  const { pagination } = data;
  if (!isRecord(pagination) || typeof pagination['has_more'] !== 'boolean') {
    return 'the answer does not say whether there are more pages';
  }
  const cursor = pagination['next_cursor'];
  return {
    items,
    hasMore: pagination['has_more'],
    cursor: typeof cursor === 'string' ? cursor : undefined,
  };
}

/** What people call an entry of a list: its address, its name, or else its id. */
export function labelOf(entry: unknown): string | undefined {
  if (!isRecord(entry)) return undefined;
  const label = [entry['email'], entry['name'], entry['id']].find(
    (each) => typeof each === 'string' && each !== '',
  );
  return typeof label === 'string' ? label : undefined;
}

/** The error for an answer that is good JSON but not what was asked for. */
export function wrongShape(
  label: string,
  what: string,
  response: Response,
  facts: Pick<ApiErrorFacts, 'method' | 'path' | 'outcome'>,
): ApiError {
  return new ApiError(`${label}: the answer is not what Arize is known to send: ${what}.`, {
    kind: 'not-arize',
    hint: 'Check that the address is that of Arize (ARIZE_BASE_URL, ARIZE_GRAPHQL_ENDPOINT). If it is, its release is older or newer than this program knows: please report it.',
    status: response.status,
    requestId: response.headers.get('x-request-id') ?? undefined,
    tries: 1,
    ...facts,
  });
}

/**
 * The error for an entry of a list that this release cannot place: it is there, so the list is not known.
 * @param what is wrong with which entry, as a sentence without its full stop
 */
export function notUnderstood(label: string, what: string, method: 'GET' | 'POST'): ApiError {
  return new ApiError(`${label}: ${what}.`, {
    kind: 'incomplete',
    hint: 'This release cannot read that entry, so it concludes nothing from the list. Update ax-access; if the newest release says the same, please report it.',
    method,
  });
}

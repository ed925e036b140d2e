import { ProblemError } from './problem.ts';
import { isRecord } from './records.ts';

/**
 * REST v2 as it was before release 11.40 of July 2026: words in lower case and kebab case instead of
 * SCREAMING_SNAKE (changelogs of Arize's Python and JavaScript clients). It does not understand the
 * words of today in the body of a request (on-premise release notes, 11.40.0).
 */

/**
 * The fields whose values are words of the API. `resource_type` and `operation_type` are not among
 * them: they were in upper case from their first release on (Python SDK 8.9 to 8.42).
 */
const wordFields = new Set(['type', 'status', 'key_type', 'invite_mode']);

const olderWords: Readonly<Record<string, string>> = { READ_ONLY: 'read-only', REVOKED: 'deleted' };
const newerWords: Readonly<Record<string, string>> = { deleted: 'REVOKED' };

function older(word: string): string {
  return olderWords[word] ?? word.toLowerCase();
}

function newer(word: string): string {
  return newerWords[word] ?? word.toUpperCase().replaceAll('-', '_');
}

function mapWords(value: unknown, map: (word: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapWords(item, map));
  if (!isRecord(value)) return value;
  const isRole = typeof value['type'] === 'string' && /^predefined$/i.test(value['type']);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => {
      const isWord = wordFields.has(name) || (isRole && name === 'name');
      return [name, isWord && typeof inner === 'string' ? map(inner) : mapWords(inner, map)];
    }),
  );
}

/** A response as an older server sends it: `is_private` and SERVICE_KEY_REVOKE did not exist. */
export function toOlder(body: unknown): unknown {
  return JSON.parse(JSON.stringify(mapWords(body, older)), (name: string, value: unknown) => {
    if (name === 'is_private') return undefined;
    return value === 'SERVICE_KEY_REVOKE' ? 'SERVICE_KEY_DELETE' : value;
  });
}

/** Rejects today's spelling in a body, which an older server does not know. */
function refuseNewer(word: string): string {
  if (word !== older(word)) {
    throw new ProblemError(400, `"${word}" is not a known value; did you mean "${older(word)}"?`);
  }
  return newer(word);
}

/** A request body in today's spelling. Throws a 400 for what an older server does not know. */
export function fromOlder(body: unknown): unknown {
  if (isRecord(body)) {
    if ('is_private' in body) {
      throw new ProblemError(400, '`is_private` is not a field that may be sent here');
    }
    if (body['description'] === null) throw new ProblemError(400, '`description` must be a string');
    const { permissions } = body;
    if (Array.isArray(permissions)) {
      if (permissions.includes('SERVICE_KEY_REVOKE')) {
        throw new ProblemError(400, '"SERVICE_KEY_REVOKE" is not a known permission');
      }
      const known = permissions.map((each: unknown) =>
        each === 'SERVICE_KEY_DELETE' ? 'SERVICE_KEY_REVOKE' : each,
      );
      return mapWords({ ...body, permissions: known }, refuseNewer);
    }
  }
  return mapWords(body, refuseNewer);
}

/** The query of a request in today's spelling. */
export function queryFromOlder(query: URLSearchParams): URLSearchParams {
  return new URLSearchParams(
    [...query].map(([name, value]): [string, string] => [
      name,
      wordFields.has(name) ? newer(value) : value,
    ]),
  );
}

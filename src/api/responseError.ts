import { withoutStop } from '../errorText.ts';
import { isTooDeep } from './bounds.ts';
import type { Redact } from './redact.ts';
import type { ApiErrorFacts, Problem } from './error.ts';
import { isHtml, parseJson, problemOf, titleOf } from './problem.ts';
import { rightFor } from './rights.ts';
import type { HeaderFields } from './send.ts';
import { isRecord } from '../records.ts';

/** What is needed of a request to judge its response. */
export interface Call {
  readonly method: string;
  readonly url: URL;
  /** How messages name it: `GET /v2/users`, `GraphQL query SpaceMembers`. */
  readonly label: string;
  readonly graphql: boolean;
  /** Changes nothing, so it may be sent again. */
  readonly safe: boolean;
}

/** A response with its whole body. */
export interface Answer {
  readonly type: 'answer';
  readonly status: number;
  readonly headers: HeaderFields;
  readonly text: string;
  readonly requestId: string | undefined;
}

/** A successful response, and the JSON in it; undefined for an empty one. */
export type Accepted = Answer & { readonly content: unknown };

/** What is wrong with a response: kind, message and hint. */
export interface ResponseError {
  readonly kind: ApiErrorFacts['kind'];
  readonly what: string;
  readonly hint: string;
  readonly problem?: Problem | undefined;
}

/** The environment variable that sets the address of a request. */
export const settingOf = (call: Call): string =>
  call.graphql ? 'ARIZE_GRAPHQL_ENDPOINT' : 'ARIZE_BASE_URL';

/** What a response holds, or what is wrong with it. */
export function contentIn(
  call: Call,
  answer: Answer,
  clean: Redact,
): { readonly content: unknown } | { readonly error: ResponseError } {
  const error = errorBefore(call, answer, clean);
  if (error !== undefined) return { error };
  const { status, text } = answer;
  if (status === 204 || text === '') return { content: undefined };
  const content = parseJson(text);
  if (!isRecord(content)) {
    const what = content === undefined ? 'not JSON' : 'JSON of an unexpected shape';
    return {
      error: {
        kind: 'not-arize',
        what: `the response is ${what} (${status}, starts with "${clean(text.slice(0, 60))}")`,
        hint: `Check that ${call.url.origin} is Arize (${settingOf(call)}). A proxy may have truncated or replaced the response.`,
      },
    };
  }
  const refusal = call.graphql ? graphqlErrors(content, text, clean) : undefined;
  return refusal === undefined ? { content } : { error: refusal };
}

/** What is wrong with a response before its JSON is read; undefined when nothing is. */
function errorBefore(call: Call, answer: Answer, clean: Redact): ResponseError | undefined {
  const { status, headers, text } = answer;
  if (status >= 300 && status < 400) return redirected(call, answer, clean);
  if (status !== 429 && isHtml(headers['content-type'], text)) {
    const title = titleOf(text, clean);
    const page = title === undefined ? 'a page without a title' : `the page "${title}"`;
    return {
      kind: 'not-arize',
      what: `a proxy or login page answered instead of Arize (${status}, ${page})`,
      hint: `Something between this machine and ${call.url.host} answered. Log in to the network or VPN, check the proxy, and check ${settingOf(call)}.`,
    };
  }
  if (isTooDeep(text)) {
    return {
      kind: 'not-arize',
      what: `the response is nested deeper than anything Arize sends (${status})`,
      hint: `Check that ${call.url.host} is Arize (${settingOf(call)}), and the proxy on the way to it.`,
    };
  }
  return status >= 400 ? refused(call, answer, clean) : undefined;
}

function redirected(call: Call, { status, headers }: Answer, clean: Redact): ResponseError {
  const location = headers['location'] ?? '';
  const target = URL.canParse(location, call.url.href) ? new URL(location, call.url) : undefined;
  // Without the query, which may repeat what was sent.
  const where =
    target === undefined ? 'an unknown location' : clean(`${target.origin}${target.pathname}`);
  return {
    kind: 'redirect',
    what: `redirected to ${where} (${status})`,
    hint: `The API key is never sent to another address. If that address is your Arize, set ${settingOf(call)} to it. If it is a login page, log in to the network or VPN.`,
  };
}

const isBinding = (path: string): boolean => path.includes('/role-bindings');

function refused(call: Call, { status, text }: Answer, clean: Redact): ResponseError {
  const problem = problemOf(text, clean);
  const said = [problem?.title, problem?.detail].filter((part) => part !== undefined).join(': ');
  const facts = said === '' ? `(${status})` : `(${status} ${withoutStop(said)})`;
  const path = call.url.pathname;
  switch (status) {
    case 401:
      return {
        kind: 'unauthorized',
        what: `Arize rejected the API key ${facts}`,
        hint: `The key may be mistyped, expired, revoked or from another region. Check ARIZE_API_KEY, and that it belongs to ${call.url.origin} (${settingOf(call)}, ARIZE_REGION).`,
        problem,
      };
    case 403:
      return {
        kind: 'forbidden',
        what: `the API key isn't allowed to do this ${facts}`,
        hint: call.graphql
          ? 'It needs developer access, and account admin to see everything. Use the key of an account admin.'
          : `It needs: ${rightFor(call.method, path)}. Use a key with that permission.`,
        problem,
      };
    case 404:
      return {
        kind: 'not-found',
        what: `not found ${facts}`,
        hint: call.graphql
          ? `There is no GraphQL API at ${clean(call.url.href)}. Set ARIZE_GRAPHQL_ENDPOINT.`
          : "It does not exist, or this API key can't see it: Arize sends the same response for both.",
        problem,
      };
    case 409:
      return {
        kind: 'conflict',
        what: `it conflicts with something that already exists ${facts}`,
        hint: isBinding(path)
          ? "The person already has a role on this resource. Plan again. If that role is not shown, remove it on the resource's page in Arize."
          : "The name is already taken. Plan again. If the item is not shown, its name differs only in case or this API key can't see it: find it in Arize, and write the name exactly as it is there.",
        problem,
      };
    case 429:
      return {
        kind: 'rate-limited',
        what: `Arize rate limited the request ${facts}`,
        hint: 'Wait a few minutes and run it again, or lower --parallelism. Other programs that use this account count towards the limit too.',
        problem,
      };
    default:
      return status >= 500
        ? {
            kind: 'server',
            what: `Arize returned a server error ${facts}`,
            hint: 'The problem is on the server or on the way to it. Try again later. If it persists, contact Arize support with the request id, if there is one.',
            problem,
          }
        : {
            kind: 'invalid',
            what: `Arize rejected the request ${facts}`,
            hint: 'The parentheses have the reason. A self-hosted Arize of an older version may not know a field yet.',
            problem,
          };
  }
}

/** GraphQL reports errors in the body of a 200, perhaps with partial data, which is not used. */
function graphqlErrors(
  body: Readonly<Record<string, unknown>>,
  text: string,
  clean: Redact,
): ResponseError | undefined {
  const errors: unknown = body['errors'];
  if (errors === undefined || errors === null || (Array.isArray(errors) && errors.length === 0)) {
    return undefined;
  }
  const problem = problemOf(text, clean);
  const said = problem?.detail ?? 'no message';
  if (/complexity/i.test(said)) {
    return {
      kind: 'too-complex',
      what: `the query is too complex for Arize: ${said}`,
      hint: 'This is a bug in ax-access: please report it with the name of the query.',
      problem,
    };
  }
  if (/\brate\b|rate.?limit|too many requests/i.test(said)) {
    return {
      kind: 'rate-limited',
      what: `Arize rate limited the request: ${said}`,
      hint: 'Wait a few minutes and run it again. Arize allows about 100 queries a minute for the whole account.',
      problem,
    };
  }
  const more = Array.isArray(errors) && errors.length > 1 ? `, and ${errors.length - 1} more` : '';
  const beside = isRecord(body['data']) ? ' with partial data, which is ignored' : '';
  return {
    kind: 'graphql',
    what: `Arize returned an error${beside}: ${withoutStop(said)}${more}`,
    hint: 'The key may lack developer access or account admin rights, or this release of ax-access does not know this version of Arize.',
    problem,
  };
}

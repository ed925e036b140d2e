import type { Account } from '../account.ts';
import type { Caller } from '../apiKeys.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Call } from './call.ts';
import type { Match } from './routes.ts';
import { methodsOf } from './routes.ts';
import { auditName, record } from '../audit.ts';
import { present, tick } from '../clock.ts';
import { fromOlder, queryFromOlder, toOlder } from '../olderServer.ts';
import { ProblemError, problemResponse } from '../problem.ts';

/** A REST request, its caller (undefined for an unknown key) and the account. */
export interface RestRequest {
  account: Account;
  behaviour: Behaviour;
  caller: Caller | undefined;
  match: Match | undefined;
  request: Request;
  url: URL;
  now: (() => Date) | undefined;
}

function parsed(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError(400, 'The body is not JSON');
  }
}

function reply(match: Match, call: Call, isOlder: boolean): Response {
  const answer = match.route.handle(call);
  if (!('body' in answer)) return new Response(null, { status: answer.status });
  return Response.json(isOlder ? toOlder(answer.body) : answer.body, { status: answer.status });
}

async function answerOrThrow(parts: RestRequest): Promise<Response> {
  const { account, behaviour, caller, match, request, url, now } = parts;
  if (caller === undefined) {
    throw new ProblemError(401, 'The API key is missing, unknown, revoked or expired');
  }
  if (!caller.user.developer && !caller.user.bot) {
    throw new ProblemError(403, 'This needs developer access, which an account admin can give');
  }
  if (match === undefined) {
    const { method } = request;
    const isThere = methodsOf(url.pathname).length > 0;
    throw isThere
      ? new ProblemError(405, `${url.pathname} does not support ${method}`)
      : new ProblemError(404, `There is no ${method} ${url.pathname}`);
  }
  const text = await request.text();
  const isOlder = behaviour.lower_case_enums;
  try {
    const body = parsed(text);
    const call: Call = {
      account,
      behaviour,
      caller: caller.user,
      param: (name) => match.params.get(name) ?? '',
      query: isOlder ? queryFromOlder(url.searchParams) : url.searchParams,
      body: isOlder ? fromOlder(body) : body,
      now: () => tick(account, now),
      present: () => present(account, now),
    };
    return reply(match, call, isOlder);
  } finally {
    if (request.method !== 'GET') {
      record(account, {
        user: caller.user.id,
        ip: '127.0.0.1',
        type: 'MUTATION',
        name: auditName(match.route.operation),
        ...(text === '' ? {} : { text }),
        variables: '{}',
        createdAt: present(account, now),
      });
    }
  }
}

/** Handles a REST request; refusals are problem documents. */
export async function answerRest(parts: RestRequest): Promise<Response> {
  try {
    return await answerOrThrow(parts);
  } catch (error) {
    if (error instanceof ProblemError) {
      const { pathname } = parts.url;
      const allow = error.status === 405 ? { allow: methodsOf(pathname).join(', ') } : {};
      return problemResponse(error, pathname, allow);
    }
    const detail = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return problemResponse(
      new ProblemError(500, `The sandbox failed: ${detail}`),
      parts.url.pathname,
    );
  }
}

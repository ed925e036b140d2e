import type { Caller } from './apiKeys.ts';
import type { FaultRules } from './faults.ts';
import { isAccountAdmin } from './access.ts';
import { FaultError, readFaultRule } from './faults.ts';
import { ProblemError, problemResponse } from './problem.ts';

function refuse(status: 400 | 401 | 403 | 404, detail: string): Response {
  return problemResponse(new ProblemError(status, detail), '/sandbox/faults');
}

/**
 * Faults at run time, for the key of an account admin, at a path that Arize does not have:
 * `GET /sandbox/faults` lists the rules with the number of requests that each has matched, `POST`
 * adds one rule or a list of them (201), `DELETE` removes all (204).
 */
export async function answerFaultRequest(
  faults: FaultRules,
  caller: Caller | undefined,
  request: Request,
): Promise<Response> {
  if (caller === undefined) return refuse(401, 'The API key is missing or unknown');
  if (!isAccountAdmin(caller.user)) return refuse(403, 'This needs account admin');
  switch (request.method) {
    case 'GET':
      return Response.json({ faults: faults.list() });
    case 'DELETE':
      faults.clear();
      return new Response(null, { status: 204 });
    case 'POST':
      try {
        const body: unknown = await request.json();
        const rules: unknown[] = Array.isArray(body) ? body : [body];
        faults.add(rules.map(readFaultRule));
        return Response.json({ faults: faults.list() }, { status: 201 });
      } catch (error) {
        const isOurs = error instanceof FaultError;
        return refuse(400, isOurs ? error.message : 'The body is not JSON');
      }
    default:
      return refuse(404, `There is no ${request.method} /sandbox/faults`);
  }
}

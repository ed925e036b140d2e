/** The error statuses of REST v2, each with the title and anchor of its documentation. */
const kinds = {
  400: ['Invalid request parameters', 'invalid-request'],
  401: ['Authentication required', 'authentication-required'],
  403: ['Access forbidden', 'access-forbidden'],
  404: ['Resource not found', 'resource-not-found'],
  405: ['Method Not Allowed', 'method-not-allowed'],
  409: ['Resource conflict', 'resource-conflict'],
  422: ['Unprocessable Entity', 'unprocessable-entity'],
  429: ['Rate limit exceeded', 'rate-limit-exceeded'],
  500: ['Internal Server Error', 'internal-server-error'],
  503: ['Service Unavailable', 'service-unavailable'],
} as const satisfies Record<number, readonly [title: string, anchor: string]>;

export type ProblemStatus = keyof typeof kinds;

/** A refusal, thrown by the rules and sent as a problem document. */
export class ProblemError extends Error {
  readonly status: ProblemStatus;

  constructor(status: ProblemStatus, detail: string) {
    super(detail);
    this.name = 'ProblemError';
    this.status = status;
  }
}

/** The RFC 9457 problem document that REST v2 sends; `instance` is the requested path. */
export function problemResponse(
  problem: ProblemError,
  instance: string,
  headers: Record<string, string> = {},
): Response {
  const [title, anchor] = kinds[problem.status];
  const body = {
    status: problem.status,
    title,
    type: `https://arize.com/docs/ax/rest-reference/errors#${anchor}`,
    detail: problem.message,
    instance,
  };
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  });
}

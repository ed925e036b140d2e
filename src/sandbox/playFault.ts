import { setTimeout as wait } from 'node:timers/promises';
import type { Fault } from './faults.ts';
import { ProblemError, problemResponse } from './problem.ts';
import { isRecord } from './records.ts';

/** The request around a fault. */
export interface FaultScene {
  pathname: string;
  /** The request. Read its body from a copy. */
  request: Request;
  /** Makes a REST request as an account admin. */
  asAdmin(method: string, path: string, body: unknown): Promise<unknown>;
}

const page = `<html>
<head><title>502 Bad Gateway</title></head>
<body><center><h1>502 Bad Gateway</h1></center></body>
</html>
`;

/** What `fetch` throws when a connection breaks. */
function dropped(): TypeError {
  return new TypeError('fetch failed', { cause: new Error('other side closed') });
}

/**
 * Plays a fault around the work of a request. Rejects with the error of a broken connection for the
 * two that drop it.
 */
export async function playFault(
  fault: Fault,
  scene: FaultScene,
  work: () => Promise<Response>,
): Promise<Response> {
  switch (fault.fault) {
    case 'latency':
      await wait(fault.ms);
      return work();
    case 'rate-limit': {
      const headers = { 'retry-after': String(fault.retryAfter) };
      const problem = new ProblemError(429, 'Too many requests; wait and try again');
      return problemResponse(problem, scene.pathname, headers);
    }
    case 'error':
      return problemResponse(new ProblemError(500, 'Something went wrong'), scene.pathname);
    case 'bad-gateway':
      return new Response(page, { status: 502, headers: { 'content-type': 'text/html' } });
    case 'drop-before':
      throw dropped();
    case 'drop-after':
      await work();
      throw dropped();
    case 'slow-body':
      return withSlowBody(await work(), fault.ms);
    case 'cut-list':
      return rewritten(await work(), cutList);
    case 'shrink-list':
      return rewritten(await work(), (value) => shrinkList(value, fault.by));
    case 'not-done':
      return notDone(scene, work);
    case 'malformed':
      return malformed(await work());
    case 'change':
      await scene.asAdmin(fault.method, fault.path, fault.body);
      return work();
  }
}

/** Same status and headers, another body. */
function withBody(response: Response, body: string | ReadableStream<Uint8Array> | null): Response {
  return new Response(body, { status: response.status, headers: response.headers });
}

async function withSlowBody(response: Response, ms: number): Promise<Response> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (bytes.length === 0) {
    await wait(ms);
    return withBody(response, null);
  }
  const half = Math.ceil(bytes.length / 2);
  const body = new ReadableStream<Uint8Array>({
    async start(controller) {
      controller.enqueue(bytes.slice(0, half));
      await wait(ms);
      controller.enqueue(bytes.slice(half));
      controller.close();
    },
  });
  return withBody(response, body);
}

/** Returns what was sent, with an id: every operation promises at least that much. */
async function notDone(
  { request, pathname }: FaultScene,
  work: () => Promise<Response>,
): Promise<Response> {
  if (request.method === 'GET' || pathname === '/graphql') return work();
  const text = await request.clone().text();
  if (request.method === 'DELETE' || text === '') return new Response(null, { status: 204 });
  const sent: unknown = JSON.parse(text);
  return Response.json({ id: 'Tm90aGluZzox', ...(isRecord(sent) ? sent : {}) });
}

async function malformed(response: Response): Promise<Response> {
  const text = await response.text();
  return new Response(text.slice(0, Math.max(1, Math.floor(text.length / 2))), {
    status: 200,
    headers: { 'content-type': 'application/json' },
  });
}

async function rewritten(
  response: Response,
  change: (value: Record<string, unknown>) => Record<string, unknown>,
): Promise<Response> {
  if (response.status !== 200) return response;
  const body: unknown = await response.json();
  return withBody(response, JSON.stringify(eachList(body, change)));
}

/** Changes every list in a response: the list of a REST response, or the outermost connections of GraphQL. */
function eachList(
  value: unknown,
  change: (list: Record<string, unknown>) => Record<string, unknown>,
): unknown {
  if (Array.isArray(value)) return value.map((item) => eachList(item, change));
  if (!isRecord(value)) return value;
  if ('pagination' in value || 'edges' in value) return change(value);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name, eachList(inner, change)]),
  );
}

function mapRows(
  list: Record<string, unknown>,
  map: (rows: unknown[]) => unknown[],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(list).map(([name, inner]) => [name, Array.isArray(inner) ? map(inner) : inner]),
  );
}

function cutList(list: Record<string, unknown>): Record<string, unknown> {
  const cut = mapRows(list, (rows) => rows.slice(0, Math.floor(rows.length / 2)));
  if ('pagination' in cut) cut['pagination'] = { has_more: true };
  if (isRecord(cut['pageInfo'])) {
    cut['pageInfo'] = { ...cut['pageInfo'], hasNextPage: true, endCursor: null };
  }
  return cut;
}

function shrinkList(list: Record<string, unknown>, by: number): Record<string, unknown> {
  const short = mapRows(list, (rows) => rows.slice(0, Math.max(0, rows.length - by)));
  if ('pagination' in short) short['pagination'] = { has_more: false };
  if (isRecord(short['pageInfo'])) short['pageInfo'] = { ...short['pageInfo'], hasNextPage: false };
  return short;
}

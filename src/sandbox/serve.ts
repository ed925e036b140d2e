import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Sandbox } from './sandbox.ts';

/** Where a served sandbox listens. */
export interface ServedSandbox {
  /** The base URL of REST, such as `http://127.0.0.1:4318`. */
  url: string;
  graphqlUrl: string;
  close(): Promise<void>;
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function headersOf(message: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(message.headers)) {
    for (const item of [value ?? []].flat()) headers.append(name, item);
  }
  return headers;
}

async function answer(
  sandbox: Sandbox,
  base: string,
  message: IncomingMessage,
  out: ServerResponse,
): Promise<void> {
  const method = message.method ?? 'GET';
  const body = await bodyOf(message);
  const hasBody = body.length > 0 && method !== 'GET' && method !== 'HEAD';
  const request = new Request(new URL(message.url ?? '/', base), {
    method,
    headers: headersOf(message),
    ...(hasBody ? { body } : {}),
  });
  const response = await sandbox.handle(request);
  out.writeHead(response.status, Object.fromEntries(response.headers));
  // Piece by piece, so that a slow body is slow on the wire too.
  for await (const chunk of response.body ?? []) out.write(chunk);
  out.end();
}

/**
 * Serves a sandbox over HTTP, on loopback and a free port unless told otherwise. A request whose
 * handling throws ends in a connection that breaks.
 */
export async function serve(
  sandbox: Sandbox,
  options: { port?: number; host?: string } = {},
): Promise<ServedSandbox> {
  const host = options.host ?? '127.0.0.1';
  let url = '';
  const server = createServer((message, out) => {
    answer(sandbox, url, message, out).catch(() => out.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  return {
    url,
    graphqlUrl: `${url}/graphql`,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
}

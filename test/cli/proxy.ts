import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server as HttpServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { connect } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { onTestFinished } from 'vitest';
import { served } from './account.ts';

/** Its own authority; good for api.arize.test, app.arize.test, localhost and 192.0.2.7, for a hundred years. */
const authority = resolve('test/cli/tls/cert.pem');
const pair = {
  cert: readFileSync(authority),
  key: readFileSync(resolve('test/cli/tls/key.pem')),
};

/** Listens on loopback until the test ends, and then drops whoever is still connected. */
export async function listening(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => sockets.add(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Two connections as one; the end of either is the end of both. */
function join(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  for (const [socket, partner] of [
    [one, other],
    [other, one],
  ] as const) {
    socket.on('error', () => partner.destroy());
    socket.on('close', () => partner.destroy());
  }
}

/** What a proxy was asked. */
interface Connects {
  /** `CONNECT api.arize.test:443`, with the credentials behind it, or any other request. */
  readonly asked: string[];
  readonly port: number;
}

/**
 * A proxy that connects every name to one port of this machine, or answers with a status.
 * @param isSecure whether it is spoken to in TLS
 */
export async function proxied(
  way: { readonly port: number } | { readonly status: number },
  isSecure = false,
): Promise<Connects> {
  const asked: string[] = [];
  const server: HttpServer = isSecure ? createSecureServer(pair) : createServer();
  server.on('request', ({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    response.writeHead(502).end();
  });
  server.on('connect', (request, socket: Socket) => {
    const credentials = request.headers['proxy-authorization'];
    asked.push(`CONNECT ${request.url}${credentials === undefined ? '' : ` ${credentials}`}`);
    if ('status' in way) {
      socket.end(`HTTP/1.1 ${way.status} No\r\ncontent-length: 2\r\n\r\nno`);
      return;
    }
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    join(socket, connect(way.port, '127.0.0.1'));
  });
  return { asked, port: await listening(server) };
}

/** The account behind TLS, for a proxy to connect to, and the environment in which the command asks for it by name. */
export async function servedSecurely(): Promise<{
  readonly port: number;
  readonly env: Record<string, string>;
}> {
  const { env } = await served();
  const inner = Number(new URL(env['ARIZE_BASE_URL'] ?? '').port);
  const front = createTlsServer(pair, (socket) => join(socket, connect(inner, '127.0.0.1')));
  return {
    port: await listening(front),
    env: {
      ARIZE_API_KEY: env['ARIZE_API_KEY'] ?? '',
      ARIZE_BASE_URL: 'https://api.arize.test',
      NODE_EXTRA_CA_CERTS: authority,
    },
  };
}

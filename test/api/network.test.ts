import { createServer } from 'node:http';
import type { RequestListener, ServerResponse } from 'node:http';
import { createServer as createPlainServer } from 'node:net';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, createGzip, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { connect, connectForWriting } from '../../src/api/client.ts';
import type { ConnectOptions, ReadClient, RequestEvent, WriteClient } from '../../src/api/index.ts';
import { RunTimeoutError } from '../../src/api/stop.ts';
import { listening } from '../cli/proxy.ts';
import { apiKey } from './account.ts';

/** Clients that ask a server on loopback, over the network. */
async function network(answer: RequestListener, options: Partial<ConnectOptions> = {}) {
  const sockets: Socket[] = [];
  const server = createServer(answer);
  server.on('connection', (socket) => sockets.push(socket));
  const baseUrl = `http://127.0.0.1:${await listening(server)}`;
  return { sockets, baseUrl, ...clients(baseUrl, options) };
}

function clients(baseUrl: string, options: Partial<ConnectOptions> = {}) {
  const events: RequestEvent[] = [];
  const all: ConnectOptions = {
    baseUrl,
    graphqlUrl: `${baseUrl}/graphql`,
    apiKey,
    version: '1.2.3',
    sleep: () => Promise.resolve(),
    onEvent: (event) => events.push(event),
    ...options,
  };
  return { events, reading: connect(all), writing: connectForWriting(all) };
}

const read = (client: ReadClient): Promise<unknown> => client.list('/v2/users', 'users');
const ask = (client: ReadClient): Promise<unknown> =>
  client.query('Nothing', '{ viewer { id } }', {}, (data) => data);
const write = (client: WriteClient): Promise<unknown> =>
  client.post('/v2/organizations', { body: { name: 'Plätze' } });

const noUsers = JSON.stringify({ users: [], pagination: { has_more: false } });
const json = { 'content-type': 'application/json' };
/** The end of a connection, however it comes. */
const closing = (socket: Socket): Promise<void> =>
  new Promise((done) => {
    if (socket.closed) done();
    else socket.on('error', silent).on('close', () => done());
  });
/** Zeros without an end. */
const zeros = (): Readable =>
  new Readable({
    read() {
      this.push(Buffer.alloc(65_536));
    },
  });
const silent = (): void => undefined;

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Collects what nobody holds, again and again, until something has come to an end. */
async function collecting<T>(pending: Promise<T>): Promise<T> {
  const state = { isOver: false };
  const over = (): void => {
    state.isOver = true;
  };
  pending.then(over, over);
  while (!state.isOver) {
    if (typeof collect === 'function') collect();
    await new Promise((next) => setTimeout(next, 10));
  }
  return pending;
}

const byFetch = (request: Request): Promise<Response> => fetch(request);

describe('what ends a request holds, whatever is collected meanwhile', () => {
  const late = { timeoutMs: 300, tries: 1 };

  test.each<[name: string, options: Partial<ConnectOptions>]>([
    ['over the network', {}],
    ['by a function in its place', { fetch: byFetch }],
  ])('--timeout, %s', async (_, options) => {
    const arrived = new Set<string>();
    const { reading, writing, events } = await network(
      ({ method, url }) => arrived.add(`${method} ${url}`),
      { ...late, ...options },
    );
    expect(typeof collect).toBe('function');
    let asked = 0;
    /** Asks until it arrives, too: on a busy machine the time may be over before. */
    async function timesOut(path: string, request: () => Promise<unknown>): Promise<void> {
      do {
        asked += 1;
        const kind = 'timeout';
        const outcome = path.includes('organizations') ? { outcome: 'unknown' } : {};
        // eslint-disable-next-line no-await-in-loop -- one after the other
        await expect(collecting(request())).rejects.toMatchObject({ kind, ...outcome });
      } while (!arrived.has(path));
    }
    await timesOut('GET /v2/users?limit=100', () => read(reading));
    await timesOut('POST /graphql', () => ask(reading));
    await timesOut('POST /v2/organizations', () => write(writing));
    // None is sent again.
    expect(events.filter(({ type }) => type === 'sent')).toHaveLength(asked);
  });

  test('--timeout, in the middle of a body', async () => {
    const { reading } = await network((_request, response) => {
      response.writeHead(200, json).write('{"users": [');
    }, late);
    await expect(collecting(read(reading))).rejects.toMatchObject({ kind: 'timeout' });
  });

  test.each<[name: string, reason: Error | undefined, kind: string]>([
    ['Ctrl-C or SIGTERM', undefined, 'aborted'],
    ['--time-limit', new RunTimeoutError(1), 'time-up'],
  ])('%s', async (_, reason, kind) => {
    const stop = new AbortController();
    const { reading, sockets } = await network(
      () => {
        // After a while in which there was nothing to hold the request.
        setTimeout(() => stop.abort(reason), 100);
      },
      { signal: stop.signal },
    );
    await expect(collecting(read(reading))).rejects.toMatchObject({ kind });
    // The connection is not left hanging.
    expect(sockets).toHaveLength(1);
    await Promise.all(sockets.map(closing));
  });

  test('a stop, while a proxy says nothing', async () => {
    const stop = new AbortController();
    const closed: Promise<void>[] = [];
    const proxy = createPlainServer((socket) => {
      closed.push(closing(socket.resume()));
      stop.abort();
    });
    const { reading } = clients('https://api.arize.test', {
      signal: stop.signal,
      proxy: { address: `http://127.0.0.1:${await listening(proxy)}`, except: '' },
    });
    await expect(collecting(read(reading))).rejects.toMatchObject({ kind: 'aborted' });
    expect(closed).toHaveLength(1);
    await Promise.all(closed);
  });
});

describe('an answer', () => {
  test.each([
    ['gzip', gzipSync],
    ['x-gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
  ])('that is packed with %s is read', async (encoding, pack) => {
    const { reading } = await network((_request, response) => {
      response.writeHead(200, { ...json, 'content-encoding': encoding }).end(pack(noUsers));
    });
    expect(await read(reading)).toEqual([]);
  });

  const endless: [name: string, send: (response: ServerResponse) => void][] = [
    [
      'as it is',
      (response) => {
        response.writeHead(200, json);
        zeros().pipe(response);
      },
    ],
    [
      'packed',
      (response) => {
        response.writeHead(200, { ...json, 'content-encoding': 'gzip' });
        zeros().pipe(createGzip()).pipe(response);
      },
    ],
    [
      'of an error',
      (response) => {
        response.writeHead(500, { ...json, 'content-encoding': 'gzip' });
        zeros().pipe(createGzip()).pipe(response);
      },
    ],
  ];
  test.each(endless)('without an end is left, and not asked for again: %s', async (_, send) => {
    const { reading, events, sockets } = await network((_request, response) => send(response));
    await expect(read(reading)).rejects.toMatchObject({
      kind: 'not-arize',
      message: 'GET /v2/users: the response is larger than the limit of 32 MB.',
    });
    expect(events.filter(({ type }) => type === 'sent')).toHaveLength(1);
    await Promise.all(sockets.map(closing));
  });

  test('without an end leaves open whether a write was done', async () => {
    const { writing } = await network((_request, response) => zeros().pipe(response));
    await expect(write(writing)).rejects.toMatchObject({ kind: 'not-arize', outcome: 'unknown' });
  });

  test.each([
    ['lists', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['objects', `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`],
    ['something that has no end', '{"users":['.repeat(1000)],
  ])('of %s inside each other is refused', async (_, body) => {
    const { reading, events } = await network((_request, response) => {
      response.writeHead(200, json).end(body);
    });
    const message = 'the response is nested deeper than anything Arize sends (200).';
    await expect(read(reading)).rejects.toMatchObject({
      kind: 'not-arize',
      message: `GET /v2/users: ${message}`,
    });
    await expect(ask(reading)).rejects.toMatchObject({
      message: `GraphQL query Nothing: ${message}`,
    });
    expect(events.filter(({ type }) => type === 'sent')).toHaveLength(2);
  });

  test('with brackets in its texts is not deep', async () => {
    const id = `${'['.repeat(300)}\\"${'{'.repeat(300)}\\`;
    const body = JSON.stringify({ data: { id } });
    const { reading } = await network((_request, response) => {
      response.writeHead(200, json).end(body);
    });
    expect(await ask(reading)).toEqual({ id });
  });

  const broken: [name: string, why: string, send: (response: ServerResponse) => void][] = [
    [
      'cut in the middle',
      'the connection was closed (ECONNRESET)',
      (response) => {
        response.writeHead(200, { ...json, 'content-length': 1000 }).write('{');
        setImmediate(() => response.destroy());
      },
    ],
    [
      'packed, and cut',
      'the response was truncated or damaged in transit (Z_BUF_ERROR)',
      (response) => {
        const packed = gzipSync(noUsers);
        response.writeHead(200, { ...json, 'content-encoding': 'gzip' });
        response.end(packed.subarray(0, packed.length - 10));
      },
    ],
    [
      'packed, and no gzip',
      'the response was truncated or damaged in transit (Z_DATA_ERROR)',
      (response) => {
        response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end('plain text');
      },
    ],
    [
      'packed in another way',
      'the response uses a compression that was not requested',
      (response) => {
        response.writeHead(200, { ...json, 'content-encoding': 'compress' }).end('text');
      },
    ],
  ];
  test.each(broken)('that is %s is asked for again, and told', async (_, why, send) => {
    const { reading, events } = await network((_request, response) => send(response));
    await expect(read(reading)).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining(`: ${why}. Tried 6 times.`),
    });
    expect(events.filter(({ type }) => type === 'sent')).toHaveLength(6);
  });

  test('that redirects is not followed', async () => {
    const paths: (string | undefined)[] = [];
    const { reading } = await network(({ url }, response) => {
      paths.push(url);
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    await expect(read(reading)).rejects.toMatchObject({ kind: 'redirect' });
    expect(paths).toEqual(['/v2/users?limit=100']);
  });
});

describe('connections', () => {
  test('are used again, for reads, queries and writes', async () => {
    const got: string[] = [];
    const { reading, writing, sockets } = await network((request, response) => {
      request.setEncoding('utf8');
      let body = '';
      request.on('data', (text: string) => (body += text));
      request.on('end', () => {
        const { 'content-length': length = '0', authorization = '' } = request.headers;
        got.push(`${request.method} ${length} ${authorization} ${body}`);
        const made = '{"id":"o","name":"Plätze"}';
        const answer = request.url === '/graphql' ? '{"data":{}}' : made;
        response.writeHead(200, json).end(request.method === 'GET' ? noUsers : answer);
      });
    });
    await read(reading);
    await ask(reading);
    await read(reading);
    await write(writing);
    await write(writing);
    expect(sockets).toHaveLength(2);
    expect(got).toContain(`POST 18 Bearer ${apiKey} {"name":"Plätze"}`);
  });
});

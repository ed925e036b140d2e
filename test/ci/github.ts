import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Note {
  readonly id: number;
  readonly number: number;
  body: string;
  state?: string;
  title?: string;
  readonly user: { readonly type: 'Bot' | 'User' };
}

/** What GitHub's API keeps of one repository, on loopback, as far as a job writes it. */
export interface FakeGithub {
  readonly url: string;
  readonly comments: Note[];
  readonly issues: Note[];
  /** The writes, as lines. */
  readonly writes: string[];
  /** Answers every write like this from now on. */
  refuse(status: number): void;
  /** Puts something there that was there before the job. */
  comment(body: string, type: 'Bot' | 'User'): void;
}

const repository = '/repos/octo/access';

/** Starts it for one test. Lists come in pages, as GitHub's do. */
export async function fakeGithub(): Promise<FakeGithub> {
  const comments: Note[] = [];
  const issues: Note[] = [];
  const writes: string[] = [];
  let refused: number | undefined;
  let next = 1;
  const add = (list: Note[], given: object, type: 'Bot' | 'User'): Note => {
    const id = next++;
    const note: Note = { id, number: id, state: 'open', body: '', user: { type }, ...given };
    list.push(note);
    return note;
  };

  const answer = (method: string, url: URL, body: object): readonly [number, unknown] => {
    const path = url.pathname.replace(repository, '');
    if (method === 'GET') {
      const list = path === '/issues' ? issues.filter(({ state }) => state === 'open') : comments;
      const size = Number(url.searchParams.get('per_page') ?? '30');
      const from = (Number(url.searchParams.get('page') ?? '1') - 1) * size;
      return [200, list.slice(from, from + size)];
    }
    writes.push(`${method} ${path}`);
    if (refused !== undefined) return [refused, {}];
    if (method === 'POST') {
      return [201, add(path === '/issues' ? issues : comments, body, 'Bot')];
    }
    const id = Number(path.split('/').at(-1));
    const note = (path.includes('/comments/') ? comments : issues).find((each) => each.id === id);
    return note === undefined ? [404, {}] : [200, Object.assign(note, body)];
  };

  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const known = request.headers.authorization === 'Bearer the-token';
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const body: unknown = text === '' ? {} : JSON.parse(text);
      const [status, found] =
        known && typeof body === 'object' && body !== null
          ? answer(request.method ?? 'GET', url, body)
          : [401, {}];
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(found));
    });
  });
  const address = await new Promise<AddressInfo>((listening, failed) => {
    server.listen(0, '127.0.0.1', () => {
      const found = server.address();
      if (typeof found === 'object' && found !== null) listening(found);
      else failed(new Error('It has no port.'));
    });
  });
  onTestFinished(() => new Promise((closed) => server.close(() => closed())));
  return {
    url: `http://127.0.0.1:${address.port}`,
    comments,
    issues,
    writes,
    refuse: (status) => (refused = status),
    comment: (body, type) => add(comments, { body }, type),
  };
}

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

interface Note {
  readonly id: number;
  readonly number: number;
  body: string;
  state?: string;
  title?: string;
  readonly user: User;
}

interface User {
  readonly login: string;
  readonly type: 'Bot' | 'User';
}

/** Who writes with which token: that of the job, which REST does not name, and a person's. */
const owners: Readonly<Record<string, User>> = {
  'Bearer the-token': { login: 'github-actions[bot]', type: 'Bot' },
  'Bearer a-personal-token': { login: 'ops', type: 'User' },
  'Bearer a-token-of-nobody': { login: 'nobody[bot]', type: 'Bot' },
};

/** What GitHub takes for a comment or an issue. */
const mostCharacters = 65_536;

/** What GitHub's API keeps of one repository, on loopback, as far as a job writes it. */
export interface FakeGithub {
  readonly url: string;
  readonly comments: Note[];
  readonly issues: Note[];
  /** The writes, as lines. */
  readonly writes: string[];
  /** Answers every write like this from now on; those of short texts are let through if it says so. */
  refuse(status: number, longerThan?: number): void;
  /** Puts something there that was there before the job. */
  comment(body: string, login: string): void;
}

const repository = '/repos/octo/access';

/** Starts it for one test. Lists come in pages, as GitHub's do. */
export async function fakeGithub(): Promise<FakeGithub> {
  const comments: Note[] = [];
  const issues: Note[] = [];
  const writes: string[] = [];
  let refused: { readonly status: number; readonly longerThan: number } | undefined;
  let next = 1;
  const add = (list: Note[], given: object, user: User): Note => {
    const id = next++;
    const note: Note = { id, number: id, state: 'open', body: '', user, ...given };
    list.push(note);
    return note;
  };

  const answer = (
    method: string,
    url: URL,
    body: object,
    user: User,
  ): readonly [number, unknown] => {
    const path = url.pathname.replace(repository, '');
    if (path === '/user' && user.login === 'nobody[bot]') return [404, {}];
    if (path === '/user') return user.type === 'Bot' ? [403, {}] : [200, user];
    if (path === '/graphql') return [200, { data: { viewer: { login: user.login } } }];
    if (method === 'GET') {
      const list = path === '/issues' ? issues.filter(({ state }) => state === 'open') : comments;
      const size = Number(url.searchParams.get('per_page') ?? '30');
      const from = (Number(url.searchParams.get('page') ?? '1') - 1) * size;
      return [200, list.slice(from, from + size)];
    }
    writes.push(`${method} ${path}`);
    const text = 'body' in body && typeof body.body === 'string' ? body.body : '';
    if (text.length > (refused?.longerThan ?? Infinity)) return [refused?.status ?? 0, {}];
    if (text.length > mostCharacters) return [422, {}];
    if (method === 'POST') {
      return [201, add(path === '/issues' ? issues : comments, body, user)];
    }
    const id = Number(path.split('/').at(-1));
    const note = (path.includes('/comments/') ? comments : issues).find((each) => each.id === id);
    return note === undefined ? [404, {}] : [200, Object.assign(note, body)];
  };

  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (part: string) => (text += part));
    request.on('end', () => {
      const user = owners[request.headers.authorization ?? ''];
      const url = new URL(request.url ?? '/', 'http://127.0.0.1');
      const body: unknown = text === '' ? {} : JSON.parse(text);
      const [status, found] =
        user !== undefined && typeof body === 'object' && body !== null
          ? answer(request.method ?? 'GET', url, body, user)
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
    refuse: (status, longerThan = -1) => (refused = { status, longerThan }),
    comment: (body, login) =>
      add(comments, { body }, { login, type: login.endsWith('[bot]') ? 'Bot' : 'User' }),
  };
}

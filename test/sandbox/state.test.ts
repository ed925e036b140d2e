import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSandbox, parseSeed, serve } from '../../src/sandbox/index.ts';
import { ids, open, seed } from './world.ts';

let folder = '';
let stateFile = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-state-'));
  stateFile = join(folder, 'deep', 'sandbox.json');
});
afterEach(() => rm(folder, { recursive: true }));

/** The files beside the state, with their permissions. */
async function modes(): Promise<Record<string, number>> {
  const names = await readdir(join(folder, 'deep'));
  const entries = names.map(async (name) => {
    const { mode } = await stat(join(folder, 'deep', name));
    return [name, mode & 0o777] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}

test('the same seed gives the same account, ids and timestamps', async () => {
  const paths = ['/v2/users', '/v2/spaces', '/v2/projects', '/v2/roles'];
  const answers = async (): Promise<unknown[]> => {
    const { send } = open();
    return Promise.all(paths.map(async (path) => (await send('GET', path)).body));
  };
  expect(await answers()).toEqual(await answers());
  const { body } = await open().send('GET', `/v2/organizations/${ids.platform}`);
  expect(body).toEqual({
    id: 'QWNjb3VudE9yZ2FuaXphdGlvbjoxOk1GWWU=',
    name: 'Platform',
    description: '',
    created_at: '2026-01-01T00:00:16Z',
  });
});

test('a clock may be given', async () => {
  const { send } = open({ now: () => new Date('2026-11-24T10:00:00.500Z') });
  const { body } = await send('POST', '/v2/organizations', { name: 'X' });
  expect(body).toMatchObject({ created_at: '2026-11-24T10:00:00.500Z' });
});

test('state survives reopening, behaviour and numbers included', async () => {
  const seeded = { ...seed, behaviour: { mask_admin_memberships: false } };
  const first = open({ seed: seeded, stateFile });
  await first.send('POST', '/v2/organizations', { name: 'New' });
  await first.send('DELETE', `/v2/organizations/${ids.lab}`);
  await first.send('DELETE', `/v2/users/${ids.ivy}`);

  const second = open({ seed: seeded, stateFile });
  expect(second.sandbox.snapshot()).toEqual(first.sandbox.snapshot());
  const made = (world: typeof first): Promise<unknown> =>
    world.send('POST', '/v2/organizations', { name: 'Newer' }).then(({ body }) => body);
  expect(await made(second)).toEqual(await made(first));
  const { body } = await second.ask(
    `{ node(id: "${ids.alpha}") { ... on Space { spaceUsers(first: 1) { edges { node { membership } } } } } }`,
  );
  expect(JSON.stringify(body)).toContain('EXPLICIT_MEMBERSHIP');

  const kept = { 'sandbox.json': 0o600, 'sandbox.json.log': 0o600 };
  expect(await modes()).toEqual({ ...kept, 'sandbox.json.lock': 0o600 });
  await first.sandbox.close();
  await second.sandbox.close();
  expect(await modes()).toEqual(kept);
});

test('a seed is not needed when there is a state', async () => {
  const first = open({ stateFile });
  await first.send('DELETE', `/v2/spaces/${ids.open}`);
  expect(openSandbox({ stateFile }).snapshot()).toEqual(first.sandbox.snapshot());
});

test('the account is kept from the first request on, so that the next run goes on with it', async () => {
  const world = open({ stateFile });
  await expect(stat(stateFile)).rejects.toThrow('ENOENT');
  await world.send('GET', '/v2/users');
  const kept = await readFile(stateFile, 'utf8');
  expect(openSandbox({ stateFile }).snapshot()).toEqual(world.sandbox.snapshot());
  await world.send('POST', '/v2/organizations', { name: 'Lab' });
  await world.send('GET', '/v2/users');
  expect(await readFile(stateFile, 'utf8')).toBe(kept);
});

test('writes at the same time are all in the file when they are answered', async () => {
  const { send, sandbox } = open({ stateFile });
  await Promise.all(
    Array.from({ length: 30 }, (_, number) =>
      send('POST', '/v2/organizations', { name: `o${number}` }),
    ),
  );
  expect(openSandbox({ stateFile }).snapshot()).toEqual(sandbox.snapshot());
});

test('another seed is refused while there is a state', async () => {
  await open({ stateFile }).send('POST', '/v2/organizations', { name: 'X' });
  const other = parseSeed({ users: { 'a@x.io': { name: 'A', role: 'admin' } } }, 'other');
  expect(() => openSandbox({ seed: other, seedSource: 'other.yaml', stateFile })).toThrow(
    `The sandbox already has an account from another seed than other.yaml (${stateFile}). ` +
      'To start over, run `ax-access sandbox reset`. To continue with that account, omit the seed.',
  );
});

describe('requests', () => {
  test('are counted as reads and writes, by operation, refused ones too', async () => {
    const { send, ask, sandbox } = open();
    await send('GET', '/v2/users');
    await send('GET', '/v2/users?limit=0');
    await send('POST', '/v2/organizations', { name: 'Lab' });
    await send('DELETE', `/v2/spaces/${ids.alpha}`, undefined, null);
    await send('GET', '/v2/nothing');
    await ask('{ account { id } }');
    await ask('mutation { a }');
    expect(sandbox.counts()).toEqual({
      reads: 4,
      writes: 3,
      byOperation: {
        list_users: 2,
        create_organization: 1,
        delete_space: 1,
        unknown: 1,
        graphql: 2,
      },
      complexity: 3,
    });
  });

  test('have an id each', async () => {
    const { send } = open();
    const answers = [
      await send('GET', '/v2/users'),
      await send('DELETE', `/v2/spaces/${ids.alpha}`),
    ];
    expect(answers.map(({ headers }) => headers.get('x-request-id'))).toEqual([
      'sandbox-000001',
      'sandbox-000002',
    ]);
  });

  test('can be stood in for, before or after the work is done', async () => {
    const { send, sandbox } = open({
      intercept: async (request, next) => {
        if (request.method === 'GET') return new Response('{}', { status: 502 });
        await next();
        throw new Error('the line is dead');
      },
    });
    expect((await send('GET', '/v2/users')).status).toBe(502);
    await expect(send('POST', '/v2/organizations', { name: 'X' })).rejects.toThrow(
      'the line is dead',
    );
    expect(sandbox.snapshot().organizations).toHaveProperty('X');
    expect(sandbox.counts()).toMatchObject({ reads: 1, writes: 1 });
  });
});

test('over a socket, a request whose handling throws is a broken connection', async () => {
  const sandbox = openSandbox({
    seed,
    intercept: (request, next) =>
      request.url.endsWith('/v2/roles') ? Promise.reject(new Error('cut')) : next(),
  });
  const served = await serve(sandbox);
  try {
    const headers = { authorization: 'Bearer admin-key' };
    await expect(fetch(`${served.url}/v2/roles`, { headers })).rejects.toThrow('fetch failed');
    const organization = await fetch(`${served.url}/v2/organizations`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ name: 'Ünïcode / "quoted"' }),
    });
    expect([organization.status, await organization.json()]).toMatchObject([
      201,
      { name: 'Ünïcode / "quoted"' },
    ]);
    const gone = await fetch(`${served.url}/v2/spaces/${encodeURIComponent(ids.alpha)}`, {
      method: 'DELETE',
      headers,
    });
    expect(gone.status).toBe(204);
    const asked = await fetch(served.graphqlUrl, {
      method: 'POST',
      headers: { 'x-api-key': 'admin-key' },
      body: JSON.stringify({ query: '{ viewer { user { name } } }' }),
    });
    expect(await asked.json()).toEqual({ data: { viewer: { user: { name: 'Jane' } } } });
  } finally {
    await served.close();
  }
});

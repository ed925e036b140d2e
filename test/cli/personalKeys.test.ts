import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seed, served } from './account.ts';
import { run, scratch } from './run.ts';

const today = ['--today', '2026-01-20'];

async function account(...extra: Parameters<typeof served>) {
  const { sandbox, env } = await served(...extra);
  const cwd = await scratch();
  const call = (...args: readonly string[]) =>
    run(['keys', ...args, '-q'], { cwd, env: { ...env, COLUMNS: '100' } });
  const opens = async (secret: string): Promise<boolean> => {
    const headers = { authorization: `Bearer ${secret}` };
    const request = new Request('http://127.0.0.1/v2/spaces', { headers });
    return (await sandbox.handle(request)).ok;
  };
  const personal = async () => {
    const { stdout } = await call('list', '--json', ...today);
    const listed: { personal_keys: { id: string; name: string; expires?: string }[] } =
      JSON.parse(stdout);
    return listed.personal_keys;
  };
  return { cwd, call, opens, personal, sandbox };
}

const make = ['create-user-key', 'laptop', '--to-file', 'laptop.key'];
const renew = ['refresh', 'laptop', '--to-file', 'laptop.key'];

test('keys list shows the own personal keys, and those of no other person', async () => {
  const { call, personal } = await account(undefined, {
    ...seed,
    keys: { 'ak-ana': 'ana@example.com' },
    api_keys: [
      { name: 'mine', user: 'ana@example.com', created_by: 'ana@example.com' },
      { name: 'theirs', user: 'bo@example.com', created_by: 'bo@example.com' },
    ],
  });
  const { stdout } = await call('list', ...today);
  expect(stdout).toContain('Your personal keys\n');
  expect(stdout).toMatch(/ {2}mine {2}ak-\S+, created 2026-01-01\n {6}! never expires\n/);
  expect(stdout).not.toContain('theirs');
  expect((await personal()).map(({ name }) => name)).toContain('mine');
  const filtered = await call('list', '--filter', 'min*', ...today);
  expect(filtered.stdout).toContain('No service keys match "min*", 1 personal key of yours');
});

test('a personal key is created and refreshed, and its secrets are in no output', async () => {
  const { cwd, call, opens, personal } = await account();
  const file = join(cwd, 'laptop.key');
  const before = await personal();
  const shown = await call(...make, '--expires', '2999-01-01');
  expect(shown.stdout).toBe(
    'Would create the personal key "laptop", which expires 2999-01-01.\nThe secret would go to laptop.key.\nNext: ax-access keys create-user-key laptop --to-file laptop.key --expires 2999-01-01 --apply\n',
  );
  expect(await personal()).toEqual(before);
  const made = await call(...make, '--expires', '2999-01-01', '--apply');
  expect(made).toMatchObject({ code: 0 });
  const first = await readFile(file, 'utf8');
  expect(await opens(first)).toBe(true);

  const asked = await call(...renew);
  expect(asked.stdout).toContain('The old secret would stop working after 24 hours');
  expect(await readFile(file, 'utf8')).toBe(first);
  const renewed = await call(...renew, '--grace-period', '3600', '--apply', '--json', '-v');
  expect(renewed).toMatchObject({ code: 0 });
  const second = await readFile(file, 'utf8');
  expect(second).not.toBe(first);
  expect([await opens(first), await opens(second)]).toEqual([true, true]);
  expect((await personal()).find(({ name }) => name === 'laptop')?.expires).toBe('2999-01-01');

  const printed = [shown, made, asked, renewed].map((each) => each.stdout + each.stderr).join('');
  for (const secret of [first, second]) {
    expect(secret).toMatch(/^ak-/);
    expect(printed).not.toContain(secret);
  }
  expect(await readdir(cwd)).toEqual(['laptop.key']);
});

test('a later expiry is refused before anything is sent', async () => {
  const sent: string[] = [];
  const { call } = await account((request, next) => {
    if (request.method === 'POST' && request.url.endsWith('/refresh')) sent.push(request.url);
    return next();
  });
  await call(...make, '--expires', '2998-01-01', '--apply');
  const ran = await call(...renew, '--expires', '2999-01-01', '--apply');
  expect({ code: ran.code, stdout: ran.stdout, sent }).toEqual({ code: 1, stdout: '', sent: [] });
  expect(ran.stderr).toContain('expires on 2998-01-01, and a refresh cannot extend that');
  expect(await call(...renew, '--expires', '2997-01-01', '--apply')).toMatchObject({ code: 0 });
});

test('a new key whose secret does not arrive is revoked', async () => {
  const { call, personal } = await account();
  const before = await personal();
  const ran = await call('create-user-key', 'laptop', '--to-command', 'false', '--apply');
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('The key was revoked.');
  expect(await personal()).toEqual(before);
});

test('a new key whose response is lost is found and revoked', async () => {
  const { call, personal } = await account((request, next) =>
    request.method === 'POST' && request.url.endsWith('/v2/api-keys')
      ? next().then(() => Promise.reject(new TypeError('connection reset')))
      : next(),
  );
  const before = await personal();
  const ran = await call(...make, '--apply');
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('its secret is lost. The key was revoked.');
  expect(await personal()).toEqual(before);
});

test('a refreshed secret that does not arrive leaves the old one working for the grace period', async () => {
  const { cwd, call, opens } = await account();
  await call(...make, '--apply');
  const first = await readFile(join(cwd, 'laptop.key'), 'utf8');
  const ran = await call('refresh', 'laptop', '--to-command', 'false', '--apply');
  expect(ran.code).toBe(1);
  expect(ran.stderr).toContain('its new secret was not delivered and is lost');
  expect(ran.stderr).toContain('The old secret keeps working for at most 24 hours.');
  expect(ran.stderr).toMatch(
    /refresh the key again: ax-access keys refresh \S+ --to-command false --apply/,
  );
  expect(await opens(first)).toBe(true);
});

test('a refresh whose response is lost says how to find out', async () => {
  const { call } = await account((request, next) =>
    request.url.endsWith('/refresh')
      ? next().then(() => Promise.reject(new TypeError('connection reset')))
      : next(),
  );
  await call(...make, '--apply');
  const ran = await call(...renew, '--apply');
  expect(ran).toMatchObject({ code: 1, stdout: '' });
  expect(ran.stderr).toContain('so it is unknown whether the key "laptop" was refreshed.');
  expect(ran.stderr).toMatch(/List your keys: ax-access keys list\n/);
});

test('a refresh that makes another key leaves two of the name, told apart by id', async () => {
  const { cwd, call, personal } = await account(undefined, {
    ...seed,
    behaviour: { refresh_keeps_id: false },
  });
  await call(...make, '--apply');
  expect(await call(...renew, '--apply')).toMatchObject({ code: 0 });
  const ran = await call(...renew, '--apply');
  expect(ran.code).toBe(64);
  expect(ran.stderr).toContain('You have several personal keys "laptop"');
  const own = (await personal()).filter(({ name }) => name === 'laptop');
  expect(own).toHaveLength(2);
  const newest = own.find(({ expires }) => expires === undefined)?.id ?? '';
  const first = await readFile(join(cwd, 'laptop.key'), 'utf8');
  const again = await call('refresh', newest, '--to-file', 'laptop.key', '--apply');
  expect(again).toMatchObject({ code: 0 });
  expect(await readFile(join(cwd, 'laptop.key'), 'utf8')).not.toBe(first);
});

test('a key of another person is neither shown nor refreshed, even if Arize lists it', async () => {
  const { call, personal } = await account(async (request, next) => {
    const response = await next();
    if (!request.url.includes('key_type=USER')) return response;
    const body: { api_keys: { name: string }[] } = JSON.parse(await response.text());
    const others = body.api_keys.map((key) => ({
      ...key,
      id: 'QXBpS2V5Ojk5Og==',
      name: 'theirs',
      created_by_user_id: 'VXNlcjo5OTo=',
    }));
    return Response.json({ ...body, api_keys: [...body.api_keys, ...others] });
  });
  expect((await personal()).map(({ name }) => name)).toEqual(['Seeded key of Ana']);
  const ran = await call('refresh', 'theirs', '--to-file', 'laptop.key', '--apply');
  expect(ran).toMatchObject({ code: 64 });
  expect(ran.stderr).toContain('You have no personal key "theirs".');
});

test('a service account is told that it has no personal keys', async () => {
  const { call } = await account((request, next) =>
    request.method === 'GET' && request.url.includes('key_type=USER')
      ? Promise.resolve(Response.json({ status: 403, title: 'Forbidden' }, { status: 403 }))
      : next(),
  );
  const listed = await call('list', ...today);
  expect(listed).toMatchObject({ code: 0, stdout: 'No service keys.\n' });
  expect(listed.stderr).toContain('Arize lists no personal keys for this API key.');
  expect((await call('list', '--json', ...today)).stdout).not.toContain('personal_keys');
  const made = await call(...make, '--apply');
  expect(made).toMatchObject({ code: 1, stdout: '' });
  expect(made.stderr).toContain('Arize lists no personal keys for this API key.');
});

test('a new key does not replace the secret of another one in its file', async () => {
  const { call } = await account();
  expect(await call(...make, '--apply')).toMatchObject({ code: 0 });
  for (const apply of [[], ['--apply']]) {
    // eslint-disable-next-line no-await-in-loop
    const second = await call('create-user-key', 'second', '--to-file', 'laptop.key', ...apply);
    expect([second.code, second.stderr]).toEqual([
      1,
      expect.stringContaining('laptop.key already exists, and the secret in it would be lost.'),
    ]);
  }
});

test('a key that has expired is not refreshed, up to the moment at which it expires', async () => {
  const { call } = await account();
  await call(...make, '--expires', '2998-01-01', '--apply');
  const late = await call(...renew, '--today', '2998-01-01', '--apply');
  expect(late).toMatchObject({ code: 1, stdout: '' });
  expect(late.stderr).toContain('expired on 2998-01-01, and a refresh cannot extend that.');
  expect(await call(...renew, '--today', '2997-12-31', '--apply')).toMatchObject({ code: 0 });
});

test('a program gets the secret, with words that look like flags, and its command is printed as it works', async () => {
  const { cwd, call } = await account();
  const to = ['sh', '-c', 'cat > got.key'].map((word) => `--to-command=${word}`);
  const shown = await call('create-user-key', 'laptop', ...to);
  const next = /Next: ax-access keys (.*)\n/.exec(shown.stdout)?.[1] ?? '';
  expect(next).toBe(
    "create-user-key laptop --to-command=sh --to-command=-c --to-command='cat > got.key' --apply",
  );
  expect(await call('create-user-key', 'laptop', ...to, '--apply')).toMatchObject({ code: 0 });
  expect(await readFile(join(cwd, 'got.key'), 'utf8')).toMatch(/^ak-/);
});

test('JSON names the key, also if the id was given', async () => {
  const { call, personal } = await account();
  await call(...make, '--apply');
  const id = (await personal()).find(({ name }) => name === 'laptop')?.id ?? '';
  const ran = await call('refresh', id, '--to-file', 'laptop.key', '--apply', '--json');
  expect(JSON.parse(ran.stdout)).toMatchObject({
    schema: 'ax-access/personal-key@1',
    key: { name: 'laptop', id },
    applied: true,
  });
});

test.each<[string, number, string]>([
  ['create-user-key  --to-file a', 64, 'The name of the key is empty.'],
  ['create-user-key laptop', 64, 'The secret needs a destination'],
  ['create-user-key laptop --to-file a --to-command b', 64, 'cannot be used together'],
  ['create-user-key laptop --to-file ../a', 1, 'Nothing was written.'],
  ['create-user-key laptop --to-file mine.txt', 1, 'already exists and is not a secret'],
  ['create-user-key laptop --to-file a --expires 2020-01-01', 64, 'is not in the future'],
  ['refresh nokey --to-file a', 64, 'You have no personal key "nokey".'],
  ['refresh laptop --to-file a --grace-period 86401', 64, 'from 60 to 86400'],
  ['refresh laptop --to-file a --grace-period 0', 64, 'from 60 to 86400'],
])('keys %s is refused', async (line, code, expected) => {
  const { cwd, call } = await account();
  await writeFile(join(cwd, 'mine.txt'), 'two words\n');
  const ran = await call(...line.split(' '), '--apply');
  expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' });
  expect(ran.stderr).toContain(expected);
});

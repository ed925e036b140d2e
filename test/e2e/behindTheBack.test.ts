import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSeed, openSandbox, serve } from '../../src/sandbox/index.ts';
import { run, scratch } from '../cli/run.ts';

const root = resolve('.');

/** A sandbox on loopback, and the environment with which a command reaches it as if it were Arize. */
async function arize(seed: string) {
  const sandbox = openSandbox({ seed: await loadSeed(seed) });
  const served = await serve(sandbox);
  const [key] = sandbox.keys();
  if (key === undefined) throw new Error('The sandbox has no key.');
  const env = {
    ARIZE_API_KEY: key.key,
    ARIZE_BASE_URL: served.url,
    ARIZE_GRAPHQL_ENDPOINT: served.graphqlUrl,
  };
  const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(new URL(path, served.url), {
      method,
      headers: { authorization: `Bearer ${key.key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { sandbox, env, ask, [Symbol.asyncDispose]: () => served.close() };
}

async function withFile(name: string): Promise<string> {
  const cwd = await scratch();
  await copyFile(join(root, name), join(cwd, 'access.yaml'));
  return cwd;
}

test('drift is 0, then 2 after a change behind the tool’s back, and names it', async () => {
  await using live = await arize('examples/quickstart/account.yaml');
  const cwd = await withFile('access.yaml');
  const applied = await run(['apply', '--allow-destructive'], { cwd, env: live.env });
  expect(applied.code).toBe(0);
  const inSync = await run(['drift'], { cwd, env: live.env });
  expect(inSync).toMatchObject({ code: 0 });

  const userId = await idOf(await live.ask('GET', '/v2/users?email=tom@'), 'users');
  const organizationId = await idOf(await live.ask('GET', '/v2/organizations'), 'organizations');
  const added = await live.ask('POST', `/v2/organizations/${organizationId}/users`, {
    user_id: userId,
    role: { type: 'PREDEFINED', name: 'ADMIN' },
  });
  expect(added.status).toBe(200);

  const drifted = await run(['drift'], { cwd, env: live.env });
  expect(drifted.code).toBe(2);
  expect(drifted.stdout).toContain('live, not in the file: member tom@example.com');
  const json = await run(['drift', '--json'], { cwd, env: live.env });
  expect(JSON.parse(json.stdout)).toMatchObject({
    changes: [{ address: 'organization/Platform Team/member/tom@example.com', action: 'delete' }],
  });
});

/** The id of the only entry of a list. */
async function idOf(answer: Response, list: string): Promise<string> {
  const text = await answer.text();
  const [, id] = new RegExp(`"${list}":\\[\\{"id":"([^"]+)"`).exec(text) ?? [];
  if (id === undefined) throw new Error(`There is nothing in ${text}`);
  return id;
}

/** The id of a role in the export. */
const roleIdOf = (csv: string, name: string): string | undefined =>
  csv
    .split('\n')
    .find((line) => line.startsWith(`role,,${name},`))
    ?.split(',')[3];

test('a role keeps its id when the tool renames it', async () => {
  await using live = await arize('examples/renaming-a-role/account.yaml');
  const cwd = await withFile('examples/renaming-a-role/access.yaml');
  const before = await run(['saml', 'export', '--format', 'csv'], { cwd, env: live.env });
  const again = await run(['saml', 'export', '--format', 'csv'], { cwd, env: live.env });
  expect(again.stdout).toBe(before.stdout);
  expect((await run(['apply'], { cwd, env: live.env })).code).toBe(0);
  const after = await run(['saml', 'export', '--format', 'csv'], { cwd, env: live.env });
  expect(roleIdOf(before.stdout, 'DS')).toMatch(/^Um9sZ/);
  expect(roleIdOf(after.stdout, 'Data Scientist')).toBe(roleIdOf(before.stdout, 'DS'));
  expect(roleIdOf(after.stdout, 'DS')).toBeUndefined();
});

describe('a command that reads sends no write', () => {
  test.each([
    ['validate'],
    ['plan'],
    ['plan', '--allow-destructive'],
    ['plan', '--json'],
    ['drift'],
    ['drift', '--json'],
    ['import'],
    ['saml', 'export'],
  ])('%s %s', async (...args) => {
    await using live = await arize('examples/quickstart/account.yaml');
    const cwd = await withFile('access.yaml');
    const ran = await run(args, { cwd, env: live.env });
    expect([0, 2]).toContain(ran.code);
    const { reads, writes } = live.sandbox.counts();
    expect(writes).toBe(0);
    expect(reads > 0).toBe(args[0] !== 'validate');
  });

  test('and apply does, so that the count above means something', async () => {
    await using live = await arize('examples/quickstart/account.yaml');
    const cwd = await withFile('access.yaml');
    await run(['apply'], { cwd, env: live.env });
    expect(live.sandbox.counts().writes).toBeGreaterThan(5);
  });
});

test('what import writes plans empty, and survives another round', async () => {
  await using live = await arize('examples/several-organizations/account.yaml');
  const cwd = await scratch();
  const imported = await run(['import', '-o', 'access.yaml'], { cwd, env: live.env });
  expect(imported.code).toBe(0);
  const planned = await run(['plan', '--detailed-exitcode'], { cwd, env: live.env });
  expect(planned.stdout).toContain('No changes.');
  expect(planned.code).toBe(0);
  const text = await readFile(join(cwd, 'access.yaml'), 'utf8');
  await writeFile(join(cwd, 'access.yaml'), text.replace('paul@example.com', 'PAUL@Example.COM'));
  expect((await run(['plan', '--detailed-exitcode'], { cwd, env: live.env })).code).toBe(0);
});

test('nothing is removed without consent, and what is held back is said', async () => {
  await using live = await arize('examples/quickstart/account.yaml');
  const cwd = await withFile('access.yaml');
  const applied = await run(['apply'], { cwd, env: live.env });
  expect(applied.code).toBe(0);
  expect(applied.stdout).toContain('Applied: 12 done, 4 held back.');
  const taken = Object.keys(live.sandbox.counts().byOperation).filter((name) =>
    /^(delete|remove|revoke)_/.test(name),
  );
  expect(taken).toEqual([]);
});

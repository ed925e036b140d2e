import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { served } from './account.ts';
import { run, scratch } from './run.ts';

/** What is found in an account of this seed, line by line. */
async function examined(seed: object): Promise<{ code: number; lines: readonly string[] }> {
  const cwd = await scratch();
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
  const { code, stdout } = await run(['doctor', '--sandbox=seed.yaml', '--json'], { cwd });
  const document: unknown = JSON.parse(stdout);
  const findings: unknown =
    typeof document === 'object' && document !== null && 'findings' in document
      ? document.findings
      : [];
  const lines = (Array.isArray(findings) ? findings : []).map((each) =>
    typeof each === 'object' && each !== null && 'is' in each && 'message' in each
      ? `${String(each.is)}: ${String(each.message)}`
      : '',
  );
  return { code, lines };
}

const admins = {
  'ana@x.org': { name: 'Ana', role: 'admin' },
  'bo@x.org': { name: 'Bo', role: 'member' },
};

test('says that all is well', async () => {
  const { code, stdout } = await run(['doctor', '--sandbox'], { env: { COLUMNS: '80' } });
  expect(code).toBe(0);
  await expect(stdout).toMatchFileSnapshot('doctor.txt');
});

test('counts service identities', async () => {
  const service = { name: 'Service', role: 'member', bot: true };
  const { lines } = await examined({
    users: { ...admins, 'one@x.org': service, 'two@x.org': service },
    organizations: { P: {} },
  });
  expect(lines.join('\n')).toContain('from service identities (2 service identities, ');
});

test('says what the account does not show', async () => {
  const { code, lines } = await examined({
    users: admins,
    organizations: { P: {}, p: {} },
    saml: [{ domains: ['x.org'], sync: true, fallback: { organization: 'P', role: 'member' } }],
    behaviour: {
      audit_log: false,
      organization_roles_readable: false,
      rest_organization_prefix: 'Organization',
    },
  });
  expect(code).toBe(0);
  const odd = lines.filter((line) => !line.startsWith('ok: '));
  expect(odd.map((line) => line.split(/[.:(]/).slice(0, 2).join(':'))).toEqual([
    'unknown: The key could not be identified',
    'note: The audit log could not be read ',
    'note: GraphQL does not show the roles of organization members',
    'unknown: The account has no blocked people, so it is unknown whether Arize shows them',
    'note: The identity provider overwrites roles at each login for',
    'note: Names that differ only in case',
  ]);
  expect(lines.join('\n')).toContain(
    'REST and GraphQL use different ids for organizations (Organization',
  );
});

test('role bindings of dashboards that cannot be read keep every role', async () => {
  const { env } = await served((request, next) =>
    new URL(request.url).searchParams.get('resource_type') === 'DASHBOARD'
      ? Promise.resolve(Response.json({ status: 403, title: 'No' }, { status: 403 }))
      : next(),
  );
  const { stdout } = await run(['doctor', '--json'], { env });
  expect(stdout).toContain('Role bindings of dashboards could not be read (403, forbidden).');
  expect(stdout).toContain('Without it no role is deleted, because a dashboard may use the role.');
});

test('a server that refuses what is written is in the way', async () => {
  const behaviour = { lower_case_enums: true };
  const { code, lines } = await examined({
    users: admins,
    organizations: { P: { spaces: { s: {} } } },
    behaviour,
  });
  expect(code).toBe(1);
  expect(lines.filter((line) => line.startsWith('bad: '))).toEqual([
    'bad: The server is older than release 11.40 (July 2026): it spells roles in lowercase and does not say which spaces are private. Plans work, but the server rejects what this release writes for people, organization members, space members, service keys and private spaces. Update Arize.',
  ]);
});

test('a key without the rights of an admin is in the way', async () => {
  const { code, lines } = await examined({ users: admins, keys: { key: 'bo@x.org' } });
  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^bad: The key is bo@x\.org's, who is not an account admin/);
});

test('GraphQL that does not answer is in the way, and the rest is told', async () => {
  const { env } = await served(async (request, next) =>
    new URL(request.url).pathname === '/graphql'
      ? Response.json({ title: 'No' }, { status: 403 })
      : next(),
  );
  const { code, stdout } = await run(['doctor'], { env });
  expect(code).toBe(1);
  expect(stdout).toContain('x  GraphQL could not be read (403, forbidden).');
  expect(stdout).toContain('ok REST responds.');
  expect(stdout).toContain('ok Roles: 4 roles.');
});

test.each([
  ['no network', { ARIZE_BASE_URL: 'https://api.arize.invalid' }, 'the name does not resolve'],
  [
    'a port where nothing listens',
    { ARIZE_BASE_URL: 'http://127.0.0.1:9' },
    'nothing is listening there',
  ],
])('%s is told once, and nothing else is asked', async (_, env, why) => {
  const { code, stdout, stderr } = await run(['doctor', '-v'], {
    env: { ARIZE_API_KEY: 'a-key', ...env },
  });
  expect(code).toBe(1);
  const words = stdout.replaceAll(/\s+/g, ' ');
  expect(words).toContain('x REST does not respond. GET /v2/organizations: cannot reach ');
  expect(words).toContain('x GraphQL does not respond. GraphQL query Viewer: cannot reach ');
  expect(words.split(why)).toHaveLength(3);
  expect(stdout).toContain('Not checked: API key; read access; undocumented behavior of Arize.\n');
  expect(words).toContain('2 checks: 2 failed.');
  // No waiting, and no second try.
  expect(stderr).not.toContain('waiting');
});

test('a key that is refused is asked about once', async () => {
  const { sandbox, env } = await served();
  const { code, stdout } = await run(['doctor'], { env: { ...env, ARIZE_API_KEY: 'no-such-key' } });
  expect(code).toBe(1);
  expect(stdout).toContain('x  REST could not be read (401, unauthorized).');
  expect(stdout).toContain('x  GraphQL could not be read (401, unauthorized).');
  expect(stdout).toContain('Not checked: API key; read access;');
  expect(sandbox.log()).toHaveLength(2);
});

test('a server that says nothing is waited for once', async () => {
  let asked = 0;
  const { env } = await served(() => {
    asked += 1;
    return new Promise(() => undefined);
  });
  const { code, stdout } = await run(['doctor', '--timeout', '1', '--json'], { env });
  expect({ code, asked }).toEqual({ code: 1, asked: 2 });
  const { findings }: { findings: { is: string; not_asked?: string }[] } = JSON.parse(stdout);
  expect(findings.filter(({ is }) => is === 'bad')).toHaveLength(2);
  expect(findings.filter((each) => each.not_asked !== undefined)).toHaveLength(22);
});

test('where one of the two does not answer, the other is asked all the same', async () => {
  const { env } = await served();
  const { code, stdout } = await run(['doctor'], {
    env: { ...env, ARIZE_GRAPHQL_ENDPOINT: 'http://127.0.0.1:9/graphql' },
  });
  expect(code).toBe(1);
  expect(stdout).toContain('ok Roles: 4 roles.');
  expect(stdout).toContain(
    '\nNot checked: the owner of the key; people and service identities, by GraphQL;\n  SAML',
  );
});

test('tells by what a list shows of it which key is in use', async () => {
  const { sandbox, env } = await served();
  const made = await sandbox.handle(
    new Request('http://127.0.0.1/v2/api-keys', {
      method: 'POST',
      headers: {
        authorization: `Bearer ${env['ARIZE_API_KEY']}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({
        key_type: 'USER',
        name: 'nightly',
        expires_at: '2026-02-01T00:00:00Z',
      }),
    }),
  );
  const body: unknown = await made.json();
  const key = typeof body === 'object' && body !== null && 'key' in body ? String(body.key) : '';
  const { stdout } = await run(['doctor', '--today', '2026-01-25'], {
    env: { ...env, ARIZE_API_KEY: key },
  });
  expect(stdout).toContain(
    '!  It is the personal key "nightly", which expires in 7 days, on 2026-02-01.',
  );
  expect(stdout).not.toContain(key);
});

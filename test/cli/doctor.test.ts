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
    'unknown: Which key it is can not be told',
    'note: The audit log could not be read ',
    'note: GraphQL does not show the roles of organization members',
    'unknown: Nobody is blocked, so whether blocked people are shown is not known',
    'note: Each login overwrites the roles of people of x',
    'note: Names that differ in case alone',
  ]);
  expect(lines.join('\n')).toContain('REST spells the ids of organizations Organization');
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
    'bad: The server is older than release 11.40 (July 2026): it spells roles in lower case and does not say which spaces are private. Plans can be made; it refuses what this release writes for people, organization members, space members, service keys and private spaces. Update Arize.',
  ]);
});

test('a key without the rights of an admin is in the way', async () => {
  const { code, lines } = await examined({ users: admins, keys: { key: 'bo@x.org' } });
  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^bad: The key is bo@x\.org's, who is no account admin/);
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
  expect(stdout).toContain('ok REST answers.');
  expect(stdout).toContain('ok Roles: 4 roles.');
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
    '!  It is the personal key "nightly", which ends in 7 days, on 2026-02-01.',
  );
  expect(stdout).not.toContain(key);
});

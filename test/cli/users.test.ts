import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const seed = {
  users: {
    'ana@x.org': { name: 'Ana', role: 'admin' },
    'ivy@x.org': { name: 'Ivy Wu', role: 'member', status: 'invited' },
    'eve@x.org': { name: 'Eve', role: 'member', status: 'expired' },
    'old@x.org': { name: 'Old', role: 'member', status: 'inactive' },
    'sso@y.org': { name: 'Sso', role: 'member' },
    'bot@x.org': { name: 'bot', role: 'member', bot: true },
  },
  organizations: { P: {} },
  saml: [{ domains: ['y.org'], fallback: { organization: 'P', role: 'member' } }],
};

async function folder(): Promise<string> {
  const cwd = await scratch();
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
  return cwd;
}

const users = async (cwd: string, ...args: readonly string[]) =>
  run(['users', ...args, '--sandbox=seed.yaml', '-q'], { cwd });

test('people are listed, those who have not come in by themselves too', async () => {
  const cwd = await folder();
  expect((await users(cwd, 'list')).stdout).toBe(
    `E-mail     Role    Name      Status
ana@x.org  admin   Ana
eve@x.org  member  Eve       invitation expired
ivy@x.org  member  "Ivy Wu"  pending invitation
old@x.org  -                 blocked
sso@y.org  member  Sso

5 people: 1 pending invitation, 1 expired invitation, 1 blocked.
`,
  );
  const { stdout } = await users(cwd, 'list', '--pending', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    users: [
      { email: 'eve@x.org', status: 'expired' },
      { email: 'ivy@x.org', status: 'invited' },
    ],
  });
});

test.each<[string, string, string, string]>([
  ['resend-invitation', 'Ivy@x.org', 'invited', 'The invitation was resent.'],
  ['reinvite', 'eve@x.org', 'expired', 'A new invitation was created'],
  ['reset-password', 'ana@x.org', 'active', 'A link to set a new password is on its way.'],
])('users %s %s does it with --apply, and shows it without', async (command, email, was, done) => {
  const cwd = await folder();
  const shown = await users(cwd, command, email);
  expect(shown.code).toBe(0);
  expect(shown.stdout).toContain(`(${was}): would `);
  expect(shown.stdout).toContain(
    `Next: ax-access users ${command} ${email.toLowerCase()} --apply --sandbox=seed.yaml\n`,
  );
  const log = await run(['sandbox', 'log'], { cwd });
  expect(log.stdout).not.toMatch(/POST \/v2/);
  const ran = await users(cwd, command, email, '--apply');
  expect({ code: ran.code, stdout: ran.stdout }).toEqual({
    code: 0,
    stdout: expect.stringContaining(`${email.toLowerCase()}: ${done}`),
  });
});

test('whose invitation expired has an open one after it', async () => {
  const cwd = await folder();
  await users(cwd, 'reinvite', 'eve@x.org', '--apply');
  expect((await users(cwd, 'list', '--pending')).stdout).toContain(
    'eve@x.org  member  Eve       pending invitation',
  );
});

test.each<[string, number, string]>([
  [
    'resend-invitation eve@x.org --apply',
    1,
    'eve@x.org has an invitation that expired.\n  To invite them again: ax-access users reinvite eve@x.org',
  ],
  ['reinvite ivy@x.org --apply', 1, 'To resend it: ax-access users resend-invitation ivy@x.org'],
  [
    'reinvite old@x.org --apply',
    1,
    'old@x.org is blocked, which cannot be undone.\n  They need another e-mail address.',
  ],
  [
    'reset-password ivi@x.org --apply',
    64,
    'No such person in the account: ivi@x.org.\n  Did you mean "ivy@x.org"?',
  ],
  ['reset-password bot@x.org --apply', 64, 'No such person in the account: bot@x.org.'],
  ['reset-password sso@y.org --apply', 1, 'The user has no password'],
  ['reset-password --apply', 64, 'Missing argument <email>.'],
  ['reset-password ana@x.org kim@x.org', 64, 'Too many arguments'],
])('users %s is refused', async (line, code, expected) => {
  const ran = await users(await folder(), ...line.split(' '));
  expect({ code: ran.code, stdout: ran.stdout }).toEqual({ code, stdout: '' });
  expect(ran.stderr).toContain(expected);
});

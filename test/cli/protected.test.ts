import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const seed = {
  account: { name: 'Acme' },
  users: {
    'jane@example.com': { name: 'Jane Doe', role: 'admin' },
    'omar@example.com': { name: 'Omar Haddad', role: 'admin' },
    'raj@example.com': { name: 'Raj Patel', role: 'member' },
    'mei@example.com': { name: 'Mei Lin', role: 'member' },
    'tom@example.com': { name: 'Tom Roy', role: 'member' },
  },
  roles: { DS: { permissions: ['PROJECT_READ', 'DATASET_READ'] } },
  organizations: {
    Platform: {
      members: {
        'raj@example.com': 'member',
        'mei@example.com': 'member',
        'tom@example.com': 'member',
      },
      spaces: {
        'break-glass': {
          private: true,
          members: {
            'raj@example.com': 'admin',
            'mei@example.com': 'admin',
            'tom@example.com': 'member',
          },
          bindings: { 'tom@example.com': 'DS' },
          projects: {
            audit: {
              restricted: true,
              bindings: { 'mei@example.com': 'DS', 'raj@example.com': 'DS' },
            },
          },
        },
      },
    },
  },
};

const guarded = `version: 1
protected:
  - {space: break-glass, organization: Platform, reason: the way in when all else fails}
`;

async function folder(file: string) {
  const cwd = await scratch();
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
  await writeFile(join(cwd, 'access.yaml'), guarded + file);
  return (...args: readonly string[]) =>
    run([...args, '--sandbox=seed.yaml', '-q'], { cwd, env: { COLUMNS: '80' } });
}

test('people and roles in a protected space stay, whatever consent is given', async () => {
  const ax = await folder(`organizations:
  Platform:
    spaces:
      break-glass:
        members: {raj@example.com: admin, mei@example.com: read-only}
        projects: {audit: {bindings: {mei@example.com: DS}}}
`);
  const planned = await ax('plan');
  const before = (await ax('sandbox', 'show')).stdout;
  expect(before).toContain('mei@example.com: admin');
  expect(planned.code).toBe(3);
  expect(planned.stdout.replaceAll(/\s+/g, ' ')).toContain(
    '! protected: space "break-glass" is protected, but this run would take something from it or its contents.',
  );
  expect(planned.stdout).toContain('update member mei@example.com in space break-glass');
  const applied = await ax('apply', '--yes', '--allow-destructive');
  expect(applied.code).toBe(3);
  for (const change of [
    'update member mei@example.com in space break-glass',
    'remove member tom@example.com from space break-glass',
    'unbind raj@example.com from project audit',
  ])
    expect(applied.stdout.replaceAll(/\s+/g, ' ')).toContain(change);
  expect((await ax('sandbox', 'show')).stdout).toBe(before);
});

test('who is blocked by name leaves a protected space, and every rendering says so', async () => {
  const ax = await folder('removed:\n  - {user: tom@example.com, reason: left}\n');
  const text = (await ax('plan')).stdout.replaceAll(/\s+/g, ' ');
  expect(text).toContain('block tom@example.com');
  expect(text).toContain('takes from protected space break-glass');
  expect((await ax('plan', '--format', 'markdown')).stdout).toContain(
    'takes from protected space break-glass',
  );
  const document: unknown = JSON.parse((await ax('plan', '--json')).stdout);
  expect(document).toMatchObject({
    changes: [{ address: 'user/tom@example.com', protected_by: ['space/Platform/break-glass'] }],
    guards_with_consent: expect.arrayContaining([
      expect.objectContaining({
        rule: 'protected',
        verdict: 'ok',
        message:
          'space "break-glass" is protected: 1 change takes something from it or its contents, because the file or the command names it exactly: person "tom@example.com".',
      }),
    ]),
  });
  expect((await ax('apply', '--yes', '--allow-destructive')).code).toBe(0);
  expect((await ax('sandbox', 'show')).stdout).not.toContain('tom@example.com: member');
});

test('an offboarding passes and is marked, a protected person is not offboarded', async () => {
  const ax = await folder('  - {user: mei@example.com}\n');
  const tom = await ax(
    'users',
    'offboard',
    'tom@example.com',
    '--apply',
    '--yes',
    '--allow-destructive',
  );
  expect(tom.code).toBe(0);
  expect(tom.stdout.replaceAll(/\s+/g, ' ')).toContain('takes from protected space break-glass');
  const mei = await ax(
    'users',
    'offboard',
    'mei@example.com',
    '--apply',
    '--yes',
    '--allow-destructive',
  );
  expect(mei.code).toBe(3);
  expect(mei.stdout).toContain('mei@example.com is protected');
});

test('validate says what an entry for a place covers, and no other command does', async () => {
  const ax = await folder('');
  const validated = await ax('validate');
  expect(validated).toMatchObject({
    code: 0,
    stdout: 'access.yaml is valid: it manages nothing.\n',
  });
  expect(validated.stderr).toContain(
    'access.yaml:3:5: notice: this protects everything inside space "break-glass", unlike in 0.1.0',
  );
  expect(validated.stderr).toContain('1 notice in access.yaml');
  expect((await ax('validate', '--format', 'github')).stdout).toMatch(/^::notice file=access.yaml/);
  expect(JSON.parse((await ax('validate', '--json')).stdout)).toMatchObject({
    warnings: [],
    notices: [{ code: 'protects-more', source: { line: 3 } }],
  });
  expect((await ax('plan')).stderr).not.toContain('notice');
});

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const account = `users:
  ana@example.com: {name: Ana, role: admin}
organizations: {Research: {spaces: {lab: {}}}}
saml:
  - domains: [example.com]
    sync: true
    mappings:
      - {attributes: {groups: ml}, organization: {name: Research, role: member}}
      - {attributes: {groups: old}, account_admin: true}
`;

const groups = (more: string): string =>
  `version: 1\nsaml: {example.com: {groups: {ml: {organizations: {Research: {role: member}}}${more}}}}\n`;

async function folder(file?: string): Promise<string> {
  const cwd = await scratch();
  await writeFile(join(cwd, 'account.yaml'), account);
  if (file !== undefined) await writeFile(join(cwd, 'access.yaml'), file);
  return cwd;
}

test('saml check ends with 2 when something is wrong, and says what and where', async () => {
  const cwd = await folder(groups(', ops: {account_admin: true}'));
  const { code, stdout } = await run(['saml', 'check', '--sandbox=account.yaml'], { cwd });
  expect(code).toBe(2);
  expect(stdout).toBe(`example.com (sets roles at each login)
  ! No mapping exists for groups = ops, which the file lists.      access.yaml:2
  ! The mapping for groups = old is not in the file.
      List it under \`saml\`, or remove the mapping where it is defined.

SAML: 2 findings (1 identity provider, 2 role mappings).
`);
  const json = await run(['saml', 'check', '--json', '--sandbox'], { cwd });
  expect(json.code).toBe(2);
  expect(JSON.parse(json.stdout)).toMatchObject({
    schema: 'ax-access/saml-check@1',
    compared: true,
    findings: [
      { code: 'no-mapping', source: { file: 'access.yaml', line: 2 } },
      { code: 'not-in-file', attributes: [{ name: 'groups', value: 'old' }] },
    ],
    exit_code: 2,
  });
});

test('saml check ends with 0 when all is in order', async () => {
  const cwd = await folder(groups(', old: {account_admin: true}'));
  expect(await run(['saml', 'check', '--sandbox=account.yaml'], { cwd })).toMatchObject({
    code: 0,
    stdout: 'SAML mappings are valid: 1 identity provider, 2 role mappings.\n',
  });
});

test('saml check needs no file, and says what it therefore can not tell', async () => {
  const cwd = await folder();
  const { code, stdout, stderr } = await run(['saml', 'check', '--sandbox=account.yaml'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('Only ids were');
  expect(stderr).toContain('access.yaml does not exist, so only ids are checked.');
});

test('values need a file that says who gets what', async () => {
  const cwd = await folder('version: 1\n');
  const args = ['saml', 'export', '--format', 'values', '--sandbox=account.yaml'];
  const { code, stderr } = await run(args, { cwd });
  expect(code).toBe(1);
  expect(stderr).toMatch(/^error: access\.yaml has no `saml` key, so there are no groups to map/);
});

test('a file is refused where it has no effect', async () => {
  const cwd = await folder('version: 1\n');
  const args = ['saml', 'export', '-f', 'access.yaml', '--sandbox=account.yaml'];
  const { code, stderr } = await run(args, { cwd });
  expect(code).toBe(64);
  expect(stderr).toMatch(/^error: -f\/--file cannot be used with --format yaml\./);
});

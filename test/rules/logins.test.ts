import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderWith, served } from '../cli/account.ts';
import { run, scratch } from '../cli/run.ts';

/** Whom the role mappings of an account let in at login, though no file names them. */

const account = (mapping: string): string => `account: {name: Acme}
users:
  jane@x.org: {name: Jane, role: admin}
  ann@x.org: {name: Ann, role: member}
  eve@x.org: {name: Eve, role: member}
roles:
  Reader: {permissions: [PROJECT_READ]}
organizations:
  O:
    members: {ann@x.org: member, eve@x.org: member}
    spaces:
      S-prod: {private: true, projects: {P: {}}}
saml:
  - domains: [x.org]
    mappings:
      - attributes: {groups: everyone}
        ${mapping}
`;

const byRole =
  'spaces: [{organization: O, space: S-prod, custom_role: Reader}]\n        organization: {name: O, role: member}';

const fileOf = (inSpace: string, rules: string, reader = 'PROJECT_READ'): string => `version: 1
roles:
  Reader: {permissions: [${reader}]}
organizations:
  O:
    spaces:
      S-prod: {${inSpace}}
rules:
  few: {${rules}, on: [{space: "*-prod"}]}
`;

async function ran(args: readonly string[], mapping: string, file: string) {
  const cwd = await scratch();
  await writeFile(join(cwd, 'account.yaml'), account(mapping));
  await writeFile(join(cwd, 'access.yaml'), file);
  const { code, stdout, stderr } = await run([...args, '--sandbox=account.yaml'], { cwd });
  expect(stderr).not.toContain('error');
  return { code, stdout: stdout.replaceAll(/\s+/g, ' ') };
}

const letIn = 'at login, people of x.org with groups=everyone get what the rule is about';
const mayNotRead = 'may_not: PROJECT_READ, except: [admins]';

describe('the people of a role mapping', () => {
  test.each([
    ['an account admin', 'account_admin: true'],
    ['an admin of the organization', 'organization: {name: O, role: admin}'],
    ['a member of the space', 'spaces: [{organization: O, space: S-prod, role: member}]'],
    ['a custom role', byRole],
    [
      'a role in the project',
      'projects: [{organization: O, space: S-prod, project: P, role: Reader}]',
    ],
  ])('leave a rule unknown as %s', async (_, mapping) => {
    const live = await ran(['test', '--live'], mapping, fileOf('private: true', mayNotRead));
    expect([live.code, live.stdout]).toEqual([0, expect.stringContaining('unknown few')]);
    expect(live.stdout).toContain(`${letIn}, and Arize does not show who they are`);
  });

  test('leave it alone where they get something else', async () => {
    const rules = 'may_not: PROJECT_DELETE, except: [admins]';
    const live = await ran(['test', '--live'], byRole, fileOf('private: true', rules));
    expect(live.stdout).toMatch(/ok few/);
  });

  test.each([
    ['*@y.org', 'ok few'],
    ['*@*.org', 'unknown few'],
    ['e*', 'unknown few'],
    ['eve@x.org', 'unknown few'],
  ])('are of the domains of their provider: a rule about %s', async (people, said) => {
    const rules = `people: ["${people}"], may_not: PROJECT_READ, except: [admins]`;
    const live = await ran(['test', '--live'], byRole, fileOf('private: true', rules));
    expect(live.stdout).toContain(said);
  });

  test('do not block a grant to someone else', async () => {
    const file = fileOf(
      'private: true, members: {ann@x.org: member}',
      'people: [eve@x.org], may_not: access',
    );
    const { code, stdout } = await ran(['plan'], byRole, file);
    expect([code, stdout]).toEqual([
      0,
      expect.stringContaining(`cannot be fully checked: ${letIn}`),
    ]);
  });

  test('are told once for all rules that they leave unknown', async () => {
    const more = ['b', 'c', 'd'].map((name) => `  ${name}: {${mayNotRead}, on: [{space: "*"}]}\n`);
    const { stdout } = await ran(
      ['plan'],
      byRole,
      fileOf('private: true', mayNotRead) + more.join(''),
    );
    expect(stdout).toContain(
      `4 rules ("few", "b", "c" and 1 more) cannot be fully checked: ${letIn}`,
    );
    expect(stdout.split(letIn)).toHaveLength(2);
  });

  test.each([
    ['where the rule counts people', 'may: PROJECT_READ, at_most: 5'],
    ['where it combines permissions', 'nobody_may: [PROJECT_READ, PROJECT_DELETE]'],
  ])('block a grant %s', async (_, rules) => {
    const file = fileOf('private: true, members: {ann@x.org: read-only}', rules);
    const { code, stdout } = await ran(['plan'], byRole, file);
    expect([code, stdout]).toEqual([
      3,
      expect.stringContaining(`cannot be checked where this run changes access: ${letIn}`),
    ]);
  });

  test.each([
    [
      'by a role that allows more',
      byRole,
      fileOf(
        'private: true',
        'may_not: PROJECT_DELETE, except: [admins]',
        'PROJECT_READ, PROJECT_DELETE',
      ),
      3,
    ],
    [
      'by a space that opens',
      'organization: {name: O, role: member}',
      fileOf('private: false', 'may_not: PROJECT_READ, except: [admins, ann@x.org, eve@x.org]'),
      7,
    ],
  ])('block a run that lets them in %s, with its line', async (_, mapping, file, line) => {
    const { code, stdout } = await ran(['plan', '--allow-destructive'], mapping, file);
    expect([code, stdout]).toEqual([
      3,
      expect.stringContaining(`Change access.yaml:${line}, or the rule if this is meant.`),
    ]);
    expect(stdout).toContain(letIn);
  });
});

test('mappings that cannot be read leave rules unknown', async () => {
  const { env } = await served(async (request, next) =>
    (await request.clone().text()).includes('samlIdPs')
      ? Response.json({ errors: [{ message: 'Not allowed' }] })
      : next(),
  );
  const cwd = await folderWith(
    'version: 1\nrules: {few: {may_not: PROJECT_READ, except: [admins], on: [{space: lab}]}}\n',
  );
  const { stdout } = await run(['test', '--live'], { cwd, env });
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'unknown: Arize does not show everything that identity providers give at login',
  );
});

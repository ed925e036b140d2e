import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from '../cli/run.ts';

/** Resources that a run takes out of a rule: it changes what they are like, or what they are called. */

const accountOf = (space: string, project: string): string => `account: {name: Acme}
users:
  jane@x.org: {name: Jane, role: admin}
  ann@x.org: {name: Ann, role: member}
organizations:
  O:
    members: {ann@x.org: member}
    spaces:
      S: {${space}, members: {ann@x.org: member}, projects: {P: {${project}}}}
`;

const fileOf = (space: string, project: string, on: string): string => `version: 1
organizations:
  O:
    spaces:
      S:
        ${space}
        projects:
          P: {${project}}
rules:
  kept: {may_not: PROJECT_READ, except: [admins], on: [${on}]}
`;

test.each([
  {
    what: 'a restriction that is lifted',
    account: ['private: true', 'restricted: true'],
    file: ['private: true', 'restricted: false'],
    on: '{project: "*", restricted: true}',
    said: 'Applying this takes project "P" out of the rule "kept" (access.yaml:10). access.yaml:8',
  },
  {
    what: 'a space that is opened',
    account: ['private: true', 'restricted: true'],
    file: ['private: false', 'restricted: true'],
    on: '{space: "*", private: true}',
    said: 'Applying this takes space "S" out of the rule "kept" (access.yaml:10). access.yaml:5',
  },
])('$what is the first thing that its plan says', async ({ account, file, on, said }) => {
  const cwd = await scratch();
  const [space = '', project = ''] = account;
  const [space2 = '', project2 = ''] = file;
  await writeFile(join(cwd, 'account.yaml'), accountOf(space, project));
  await writeFile(join(cwd, 'access.yaml'), fileOf(space2, project2, on));
  const sandbox = ['--sandbox=account.yaml', '-q'];
  const held = await run(['plan', ...sandbox], { cwd });
  expect(held.stdout.replaceAll(/\s+/g, ' ').indexOf(`! ${said}`)).toBe(0);
  const planned = await run(['plan', '--allow-destructive', ...sandbox], { cwd });
  expect([planned.code, planned.stdout.replaceAll(/\s+/g, ' ').indexOf(`! ${said}`)]).toEqual([
    0, 0,
  ]);
  await writeFile(join(cwd, 'access.yaml'), fileOf(space, project, on));
  expect((await run(['plan', ...sandbox], { cwd })).stdout).not.toContain('out of the rule');
});

const renaming = (on: string): string => `version: 1
organizations:
  O:
    spaces:
      live:
        previously: [S-prod]
        members: {ann@x.org: member, eve@x.org: member}
rules:
  eve stays out: {people: [eve@x.org], may_not: access, on: [${on}]}
`;

const named = `account: {name: Acme}
users:
  jane@x.org: {name: Jane, role: admin}
  ann@x.org: {name: Ann, role: member}
  eve@x.org: {name: Eve, role: member}
organizations:
  O:
    members: {ann@x.org: member, eve@x.org: member}
    spaces:
      S-prod: {private: true, members: {ann@x.org: member}, projects: {P: {}}}
`;

test.each([
  ['a pattern', '{space: "*-prod"}', 'space "live"'],
  ['a pattern around a project', '{project: P, space: "*-prod"}', 'space "live"'],
])(
  'a new name that takes a resource out of %s is the first thing that its plan says',
  async (_, on, what) => {
    const cwd = await scratch();
    await writeFile(join(cwd, 'account.yaml'), named);
    await writeFile(join(cwd, 'access.yaml'), renaming(on));
    const { stdout } = await run(['plan', '--sandbox=account.yaml', '-q'], { cwd });
    const said = `! Applying this takes ${what} out of the rule "eve stays out" (access.yaml:9). access.yaml:5`;
    expect(stdout.replaceAll(/\s+/g, ' ').indexOf(said)).toBe(0);
    await writeFile(join(cwd, 'access.yaml'), renaming('{space: "*"}'));
    const kept = await run(['plan', '--sandbox', '-q'], { cwd });
    expect([kept.code, kept.stdout]).toEqual([3, expect.not.stringContaining('out of the rule')]);
  },
);

test('a rule that names a resource by the name which a run replaces blocks what the run grants there', async () => {
  const cwd = await scratch();
  await writeFile(join(cwd, 'account.yaml'), named);
  await writeFile(join(cwd, 'access.yaml'), renaming('{space: S-prod}'));
  const { code, stdout } = await run(['plan', '--sandbox=account.yaml', '-q'], { cwd });
  expect([code, stdout.replaceAll(/\s+/g, ' ')]).toEqual([
    3,
    expect.stringContaining(
      'cannot be checked where this run changes access: the account has no space "S-prod".',
    ),
  ]);
});

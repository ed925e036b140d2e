import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from '../cli/run.ts';

/** What a plan asks someone to do in Arize is held to the access rules, as what it does itself. */

const people = (role: string): string => `users:
  jane@x.org: {name: Jane, role: admin, invite: none}
  omar@x.org: {name: Omar, role: admin, invite: none}
  ann@x.org: {name: Ann, role: member, invite: none}
  eve@x.org: {name: Eve, role: ${role}, invite: none}
organizations:
  O:
    members: {ann@x.org: member}
    spaces:
      S-prod: {private: true, members: {ann@x.org: member}}
`;

const fileOf = (role: string, rest = ''): string => `version: 1\n${people(role)}${rest}`;

async function plannedFrom(live: string, file: string) {
  const cwd = await scratch();
  await writeFile(
    join(cwd, 'account.yaml'),
    `account: {name: Acme}\n${people(live).replaceAll(', invite: none', '')}`,
  );
  await writeFile(join(cwd, 'access.yaml'), file);
  const ran = await run(['plan', '--sandbox=account.yaml'], { cwd });
  return { ...ran, stdout: ran.stdout.replaceAll(/\s+/g, ' ') };
}

const rule = (severity = 'block'): string =>
  `rules: {eve stays out: {people: [eve@x.org], may_not: access, severity: ${severity}, on: [{space: "*-prod"}]}}\n`;

test('a manual step that would break a rule blocks, with its line', async () => {
  const { code, stdout } = await plannedFrom('member', fileOf('admin', rule()));
  expect([code, stdout]).toEqual([
    3,
    expect.stringContaining(
      'would be broken: eve@x.org would have access in space "S-prod". Change access.yaml:6, or the rule if this is meant.',
    ),
  ]);
  const warned = await plannedFrom('member', fileOf('admin', rule('warn')));
  expect([warned.code, warned.stdout]).toEqual([
    0,
    expect.stringContaining('The rule "eve stays out" would be broken, and only warns'),
  ]);
});

test('a manual step fixes no rule, because no run can count on it', async () => {
  const mayRule =
    'rules: {eve gets in: {people: [eve@x.org], may: access, on: [{space: "*-prod"}]}}\n';
  const raised = await plannedFrom('member', fileOf('admin', mayRule));
  expect([raised.code, raised.stdout]).toEqual([
    0,
    expect.stringContaining('The rule "eve gets in" is broken already'),
  ]);
  expect(raised.stdout).not.toContain('fixes the rule');
  expect((await plannedFrom('admin', fileOf('member', mayRule))).code).toBe(0);
  const lowered = await plannedFrom('admin', fileOf('member', rule()));
  expect([lowered.code, lowered.stdout]).toEqual([
    0,
    expect.stringContaining('The rule "eve stays out" is broken already'),
  ]);
  expect(lowered.stdout).not.toContain('fixes the rule');
});

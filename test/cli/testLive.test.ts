import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { complaintsBy } from '../render/closedSchema.ts';
import { run, scratch } from './run.ts';

const complaints = complaintsBy('schema/rules.schema.json');

const seed = `account: {name: Acme}
users:
  jane@example.com: {name: Jane Doe, role: admin}
  omar@example.com: {name: Omar Haddad, role: admin}
  raj@example.com: {name: Raj Patel, role: member}
  tim@contractor.example.com: {name: Tim Roy, role: member}
roles: {Reader: {permissions: [PROJECT_READ, PROJECT_SPAN_READ]}}
organizations:
  Platform:
    members: {raj@example.com: member, tim@contractor.example.com: member}
    spaces:
      fraud-prod: {private: true, bindings: {tim@contractor.example.com: Reader}}
      dev: {private: true, members: {tim@contractor.example.com: member}}
`;

const file = `version: 1
rules:
  contractors stay out of production:
    people: ["*@contractor.example.com"]
    may_not: PROJECT_SPAN_READ
    on: [{space: "*-prod"}]
  few readers:
    may: PROJECT_SPAN_READ
    at_most: 1
    except: [admins]
    on: [{space: "*-prod"}]
  readers stay out of dev:
    people: [{role: Reader}]
    may_not: access
    on: [{space: dev}]
  raj reads:
    people: [raj@example.com]
    may: PROJECT_SPAN_READ
    on: [{space: fraud-prod}]
    reason: he is on call
organizations:
  Platform:
    spaces:
      fraud-prod:
        bindings:
          raj@example.com: Reader
          tim@contractor.example.com: Reader
`;

async function tested(...args: readonly string[]) {
  const cwd = await scratch();
  await writeFile(join(cwd, 'seed.yaml'), seed);
  await writeFile(join(cwd, 'access.yaml'), file);
  return run(['test', ...args, '--sandbox=seed.yaml', '-q'], { cwd, env: { COLUMNS: '100' } });
}

test('the account as it is: each way in with its line, or that the file does not list it', async () => {
  const { code, stdout } = await tested('--live');
  expect(code).toBe(2);
  expect(stdout)
    .toBe(`BROKEN  contractors stay out of production                                             access.yaml:3
  ! tim@contractor.example.com has PROJECT_SPAN_READ in space fraud-prod in Platform: Reader of
    space fraud-prod                                                                  access.yaml:27
    *@contractor.example.com may not have PROJECT_SPAN_READ
ok      few readers                                                                    access.yaml:7
BROKEN  readers stay out of dev                                                       access.yaml:12
  ! tim@contractor.example.com has access in space dev in Platform: member of space dev (live, not
    in the file)                                                                      access.yaml:12
    holders of Reader may not have access
BROKEN  raj reads                                                                     access.yaml:16
  ! raj@example.com lacks PROJECT_SPAN_READ in space fraud-prod in Platform           access.yaml:16
    raj@example.com must have PROJECT_SPAN_READ
    he is on call

4 rules: 3 broken, 1 ok.
Checked against the account Acme as it is now, read as jane@example.com.
`);
});

test('the account as a run would leave it', async () => {
  const { code, stdout } = await tested('--planned', '--json');
  expect(code).toBe(2);
  expect(complaints(stdout)).toEqual([]);
  const { rules, state, account, caller } = JSON.parse(stdout);
  expect({ state, name: account.name, caller: caller.email }).toEqual({
    state: 'planned',
    name: 'Acme',
    caller: 'jane@example.com',
  });
  expect(
    rules.map(({ rule, verdict }: { rule: string; verdict: string }) => `${rule}: ${verdict}`),
  ).toEqual([
    'contractors stay out of production: broken',
    'few readers: broken',
    'readers stay out of dev: broken',
    'raj reads: ok',
  ]);
  expect(rules[1].counts).toEqual([{ resource: 'space/Platform/fraud-prod', people: 2 }]);
});

test('offline, in the same format', async () => {
  const { stdout } = await tested('--json');
  expect(complaints(stdout)).toEqual([]);
  expect(JSON.parse(stdout)).toMatchObject({ state: 'desired', exit_code: 0 });
});

test('a key that may not see everything makes no rule ok', async () => {
  const cwd = await scratch();
  await writeFile(join(cwd, 'seed.yaml'), `keys: {key: raj@example.com}\n${seed}`);
  await writeFile(join(cwd, 'access.yaml'), file);
  const { stdout } = await run(['test', '--live', '--sandbox=seed.yaml', '-q', '--json'], { cwd });
  const { rules } = JSON.parse(stdout);
  expect(stdout).toContain('so lists may be filtered');
  expect(rules.map(({ verdict }: { verdict: string }) => verdict)).not.toContain('ok');
});

test('one account at a time', async () => {
  const { code, stderr } = await tested('--live', '--planned');
  expect(code).toBe(64);
  expect(stderr).toContain('--live and --planned cannot be used together.');
});

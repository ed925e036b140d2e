import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, scratch } from '../cli/run.ts';

/** Every way in, through the commands: the file alone, a plan that opens it, and the account once it is open. */

interface Parts {
  readonly account?: string;
  readonly teams?: string;
  readonly reader?: string;
  readonly organization?: string;
  readonly isPrivate?: boolean;
  readonly members?: string;
  readonly bindings?: string;
  readonly restricted?: boolean;
  readonly project?: string;
}

/** An organization with a private space and a restricted project; a part of its own opens it to eve. */
const accountOf = ({
  account = 'member',
  teams = '',
  reader = 'PROJECT_READ',
  organization = 'eve@x.org: member',
  isPrivate = true,
  members = '',
  bindings = '',
  restricted = true,
  project = '',
}: Parts = {}): string => `version: 1
users:
  eve@x.org: {name: Eve, role: ${account}, invite: none}
  ann@x.org: {name: Ann, role: member, invite: none}
teams: {all: [ann@x.org]${teams}}
roles:
  Reader: {permissions: [${reader}]}
  Writer: {permissions: [PROJECT_SPAN_READ]}
organizations:
  O:
    members: {ann@x.org: member, ${organization}}
    spaces:
      S-prod:
        private: ${isPrivate}
        members: {ann@x.org: member${members}}
        bindings: {${bindings}}
        projects:
          P:
            restricted: ${restricted}
            bindings: {${project}}
`;

const rules = `rules:
  eve stays out: {people: [eve@x.org], may_not: PROJECT_SPAN_READ, on: [{space: "*-prod"}]}
`;

/** The same account before, as the sandbox begins with it. */
function seedOf(parts: Parts): string {
  const file = accountOf(parts)
    .replace('version: 1\n', 'account: {name: Acme}\n')
    .replace('users:\n', 'users:\n  jane@x.org: {name: Jane, role: admin}\n')
    .replaceAll(/, invite: none|^teams: .*\n/gm, '');
  return file;
}

const lines = {
  account: 3,
  reader: 7,
  organization: 11,
  space: 13,
  members: 15,
  bindings: 16,
  project: 20,
};

interface Way {
  readonly way: string;
  readonly before?: Parts;
  readonly after: Parts;
  readonly line: number;
}

const ways: readonly Way[] = [
  { way: 'a role of their own', after: { members: ', eve@x.org: member' }, line: lines.members },
  {
    way: 'a team',
    after: { teams: ', some: [eve@x.org]', members: ', some: member' },
    line: lines.members,
  },
  {
    way: 'a team in a team',
    after: { teams: ', some: [eve@x.org], outer: [some]', members: ', outer: member' },
    line: lines.members,
  },
  { way: 'a custom role', after: { bindings: 'eve@x.org: Writer' }, line: lines.bindings },
  {
    way: 'a role that allows more',
    before: { bindings: 'eve@x.org: Reader' },
    after: { bindings: 'eve@x.org: Reader', reader: 'PROJECT_READ, PROJECT_SPAN_READ' },
    line: lines.bindings,
  },
  { way: 'a public space', after: { isPrivate: false }, line: lines.space },
  { way: 'an admin of the space', after: { members: ', eve@x.org: admin' }, line: lines.members },
  {
    way: 'an admin of the organization',
    after: { organization: 'eve@x.org: admin' },
    line: lines.organization,
  },
  { way: 'a role in a project', after: { project: 'eve@x.org: Writer' }, line: lines.project },
  {
    way: 'a restriction that is lifted',
    before: {},
    after: { restricted: false, bindings: 'eve@x.org: Writer' },
    line: lines.bindings,
  },
];

test('a role that allows too much is named with its own line, in the file, the plan and the account', async () => {
  const cwd = await scratch();
  const path = join(cwd, 'access.yaml');
  const sandbox = '--sandbox=account.yaml';
  const file = accountOf({
    bindings: 'eve@x.org: Reader',
    reader: 'PROJECT_READ, PROJECT_SPAN_READ',
  });
  await writeFile(join(cwd, 'account.yaml'), seedOf({ bindings: 'eve@x.org: Reader' }));
  await writeFile(path, file + rules);
  const validated = await run(['validate'], { cwd });
  expect(validated.stderr).toContain(`access.yaml:${lines.reader}:3: what the role Reader allows`);
  const planned = await run(['plan', sandbox], { cwd });
  expect(planned.stdout.replaceAll(/\s+/g, ' ')).toContain(
    `Change access.yaml:${lines.reader}, or the rule if this is meant.`,
  );
  await writeFile(path, file);
  expect((await run(['apply', sandbox], { cwd })).code).toBe(0);
  await writeFile(path, file + rules);
  for (const args of [[], ['--live', sandbox]]) {
    // eslint-disable-next-line no-await-in-loop
    const { stdout } = await run(['test', ...args], { cwd });
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      `Reader of space S-prod (role: access.yaml:${lines.reader})`,
    );
  }
});

describe.each(ways)('$way', ({ before = {}, after, line }) => {
  test('is told by validate, blocks the plan, and is found in the account, each with its line', async () => {
    const cwd = await scratch();
    const path = join(cwd, 'access.yaml');
    const sandbox = '--sandbox=account.yaml';
    await writeFile(join(cwd, 'account.yaml'), seedOf(before));

    await writeFile(path, accountOf(after) + rules);
    const validated = await run(['validate'], { cwd });
    expect(validated.code).toBe(0);
    expect(validated.stderr).toMatch(
      new RegExp(`^access\\.yaml:${line}:\\d+: warning: rule "eve stays out" is broken`, 'm'),
    );
    const tested = await run(['test'], { cwd });
    expect({ code: tested.code, stdout: tested.stdout }).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(new RegExp(`access\\.yaml:${line}$`, 'm')),
    });
    const planned = await run(['plan', '--allow-destructive', sandbox], { cwd });
    expect({ code: planned.code, stdout: planned.stdout }).toMatchObject({ code: 3 });
    expect(planned.stdout.replaceAll(/\s+/g, ' ')).toContain(
      'rule: The rule "eve stays out" (access.yaml:22) would be broken: eve@x.org would have PROJECT_SPAN_READ',
    );

    await writeFile(path, accountOf(after));
    const applied = await run(['apply', '--allow-destructive', '--yes', sandbox], { cwd });
    expect({ code: applied.code, stderr: applied.stderr }).toMatchObject({ code: 0 });
    await writeFile(path, accountOf(after) + rules);
    const live = await run(['test', '--live', sandbox], { cwd });
    expect({ code: live.code, stdout: live.stdout }).toMatchObject({
      code: 2,
      stdout: expect.stringMatching(new RegExp(`access\\.yaml:${line}$`, 'm')),
    });
  });
});

/** What a test prints when its rule is broken at a line. */
const brokenAt = (line: number) => ({
  code: 2,
  stdout: expect.stringMatching(new RegExp(`access\\.yaml:${line}$`, 'm')),
});

test('an admin of the account, whom no run makes, is found in the file and in the account', async () => {
  const cwd = await scratch();
  await writeFile(join(cwd, 'account.yaml'), seedOf({ account: 'admin' }));
  await writeFile(join(cwd, 'access.yaml'), accountOf({ account: 'admin' }) + rules);
  expect(await run(['test'], { cwd })).toMatchObject(brokenAt(lines.account));
  const live = await run(['test', '--live', '--sandbox=account.yaml'], { cwd });
  expect(live).toMatchObject(brokenAt(lines.account));
});

test('a service key is found where a rule counts services', async () => {
  const cwd = await scratch();
  const path = join(cwd, 'access.yaml');
  const sandbox = '--sandbox=account.yaml';
  const keys = '        service_keys: {bot: {role: member, deliver: {file: bot.key}}}\n';
  const noServices = rules
    .replace('people: [eve@x.org]', 'people: [anyone], services: true, except: [ann@x.org, admins]')
    .replace('eve stays out', 'no services');
  await writeFile(join(cwd, 'account.yaml'), seedOf({}));
  const file = accountOf() + keys;
  await writeFile(path, file + noServices);
  expect(await run(['test'], { cwd })).toMatchObject(brokenAt(lines.project + 1));
  const planned = await run(['plan', sandbox], { cwd });
  expect(planned.code).toBe(3);
  expect(planned.stdout).toContain('rule: The rule "no services"');

  await writeFile(path, file);
  expect((await run(['apply', '--yes', sandbox], { cwd })).code).toBe(0);
  await writeFile(path, file + noServices);
  const live = await run(['test', '--live', sandbox], { cwd });
  expect(live.code).toBe(2);
  expect(live.stdout).toContain('BROKEN  no services');
});

test.each([
  ['an admin of the organization', 'organization_role: admin', true],
  ['an admin of the account', 'account_role: admin', true],
  ['a member of the organization, in a public space', 'organization_role: member', false],
])('the key of another space is found as %s', async (_, role, isPrivate) => {
  const cwd = await scratch();
  const noServices = rules.replace(
    'people: [eve@x.org]',
    'services: true, except: [ann@x.org, eve@x.org]',
  );
  const keys = `      other:
        service_keys: {bot: {role: member, ${role}, deliver: {file: bot.key}}}
`;
  await writeFile(join(cwd, 'account.yaml'), `${seedOf({ isPrivate })}      other: {}\n`);
  await writeFile(join(cwd, 'access.yaml'), accountOf({ isPrivate }) + keys + noServices);
  const ran = await run(['plan', '--sandbox=account.yaml', '-q'], { cwd });
  expect([ran.code, ran.stderr, ran.stdout.replaceAll(/\s+/g, ' ')]).toEqual([
    3,
    '',
    expect.stringContaining('would be broken: service key bot would have PROJECT_SPAN_READ'),
  ]);
});

const withKey = (role: string): string =>
  `${accountOf()}        service_keys: {bot: {role: ${role}, expires: 90d, rotate_before: 9d, deliver: {file: bot.key}}}\n`;

test('a key that replaces another is held to its role in the file, on demand and when it is due', async () => {
  const cwd = await scratch();
  const path = join(cwd, 'access.yaml');
  const sandbox = '--sandbox=account.yaml';
  const noServices = rules.replace(
    'people: [eve@x.org]',
    'services: true, except: [ann@x.org, eve@x.org]',
  );
  await writeFile(join(cwd, 'account.yaml'), seedOf({}));
  await writeFile(path, withKey('Reader'));
  const made = ['--today', '2026-12-01'];
  expect((await run(['apply', '--yes', sandbox, ...made], { cwd })).code).toBe(0);

  await writeFile(path, withKey('Writer') + noServices);
  for (const args of [
    ['keys', 'rotate', 'bot', ...made],
    ['plan', '--today', '2027-02-25'],
  ]) {
    // eslint-disable-next-line no-await-in-loop
    const { code, stdout } = await run([...args, sandbox], { cwd });
    expect([args, code, stdout.replaceAll(/\s+/g, ' ')]).toEqual([
      args,
      3,
      expect.stringContaining('would be broken: service key bot would have PROJECT_SPAN_READ'),
    ]);
  }
  await writeFile(path, withKey('Reader') + noServices);
  expect((await run(['keys', 'rotate', 'bot', ...made, sandbox], { cwd })).code).toBe(0);
});

test('a rule about the holders of a role that is renamed blocks what the role gains: it is about no one then', async () => {
  const cwd = await scratch();
  const sandbox = '--sandbox=account.yaml';
  const held = rules.replace('people: [eve@x.org]', 'people: [{role: Reader}]');
  await writeFile(join(cwd, 'account.yaml'), seedOf({ bindings: 'eve@x.org: Reader' }));
  const file = accountOf({
    bindings: 'eve@x.org: Watcher',
    reader: 'PROJECT_READ, PROJECT_SPAN_READ], previously: [Reader',
  }).replace('  Reader:', '  Watcher:');
  await writeFile(join(cwd, 'access.yaml'), file + held);
  const planned = await run(['plan', sandbox], { cwd });
  expect([planned.code, planned.stdout.replaceAll(/\s+/g, ' ')]).toEqual([
    3,
    expect.stringContaining(
      'cannot be checked where this run changes access: the account has no role "Reader".',
    ),
  ]);
});

test('a saved plan, and an undo, are held to the rules that the file has by then', async () => {
  const cwd = await scratch();
  const path = join(cwd, 'access.yaml');
  const sandbox = '--sandbox=account.yaml';
  const open = accountOf({ members: ', eve@x.org: member' });
  await writeFile(join(cwd, 'account.yaml'), seedOf({}));
  await writeFile(path, open);
  expect((await run(['plan', '--out', 'plan.json', sandbox], { cwd })).code).toBe(0);
  await writeFile(path, open + rules);
  const applied = await run(['apply', 'plan.json', sandbox], { cwd });
  expect([applied.code, applied.stdout]).toEqual([
    3,
    expect.stringContaining('The rule "eve stays out"'),
  ]);
  // Without the rule, in and out again; the way back is blocked by then.
  await writeFile(path, open);
  expect((await run(['apply', sandbox], { cwd })).code).toBe(0);
  await writeFile(path, accountOf());
  const out = ['apply', '--allow-destructive', '--yes', sandbox];
  expect((await run(out, { cwd })).code).toBe(0);
  await writeFile(path, accountOf() + rules);
  expect((await run(['undo', sandbox], { cwd })).code).toBe(3);
});

test('a SAML group that gets in at login leaves the rule unknown, with its line: in the file, the plan and the account', async () => {
  const cwd = await scratch();
  const saml =
    'saml:\n  x.org: {groups: {outsiders: {organizations: {O: {role: member, spaces: {S-prod: member}}}}}}\n';
  await writeFile(join(cwd, 'account.yaml'), seedOf({}));
  await writeFile(join(cwd, 'access.yaml'), accountOf() + rules + saml);
  const reason = `at login, the people of SAML group outsiders get what the rule is about (access.yaml:${lines.project + 4})`;
  const validated = await run(['validate'], { cwd });
  expect([validated.code, validated.stderr]).toEqual([
    0,
    expect.stringMatching(
      new RegExp(
        `^access\\.yaml:${lines.project + 4}:\\d+: warning: rule "eve stays out" cannot be checked: at login, `,
        'm',
      ),
    ),
  ]);
  const sandbox = '--sandbox=account.yaml';
  for (const args of [['test'], ['test', '--live', sandbox], ['plan', sandbox]]) {
    // eslint-disable-next-line no-await-in-loop
    const { code, stdout } = await run(args, { cwd });
    expect([args, code, stdout.replaceAll(/\s+/g, ' ')]).toEqual([
      args,
      0,
      expect.stringContaining(reason),
    ]);
  }
});

test('an exception that has ended lets no one in any more', async () => {
  const cwd = await scratch();
  const ended = rules.replace('on:', 'except: [eve@x.org], until: 2027-01-15, on:');
  await writeFile(join(cwd, 'access.yaml'), accountOf({ members: ', eve@x.org: member' }) + ended);
  expect((await run(['test', '--today', '2027-01-15'], { cwd })).code).toBe(0);
  expect(await run(['test', '--today', '2027-01-16'], { cwd })).toMatchObject(
    brokenAt(lines.members),
  );
});

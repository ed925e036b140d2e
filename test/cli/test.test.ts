import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const account = `version: 1
users:
  ann@x.org: {name: Ann, role: member, invite: none}
organizations:
  O:
    members: {ann@x.org: member}
    spaces:
      lab:
        private: true
        members:
          ann@x.org: member
        bindings: {}
`;

const rule = (name: string, body: string): string =>
  `  ${name}:\n    ${body}\n    on: [{space: lab}]\n`;

const broken = rule('no members', 'may_not: member');
const ok = rule('no admins', 'may_not: admin');
const warns = rule('a <"&"> name', 'may_not: access\n    severity: warn\n    reason: it is a lab');

async function tested(rules: string, ...args: string[]) {
  const cwd = await scratch();
  await writeFile(join(cwd, 'access.yaml'), account + (rules === '' ? '' : `rules:\n${rules}`));
  return run(args.length === 0 ? ['test'] : args, { cwd });
}

test('one line for each rule, and the person, the way in and the line of a broken one', async () => {
  const { code, stdout, stderr } = await tested(broken + ok);
  expect({ code, stderr }).toEqual({ code: 2, stderr: '' });
  expect(stdout)
    .toBe(`BROKEN  no members                                                access.yaml:14
  ! ann@x.org has member access in space lab in O: member of space lab
                                                                  access.yaml:11
    anyone may not have member access
ok      no admins                                                 access.yaml:17

2 rules: 1 broken, 1 ok.
Checked against access.yaml alone: what it does not list or manage is not
checked.
`);
});

test('a rule that only warns does not fail the command', async () => {
  const { code, stdout } = await tested(warns);
  expect(code).toBe(0);
  expect(stdout).toContain('BROKEN  a <"&"> name (only warns)');
  expect(stdout).toContain('1 rule: 1 broken.');
});

test('a rule that could not be checked is never ok', async () => {
  const { code, stdout } = await tested(`${ok}    services: true\n`);
  expect(code).toBe(0);
  expect(stdout).toContain('unknown no admins');
  expect(stdout).toContain('the file does not show service identities');
});

test('a file without rules says so', async () => {
  expect(await tested('')).toEqual({ code: 0, stdout: 'access.yaml has no rules.\n', stderr: '' });
});

test('JSON has every rule with its verdict', async () => {
  const { code, stdout } = await tested(broken + warns, 'test', '--json');
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'ax-access/test@1',
    state: 'desired',
    exit_code: 2,
    rules: [
      {
        rule: 'no members',
        verdict: 'broken',
        severity: 'block',
        breaches: [{ person: 'ann@x.org', source: { file: 'access.yaml', line: 11 } }],
      },
      { verdict: 'broken', severity: 'warn', reason: 'it is a lab' },
    ],
  });
});

test('JUnit: a broken rule fails, one that only warns passes, an unknown one is skipped; names are escaped', async () => {
  const unknown = `${rule('bots', 'may_not: admin')}    services: true\n`;
  const { code, stdout } = await tested(broken + warns + unknown + ok, 'test', '--format', 'junit');
  expect(code).toBe(2);
  expect(stdout).toContain(
    '<testsuite name="access rules" tests="4" failures="1" errors="0" skipped="1">',
  );
  expect(stdout).toContain('name="a &lt;&quot;&amp;&quot;&gt; name"');
  expect(stdout).toContain(
    '<failure message="anyone may not have member access">access.yaml:11: ann@x.org',
  );
  expect(stdout.match(/<skipped /g)).toHaveLength(1);
});

test('GitHub shows an error at the line that lets a person in', async () => {
  const { code, stdout } = await tested(broken + warns, 'test', '--format', 'github');
  expect(code).toBe(2);
  expect(stdout).toMatch(
    /^::error file=access\.yaml,line=11,.*rule "no members" is broken: ann@x\.org/m,
  );
  expect(stdout).toMatch(/^::warning file=access\.yaml,line=11,/m);
});

test('GitHub shows why a rule could not be checked, at the rule', async () => {
  const { stdout } = await tested(`${ok}    services: true\n`, 'test', '--format', 'github');
  expect(stdout).toMatch(
    /^::warning file=access\.yaml,line=14,.*rule "no admins" cannot be checked: the file does not show service identities/m,
  );
});

test('validate only warns', async () => {
  const { code, stderr, stdout } = await tested(broken, 'validate');
  expect(code).toBe(0);
  expect(stderr).toContain('access.yaml:11:11: warning: rule "no members" is broken: ann@x.org');
  // With the line that lets the person in.
  expect(stderr).toMatch(/^ +11 \| +ann@x\.org: member$/m);
  expect(stdout).toContain('access.yaml is valid');
  const github = await tested(broken, 'validate', '--format', 'github');
  expect(github.stdout).toMatch(/^::warning file=access\.yaml,line=11,/m);
  const json = await tested(broken, 'validate', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({ warnings: [{ code: 'rule-broken' }] });
});

test('an included file can have rules of its own', async () => {
  const cwd = await scratch();
  await writeFile(join(cwd, 'access.yaml'), `${account}include: [rules.yaml]\nrules:\n${ok}`);
  await writeFile(join(cwd, 'rules.yaml'), `version: 1\nrules:\n${broken}`);
  const { code, stdout } = await run(['test'], { cwd });
  expect(code).toBe(2);
  expect(stdout).toMatch(/^BROKEN {2}no members +rules\.yaml:3$/m);
  await writeFile(join(cwd, 'rules.yaml'), `version: 1\nrules:\n${ok}`);
  expect((await run(['test'], { cwd })).stderr).toContain('"no admins" is defined in two files');
});

test('a rule that no resource matches yet says so', async () => {
  const { code, stdout } = await tested(ok.replace('space: lab', 'space: "*-prod"'));
  expect(code).toBe(0);
  expect(stdout).toContain('ok      no admins (no resource matches it yet)');
});

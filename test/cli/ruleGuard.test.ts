import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const seed = {
  account: { name: 'Acme' },
  users: {
    'jane@example.com': { name: 'Jane Doe', role: 'admin' },
    'omar@example.com': { name: 'Omar Haddad', role: 'admin' },
    'raj@example.com': { name: 'Raj Patel', role: 'member' },
    'tim@contractor.example.com': { name: 'Tim Roy', role: 'member' },
  },
  roles: { Reader: { permissions: ['PROJECT_READ', 'PROJECT_SPAN_READ'] } },
  organizations: {
    Platform: {
      members: { 'raj@example.com': 'member', 'tim@contractor.example.com': 'member' },
      spaces: { 'fraud-prod': { private: true }, dev: { private: true } },
    },
  },
};

const rules = `rules:
  contractors stay out of production:
    people: ["*@contractor.example.com"]
    may_not: PROJECT_SPAN_READ
    on: [{space: "*-prod"}]
`;

const granted = (people: string): string => `version: 1
${rules}organizations:
  Platform:
    spaces:
      dev:
        bindings: {raj@example.com: Reader}
      fraud-prod:
        bindings:
          ${people}
`;

async function folder(file: string) {
  const cwd = await scratch();
  const write = (text: string) => writeFile(join(cwd, 'access.yaml'), text);
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
  await write(file);
  const ax = (...args: readonly string[]) =>
    run([...args, '--sandbox=seed.yaml', '-q'], { cwd, env: { COLUMNS: '80' } });
  return { cwd, ax, write };
}

/** A text without its line breaks. */
const flat = (text: string): string => text.replaceAll(/\s+/g, ' ');

const message =
  'The rule "contractors stay out of production" (access.yaml:3) would be broken: tim@contractor.example.com would have PROJECT_SPAN_READ in space "fraud-prod". Change access.yaml:15, or the rule if this is meant.';

test('a run that breaks a rule is blocked in every format, and nothing is written', async () => {
  const { cwd, ax } = await folder(
    granted('raj@example.com: Reader\n          tim@contractor.example.com: Reader'),
  );
  const also = ['--also', 'markdown=plan.md', '--also', 'json=plan.json'];
  const planned = await ax('plan', ...also);
  expect(planned.code).toBe(3);
  expect(flat(planned.stdout)).toContain(`! rule: ${message}`);
  expect(await readFile(join(cwd, 'plan.md'), 'utf8')).toContain('Blocked: nothing can be applied');
  const { guards } = JSON.parse(await readFile(join(cwd, 'plan.json'), 'utf8'));
  expect(guards).toContainEqual({
    rule: 'rule',
    scope: '',
    verdict: 'blocked',
    message,
    changes: ['space/Platform/fraud-prod/binding/tim@contractor.example.com'],
  });

  const applied = await ax('apply', '--yes', '--allow-destructive');
  expect(applied.code).toBe(3);
  expect((await ax('who-can', 'read', 'fraud-prod', '--json')).stdout).not.toContain('tim@');
});

test('a narrowed run is held to the rules of the whole file, and the rest of it runs', async () => {
  const { ax } = await folder(
    granted('raj@example.com: Reader\n          tim@contractor.example.com: Reader'),
  );
  const tim = await ax(
    'apply',
    '--target',
    'space/Platform/fraud-prod/binding/tim@contractor.example.com',
  );
  expect([tim.code, flat(tim.stdout + tim.stderr)]).toEqual([3, expect.stringContaining(message)]);
  const raj = await ax('apply', '--target', 'space/Platform/fraud-prod/binding/raj@example.com');
  expect(raj.code).toBe(0);
});

test('a saved plan is judged again: by what became of the account since', async () => {
  const few = `rules:
  few readers:
    may: PROJECT_SPAN_READ
    at_most: 1
    except: [admins]
    on: [{space: fraud-prod}]
`;
  const file = granted('raj@example.com: Reader').replace(rules, few);
  const { cwd, ax, write } = await folder(file);
  expect((await ax('plan', '--out', 'saved.json')).code).toBe(0);
  // Another file makes another person the one reader.
  await write(
    `version: 1\nmanage: {bindings: additive}\norganizations: {Platform: {spaces: {fraud-prod: {bindings: {tim@contractor.example.com: Reader}}}}}\n`,
  );
  expect((await ax('apply')).code).toBe(0);
  await write(file.replace('version: 1', 'version: 1\nmanage: {bindings: additive}'));
  const applied = await ax('apply', join(cwd, 'saved.json'));
  expect([applied.code, flat(applied.stdout + applied.stderr)]).toEqual([
    3,
    expect.stringContaining(
      '2 people would have PROJECT_SPAN_READ in space "fraud-prod" instead of 1',
    ),
  ]);
});

/** An account with one space, of which these hold a role. */
const spaceOf = (bindings: string) => `organizations:
  O:
    members: {kim@x.org: member}
    spaces: {prod: {private: true, bindings: {${bindings}}}}
`;

test('an undo is held to the rules of the access file, and says so where it cannot be', async () => {
  const cwd = await scratch();
  await writeFile(
    join(cwd, 'account.yaml'),
    `users: {jane@x.org: {name: Jane, role: admin}, kim@x.org: {name: Kim, role: member}}
roles: {Reader: {permissions: [PROJECT_READ]}}
${spaceOf('kim@x.org: Reader')}`,
  );
  const own = `rules:
  kim stays out: {people: [kim@x.org], may_not: access, on: [{space: prod}]}
`;
  await writeFile(join(cwd, 'access.yaml'), `version: 1\n${spaceOf('')}${own}`);
  const applied = await run(['apply', '--sandbox=account.yaml', '--allow-destructive', '--yes'], {
    cwd,
  });
  expect(applied.code).toBe(0);

  const undone = await run(['undo', '--sandbox', '--apply', '--yes'], { cwd });
  expect(undone.code).toBe(3);
  expect(undone.stdout).toContain('! rule: The rule "kim stays out" (access.yaml:7)');

  await writeFile(join(cwd, 'access.yaml'), `version: 1\n${spaceOf('')}${own}nonsense: 1\n`);
  const unchecked = await run(['undo', '--sandbox'], { cwd });
  expect(unchecked.stderr).toContain(
    'access.yaml has errors, so its access rules are not checked.',
  );
  expect(unchecked.code).toBe(0);
});

import { expect, test } from 'vitest';
import { folderWith, served } from './account.ts';
import { run } from './run.ts';

/** Takes one of two members out of an organization, and allows no removal at all. */
const file = `version: 1
limits: {removals: 0}
organizations:
  Research:
    members:
      ana@example.com: admin
`;

test('a run above a limit writes nothing and names the flag, which lets it through', async () => {
  const { sandbox, env } = await served();
  const cwd = await folderWith(file);
  const both = ['apply', '--allow-destructive', '--yes'];

  const held = await run(['plan'], { cwd, env });
  expect(held.code).toBe(0);
  expect(held.stdout).toContain('Limit lowered: removals 0 instead of 50, by access.yaml:2.');

  const blocked = await run(both, { cwd, env });
  expect([blocked.code, sandbox.counts().writes]).toEqual([3, 0]);
  expect(blocked.stdout.replaceAll(/\s+/g, ' ')).toContain(
    '! removals: This run would remove 1 item: cy@example.com. The limit is 0 (set in the file). If this is intended, add --max-removals 1.',
  );

  const other = await run([...both, '--max-emptied-scopes', '1'], { cwd, env });
  expect([other.code, sandbox.counts().writes]).toEqual([3, 0]);

  const passed = await run([...both, '--max-removals', '1'], { cwd, env });
  expect([passed.code, sandbox.counts().writes]).toEqual([0, 1]);
  expect(passed.stdout).not.toContain('BLOCKED');
});

test('programs see what a verdict is measured by', async () => {
  const { env } = await served();
  const cwd = await folderWith(file);
  const { code, stdout } = await run(['plan', '--allow-destructive', '--json'], { cwd, env });
  expect(code).toBe(3);
  const { blocked, limits, guards } = JSON.parse(stdout);
  expect(blocked).toBe(true);
  expect(limits.removals).toEqual({
    limit: 0,
    limit_source: 'file',
    source: { file: 'access.yaml', line: 2, column: 10 },
  });
  expect(guards).toContainEqual({
    rule: 'removals',
    scope: '',
    verdict: 'blocked',
    message:
      'This run would remove 1 item: cy@example.com. The limit is 0 (set in the file). If this is intended, add --max-removals 1.',
    changes: ['organization/Research/member/cy@example.com'],
    have: 1,
    limit: 0,
    limit_source: 'file',
  });
});

test.each([
  ['--max-removals', 'many', 'from 0 to 1000000'],
  ['--max-removal-percent', '101', 'from 0 to 100'],
  ['--min-admins', '0', 'from 1 to 1000000'],
])('%s %s is no limit', async (flag, value, range) => {
  const { code, stderr } = await run(['plan', flag, value]);
  expect(code).toBe(64);
  expect(stderr).toContain(
    `Invalid value "${value}" for ${flag}.\n  Give it a whole number ${range}.`,
  );
});

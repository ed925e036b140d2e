import { copyFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const example = resolve('examples/access-rules');

async function explained(...args: readonly string[]) {
  const cwd = await scratch();
  for (const file of ['access.yaml', 'account.yaml']) {
    await copyFile(join(example, file), join(cwd, file));
  }
  return run(['explain', ...args, '--sandbox=account.yaml'], { cwd });
}

test('an answer names the rules about the person there, and the one that forbids what it suggests', async () => {
  const { stdout } = await explained('kim@contractor.example.com', 'fraud-prod');
  expect(stdout).toContain(`            kim@contractor.example.com: read-only
The rule "contractors stay out of production" (access.yaml:44) forbids it: a
  plan with this entry is blocked.

Access rules about this:
ok      contractors stay out of production                        access.yaml:44
ok      no one both grants access and reads data                  access.yaml:57
`);
});

test('a rule that counts people is judged where everyone is known, and left out where not', async () => {
  const { stdout: offline } = await explained('raj@example.com', 'fraud-prod', '--desired');
  expect(offline).toContain('\nok      few admins  ');
  const { stdout: live } = await explained('raj@example.com', 'fraud-prod');
  expect(live).toContain('\nok      no one both grants');
  expect(live).not.toContain('few admins');
});

test('rules about others, or about other resources, are not named', async () => {
  const { stdout } = await explained('raj@example.com', 'payments');
  expect(stdout).toContain('\nok      only mei reads payments');
  expect(stdout).not.toContain('contractors stay out');
  expect(stdout).not.toContain('on-call can always read scoring');
});

test('Markdown and JSON name them too', async () => {
  const markdown = await explained('mei@example.com', 'payments', '--format', 'markdown');
  expect(markdown.stdout).toContain('- ok: `only mei reads payments` (`access.yaml:52`)');
  const json = await explained('mei@example.com', 'payments', '--json');
  expect(JSON.parse(json.stdout)).toMatchObject({
    rules: [
      {
        rule: 'only mei reads payments',
        verdict: 'ok',
        severity: 'block',
        claim: 'only mei@example.com may have PROJECT_SPAN_READ',
        source: { file: 'access.yaml', line: 52 },
      },
      { rule: 'no one both grants access and reads data', verdict: 'ok' },
    ],
  });
});

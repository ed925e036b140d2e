import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const seed = `account: {name: Acme}
users:
  jane@example.com: {name: Jane Doe, role: admin}
  omar@example.com: {name: Omar Haddad, role: admin}
roles:
  Operator: {permissions: [PROJECT_READ, ROLE_BINDING_CREATE, PROJECT_RESTRICT, SPACE_DELETE]}
`;

test('the warnings of an untouched import are accepted once, and no command shows them again', async () => {
  const cwd = await scratch();
  await writeFile(join(cwd, 'account.yaml'), seed);
  const ax = (...args: readonly string[]) => run(args, { cwd });
  await ax('import', '--sandbox=account.yaml', '-o', 'access.yaml');
  const first = await ax('validate');
  const warnings = first.stderr.match(/: warning: .*/g) ?? [];
  expect(warnings.length).toBeGreaterThan(1);
  const plan = await ax('plan', '--sandbox');
  expect(plan.stderr).toContain(
    `${warnings.length} warnings in access.yaml (ax-access validate shows them)\n`,
  );
  expect(plan.stderr).not.toContain(': warning: ');

  const ids = warnings.map((line) => /\[(?<id>[0-9a-f]{8})\]$/.exec(line)?.groups?.['id'] ?? '');
  // Code scanning shows the id, too, and knows a warning by it on whatever line.
  const scanned = await ax('validate', '--format', 'sarif');
  expect(JSON.parse(scanned.stdout).runs[0].results).toMatchObject(
    ids.map((id) => ({
      message: { text: expect.stringContaining(` [${id}]`) },
      partialFingerprints: { 'axAccessId/v1': id },
    })),
  );
  const entries = ids.map((id) => `  - {finding: '${id}', owner: Jane, until: 2999-12-31}\n`);
  await appendFile(join(cwd, 'access.yaml'), `accepted:\n${entries.join('')}`);
  const second = await ax('validate');
  expect([second.stderr, second.code]).toEqual(['', 0]);
  expect(second.stdout).toContain(`; ${ids.length} warnings accepted, the first until 2999-12-31.`);
  expect((await ax('plan', '--sandbox')).stderr).not.toContain('warning');
  // On a later day they are back.
  const later = await ax('validate', '--today', '3000-01-01');
  for (const id of ids) expect(later.stderr).toContain(` [${id}]\n`);
  const { stdout } = await ax('validate', '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    warnings: [],
    accepted: ids.map((id) => ({ id, accepted: { owner: 'Jane', until: '2999-12-31' } })),
  });
});

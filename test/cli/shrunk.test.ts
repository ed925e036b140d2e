import { writeFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { folderWith, give, served } from './account.ts';
import { run } from './run.ts';

/** Adds one role, and lists the members of the organization as they are. */
const file = `version: 1
roles:
  Reader: {permissions: [PROJECT_READ]}
organizations:
  Research:
    members: {ana@example.com: admin, cy@example.com: member}
`;

const next = file
  .replace('Reader', 'Writer')
  .replace('roles:', 'manage: {roles: additive}\nroles:');

const list = 'organization_member organization/Research';

/** An account that a run has seen with two members, and whose list of them is empty by now. */
async function emptied() {
  const account = await served();
  const cwd = await folderWith(file);
  const ax = (args: readonly string[]) => run(args, { cwd, env: account.env });
  expect((await ax(['apply', '-q'])).code).toBe(0);
  for (const who of ['Ana', 'Cy']) {
    // eslint-disable-next-line no-await-in-loop
    await give(account.env, who, undefined);
  }
  return { ...account, cwd, ax };
}

describe('a list that came back empty, where the last run saw two', () => {
  test('stops the run before the first write, with the numbers and the way out', async () => {
    const { sandbox, cwd, ax } = await emptied();
    await writeFile(`${cwd}/access.yaml`, next);
    const { writes } = sandbox.counts();
    const ran = await ax(['apply', '-q', '--allow-destructive', '--yes']);
    expect([ran.code, sandbox.counts().writes]).toEqual([3, writes]);
    const text = ran.stdout.replaceAll(/\s+/g, ' ');
    expect(text).toContain(
      `! shrunk: The list "${list}" holds 0, and held 2 when a run last looked (`,
    );
    expect(text).toContain(`if 0 is right: --accept-count '${list}=0'.`);
    expect((await ax(['plan', '--json', '--detailed-exitcode'])).code).toBe(3);
  });

  test('goes on when somebody has looked and says the number, and no other', async () => {
    const { sandbox, cwd, ax } = await emptied();
    await writeFile(`${cwd}/access.yaml`, next);
    const { writes } = sandbox.counts();
    const wrong = await ax(['apply', '-q', '--accept-count', `${list}=1`]);
    expect([wrong.code, sandbox.counts().writes]).toEqual([3, writes]);
    const right = await ax(['apply', '-q', '--accept-count', `${list}=0`]);
    expect(right.code).not.toBe(3);
    expect(sandbox.counts().writes).toBeGreaterThan(writes);
  });

  test('is no news where nothing is to be done, nor where no journal was kept', async () => {
    const { ax } = await emptied();
    const ran = await ax(['plan', '-q', '--journal-dir', 'nowhere']);
    expect([ran.code, ran.stdout.includes('shrunk')]).toEqual([0, false]);
    expect(ran.stdout).toContain('No journal of an earlier run');
  });
});

test('what a run takes away itself is no shrinking', async () => {
  const { env } = await served();
  const cwd = await folderWith(file);
  const ax = (args: readonly string[]) => run(args, { cwd, env });
  await ax(['apply', '-q']);
  await writeFile(`${cwd}/access.yaml`, 'version: 1\nroles: {}\n');
  expect((await ax(['apply', '-q', '--allow-destructive', '--yes'])).code).toBe(0);
  await writeFile(`${cwd}/access.yaml`, 'version: 1\nroles: {New: {permissions: [TAG_READ]}}\n');
  const ran = await ax(['apply', '-q']);
  expect(ran.code).toBe(0);
  expect(ran.stdout).toContain('shrunk');
});

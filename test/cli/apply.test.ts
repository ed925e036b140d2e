import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addAndRemove, addOnly, folderWith, served } from './account.ts';
import { run } from './run.ts';

test.each([
  ['plan', ''],
  ['plan --json', ''],
  ['drift', ''],
  ['validate', ''],
  ['saml export', ''],
  ['import', 'Left out: '],
])('%s says the same twice, and writes nothing', async (line, stderr) => {
  const { sandbox, env } = await served();
  const cwd = await folderWith(addAndRemove);
  // Progress in a log comes by the clock.
  const words = [...line.split(' '), '-q'];
  const first = await run(words, { cwd, env });
  expect(await run(words, { cwd, env })).toEqual(first);
  expect(first.stdout).not.toBe('');
  expect(first.stderr.slice(0, 10)).toBe(stderr);
  expect(sandbox.counts().writes).toBe(0);
});

test('a run holds back what takes away, and does it with consent', async () => {
  const { sandbox, env } = await served();
  const cwd = await folderWith(addAndRemove);
  const codes: Record<string, number> = {};
  const note = async (...args: string[]): Promise<string> => {
    const { code, stdout } = await run(args, { cwd, env });
    codes[`${Object.keys(codes).length + 1} ${args.join(' ')}`] = code;
    return stdout;
  };

  await note('plan');
  await note('plan', '--detailed-exitcode');
  const safe = await note('plan', '--apply');
  expect(safe).toContain('Applied: 1 done, 1 held back.');
  expect(sandbox.counts()).toMatchObject({ writes: 1, byOperation: { create_role: 1 } });
  await note('apply', '--detailed-exitcode');
  await note('drift');
  const rest = await note('apply', '--allow-destructive', '--yes', '--detailed-exitcode');
  expect(rest).toContain('Applied: 1 done.');
  expect(sandbox.counts().writes).toBe(2);
  await note('plan', '--detailed-exitcode');
  await note('drift');
  await note('apply', '--allow-destructive', '--yes');

  expect(codes).toEqual({
    '1 plan': 0,
    '2 plan --detailed-exitcode': 2,
    '3 plan --apply': 0,
    '4 apply --detailed-exitcode': 2,
    '5 drift': 2,
    '6 apply --allow-destructive --yes --detailed-exitcode': 0,
    '7 plan --detailed-exitcode': 0,
    '8 drift': 0,
    '9 apply --allow-destructive --yes': 0,
  });
  expect(sandbox.counts().writes).toBe(2);
});

test('the one document of a run says what became of each change', async () => {
  const { env } = await served();
  const cwd = await folderWith(addAndRemove);
  const { code, stdout, stderr } = await run(['apply', '--json', '-q'], { cwd, env });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    command: 'apply',
    consent: false,
    blocked: false,
    outcomes: [
      { address: 'role/Reader', action: 'create', status: 'done' },
      { address: 'organization/Research/member/cy@example.com', action: 'delete', status: 'held' },
    ],
    exit_code: 0,
  });
});

test('what was changed behind the file is drift', async () => {
  const { env } = await served();
  const cwd = await folderWith(addOnly);
  await run(['apply'], { cwd, env });
  const before = await run(['drift'], { cwd, env });
  const body = JSON.stringify({ name: 'Stowaway', permissions: ['PROJECT_READ'] });
  const headers = { authorization: `Bearer ${env['ARIZE_API_KEY']}` };
  await fetch(`${env['ARIZE_BASE_URL']}/v2/roles`, { method: 'POST', body, headers });
  const after = await run(['drift'], { cwd, env });
  expect([before.code, after.code]).toEqual([0, 2]);
  expect(after.stdout).toContain('Stowaway');
});

test('planning what import wrote changes nothing', async () => {
  const { env } = await served();
  const cwd = await folderWith('version: 1\n');
  const imported = await run(['import', '-o', 'live.yaml'], { cwd, env });
  expect(imported).toMatchObject({ code: 0, stdout: '' });
  expect(imported.stderr).toContain('Wrote live.yaml.');
  const { code, stdout } = await run(['plan', '-f', 'live.yaml', '--detailed-exitcode'], {
    cwd,
    env,
  });
  expect(code).toBe(0);
  // The admins are members of everything: whether by name as well, Arize does not show.
  expect(stdout).toContain(
    'No changes in what was read; 2 possible memberships of admins are not shown.',
  );
});

test.each([
  ['import', ' update it with import --update,'],
  ['saml export', ''],
])('%s replaces a file only when told to', async (line, instead) => {
  const { env } = await served();
  const cwd = await folderWith('version: 1\n');
  await writeFile(join(cwd, 'mine'), 'keep me');
  const args = [...line.split(' '), '-o', 'mine'];
  expect(await run(args, { cwd, env })).toEqual({
    code: 1,
    stdout: '',
    stderr: `error: mine already exists.\n  Use another file,${instead} or --overwrite to replace it.\n`,
  });
  expect(await readFile(join(cwd, 'mine'), 'utf8')).toBe('keep me');
  expect(await run([...args, '--overwrite'], { cwd, env })).toMatchObject({ code: 0, stdout: '' });
  const { stdout } = await run(line.split(' '), { cwd, env });
  expect(await readFile(join(cwd, 'mine'), 'utf8')).toBe(stdout);
});

/** A run that a guard stops: it would leave an organization without an admin. */
const nobody = `version: 1
organizations:
  Research:
    members: {}
`;

test.each([
  ['plan', ['plan', '--allow-destructive']],
  ['apply', ['apply', '--allow-destructive']],
  ['a detailed plan', ['plan', '--allow-destructive', '--detailed-exitcode']],
])('a guard blocks %s, and nothing is written', async (_, args) => {
  const { sandbox, env } = await served();
  const cwd = await folderWith(nobody);
  const { code, stdout } = await run(args, { cwd, env });
  expect(code).toBe(3);
  expect(stdout).toMatch(/blocked/i);
  const document = await run([...args, '--json'], { cwd, env });
  expect(JSON.parse(document.stdout)).toMatchObject({ blocked: true, exit_code: 3 });
  expect(document.code).toBe(3);
  expect(sandbox.counts().writes).toBe(0);
});

test('a guard that would only stop the part that is held back blocks nothing', async () => {
  const { env } = await served();
  const cwd = await folderWith(nobody);
  expect((await run(['plan'], { cwd, env })).code).toBe(0);
});

const two = `version: 1
roles:
  Good: {permissions: [PROJECT_READ]}
  Bad: {permissions: [PROJECT_READ]}
`;

test.each([
  ['something done and something failed', two, 4, '1 done'],
  ['nothing done', two.replace(/ {2}Good.*\n/, ''), 1, '1 failed'],
])('%s', async (_, file, expected, summary) => {
  const { env } = await served(async (request, next) => {
    const body = request.method === 'POST' ? await request.clone().text() : '';
    return body.includes('"Bad"')
      ? Response.json({ title: 'No such luck' }, { status: 400 })
      : next();
  });
  const cwd = await folderWith(file);
  const { code, stdout, stderr } = await run(['apply', '-q'], { cwd, env });
  expect({ code, stderr }).toEqual({ code: expected, stderr: '' });
  expect(stdout).toContain('No such luck');
  expect(stdout).toContain(summary);
});

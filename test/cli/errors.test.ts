import { readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { addAndRemove, addOnly, folderWith, seed, served } from './account.ts';
import { onTerminal } from './pty.ts';
import { run, scratch } from './run.ts';

test.each([['plan'], ['apply'], ['drift'], ['import'], ['saml export']])(
  '%s without a key says how to get one',
  async (line) => {
    const cwd = await folderWith(addOnly);
    const { code, stdout, stderr } = await run(line.split(' '), { cwd });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^error: No API key: ARIZE_API_KEY is not set\.\n {2}Create one in/);
  },
);

test('for programs, the failure is the one document', async () => {
  const cwd = await folderWith(addOnly);
  const { code, stdout, stderr } = await run(['plan', '--json'], { cwd });
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'ax-access/error@1',
    error: { kind: 'settings', message: 'No API key: ARIZE_API_KEY is not set.' },
  });
});

test('mistakes in the file are told before anybody is asked for anything', async () => {
  const cwd = await folderWith('version: 1\nroels: {}\n');
  const { code, stdout, stderr } = await run(['plan'], { cwd });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(
    /^access\.yaml:2:1: error: .*roels[^]*did you mean "roles"[^]*\n1 error in access\.yaml\n$/,
  );
  const document = await run(['validate', '--json'], { cwd });
  expect(document).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(document.stdout)).toMatchObject({
    error: {
      kind: 'file',
      problems: [{ severity: 'error', source: { file: 'access.yaml', line: 2, column: 1 } }],
    },
  });
});

test('a file with a mistake sends no request, although the key and the address are there', async () => {
  const { sandbox, env } = await served();
  const cwd = await folderWith('version: 1\nroels: {}\n');
  const { code } = await run(['plan'], { cwd, env });
  expect(code).toBe(1);
  expect(sandbox.counts()).toMatchObject({ reads: 0, writes: 0 });
});

test('a valid file is summed up, for people and for programs', async () => {
  const cwd = await folderWith(addAndRemove);
  expect(await run(['validate'], { cwd })).toEqual({
    code: 0,
    stdout: 'access.yaml is valid: 1 custom role, 1 organization, 1 grant.\n',
    stderr: '',
  });
  const { code, stdout, stderr } = await run(['validate', '--json'], { cwd });
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({
    schema: 'ax-access/validate@1',
    file: 'access.yaml',
    warnings: [],
  });
});

test('a file for another account is refused before anything is compared', async () => {
  const { sandbox, env } = await served();
  const wanted = Buffer.from('Account:8:abcd').toString('base64');
  const cwd = await folderWith(`account: ${wanted}\n${addAndRemove}`);
  const { code, stdout, stderr } = await run(['apply', '--allow-destructive'], { cwd, env });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain(
    `Wrong account: access.yaml is for ${wanted}, but the API key belongs to `,
  );
  expect(stderr).toContain(' (Acme).');
  expect(sandbox.counts()).toMatchObject({ reads: 1, writes: 0, byOperation: { graphql: 1 } });
});

test('what could not be read is listed, and there is no plan', async () => {
  const { sandbox, env } = await served((request, next) =>
    /\/v2\/(?:roles|users)$/.test(new URL(request.url).pathname)
      ? Promise.resolve(Response.json({ title: 'Forbidden' }, { status: 403 }))
      : next(),
  );
  const cwd = await folderWith(addAndRemove);
  const { code, stdout, stderr } = await run(['apply', '--allow-destructive'], { cwd, env });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  const lines = stderr.split('\n');
  expect(lines[0]).toBe('error: The account could not be read completely, so there is no plan.');
  expect(lines).toContain('  custom roles of the account');
  expect(lines).toContain('  people of the account');
  expect(stderr).toContain('    GET /v2/roles: ');
  expect(stderr.endsWith('\nNo plan was made. Nothing was written.\n')).toBe(true);
  expect(sandbox.counts().writes).toBe(0);

  const document = await run(['plan', '--json'], { cwd, env });
  expect(document).toMatchObject({ code: 1, stderr: '' });
  expect(JSON.parse(document.stdout)).toMatchObject({
    error: {
      kind: 'incomplete-read',
      unread: [
        { kind: 'role', scope: '', error: { kind: 'forbidden' } },
        { kind: 'user', scope: '', error: { kind: 'forbidden' } },
      ],
    },
  });
});

test('the key is never shown', async () => {
  const { env } = await served();
  const cwd = await folderWith(addOnly);
  const wrong = { ...env, ARIZE_API_KEY: 'ak-secret-0123456789' };
  for (const flags of [['-v'], ['--json', '-v']]) {
    // eslint-disable-next-line no-await-in-loop
    const { code, stdout, stderr } = await run(['plan', ...flags], { cwd, env: wrong });
    expect(code).toBe(1);
    expect(stdout + stderr).not.toContain('secret');
  }
});

test('the sandbox refuses a seed that is not there, and another one than it grew from', async () => {
  const cwd = await folderWith(addOnly);
  await writeFile(join(cwd, 'other.yaml'), JSON.stringify({ users: seed.users }));
  expect((await run(['apply', '--sandbox', 'seed.yaml'], { cwd })).code).toBe(0);
  const missing = await run(['plan', '--sandbox', 'missing.yaml'], { cwd });
  expect(missing).toMatchObject({ code: 1, stdout: '' });
  expect(missing.stderr).toMatch(/^error: missing\.yaml: the seed cannot be read: /);
  const another = await run(['plan', '--sandbox', 'other.yaml'], { cwd });
  expect(another).toMatchObject({ code: 1, stdout: '' });
  expect(another.stderr).toMatch(/^error: .*from another seed than other\.yaml.*sandbox reset/);
});

test('as a page for a pull request, a plan and a run are one document each', async () => {
  const cwd = await folderWith(addAndRemove);
  const { env } = await served();
  const planned = await run(['plan', '--format', 'markdown'], { cwd, env });
  expect(planned).toMatchObject({ code: 0, stderr: '' });
  expect(planned.stdout).toMatch(
    /^<!-- ax-access plan access\.yaml -->\n\n### Access plan: 1 loses access\n/,
  );
  const applied = await run(['apply', '--format', 'markdown'], { cwd, env });
  expect(applied.code).toBe(0);
  expect(applied.stdout).toMatch(
    /^<!-- ax-access apply access\.yaml -->\n\n### Access applied: 1 done, 1 held back\n/,
  );
  expect(applied.stdout).toContain('**Applied: 1 done, 1 held back.**');
  const drifted = await run(['drift', '--format', 'markdown'], { cwd, env });
  expect(drifted.code).toBe(2);
  expect(drifted.stdout).toMatch(
    /^<!-- ax-access drift access\.yaml -->\n\n### Access drift: 1 not applied yet/,
  );
});

test('other formats are written to files beside, and a place that is not there is told first', async () => {
  const cwd = await folderWith(addOnly);
  const { env, sandbox } = await served();
  const both = ['--also', 'markdown=plan.md', '--also', 'json=plan.json'];
  const planned = await run(['plan', ...both], { cwd, env });
  expect(planned.stdout).toMatch(/^access\.yaml -> Acme/);
  expect(await readFile(join(cwd, 'plan.md'), 'utf8')).toMatch(/^<!-- ax-access plan/);
  expect(JSON.parse(await readFile(join(cwd, 'plan.json'), 'utf8'))).toMatchObject({
    command: 'plan',
    summary: { create: 1 },
  });
  const nowhere = await run(['apply', '--also', 'json=no/where.json'], { cwd, env });
  expect(nowhere).toMatchObject({ code: 1, stdout: '' });
  expect(nowhere.stderr).toContain('Folder no does not exist (for no/where.json).');
  const wrong = await run(['apply', '--also', 'html=x.html'], { cwd, env });
  expect(wrong).toMatchObject({ code: 64, stdout: '' });
  expect(sandbox.counts().writes).toBe(0);
});

test('two results never go to one file', async () => {
  const cwd = await folderWith(addOnly);
  const { env } = await served();
  const twice = await run(['plan', '--out', 'q.json', '--also', 'json=./q.json'], { cwd, env });
  expect(twice).toMatchObject({ code: 64, stdout: '' });
  expect(twice.stderr).toBe(
    'error: Two outputs would be written to ./q.json.\n  Use a different file for each.\n',
  );
});

test('--also writes where its path says, and replaces nothing but earlier results', async () => {
  const { env } = await served();
  const outside = await scratch();
  await writeFile(join(outside, 'target'), 'mine');
  const cwd = await folderWith(addOnly);
  await symlink(join(outside, 'target'), join(cwd, 'plan.md'));
  const linked = await run(['plan', '--also', 'markdown=plan.md'], { cwd, env });
  expect(linked).toMatchObject({ code: 1, stdout: '' });
  expect(linked.stderr).toContain('plan.md is a link, but --also does not follow links.');
  expect(await readFile(join(outside, 'target'), 'utf8')).toBe('mine');
  const wrong = await run(['plan', '--also', 'text=access.yaml'], { cwd, env });
  expect(wrong).toMatchObject({ code: 1, stdout: '' });
  expect(wrong.stderr).toContain('--also would replace access.yaml, which is not a result');
  expect(await readFile(join(cwd, 'access.yaml'), 'utf8')).toBe(addOnly);

  await symlink(outside, join(cwd, 'out'));
  const through = await run(['plan', '--also', 'json=out/plan.json'], { cwd, env });
  expect(through).toMatchObject({ code: 1, stdout: '' });
  expect(through.stderr).toContain('out is a link, but --also does not follow links.');
  expect(await readdir(outside)).toEqual(['target']);
});

test.each([
  ['an access file of another name', ['plan', '-f', 'own', '--also', 'text=own'], 'own'],
  ['the saved plan that it runs', ['apply', 'saved', '--also', 'json=saved'], 'saved'],
  ['a page of somebody', ['drift', '--also', 'markdown=README.md'], 'README.md'],
  ['data of somebody', ['plan', '--also', 'json=package.json'], 'package.json'],
  ['a result in another format', ['plan', '--also', 'text=plan.md'], 'plan.md'],
])('--also does not replace %s', async (_, args, path) => {
  const { env, sandbox } = await served();
  const cwd = await folderWith(addOnly);
  expect(
    await run(['plan', '--out', 'saved', '--also', 'markdown=plan.md'], { cwd, env }),
  ).toMatchObject({ code: 0 });
  await writeFile(join(cwd, 'own'), addOnly);
  await writeFile(join(cwd, 'README.md'), '# Ours\n');
  await writeFile(join(cwd, 'package.json'), '{}\n');
  const before = await readFile(join(cwd, path), 'utf8');
  const refused = await run(args, { cwd, env });
  expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(refused.stderr).toContain(
    `--also would replace ${path}, which is not a result of an earlier`,
  );
  expect(await readFile(join(cwd, path), 'utf8')).toBe(before);
  expect(sandbox.counts().writes).toBe(0);
});

test('--also replaces results of earlier runs, and leaves none where a run ends without one', async () => {
  const { env } = await served();
  const cwd = await folderWith(addOnly);
  const files = ['text=a.txt', 'json=a.json', 'markdown=a.md'].flatMap((each) => ['--also', each]);
  await writeFile(join(cwd, 'a.md'), '');
  for (const command of ['plan', 'drift', 'apply', 'plan', 'drift']) {
    // eslint-disable-next-line no-await-in-loop -- each over what the one before wrote
    const { stderr } = await run([command, ...files], { cwd, env: { ...env, FORCE_COLOR: '1' } });
    expect(stderr).not.toContain('error');
    // eslint-disable-next-line no-await-in-loop
    expect(await readFile(join(cwd, 'a.md'), 'utf8')).toContain(`<!-- ax-access ${command} `);
  }
  await writeFile(join(cwd, 'access.yaml'), 'version: 2\n');
  expect(await run(['plan', ...files], { cwd, env })).toMatchObject({ code: 1 });
  expect((await readdir(cwd)).filter((name) => name.startsWith('a.'))).toEqual([]);
});

test.each([60, 80])(
  'on a terminal of %d columns, an error breaks between words',
  async (columns) => {
    const pty = await onTerminal(['plan'], { cwd: await folderWith(addAndRemove), columns });
    expect(await pty.ended).toBe(1);
    const rows = pty.rows().filter((row) => row !== '');
    expect(rows.length).toBeGreaterThan(3);
    // A row that the terminal wrapped would be one line here.
    expect(pty.screen().split('\n')).toEqual(rows);
    expect(rows.slice(2).every((row) => row.startsWith('  '))).toBe(true);
  },
);

test('on a terminal, a line of a file is cut to it, and its mark stays below what it marks', async () => {
  const long = 'a name that goes on and on '.repeat(4);
  const text = `version: 1\nusers:\n  jane@example.com: {name: ${long}, role: admim, invite: none}\n`;
  const cwd = await scratch();
  await writeFile(join(cwd, 'access.yaml'), text);
  const pty = await onTerminal(['validate'], { cwd, columns: 60 });
  expect(await pty.ended).toBe(1);
  const rows = pty.rows();
  const at = rows.findIndex((row) => row.includes(' | …'));
  expect(rows[at]?.length).toBeLessThanOrEqual(60);
  expect(rows[at + 1]?.indexOf('^')).toBe(rows[at]?.indexOf('admim'));
});

test('on a terminal, what a valid file contains breaks between words, too', async () => {
  const file = `version: 1
users: {ana@example.com: {name: Ana, role: admin}}
roles: {Reader: {permissions: [PROJECT_READ]}}
organizations: {Research: {members: {ana@example.com: admin}, spaces: {lab: {}}}}
`;
  const pty = await onTerminal(['validate'], { cwd: await folderWith(file), columns: 60 });
  expect(await pty.ended).toBe(0);
  const rows = pty.rows().filter((row) => row !== '');
  expect(rows).toEqual([
    'access.yaml is valid: 1 custom role, 1 person, 1',
    '  organization, 1 space, 1 grant.',
  ]);
});

import { execFileSync } from 'node:child_process';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readFile,
  readdir,
  stat,
  symlink,
  writeFile,
} from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadSeed, openSandbox, serve } from '../../src/sandbox/index.ts';
import type { Behaviour } from '../../src/sandbox/index.ts';
import { run, scratch } from '../cli/run.ts';

const root = resolve('.');

/** A sandbox on loopback, and the environment with which a command reaches it as if it were Arize. */
async function arize(seed: string, behaviour: Partial<Behaviour> = {}) {
  const sandbox = openSandbox({ seed: await loadSeed(seed), behaviour });
  const served = await serve(sandbox);
  const [key] = sandbox.keys();
  if (key === undefined) throw new Error('The sandbox has no key.');
  const env = {
    ARIZE_API_KEY: key.key,
    ARIZE_BASE_URL: served.url,
    ARIZE_GRAPHQL_ENDPOINT: served.graphqlUrl,
  };
  const ask = (method: string, path: string, body?: unknown): Promise<Response> =>
    fetch(new URL(path, served.url), {
      method,
      headers: { authorization: `Bearer ${key.key}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  return { sandbox, env, ask, [Symbol.asyncDispose]: () => served.close() };
}

async function withFile(name: string): Promise<string> {
  const cwd = await scratch();
  await copyFile(join(root, name), join(cwd, 'access.yaml'));
  return cwd;
}

test('what changed live is adopted by the file that speaks of it, also by one that is included', async () => {
  await using live = await arize('examples/quickstart/account.yaml');
  const cwd = await scratch();
  const main = 'version: 1\ninclude: [teams/*.yaml] # one for each team\n';
  await writeFile(join(cwd, 'access.yaml'), main);
  await mkdir(join(cwd, 'teams'));
  const team = join(cwd, 'teams', 'platform.yaml');
  await writeFile(
    team,
    `version: 1
organizations:
  Platform Team:
    members: # whoever works on it
      jane@example.com: admin
      mei@example.com: member
      old@example.com: member
      omar@example.com: admin
`,
  );
  commitAll(cwd);
  const found = await run(['drift', '-q', '--base', 'HEAD'], { cwd, env: live.env });
  expect(found.code).toBe(2);
  expect(found.stdout).toContain('Changed in Arize 1\n');
  expect(found.stdout).toContain('teams/platform.yaml:4');
  const adopted = await run(['drift', '--adopt'], { cwd, env: live.env });
  expect(adopted.code).toBe(0);
  expect(adopted.stderr).toContain('teams/platform.yaml now says what the account has.');
  expect(await readFile(join(cwd, 'access.yaml'), 'utf8')).toBe(main);
  const text = await readFile(team, 'utf8');
  expect(text).toContain('    members: # whoever works on it\n');
  expect(text).toContain('      tom@example.com: member\n');
  expect((await run(['drift', '-q'], { cwd, env: live.env })).code).toBe(0);
});

test('drift is 0, then 2 after a change behind the tool’s back, and names it', async () => {
  await using live = await arize('examples/quickstart/account.yaml');
  const cwd = await withFile('access.yaml');
  const applied = await run(['apply', '--allow-destructive', '--yes'], { cwd, env: live.env });
  expect(applied.code).toBe(0);
  const inSync = await run(['drift'], { cwd, env: live.env });
  expect(inSync).toMatchObject({ code: 0 });

  const userId = await idOf(await live.ask('GET', '/v2/users?email=tom@'), 'users');
  const organizationId = await idOf(await live.ask('GET', '/v2/organizations'), 'organizations');
  const added = await live.ask('POST', `/v2/organizations/${organizationId}/users`, {
    user_id: userId,
    role: { type: 'PREDEFINED', name: 'ADMIN' },
  });
  expect(added.status).toBe(200);

  const address = 'organization/Platform Team/member/tom@example.com';
  const drifted = await run(['drift'], { cwd, env: live.env });
  expect(drifted.code).toBe(2);
  expect(drifted.stdout).toContain(
    '  ! tom@example.com in "Platform Team"  not in the file, admin live',
  );
  expect(drifted.stdout).toContain('Probably changed by jane@example.com');
  const json = await run(['drift', '--json'], { cwd, env: live.env });
  expect(JSON.parse(json.stdout)).toMatchObject({
    changes: [{ address, action: 'delete' }],
    drift: {
      base: { from: 'journal' },
      findings: [
        {
          address,
          direction: 'live',
          live: { role: 'admin' },
          traces: [{ who: 'jane@example.com', names: true }],
        },
      ],
    },
  });
  const details = await run(['drift', '--details'], { cwd, env: live.env });
  expect(details.stdout).toMatch(/Compared with access\.yaml as of the last run, \d{4}-/);
});

test('what the last run held back is not applied yet, and nobody did it', async () => {
  await using live = await arize('examples/quickstart/account.yaml');
  const cwd = await withFile('access.yaml');
  expect((await run(['apply', '--yes'], { cwd, env: live.env })).code).toBe(0);
  const { code, stdout } = await run(['drift', '--json'], { cwd, env: live.env });
  expect(code).toBe(2);
  const held = { direction: 'file', traces: [] };
  expect(JSON.parse(stdout)).toMatchObject({
    drift: { audit_log: { status: 'not-needed' }, findings: [held, held, held, held] },
  });
});

/** Commits all that is in a folder. */
function commitAll(cwd: string): void {
  for (const args of [
    ['init', '-q'],
    ['add', '.'],
    ['commit', '-qm', 'As it is'],
  ]) {
    const who = ['-c', 'user.name=Jane', '-c', 'user.email=jane@example.com'];
    execFileSync('git', [...who, ...args], { cwd });
  }
}

/** A folder with git, in which the sample file is committed. */
async function committed(name: string): Promise<string> {
  const cwd = await withFile(name);
  commitAll(cwd);
  return cwd;
}

test('drift says which side moved, and both ways out work as printed', async () => {
  await using live = await arize('examples/several-organizations/account.yaml');
  const cwd = await scratch();
  const path = join(cwd, 'access.yaml');
  expect((await run(['import', '-o', 'access.yaml'], { cwd, env: live.env })).code).toBe(0);
  const imported = await readFile(path, 'utf8');
  await writeFile(path, imported.replace(/^users:/m, '# Our people.\nusers: # everybody'));
  commitAll(cwd);

  const role = { name: 'Surprise', permissions: ['PROMPT_READ'] };
  expect((await live.ask('POST', '/v2/roles', role)).status).toBe(201);
  const before = await readFile(path, 'utf8');
  const own = before.replace(/^roles:(?: \{\})?$/m, 'roles:\n  Mine: { permissions: [TAG_READ] }');
  await writeFile(path, own);
  const drifted = await run(['drift', '--base', 'HEAD'], { cwd, env: live.env });
  expect(drifted).toMatchObject({ code: 2, stderr: '' });
  const [changedLive = '', pending = ''] = drifted.stdout.split('Not applied yet 1\n');
  expect(changedLive).toContain('+ custom role Surprise  not in the file');
  expect(pending).toContain('+ custom role Mine  not live');
  expect(pending).toContain('Probably changed by jane@example.com, ');
  expect(pending).toContain('UTC: custom role Surprise\n');
  expect(pending).toContain('ax-access drift --details ');

  // One finding by its id; the other is left as it is.
  const details = await run(['drift', '--base', 'HEAD', '--details'], { cwd, env: live.env });
  expect(details.stdout).toContain('who: probably jane@example.com at ');
  const [, id = ''] = /([0-9a-f]{8}) {2}> live/.exec(details.stdout) ?? [];
  const adopted = await run(['drift', '--adopt', id], { cwd, env: live.env });
  expect(adopted.code).toBe(2);
  expect(adopted.stderr).toContain('Adopted 1 finding: wrote access.yaml; 1 finding is left.');
  const after = await readFile(path, 'utf8');
  expect(after).toContain('Surprise:');
  expect(after).toContain('Mine: { permissions: [TAG_READ] }');
  expect(after).toContain('# Our people.\nusers: # everybody\n');

  // What is only not applied yet is not given up by the way.
  const nothing = await run(['drift', '--adopt', '--base', 'HEAD'], { cwd, env: live.env });
  expect(nothing.code).toBe(2);
  expect(nothing.stderr).toContain('Nothing was adopted: only the file changed.');
  expect(await readFile(path, 'utf8')).toBe(after);

  // The command that it prints puts the rest back.
  const next = await run(['drift'], { cwd, env: live.env });
  const [, command = ''] = /ax-access (apply.*?)(?: +#.*)?$/m.exec(next.stdout) ?? [];
  expect((await run(command.trim().split(' '), { cwd, env: live.env })).code).toBe(0);
  expect(await run(['drift'], { cwd, env: live.env })).toMatchObject({ code: 0 });
});

describe('what drift can not do is said', () => {
  test.each([
    [['--adopt', 'nothing0'], 64, 'No difference has the id "nothing0".'],
    [['--base', 'no-such-ref'], 1, 'git has no access.yaml at "no-such-ref"'],
    [['--base', '-x'], 64, '--base needs a value.'],
    [['--base=-x'], 64, 'Invalid value "-x" for --base.'],
    [['--base', ''], 64, '--base is empty.'],
    [['--adopt', '-f', '-'], 64, 'The standard input cannot be edited.'],
  ])('%j', async (args, code, message) => {
    await using live = await arize('examples/quickstart/account.yaml');
    const cwd = await committed('access.yaml');
    const text = await readFile(join(cwd, 'access.yaml'), 'utf8');
    const ran = await run(['drift', ...args], { cwd, env: live.env, input: 'version: 1\n' });
    expect(ran.code).toBe(code);
    expect(ran.stderr).toContain(message);
    expect(await readFile(join(cwd, 'access.yaml'), 'utf8')).toBe(text);
  });

  test('who did it, where nobody may see the log', async () => {
    await using live = await arize('examples/quickstart/account.yaml', { audit_log: false });
    const cwd = await committed('access.yaml');
    const { code, stdout } = await run(['drift'], { cwd, env: live.env });
    expect(code).toBe(2);
    expect(stdout).toContain('Who changed it is unknown: the audit log cannot be read.');
  });
});

test('a file in a private place is as private after it was changed, and a link stays one', async () => {
  await using live = await arize('examples/quickstart/account.yaml');
  const cwd = await scratch();
  const real = join(cwd, 'real.yaml');
  await copyFile(join(root, 'access.yaml'), real);
  await chmod(real, 0o600);
  await symlink('real.yaml', join(cwd, 'access.yaml'));
  expect((await run(['drift', '--adopt'], { cwd, env: live.env })).code).toBe(0);
  expect((await lstat(join(cwd, 'access.yaml'))).isSymbolicLink()).toBe(true);
  expect((await stat(real)).mode & 0o777).toBe(0o600);
  expect(await readdir(cwd)).toEqual(['access.yaml', 'real.yaml']);
  expect(await run(['plan', '--detailed-exitcode'], { cwd, env: live.env })).toMatchObject({
    code: 0,
  });
});

/** The id of the only entry of a list. */
async function idOf(answer: Response, list: string): Promise<string> {
  const text = await answer.text();
  const [, id] = new RegExp(`"${list}":\\[\\{"id":"([^"]+)"`).exec(text) ?? [];
  if (id === undefined) throw new Error(`There is nothing in ${text}`);
  return id;
}

/** The id of a role in the export. */
const roleIdOf = (csv: string, name: string): string | undefined =>
  csv
    .split('\n')
    .find((line) => line.startsWith(`role,,,${name},`))
    ?.split(',')[4];

test('a role keeps its id when the tool renames it', async () => {
  await using live = await arize('examples/renaming-a-role/account.yaml');
  const cwd = await withFile('examples/renaming-a-role/access.yaml');
  const before = await run(['saml', 'export', '--format', 'csv'], { cwd, env: live.env });
  const again = await run(['saml', 'export', '--format', 'csv'], { cwd, env: live.env });
  expect(again.stdout).toBe(before.stdout);
  expect((await run(['apply', '--yes'], { cwd, env: live.env })).code).toBe(0);
  const after = await run(['saml', 'export', '--format', 'csv'], { cwd, env: live.env });
  expect(roleIdOf(before.stdout, 'DS')).toMatch(/^Um9sZ/);
  expect(roleIdOf(after.stdout, 'Data Scientist')).toBe(roleIdOf(before.stdout, 'DS'));
  expect(roleIdOf(after.stdout, 'DS')).toBeUndefined();
});

describe('a command that reads sends no write', () => {
  test.each([
    ['validate'],
    ['plan'],
    ['plan', '--allow-destructive'],
    ['plan', '--json'],
    ['drift'],
    ['drift', '--json'],
    ['import'],
    ['import', '--as-seed'],
    ['import', '--update'],
    ['drift', '--adopt'],
    ['saml', 'export'],
    ['saml', 'check'],
  ])('%s %s', async (...args) => {
    await using live = await arize('examples/quickstart/account.yaml');
    const cwd = await withFile('access.yaml');
    const ran = await run(args, { cwd, env: live.env });
    expect([0, 2]).toContain(ran.code);
    const { reads, writes } = live.sandbox.counts();
    expect(writes).toBe(0);
    expect(reads > 0).toBe(args[0] !== 'validate');
  });

  test('and apply does, so that the count above means something', async () => {
    await using live = await arize('examples/quickstart/account.yaml');
    const cwd = await withFile('access.yaml');
    await run(['apply', '--yes'], { cwd, env: live.env });
    expect(live.sandbox.counts().writes).toBeGreaterThan(5);
  });
});

test('what import writes plans empty, and survives another round', async () => {
  await using live = await arize('examples/several-organizations/account.yaml');
  const cwd = await scratch();
  const imported = await run(['import', '-o', 'access.yaml'], { cwd, env: live.env });
  expect(imported.code).toBe(0);
  const planned = await run(['plan', '--detailed-exitcode'], { cwd, env: live.env });
  expect(planned.stdout).toContain(
    'No changes in what was read; 4 possible memberships of admins are not shown',
  );
  expect(planned.code).toBe(0);
  const again = await run(['import', '--update'], { cwd, env: live.env });
  expect(again.stderr).toContain(
    'access.yaml already says what was read of the account; 4 possible memberships of admins are not shown',
  );
  const text = await readFile(join(cwd, 'access.yaml'), 'utf8');
  await writeFile(join(cwd, 'access.yaml'), text.replace('paul@example.com', 'PAUL@Example.COM'));
  expect((await run(['plan', '--detailed-exitcode'], { cwd, env: live.env })).code).toBe(0);
});

test('nothing is removed without consent, and what is held back is said', async () => {
  await using live = await arize('examples/quickstart/account.yaml');
  const cwd = await withFile('access.yaml');
  const applied = await run(['apply', '--yes'], { cwd, env: live.env });
  expect(applied.code).toBe(0);
  expect(applied.stdout).toContain('Applied: 12 done, 4 held back.');
  const taken = Object.keys(live.sandbox.counts().byOperation).filter((name) =>
    /^(delete|remove|revoke)_/.test(name),
  );
  expect(taken).toEqual([]);
});

import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

/** A folder with the sample file under another name, so that nothing but a setting leads to it. */
async function folder(name = 'prod.yaml'): Promise<string> {
  const cwd = await scratch();
  await copyFile('access.yaml', join(cwd, name));
  return cwd;
}

const sandboxed = { AX_ACCESS_FILE: 'prod.yaml', AX_ACCESS_SANDBOX: '1' };

test('settings do what their flags do, say so, and are in the commands that are printed', async () => {
  const cwd = await folder();
  const { code, stdout, stderr } = await run(['plan'], { cwd, env: sandboxed });
  expect(code).toBe(0);
  expect(stderr).toContain('From AX_ACCESS_FILE: --file prod.yaml\n');
  expect(stderr).toContain('From AX_ACCESS_SANDBOX: --sandbox\n');
  const next = stdout.slice(stdout.indexOf('Next:')).replaceAll(/\s+/g, ' ');
  expect(next).toContain('ax-access apply -f prod.yaml --sandbox');
  const named = await run(['plan', '-f', 'prod.yaml', '--sandbox'], { cwd });
  expect(stdout).toBe(named.stdout);
});

test('-q keeps quiet about them', async () => {
  const { stderr } = await run(['plan', '-q'], { cwd: await folder(), env: sandboxed });
  expect(stderr).toBe('');
});

test('the command line goes before them, and its next steps name what they would change', async () => {
  const cwd = await folder('access.yaml');
  const env = { ...sandboxed, AX_ACCESS_FILE: 'missing.yaml' };
  const { code, stdout, stderr } = await run(['plan', '-f', 'access.yaml'], { cwd, env });
  expect(code).toBe(0);
  expect(stderr).not.toContain('AX_ACCESS_FILE');
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain('ax-access apply -f access.yaml --sandbox');
});

test('a sandbox setting can name a seed, or turn it off', async () => {
  const cwd = await folder();
  const seed = join(cwd, 'account.yaml');
  await copyFile('examples/quickstart/account.yaml', seed);
  const seeded = await run(['plan'], { cwd, env: { ...sandboxed, AX_ACCESS_SANDBOX: seed } });
  expect(seeded.stderr).toContain(`Sandbox: ${seed}`);
  const off = await run(['plan'], { cwd, env: { ...sandboxed, AX_ACCESS_SANDBOX: '0' } });
  expect(off).toMatchObject({ code: 1, stdout: '' });
  expect(off.stderr).toContain('ARIZE_API_KEY');
  expect(off.stderr).not.toContain('AX_ACCESS_SANDBOX');
});

test('journals go where the setting says', async () => {
  const cwd = await folder();
  const env = { ...sandboxed, AX_ACCESS_JOURNAL_DIR: 'journals' };
  expect(await run(['apply', '--yes'], { cwd, env })).toMatchObject({ code: 0 });
  expect(await readdir(join(cwd, 'journals'))).toContainEqual(expect.stringMatching(/\.jsonl$/));
});

test.each([
  ['AX_ACCESS_TIMEOUT', 'soon', 'Give it a number of seconds'],
  ['AX_ACCESS_TIME_LIMIT', '0', 'Give it a whole number from 1 to 1440.'],
])('a wrong value is told by the name of its variable: %s', async (name, value, hint) => {
  const cwd = await folder();
  const { code, stderr } = await run(['plan'], { cwd, env: { ...sandboxed, [name]: value } });
  expect(code).toBe(64);
  expect(stderr).toContain(`error: Invalid value "${value}" for ${name}.\n  ${hint}`);
  // An offline command has no use for it, and an empty one says nothing.
  const env = { ...sandboxed, [name]: value };
  expect(await run(['validate', '-q'], { cwd, env })).toMatchObject({ code: 0, stderr: '' });
  const empty = await run(['plan', '-q'], { cwd, env: { ...sandboxed, [name]: '' } });
  expect(empty).toMatchObject({ code: 0, stderr: '' });
});

test('a file that a setting names has to be there', async () => {
  const cwd = await scratch();
  const env = { AX_ACCESS_FILE: 'missing.yaml', AX_ACCESS_SANDBOX: 'yes' };
  for (const line of ['plan', 'report review', 'keys revoke batch']) {
    // eslint-disable-next-line no-await-in-loop -- in one folder, whose sandbox they share
    const { code, stderr } = await run(line.split(' '), { cwd, env });
    expect({ line, code }).toEqual({ line, code: 1 });
    expect(stderr).toContain('missing.yaml');
  }
});

test.each([
  ['AX_ACCESS_YES', '1'],
  ['AX_ACCESS_ALLOW_DESTRUCTIVE', 'true'],
  ['AX_ACCESS_EXPECT_DIGEST', 'x'],
  ['AX_ACCESS_MAX_REMOVALS', '500'],
  ['AX_ACCESS_ACCEPT_COUNT', 'user=1'],
  ['AX_ACCESS_TARGET', 'raj@example.com'],
  ['AX_ACCESS_PROFILE', 'prod'],
])('what consents, raises a limit, narrows or signs in is no setting: %s', async (name, value) => {
  const cwd = await folder();
  const plain = await run(['plan', '-q'], { cwd, env: sandboxed });
  const { stdout, stderr } = await run(['plan', '-q'], {
    cwd,
    env: { ...sandboxed, [name]: value },
  });
  expect(stdout).toBe(plain.stdout);
  expect(stderr).toBe(
    `warning: ${name} has no effect. ax-access reads AX_ACCESS_FILE, AX_ACCESS_SANDBOX, AX_ACCESS_TIMEOUT, AX_ACCESS_TIME_LIMIT, AX_ACCESS_JOURNAL_DIR.\n`,
  );
});

test('a setting that is mistyped is told, and not while a shell starts', async () => {
  const cwd = await folder('access.yaml');
  const env = { AX_ACCESS_FLIE: 'prod.yaml' };
  expect((await run(['validate', '-q'], { cwd, env })).stderr).toBe(
    'warning: AX_ACCESS_FLIE has no effect. Did you mean AX_ACCESS_FILE?\n',
  );
  expect((await run(['completion', 'bash'], { cwd, env })).stderr).toBe('');
});

import { expect, test } from 'vitest';
import { folderWith, served } from './account.ts';
import { Gate } from './gate.ts';
import { run, start } from './run.ts';

const file = `version: 1
roles:
  First: {permissions: [PROJECT_READ]}
organizations:
  New: {}
`;

const stopping = 'Stopping after the current requests. Press Ctrl-C again to stop at once.\n';
/** Before the first write, nothing is in flight that would be finished. */
const leaving = 'Stopping. Press Ctrl-C again to stop at once.\n';

test('Ctrl-C finishes what is in flight, begins nothing new, and reports', async () => {
  const [arrived, release] = [new Gate(), new Gate()];
  const { sandbox, env } = await served(async (request, next) => {
    if (request.method === 'GET' || request.url.endsWith('/graphql')) return next();
    arrived.open();
    await release.opened;
    return next();
  });
  const { child, says, ended } = await start(['apply', '-q'], { cwd: await folderWith(file), env });
  await arrived.opened;
  child.kill('SIGINT');
  await says(stopping);
  release.open();
  const { code, stdout, stderr } = await ended;
  expect({ code, stderr }).toEqual({ code: 130, stderr: stopping });
  expect(stdout).toContain('Applied: 1 done, 1 skipped.');
  expect(stdout).toContain('the run was interrupted');
  expect(sandbox.counts()).toMatchObject({ writes: 1, byOperation: { create_role: 1 } });
});

test('Ctrl-C twice ends at once', async () => {
  const arrived = new Gate();
  const { env } = await served((request, next) => {
    if (request.method === 'GET' || request.url.endsWith('/graphql')) return next();
    arrived.open();
    return new Promise(() => undefined);
  });
  const { child, says, ended } = await start(['apply', '-q'], { cwd: await folderWith(file), env });
  await arrived.opened;
  child.kill('SIGINT');
  await says(stopping);
  child.kill('SIGINT');
  const { code, stderr } = await ended;
  expect(code).toBe(130);
  expect(stderr).toBe(
    `${stopping}Stopped at once. Finished: 0 of 2. In flight: role/First: look in Arize. Plan again to see what is left.\n`,
  );
});

test.each([
  ['people', ['plan'], `${leaving}Interrupted. Nothing was written.\n`, ''],
  ['programs', ['plan', '--json'], leaving, 'interrupted'],
])('Ctrl-C while the account is read, for %s', async (_, args, stderr, kind) => {
  const arrived = new Gate();
  const { env } = await served(() => {
    arrived.open();
    return new Promise(() => undefined);
  });
  const { child, ended } = await start(args, { cwd: await folderWith(file), env });
  await arrived.opened;
  child.kill('SIGINT');
  const ran = await ended;
  expect({ code: ran.code, stderr: ran.stderr }).toEqual({ code: 130, stderr });
  expect(ran.stdout === '' ? '' : JSON.parse(ran.stdout).error.kind).toBe(kind);
});

/** Collects what nobody holds, all the time: a stop must not hang on an object that nobody needs any more. */
const collecting = `data:text/javascript,${encodeURIComponent(`
  import { setFlagsFromString } from 'node:v8';
  import { runInNewContext } from 'node:vm';
  setFlagsFromString('--expose-gc');
  setInterval(runInNewContext('gc'), 20).unref();
`)}`;

test.each(['SIGINT', 'SIGTERM'] as const)(
  '%s ends a read that is not answered, whatever is collected meanwhile',
  async (signal) => {
    const arrived = new Gate();
    const { env } = await served(() => {
      arrived.open();
      return new Promise(() => undefined);
    });
    const { child, ended } = await start(['plan'], {
      cwd: await folderWith(file),
      env: { ...env, NODE_OPTIONS: `--import=${collecting}` },
    });
    await arrived.opened;
    // Several collections later.
    await new Promise((later) => setTimeout(later, 200));
    child.kill(signal);
    const { code, stderr } = await ended;
    expect({ code, stderr }).toEqual({
      code: 130,
      stderr: `${leaving}Interrupted. Nothing was written.\n`,
    });
  },
);

test('--timeout ends a write that is not answered, whatever is collected meanwhile', async () => {
  const { env } = await served(async (request, next) =>
    request.method === 'GET' || request.url.endsWith('/graphql')
      ? next()
      : new Promise(() => undefined),
  );
  const { code, stdout } = await run(['apply', '-q', '--timeout', '2'], {
    cwd: await folderWith('version: 1\nroles:\n  First: {permissions: [PROJECT_READ]}\n'),
    env: { ...env, NODE_OPTIONS: `--import=${collecting}` },
  });
  expect(code).toBe(1);
  expect(stdout).toContain('the response was lost (timed out)');
});

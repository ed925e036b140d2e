import { expect, test } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { addAndRemove, addOnly, folderWith, served } from './account.ts';
import { Gate } from './gate.ts';
import { run, start } from './run.ts';

type Intercept = NonNullable<SandboxOptions['intercept']>;

const isWrite = ({ method, url }: Request): boolean =>
  method !== 'GET' && !url.endsWith('/graphql');

const refused = (): Promise<Response> =>
  Promise.resolve(Response.json({ title: 'No', status: 403 }, { status: 403 }));

/** Says yes to the creation of a role, and does nothing. */
const liar: Intercept = (request, next) =>
  isWrite(request) && request.url.endsWith('/roles')
    ? Promise.resolve(Response.json({ id: 'Um9sZTo5OQ==', name: 'Reader' }, { status: 201 }))
    : next();

test('what Arize says yes to and does not do is a failure', async () => {
  const { env } = await served(liar);
  const cwd = await folderWith(addOnly);
  const { code, stdout } = await run(['apply'], { cwd, env });
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'Arize accepted the request, but the change is not visible yet: it is not there. Plan again to see what differs now.',
  );
  expect(stdout).toContain('Applied: 0 done, 1 failed.');
  expect(code).toBe(1);
});

test('and the rest of the run counts as done', async () => {
  const { env } = await served(liar);
  const cwd = await folderWith(addAndRemove);
  const { code, stdout } = await run(['apply', '--allow-destructive', '--yes', '--json'], {
    cwd,
    env,
  });
  expect(code).toBe(4);
  expect(JSON.parse(stdout)).toMatchObject({
    outcomes: [
      { address: 'role/Reader', status: 'failed', error: { kind: 'not-done' } },
      { address: 'organization/Research/member/cy@example.com', status: 'done' },
    ],
  });
});

test('a lost answer is found out about, and the role is there once', async () => {
  const { sandbox, env } = await served(async (request, next) => {
    const answer = await next();
    return isWrite(request) ? new Response('<html>', { status: 502 }) : answer;
  });
  const cwd = await folderWith(addOnly);
  const { code, stdout } = await run(['apply'], { cwd, env });
  expect(stdout).toContain('Applied: 1 done.');
  expect(code).toBe(0);
  expect(sandbox.counts().byOperation['create_role']).toBe(1);
});

/** Refuses every read once something was written. */
const blind = (): Intercept => {
  let wrote = false;
  return (request, next) => {
    if (wrote) return refused();
    wrote = isWrite(request);
    return next();
  };
};

test('where nothing can be read after the writes, that is said, and is no success', async () => {
  const { env } = await served(blind());
  const cwd = await folderWith(addOnly);
  const { code, stdout } = await run(['apply'], { cwd, env });
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /Applied: 1 done\. NOT VERIFIED: the account was not read after the writes\. What counts as done rests on Arize's responses alone\. GraphQL query \w+: .*\(403\b.*\. .* Next: ax-access plan # shows what is left To undo: ax-access undo \S+ $/,
  );
  expect(code).toBe(4);
});

test.each([
  ['json', '"unverified": {'],
  ['markdown', '> **NOT VERIFIED: the account was not read after the writes.'],
])('as %s too', async (format, expected) => {
  const { env } = await served(blind());
  const cwd = await folderWith(addOnly);
  const { code, stdout } = await run(['apply', '--format', format], { cwd, env });
  expect(stdout).toContain(expected);
  expect(code).toBe(4);
});

test('a run that is interrupted when all is done says that it read nothing after that', async () => {
  const [arrived, release] = [new Gate(), new Gate()];
  const { env } = await served(async (request, next) => {
    if (!isWrite(request)) return next();
    arrived.open();
    await release.opened;
    return next();
  });
  const cwd = await folderWith(addOnly);
  const { child, says, ended } = await start(['apply', '-q'], { cwd, env });
  await arrived.opened;
  child.kill('SIGINT');
  await says('Stopping');
  release.open();
  const { code, stdout } = await ended;
  expect(stdout).toContain('Applied: 1 done.');
  expect(stdout).toContain('The account was not read again: the run was interrupted.');
  expect(code).toBe(130);
});

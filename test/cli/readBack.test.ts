import { expect, test } from 'vitest';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { addAndRemove, addOnly, folderWith, served } from './account.ts';
import { run } from './run.ts';

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
    'Arize said yes and did not do it: read again, it is not there. Plan again to see what differs now.',
  );
  expect(stdout).toContain('Applied: 0 done, 1 failed.');
  expect(code).toBe(1);
});

test('and the rest of the run counts as done', async () => {
  const { env } = await served(liar);
  const cwd = await folderWith(addAndRemove);
  const { code, stdout } = await run(['apply', '--allow-destructive', '--json'], { cwd, env });
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

test('where nothing can be read any more, what Arize said stands, with a word about it', async () => {
  let wrote = false;
  const { env } = await served((request, next) => {
    if (wrote) return refused();
    wrote = isWrite(request);
    return next();
  });
  const cwd = await folderWith(addOnly);
  const { code, stdout, stderr } = await run(['apply'], { cwd, env });
  expect(stdout).toContain('Applied: 1 done.');
  expect(stderr).toContain(
    "What was done could not be read again, so only Arize's answers stand for it. Plan again to see.",
  );
  expect(code).toBe(0);
});

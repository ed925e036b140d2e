import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

/** Errors name a command as the next step. Without the flags that select the account, it would ask another account, or none. */

const seed = {
  users: {
    'ana@x.org': { name: 'Ana', role: 'admin' },
    'ivy@x.org': { name: 'Ivy', role: 'member', status: 'invited' },
    'eve@x.org': { name: 'Eve', role: 'member', status: 'expired' },
  },
  organizations: { P: { spaces: { s: {} } } },
};

const file = 'version: 1\norganizations: {P: {spaces: {s: {members: {ana@x.org: member}}}}}\n';

test.each([
  ['users reset-password zoe@y.net', 'users list'],
  ['users reset-password ivy@x.org', 'users resend-invitation ivy@x.org'],
  ['users resend-invitation eve@x.org', 'users reinvite eve@x.org'],
  ['users reinvite ana@x.org', 'users reset-password ana@x.org'],
  ['users offboard zoe@y.net', 'users list'],
  ['keys revoke nothing-like-it', 'keys list'],
  ['keys refresh nothing-like-it --to-file a.key', 'keys list'],
  ['roles show nothing-like-it', 'roles list'],
  ['access zoe', 'users list'],
  ['explain zoe s', 'users list'],
])('the error of "%s" names a command that works as printed', async (line, next) => {
  const cwd = await scratch();
  await writeFile(join(cwd, 'my seed.yaml'), JSON.stringify(seed));
  await writeFile(join(cwd, 'access.yaml'), file);
  const refused = await run([...line.split(' '), '--sandbox=my seed.yaml', '-q'], { cwd });
  expect(refused.code).not.toBe(0);
  expect(refused.stderr).toContain(`: ax-access ${next} --sandbox='my seed.yaml'\n`);
  const followed = await run([...next.split(' '), '--sandbox=my seed.yaml'], { cwd });
  expect(followed.code).toBe(0);
});

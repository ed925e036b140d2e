import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, scratch } from './run.ts';

/** Errors, notices and manual steps name commands. Without the flags that select the account, one would ask another account, or none. */

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

const troubled = {
  users: {
    ...seed.users,
    'tom@x.org': { name: 'Tom', role: 'member', status: 'inactive' },
    'kim@old.org': { name: 'Kim', role: 'member' },
    'svc@b.x.org': { name: 'svc', role: 'member', bot: true },
  },
  api_keys: [{ name: 'it is', user: 'svc@b.x.org', created_by: 'ana@x.org' }],
  organizations: {
    P: {
      members: { 'ivy@x.org': 'member', 'eve@x.org': 'member', 'svc@b.x.org': 'member' },
      spaces: { s: { members: { 'svc@b.x.org': 'member' } }, 'data-science': {} },
    },
  },
};

/** Whose every entry leads to a notice or a manual step that names a command. */
const troubling = (key: string): string => `version: 1
users:
  ana@x.org: {name: Ana, role: admin}
  eve@x.org: {name: Eve, role: member}
  tom@x.org: {name: Tom, role: member}
  kim@x.org: {name: Kim, role: member, invite: none}
  ivy@x.org: {name: Ivy, role: member}
teams:
  a: [ivy@x.org, eve@x.org]
  b: [ivy@x.org, eve@x.org]
  c: [ivy@x.org, eve@x.org]
  d: [ivy@x.org, eve@x.org]
  e: [ivy@x.org, eve@x.org]
organizations:
  P:
    members: {ivy@x.org: member, eve@x.org: member}
    spaces:
      s:
        members: {a: read-only, b: member, c: admin, d: member, e: read-only}
        service_keys: {it is: {role: member, deliver: {file: it.key}${key}}}
      datascience:
        members: {a: read-only, b: member, c: admin, d: member, e: read-only}
`;

/** The words of a command, as a shell reads them. */
const shellWords = (line: string): readonly string[] =>
  execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
    .split('\0')
    .slice(1, -1);

describe.each([
  ['text', /^.*?(ax-access [^#\n]*[^#\s]).*$/gm],
  ['markdown', /(?<=[`\n])(ax-access [^`#\n]*[^`#\s])/g],
  ['json', /(ax-access [^"\n]+)"/g],
])('of the commands that a plan prints as %s', (format, commands) => {
  test.each([
    ['with a key that outlives its date', ', expires: 2027-01-01T00:00:00Z'],
    ['with a key that never expires', ''],
  ])('each works as printed, %s', async (_, key) => {
    const cwd = await scratch();
    const text = troubling(key);
    await writeFile(join(cwd, 'my seed.yaml'), JSON.stringify(troubled));
    await writeFile(join(cwd, 'our access.yaml'), text);
    const reach = ['--sandbox=my seed.yaml', '-f', 'our access.yaml', '--journal-dir', 'runs'];
    const flags = ['--details', '--max-removals', '9', '--format', format, '-q'];
    const planned = await run(['plan', ...flags, ...reach], { cwd });
    expect(planned.stderr).toBe('');
    const printed = [...planned.stdout.matchAll(commands)].map(([, line = '']) => line);
    const names = printed.map((line) => line.split(' ').slice(1, 3).join(' '));
    expect(new Set(names)).toEqual(
      new Set([
        ...(format === 'json' ? [] : ['apply -f', 'users offboard', 'drift --adopt']),
        'users reinvite',
        'users offboard',
        'keys rotate',
        'validate -f',
      ]),
    );
    for (const line of printed) {
      // One after the other: each may change the file.
      // eslint-disable-next-line no-await-in-loop
      const followed = await run([...shellWords(line), '-q'], { cwd });
      expect([0, 2], `${line}: ${followed.stderr}`).toContain(followed.code);
      // eslint-disable-next-line no-await-in-loop
      await writeFile(join(cwd, 'our access.yaml'), text);
    }
  });
});

test.each([
  'access nothing-like-it',
  'explain ana@x.org nothing-like-it',
  'explain nothing-like-it s',
  'who-can nothing-like-it',
  'roles show nothing-like-it',
  'users offboard zoe@y.net',
  'users reinvite zoe@y.net',
  'keys revoke nothing-like-it',
  'keys rotate nothing-like-it',
  'keys refresh nothing-like-it --to-file a.key',
  'plan --target nothing-like-it',
  'import --space nothing-like-it',
  'init --space nothing-like-it -f other.yaml',
  'history nothing-like-it',
  'undo nothing-like-it',
  'help nothing-like-it',
  'nothing-like-it',
])('a name that nothing has is wrong usage, in every command: %s', async (line) => {
  const cwd = await scratch();
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
  await writeFile(join(cwd, 'access.yaml'), file);
  const { code, stdout } = await run([...line.split(' '), '--sandbox=seed.yaml', '-q'], { cwd });
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
});

import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { connect } from '../../src/api/client.ts';
import { apply } from '../../src/apply/apply.ts';
import { verify } from '../../src/apply/verify.ts';
import { diff } from '../../src/diff/diff.ts';
import { printFile } from '../../src/writer/import/print.ts';
import type { Difference, Plan } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import { read } from '../../src/read/read.ts';
import { openAccount } from '../account/account.ts';
import { differenceIn, planIn, problemsOf } from '../account/compare.ts';
import { lineOf, linesOf, short } from '../account/lines.ts';
import { addAndRemove, addOnly, folderWith, give, served } from '../cli/account.ts';
import { run } from '../cli/run.ts';
import { sealed } from '../cli/sealed.ts';

/**
 * What went wrong with tools of this kind, once each, as it went wrong. docs/accidents.md tells the stories and names
 * these tests by their numbers.
 */

/** What a file and an account come to, the reading included. */
const differenceOf = async (seed: string, file: string): Promise<Difference> =>
  differenceIn(await openAccount(seed).look(file));

const planOf = async (
  seed: string,
  file: string,
  options?: Parameters<typeof planIn>[1],
): Promise<Plan> => planIn(await openAccount(seed).look(file), options);

const org = (members: string, rest = '') =>
  `organizations: {P: {members: {${members}}${rest === '' ? '' : `, ${rest}`}}}`;

const many = (count: number, role = 'member') =>
  Array.from({ length: count }, (_, n) => `p${n}@x.org: ${role}`).join(', ');

const people = (count: number) =>
  `users: {jane@x.org: {name: Jane, role: admin}, kim@x.org: {name: Kim, role: admin}, ${Array.from(
    { length: count },
    (_, n) => `p${n}@x.org: {name: P${n}, role: member}`,
  ).join(', ')}}`;

const blockedBy = ({ guards }: Plan): readonly string[] =>
  guards.filter(({ verdict }) => verdict === 'blocked').map(({ rule }) => rule);

test('1. a command that looks does not write', async () => {
  const { sandbox, env } = await served();
  const cwd = await folderWith(addAndRemove);
  for (const command of [
    ['plan'],
    ['plan', '--allow-destructive'],
    ['drift'],
    ['import'],
    ['saml', 'export'],
  ]) {
    // eslint-disable-next-line no-await-in-loop
    await run([...command, '-q'], { cwd, env });
  }
  expect(sandbox.counts()).toMatchObject({ writes: 0 });
  expect((await run(['drift', '--apply'], { cwd, env })).code).toBe(64);
  expect((await run(['plan', '--dry-run'], { cwd, env })).code).toBe(64);
});

test('2. what runs is what was shown', async () => {
  const { sandbox, env } = await served();
  const cwd = await folderWith(addAndRemove);
  const flags = ['--allow-destructive', '--yes', '--json', '-q'];
  const shown = JSON.parse(
    (await run(['plan', '--allow-destructive', '--json'], { cwd, env })).stdout,
  );
  const done = JSON.parse((await run(['apply', ...flags], { cwd, env })).stdout);
  expect(done.digest).toBe(shown.digest);
  expect(done.outcomes.map(({ address }: { address: string }) => address)).toEqual(
    shown.changes.map(({ address }: { address: string }) => address),
  );
  expect(sandbox.counts().writes).toBe(shown.changes.length);
});

test('3. a section that is missing, or has nothing after its colon, empties nothing', async () => {
  const seed = org('raj@x.org: member', 'spaces: {s: {members: {raj@x.org: member}}}');
  expect(linesOf(await differenceOf(seed, 'organizations: {P: {spaces: {s: {}}}}'))).toEqual([]);
  await expect(differenceOf(seed, 'organizations: {P: {members: }}')).rejects.toThrow('members');
  expect(linesOf(await differenceOf(seed, 'organizations: {P: {members: {}}}'))).toHaveLength(1);
});

describe('4. a list that is cut, refused or empty makes no one look gone', () => {
  test.each([
    ['refused', new Response('{"status":403,"title":"No"}', { status: 403 })],
    ['an error', new Response('{"status":500,"title":"No"}', { status: 500 })],
    ['cut', Response.json({ users: [], pagination: { has_more: true } })],
  ])('%s', async (_, answer) => {
    const account = openAccount(org('raj@x.org: member'), {
      intercept: (request, next) =>
        new URL(request.url).pathname === '/v2/users' ? Promise.resolve(answer.clone()) : next(),
    });
    await expect(account.look(org('jane@x.org: admin'))).rejects.toThrow(
      'The account could not be read completely',
    );
  });

  test('empty', async () => {
    const seed = org('raj@x.org: member');
    const { desired, live } = await openAccount(seed).look(org('jane@x.org: admin'));
    const history = {
      baselines: new Map([['organization_member organization/P', { count: 9, at: '2026-01-01' }]]),
      owned: new Set<string>(),
      ids: new Map<string, string>(),
      accepted: new Map<string, number>(),
    };
    const made = plan(diff(desired, live), desired, live, { allowDestructive: true, history });
    expect(made.guards.filter(({ verdict }) => verdict === 'held')).toMatchObject([
      { rule: 'shrunk', changes: ['organization/P/member/raj@x.org'] },
    ]);
    expect(made.changes.map(({ action, held }) => [action, held])).toEqual([
      ['create', undefined],
      ['delete', 'unproven'],
    ]);
  });
});

test('5. a file that begins to decide about a map says so, and whom it would take out', async () => {
  const { notices, changes } = await planOf(
    org('raj@x.org: member, mei@x.org: member'),
    org('raj@x.org: member'),
  );
  expect(notices).toMatchObject([
    {
      code: 'takes-over',
      message:
        'Takes ownership of `members` of organization "P": 1 person not in the file will be removed.',
    },
  ]);
  expect(changes.map(({ held }) => held)).toEqual(['needs-consent']);
});

describe('6. no kind is without a limit', () => {
  const space = (inner: string) => org(many(30), `spaces: {s: {${inner}}}`);
  test.each([
    ['members of an organization', org(many(30)), org(many(3))],
    ['members of a space', space(`members: {${many(30)}}`), space(`members: {${many(3)}}`)],
    [
      'role bindings',
      space(`bindings: {${many(30, 'Project Viewer')}}`),
      space(`bindings: {${many(3, 'Project Viewer')}}`),
    ],
    [
      'roles',
      `roles: {${Array.from({ length: 30 }, (_, n) => `R${n}: {permissions: [PROJECT_READ]}`).join(', ')}}`,
      'roles: {R0: {permissions: [PROJECT_READ]}}',
    ],
  ])('%s', async (_, seed, file) => {
    expect(blockedBy(await planOf(`${people(30)}\n${seed}`, file, { consent: true }))).toContain(
      'removal_percent',
    );
  });
});

test('7. whoever runs it, and the last admins, are not locked out', async () => {
  const admins = org('jane@x.org: admin, kim@x.org: admin');
  expect(
    blockedBy(await planOf(admins, 'removed: [{user: jane@x.org}]', { consent: true })),
  ).toEqual(expect.arrayContaining(['caller', 'min_admins']));
  expect(
    blockedBy(await planOf(admins, 'removed: [{user: kim@x.org}]', { consent: true })),
  ).toContain('min_admins');
});

test('8. what belongs to the platform is left alone', async () => {
  const inP = (members: string) =>
    org('bot@x.org: member, raj@x.org: member', `spaces: {s: {members: {${members}}}}`);
  const file = `roles: {}\n${org('raj@x.org: member', 'spaces: {s: {members: {}}}')}`;
  expect(linesOf(await differenceOf(inP('bot@x.org: member'), file))).toEqual([]);
});

test('9. something renamed in Arize is not made again', async () => {
  const lines = linesOf(
    await differenceOf(
      'roles: {Data-Scientist: {permissions: [PROJECT_READ]}}',
      'roles: {Data Scientist: {permissions: [PROJECT_READ, TAG_READ]}}',
    ),
  );
  expect(lines).toHaveLength(2);
  expect(lines.every((line) => line.startsWith('! unsafe'))).toBe(true);
  expect(lines.join('\n')).toContain('previously: [Data-Scientist]');
});

test('10. case, order and spaces are no difference', async () => {
  expect(
    linesOf(
      await differenceOf(
        `users: {Raj@X.org: {name: Raj, role: member}, jane@x.org: {name: Jane, role: admin}, kim@x.org: {name: Kim, role: admin}}
roles: {R: {permissions: [TAG_READ, PROJECT_READ]}}
${org('RAJ@x.org: member, jane@x.org: admin')}`,
        `roles: {"R ": {permissions: [PROJECT_READ, TAG_READ]}}
${org('jane@x.org: admin, raj@X.ORG: member')}`,
      ),
    ),
  ).toEqual([]);
});

test('11. what takes the place of something is there before that goes', async () => {
  const { changes } = await planOf(
    org('raj@x.org: member', 'spaces: {old: {members: {raj@x.org: member}}, new: {}}'),
    `${org('raj@x.org: member', 'spaces: {new: {members: {raj@x.org: member}}}')}
removed: [{space: old, organization: P}]`,
    { consent: true },
  );
  expect(changes.map(lineOf)).toEqual([
    '+ space/P/new/member/raj member',
    '- space/P/old {name: old, description: , private: false} takes space/P/old/member/raj',
  ]);
});

test('12. what a broken run leaves undone is planned again, and nothing is forgotten', async () => {
  let isBroken = true;
  const account = openAccount('', {
    intercept: (request, next) =>
      isBroken && request.method === 'POST' && request.url.endsWith('/v2/spaces')
        ? Promise.resolve(Response.json({ status: 400, title: 'No' }, { status: 400 }))
        : next(),
  });
  const file = 'organizations: {P: {spaces: {s: {}, t: {}}}}';
  const { desired, live } = await account.look(file);
  const made = plan(diff(desired, live), desired, live, { allowDestructive: true });
  const outcomes = await apply(made, account.writer());
  expect(outcomes.map(({ status }) => status)).toEqual(['done', 'failed', 'failed']);
  isBroken = false;
  const next = await account.look(file);
  expect(linesOf(diff(next.desired, next.live)).map((line) => line.split(' ')[1])).toEqual([
    'space/P/s',
    'space/P/t',
  ]);
});

test('13. a failure is never told as success: neither one that is answered, nor one that Arize hides', async () => {
  const account = openAccount('', {
    intercept: (request, next) =>
      request.method === 'POST' && request.url.endsWith('/v2/roles')
        ? Promise.resolve(
            Response.json(
              { id: 'Um9sZTo5OQ==', name: 'R', permissions: ['PROJECT_READ'] },
              { status: 201 },
            ),
          )
        : next(),
  });
  const { desired, live } = await account.look('roles: {R: {permissions: [PROJECT_READ]}}');
  const made = plan(diff(desired, live), desired, live, { allowDestructive: true });
  const told = await apply(made, account.writer());
  const { outcomes } = await verify(told, desired, account.writer(), {
    sleep: () => Promise.resolve(),
  });
  expect(outcomes).toMatchObject([
    {
      status: 'failed',
      error: {
        message: 'Arize accepted the request, but the change is not visible yet: it is not there.',
      },
    },
  ]);

  const { env } = await served((request, next) =>
    request.method === 'DELETE'
      ? Promise.resolve(Response.json({ status: 400, title: 'No' }, { status: 400 }))
      : next(),
  );
  const cwd = await folderWith(addAndRemove);
  expect((await run(['apply', '--allow-destructive', '--yes', '-q'], { cwd, env })).code).toBe(4);
});

test('14. a plan of yesterday, of another state, or that was run already is not run', async () => {
  const { sandbox, env } = await served();
  const cwd = await folderWith(addAndRemove);
  const path = join(cwd, 'plan.json');
  const ax = (...args: string[]) => run([...args, '-q'], { cwd, env });
  const saved = ['apply', 'plan.json', '--allow-destructive', '--yes'] as const;
  await ax('plan', '--out', 'plan.json');
  const text = await readFile(path, 'utf8');
  await writeFile(path, sealed(text, 'made_at', '2020-01-01T00:00:00.000Z'));
  expect((await ax(...saved)).code).toBe(5);
  await writeFile(path, text);
  await give(env, 'Cy', 'ADMIN');
  expect((await ax(...saved)).code).toBe(5);
  await give(env, 'Cy', 'MEMBER');
  expect((await ax(...saved)).code).toBe(0);
  const { writes } = sandbox.counts();
  expect([(await ax(...saved)).code, sandbox.counts().writes]).toEqual([5, writes]);
});

test('15. the key is in nothing that is printed or kept', async () => {
  const { env } = await served((request, next) =>
    request.method === 'POST' && request.url.endsWith('/v2/roles')
      ? Promise.resolve(
          Response.json(
            { status: 400, title: 'No', detail: `Bad ${request.headers.get('authorization')}` },
            { status: 400 },
          ),
        )
      : next(),
  );
  const cwd = await folderWith(addOnly);
  const outputs: string[] = [];
  for (const args of [
    ['plan', '-v', '--out', 'plan.json'],
    ['plan', '--json', '-v'],
    ['apply', '-v'],
    ['apply', '--json', '-v'],
  ]) {
    // eslint-disable-next-line no-await-in-loop
    const { stdout, stderr } = await run(args, { cwd, env });
    outputs.push(stdout, stderr);
  }
  for (const name of await readdir(cwd, { recursive: true })) {
    // eslint-disable-next-line no-await-in-loop
    outputs.push(await readFile(join(cwd, name), 'utf8').catch(() => ''));
  }
  const key = env['ARIZE_API_KEY'] ?? 'missing';
  expect(outputs.join('')).toContain('Bad Bearer');
  expect(outputs.filter((text) => text.includes(key))).toEqual([]);
});

test('16. what can only be said when something is made is never written over it', async () => {
  expect(
    linesOf(
      await differenceOf('', 'users: {raj@x.org: {name: Raj, role: member, invite: email_link}}'),
    ),
  ).toEqual([]);
});

test('17. a key that nobody knows is an error with its place', async () => {
  expect(await problemsOf('', 'rolles: {}')).toEqual([
    '2: unknown key "rolles" did you mean "roles"?',
  ]);
});

test('18. asked to slow down, it waits as long as it is told, and says why', async () => {
  let isBusy = true;
  const waits: string[] = [];
  const { sandbox } = openAccount('', {
    intercept(request, next) {
      if (!isBusy || request.method !== 'GET') return next();
      isBusy = false;
      return Promise.resolve(
        Response.json(
          { status: 429, title: 'Slow' },
          { status: 429, headers: { 'retry-after': '7' } },
        ),
      );
    },
  });
  const client = connect({
    baseUrl: 'http://127.0.0.1',
    graphqlUrl: 'http://127.0.0.1/graphql',
    apiKey: 'key',
    version: '0',
    fetch: (request) => sandbox.handle(request),
    sleep: () => Promise.resolve(),
    onEvent: (event) => {
      if (event.type === 'waiting') waits.push(`${event.ms} ms: ${event.reason}`);
    },
  });
  await client.list('/v2/roles', 'roles', {});
  expect(waits).toEqual(['7000 ms: rate limited (429)']);
});

test('19. looking for drift is a command of its own, and what is only observed fails no plan', async () => {
  const seed = org('raj@x.org: member, mei@x.org: member');
  const file = `manage: {members: observe}\n${org('raj@x.org: member')}`;
  const { changes, observed } = await planOf(seed, file);
  expect([changes.length, observed.map(lineOf).map(short)]).toEqual([
    0,
    ['- organization/P/member/mei member'],
  ]);
});

test('20. a key for another account is refused before anything is compared', async () => {
  const { sandbox, env } = await served();
  const cwd = await folderWith(`${addOnly}account: QWNjb3VudDo5OTk6YWFhYQ==\n`);
  const ran = await run(['apply', '-q'], { cwd, env });
  expect([ran.code, sandbox.counts().writes]).toEqual([1, 0]);
  expect(ran.stderr).toContain('Wrong account');
});

test('an import of a full account plans empty, so adopting one changes nothing', async () => {
  const account = openAccount(
    `${people(6)}\nroles: {R: {permissions: [PROJECT_READ]}}\n${org(many(6), 'spaces: {s: {members: {p1@x.org: admin}, bindings: {p2@x.org: R}}}')}`,
  );
  const { text } = printFile(await read(account.writer()));
  const { desired, live } = await account.look(text.replace('version: 1\n', ''));
  expect(linesOf(diff(desired, live))).toEqual([]);
});

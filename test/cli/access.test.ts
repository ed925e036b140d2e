import { copyFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { complaintsBy } from '../render/closedSchema.ts';
import { served } from './account.ts';
import { onTerminal } from './pty.ts';
import { run, scratch } from './run.ts';

const complaints = complaintsBy('schema/answers.schema.json');

/** The example account of the README, untouched, and a way to ask about it. */
async function asking() {
  const cwd = await scratch();
  await copyFile(resolve('access.yaml'), join(cwd, 'access.yaml'));
  const ask = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run([...args, '--sandbox', '-q'], { cwd });
    return code === 0 ? stdout : `${code} ${stderr}`;
  };
  return { cwd, ask };
}

interface Answered {
  readonly access: readonly { readonly resource: { readonly address: string } }[];
}

test.each([
  ['mei', []],
  ['jane', []],
  ['old', []],
  ['raj', ['--planned']],
  ['raj', ['--desired']],
  ['tom', ['--details']],
])('everything that %s has access to, with %j', async (who, flags) => {
  const { ask } = await asking();
  const args = ['access', `${who}@example.com`, ...flags];
  const name = [who, ...flags.map((flag) => flag.slice(2))].join('-');
  await expect(await ask(...args)).toMatchFileSnapshot(`ask/access-${name}.txt`);
  expect(complaints(await ask(...args, '--json'))).toEqual([]);
});

test('a space that is public is reached through its organization, and by the team that is in it', async () => {
  const cwd = await scratch();
  await writeFile(
    join(cwd, 'access.yaml'),
    `version: 1
teams: {data-science: [mei@x.org]}
organizations:
  Lab:
    members: {data-science: member}
`,
  );
  await writeFile(
    join(cwd, 'seed.yaml'),
    `users: {jane@x.org: {name: J, role: admin}, mei@x.org: {name: M, role: member}}
organizations: {Lab: {members: {mei@x.org: member}, spaces: {open: {}}}}
`,
  );
  const args = ['access', 'mei@x.org', '--sandbox=seed.yaml', '-q'];
  const { stdout } = await run(args, { cwd });
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'space open member of organization Lab (the space is public, by team data-science) access.yaml:5',
  );
  const page = await run([...args, '--format', 'markdown'], { cwd });
  expect(page.stdout).toContain('(the space is public, by team data-science)');
});

test('as Markdown', async () => {
  const { ask } = await asking();
  const page = await ask('access', 'mei@example.com', '--format', 'markdown');
  await expect(page).toMatchFileSnapshot('ask/access-mei.md');
});

test.each([[[]], [['--planned']], [['--planned', '--allow-destructive']], [['--desired']]])(
  'it says of each person what who-can says of each resource, with %j',
  async (flags) => {
    const { ask } = await asking();
    const json = async (...args: readonly string[]) =>
      JSON.parse(await ask(...args, ...flags, '--json'));
    const places = [
      'account',
      'organization/Platform Team',
      'space/Platform Team/playground',
      'space/Platform Team/team-alpha',
      'project/Platform Team/team-alpha/churn-dev',
      'project/Platform Team/team-alpha/fraud-prod',
    ];
    const byPlace: string[] = [];
    const people = new Set<string>();
    for (const place of places) {
      // oxlint-disable-next-line no-await-in-loop -- one sandbox, one at a time
      const text = await ask('who-can', place, ...flags, '--json');
      // What a run would delete, or the file does not list, nobody has access to.
      if (/^\d/.test(text)) continue;
      for (const { person, ways } of JSON.parse(text).people) {
        people.add(person);
        byPlace.push(JSON.stringify([person, place === 'account' ? '' : place, ways]));
      }
    }
    expect(people.size).toBeGreaterThan(3);
    const byPerson: string[] = [];
    for (const person of people) {
      // oxlint-disable-next-line no-await-in-loop
      const { access } = await json('access', person);
      for (const { resource, ways } of access) {
        byPerson.push(JSON.stringify([person, resource.address, ways]));
      }
    }
    expect(byPerson.toSorted()).toEqual(byPlace.toSorted());
  },
);

test('from the file alone, nothing is asked of the account', async () => {
  const { cwd } = await asking();
  const { code, stdout } = await run(['access', 'raj@example.com', '--desired'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toContain('Based on access.yaml alone');
});

test('a list that cannot be read is an error, not an answer', async () => {
  const { env } = await served((request, next) =>
    request.url.includes('/v2/role-bindings')
      ? Promise.resolve(Response.json({ status: 403, title: 'Forbidden' }, { status: 403 }))
      : next(),
  );
  const { code, stdout, stderr } = await run(['access', 'cy@example.com'], { env });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('403');
});

test.each([
  ['mei', '64 error: "mei" is not an e-mail address.\n  Did you mean "mei@example.com"?\n'],
  [
    'mie@example.com',
    '64 error: No such person: mie@example.com.\n  Did you mean "mei@example.com"?\n',
  ],
])('a name that is not meant: %s', async (who, told) => {
  const { ask } = await asking();
  expect(await ask('access', who)).toBe(told);
});

test('a service identity is said to be one', async () => {
  const { ask } = await asking();
  const bot = 'traces-bot@service.example.com';
  expect(await ask('access', bot)).toContain('This is a service identity');
  expect(JSON.parse(await ask('access', bot, '--json'))).toMatchObject({ service: true });
});

test('a person who is not there', async () => {
  const { ask } = await asking();
  const text = await ask('access', 'stranger@elsewhere.org');
  expect(text).toContain('stranger@elsewhere.org has no access\n');
  expect(text).toContain('stranger@elsewhere.org is not in the account.\n');
  const { in_account: isThere, access }: Answered & { in_account: boolean } = JSON.parse(
    await ask('access', 'stranger@elsewhere.org', '--json'),
  );
  expect({ isThere, access }).toEqual({ isThere: false, access: [] });
});

test('an admin of a large account is told in a few lines, and in full with --details', async () => {
  const cwd = await scratch();
  const spaces = Object.fromEntries(
    Array.from({ length: 40 }, (_, index) => [`s${index}`, { projects: { p: {}, q: {} } }]),
  );
  await writeFile(
    join(cwd, 'seed.yaml'),
    JSON.stringify({
      users: { 'jane@example.com': { name: 'Jane', role: 'admin' } },
      organizations: { A: { spaces } },
    }),
  );
  const terminal = await onTerminal(['access', 'jane@example.com', '--sandbox=seed.yaml', '-q'], {
    cwd,
    columns: 60,
    rows: 24,
  });
  expect(await terminal.ended).toBe(0);
  expect(terminal.screen().replaceAll(/\s+/g, ' ')).toContain(
    'same access in 1 organization, 40 spaces, 80 projects inside',
  );
  expect(
    terminal
      .history()
      .split('\n')
      .filter((line) => line.length > 60),
  ).toEqual([]);
  const full = await run(['access', 'jane@example.com', '--sandbox=seed.yaml', '-q', '--details'], {
    cwd,
  });
  expect(full.stdout.match(/project [pq] /g)).toHaveLength(80);
});

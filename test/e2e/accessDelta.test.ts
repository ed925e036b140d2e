import { copyFile, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from '../cli/run.ts';

/** The example account as the example file says, and the plan of an edited file. */
async function afterEdit(edit: (file: string) => string): Promise<{
  readonly text: (...flags: readonly string[]) => Promise<string>;
  readonly json: () => Promise<Delta>;
}> {
  const cwd = await scratch();
  const path = join(cwd, 'access.yaml');
  await copyFile(resolve('access.yaml'), path);
  const applied = await run(['apply', '--allow-destructive', '--yes', '--sandbox'], { cwd });
  expect(applied.code).toBe(0);
  const before = await readFile(path, 'utf8');
  const after = edit(before);
  expect(after).not.toBe(before);
  await writeFile(path, after);
  const plan = async (...flags: readonly string[]): Promise<string> => {
    const ran = await run(['plan', '--sandbox', ...flags], { cwd });
    expect([0, 3]).toContain(ran.code);
    return ran.stdout;
  };
  return {
    text: async (...flags) => (await plan(...flags)).replaceAll(/\s+/g, ' '),
    json: async () => JSON.parse(await plan('--json')).access,
  };
}

interface Change {
  readonly person: string;
  readonly resource: { readonly address: string };
  readonly effect: string;
  readonly gained: readonly string[];
  readonly causes: readonly {
    readonly address: string;
    readonly source?: { readonly line: number };
  }[];
}

interface Delta {
  readonly as_run: {
    readonly changes: readonly Change[];
    readonly losing_all: readonly { person: string }[];
  };
  readonly with_consent?: Delta['as_run'];
}

const lines = (changes: readonly Change[]): readonly string[] =>
  changes.map(({ person, effect, resource }) => `${person} ${effect} ${resource.address}`);

test('a one-line edit of a role shows the people whom it touches, and where', async () => {
  const { text, json } = await afterEdit((file) =>
    file.replace('EXPERIMENT_CREATE]', 'EXPERIMENT_CREATE, DATASET_DELETE]'),
  );
  const shown = await text('--details');
  expect(shown).toContain(
    'Access: 2 people gain; 1 resource was not read ~ update custom role "Data Scientist" access.yaml:19',
  );
  // In the space both are members, who may delete datasets anyway; the restricted project knows the role alone.
  expect(shown).toContain(
    '+ mei@example.com, raj@example.com: project fraud-prod in "Platform Team" / team-alpha, as "Data Scientist" + DATASET_DELETE',
  );
  const { as_run } = await json();
  expect(lines(as_run.changes)).toEqual([
    'mei@example.com gains project/Platform Team/team-alpha/fraud-prod',
    'raj@example.com gains project/Platform Team/team-alpha/fraud-prod',
  ]);
  expect(
    as_run.changes.map(({ gained, causes }) => [
      gained,
      causes[0]?.address,
      causes[0]?.source?.line,
    ]),
  ).toEqual(Array.from({ length: 2 }, () => [['DATASET_DELETE'], 'role/Data Scientist', 19]));
});

test('taking a team out shows who loses what, before consent is given', async () => {
  const { text, json } = await afterEdit((file) =>
    file
      .replaceAll(/ +data-science: member\n/g, '')
      .replaceAll(/bindings:\n +\S+: Data Scientist\n/g, 'bindings: {}\n'),
  );
  const shown = await text('--details');
  expect(shown).toContain('Access: no person gains or loses access.');
  expect(shown).toContain('With --allow-destructive also: 2 people lose (2 lose everything)');
  expect(shown).toContain('! lose everything: mei@example.com, raj@example.com');
  expect(shown).toContain(
    'remove 2 members from organization "Platform Team" # not listed under `members` access.yaml:26',
  );
  const { as_run, with_consent } = await json();
  expect(as_run.changes).toEqual([]);
  expect(with_consent?.losing_all.map(({ person }) => person)).toEqual([
    'mei@example.com',
    'raj@example.com',
  ]);
  expect(lines(with_consent?.changes ?? []).filter((line) => line.startsWith('mei'))).toEqual([
    'mei@example.com loses organization/Platform Team',
    'mei@example.com loses space/Platform Team/team-alpha',
    'mei@example.com loses project/Platform Team/team-alpha/churn-dev',
    'mei@example.com loses project/Platform Team/team-alpha/fraud-prod',
  ]);
});

test('a restriction names the people whom it shuts out, before it happens', async () => {
  const { text } = await afterEdit((file) =>
    file.replace(
      '        projects:\n',
      '        projects:\n          churn-dev: {restricted: true}\n',
    ),
  );
  expect(await text('--details')).toContain(
    'Access: 2 people lose + restrict project churn-dev in "Platform Team" / team-alpha (reduces access) access.yaml:40 - mei@example.com, 1 service identity: member -> no access (by space team-alpha) - raj@example.com: member and "Data Scientist" -> no access (by space team-alpha)',
  );
});

test('--details, and --access full as before, name every person, and a word that it does not know is refused', async () => {
  const people = Array.from(
    { length: 30 },
    (_, index) => `p${String(index).padStart(2, '0')}@example.com`,
  );
  const cwd = await scratch();
  await writeFile(
    join(cwd, 'seed.yaml'),
    JSON.stringify({
      users: Object.fromEntries(
        ['jane@example.com', 'omar@example.com', ...people].map((email, index) => [
          email,
          { name: email, role: index < 2 ? 'admin' : 'member' },
        ]),
      ),
      organizations: {
        O: {
          members: Object.fromEntries(people.map((email) => [email, 'member'])),
          spaces: { S: {} },
        },
      },
    }),
  );
  await writeFile(
    join(cwd, 'access.yaml'),
    'version: 1\norganizations: {O: {spaces: {S: {private: true}}}}\n',
  );
  const plan = async (...flags: readonly string[]) =>
    run(['plan', '--sandbox=seed.yaml', ...flags], { cwd });
  const brief = await plan();
  expect(brief.stdout).toContain('30 people lose access');
  expect(people.filter((email) => brief.stdout.includes(email))).toEqual([]);
  const full = await plan('--access', 'full');
  expect(people.filter((email) => !full.stdout.includes(email))).toEqual([]);
  expect(await plan('--details')).toEqual(full);
  expect(await plan('--access', 'all')).toMatchObject({ code: 64 });
});

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const seed = {
  account: { name: 'Acme' },
  users: {
    'ana@x.org': { name: 'Ana', role: 'admin' },
    'bo@x.org': { name: 'Bo', role: 'admin' },
    'raj@x.org': { name: 'Raj', role: 'member' },
    'old@x.org': { name: 'Old', role: 'member', status: 'inactive' },
    'svc@b.x.org': { name: 'svc', role: 'member', bot: true },
  },
  api_keys: [
    { name: 'laptop', user: 'raj@x.org' },
    { name: 'traces', user: 'svc@b.x.org', created_by: 'raj@x.org' },
  ],
  roles: { Reader: { permissions: ['PROJECT_READ'] } },
  organizations: {
    P: {
      members: { 'raj@x.org': 'member', 'svc@b.x.org': 'member' },
      spaces: {
        s: {
          members: { 'raj@x.org': 'read-only', 'svc@b.x.org': 'member' },
          projects: { p: { bindings: { 'raj@x.org': 'Reader' } } },
        },
      },
    },
  },
};

const file = `version: 1
include: [teams.yaml]
users:
  ana@x.org: { role: admin } # the first
  # on the fraud team
  Raj@x.org: { role: member }
organizations:
  P:
    members: { raj@x.org: member, fraud: member } # everybody
    spaces:
      s:
        members: { fraud: { role: read-only, except: [raj@x.org] }, raj@x.org: read-only }
      # a space that this run must not touch
      new: { private: true }
`;
const teams = 'version: 1\nteams:\n  fraud: [raj@x.org, ana@x.org] # the fraud team\n';

async function folder(): Promise<string> {
  const cwd = await scratch();
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
  await writeFile(join(cwd, 'access.yaml'), file);
  await writeFile(join(cwd, 'teams.yaml'), teams);
  return cwd;
}

const offboard = (cwd: string, ...args: readonly string[]) =>
  run(['users', 'offboard', ...args, '--sandbox=seed.yaml', '-q'], { cwd, env: { COLUMNS: '90' } });
const textOf = (cwd: string, name: string): Promise<string> => readFile(join(cwd, name), 'utf8');

test('everything that somebody loses is shown, and nothing is done', async () => {
  const cwd = await folder();
  const { code, stdout } = await offboard(cwd, 'RAJ@x.org');
  expect(code).toBe(0);
  expect(stdout.replaceAll(/ak-[^,]+/g, 'ak-…').split('\n\naccess.yaml ->')[0])
    .toBe(`raj@x.org (Raj, account member) loses
  - the account              CANNOT BE UNDONE
  - organization P           member
  - space s in P             read-only
  - project p in P / s       Reader
  - personal API key laptop  ak-…, never used`);
  expect(stdout).toContain('block raj@x.org  loses everything  CANNOT BE UNDONE');
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /The service key "traces" of P \/ s, created by raj@x\.org, keeps working\. .* ax-access keys revoke QXBp\S+ /,
  );
  expect(stdout).toContain('access.yaml: remove raj@x.org from 4 places');
  expect(stdout).toContain(
    'teams.yaml: remove raj@x.org from 1 place, after the person is blocked.',
  );
  expect(stdout).toContain('Next: ax-access users offboard RAJ@x.org --apply --allow-destructive');
  expect([await textOf(cwd, 'access.yaml'), await textOf(cwd, 'teams.yaml')]).toEqual([
    file,
    teams,
  ]);
  // Blocking takes everything: nothing of it is without effect.
  expect(stdout).not.toContain('no effect');
  // What else the file asks for is not planned.
  expect(stdout).toContain('Plan: 0 to add, 0 to change, 1 to destroy (1 cannot be undone).');
});

test('--apply alone holds it back, and the file stays', async () => {
  const cwd = await folder();
  const { code, stdout } = await offboard(cwd, 'raj@x.org', '--apply');
  expect(code).toBe(0);
  expect(stdout).toContain('Applied: 0 done, 1 held back.');
  expect(await textOf(cwd, 'access.yaml')).toBe(file);
});

test('with both it is done, and the file says so with its comments kept', async () => {
  const cwd = await folder();
  const flags = ['--apply', '--allow-destructive', '--yes', '--reason', 'left: the company'];
  expect(await offboard(cwd, 'raj@x.org', ...flags)).toMatchObject({ code: 0 });
  expect(await textOf(cwd, 'access.yaml')).toBe(`version: 1
include: [teams.yaml]
users:
  ana@x.org: { role: admin } # the first
  # on the fraud team
organizations:
  P:
    members: { fraud: member } # everybody
    spaces:
      s:
        members: { fraud: { role: read-only } }
      # a space that this run must not touch
      new: { private: true }
removed:
  - {user: raj@x.org, reason: "left: the company"}
`);
  expect(await textOf(cwd, 'teams.yaml')).toBe(
    'version: 1\nteams:\n  fraud: [ana@x.org] # the fraud team\n',
  );
  const people = await run(['users', 'list', '--sandbox', '-q'], { cwd });
  expect(people.stdout).toMatch(/^raj@x\.org .* blocked$/m);
  const again = await offboard(cwd, 'raj@x.org', ...flags);
  expect(again.code).toBe(1);
  expect(again.stderr).toContain(
    'raj@x.org is already blocked, which cannot be undone.\n  access.yaml does not name them.',
  );
});

describe('somebody who is blocked while the file still names them', () => {
  const naming = file.replaceAll(/raj@x.org/gi, 'old@x.org');
  const namingTeams = teams.replace('raj@x.org', 'old@x.org');
  async function office(text = naming): Promise<string> {
    const cwd = await folder();
    await writeFile(join(cwd, 'access.yaml'), text);
    await writeFile(join(cwd, 'teams.yaml'), namingTeams);
    return cwd;
  }

  test('is shown with what is left to do, and nothing is done', async () => {
    const cwd = await office();
    const { code, stdout } = await offboard(cwd, 'Old@x.org');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^old@x\.org is already blocked in Arize, which cannot be undone\.\n/);
    expect(stdout).toContain('access.yaml: remove old@x.org from 4 places');
    expect(stdout).toContain('teams.yaml: remove old@x.org from 1 place, with --apply.');
    expect(stdout).toContain(
      'Nothing to do in Arize; nothing else of the file is compared.\nNext: ax-access users offboard old@x.org --apply --sandbox=seed.yaml\n',
    );
    expect(stdout).not.toContain('matches');
    expect([await textOf(cwd, 'access.yaml'), await textOf(cwd, 'teams.yaml')]).toEqual([
      naming,
      namingTeams,
    ]);
  });

  test('is taken out of it with --apply alone: nothing is destroyed', async () => {
    const cwd = await office();
    const done = await offboard(cwd, 'old@x.org', '--apply', '--reason', 'left');
    expect(done.code).toBe(0);
    const text = await textOf(cwd, 'access.yaml');
    expect(text.split('removed:')).toEqual([
      expect.not.stringMatching(/old@x\.org/i),
      '\n  - {user: old@x.org, reason: left}\n',
    ]);
    expect(text).toContain('# everybody');
    expect(await textOf(cwd, 'teams.yaml')).not.toContain('old@x.org');
    const again = await offboard(cwd, 'old@x.org', '--apply');
    expect(again.code).toBe(1);
    expect(again.stderr).toContain('access.yaml does not name them.');
    const planned = await run(['plan', '--sandbox', '-q'], { cwd });
    expect(planned.code).toBe(0);
  });

  test('is left to a person where the file cannot be edited, and that is no success', async () => {
    const cwd = await office(
      naming.replace(
        '  # on the fraud team\n  old@x.org: { role: member }',
        '  old@x.org: &it { role: member }\n  kim@x.org: *it',
      ),
    );
    const before = await textOf(cwd, 'access.yaml');
    const { code, stdout } = await offboard(cwd, 'old@x.org', '--apply');
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
      'Remove old@x.org from 4 places in it yourself.',
    );
    expect(code).toBe(1);
    const json = await offboard(cwd, 'old@x.org', '--apply', '--format', 'json');
    expect(json.code).toBe(1);
    expect(JSON.parse(json.stdout)).toMatchObject({ exit_code: 1 });
    expect(await textOf(cwd, 'access.yaml')).toBe(before);
  });
});

test('the guards of the file hold', async () => {
  const cwd = await folder();
  await writeFile(
    join(cwd, 'access.yaml'),
    `${file}protected: [{user: raj@x.org}]\nignore: [{project: p, space: s, organization: P}]\n`,
  );
  const { code, stdout } = await offboard(cwd, 'raj@x.org', '--apply', '--allow-destructive');
  expect(code).toBe(3);
  expect(stdout).toContain('raj@x.org is protected');
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    'raj@x.org also loses access in project "p", which the file ignores.',
  );
  const last = await offboard(cwd, 'bo@x.org', '--apply', '--allow-destructive');
  expect(last.code).toBe(3);
  expect(last.stdout).toContain('min_admins');
});

test.each<[string, number, string]>([
  [
    'ana@x.org',
    1,
    "You can't offboard ana@x.org: this API key is theirs.\n  Ask another admin to do it.",
  ],
  ['ray@x.org', 64, 'No such person in the account: ray@x.org.\n  Did you mean "raj@x.org"?'],
  ['svc@b.x.org', 64, 'No such person in the account: svc@b.x.org.'],
])('%s is refused', async (email, wanted, expected) => {
  const { code, stdout, stderr } = await offboard(await folder(), email, '--apply');
  expect({ code, stdout }).toEqual({ code: wanted, stdout: '' });
  expect(stderr).toContain(expected);
});

test('it works without a file', async () => {
  const cwd = await scratch();
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(seed));
  const { code, stdout } = await offboard(
    cwd,
    'raj@x.org',
    '--apply',
    '--allow-destructive',
    '--yes',
  );
  expect(code).toBe(0);
  expect(stdout).toContain('Applied: 1 done.');
});

test('a rule about the person alone stays as it is, and the file stays valid', async () => {
  const cwd = await folder();
  const rules = `rules:
  # they left for a competitor
  raj stays out: { people: [raj@x.org], may_not: access, on: [{ organization: "*" }] }
  only they read: { may: PROJECT_SPAN_READ, only: [raj@x.org], on: [{ space: s }], except: [ana@x.org, raj@x.org, admins] }
`;
  await writeFile(join(cwd, 'access.yaml'), file + rules);
  const ran = await offboard(cwd, 'raj@x.org', '--apply', '--allow-destructive', '--yes');
  expect({ code: ran.code, stderr: ran.stderr }).toMatchObject({ code: 0 });
  const text = await textOf(cwd, 'access.yaml');
  expect(text).toContain('people: [raj@x.org]');
  expect(text).toContain('only: [raj@x.org]');
  expect(text).toContain('except: [ana@x.org, admins]');
  const validated = await run(['validate'], { cwd });
  expect({ code: validated.code, stderr: validated.stderr }).toEqual({ code: 0, stderr: '' });
});

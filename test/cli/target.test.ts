import { copyFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { run, scratch } from './run.ts';

/** The sample file beside the quickstart account, of which it changes much. */
async function quickstart() {
  const cwd = await scratch();
  await copyFile(resolve('access.yaml'), join(cwd, 'access.yaml'));
  return (...args: readonly string[]) => run([...args, '--sandbox', '-q'], { cwd });
}

interface Planned {
  readonly changes: readonly { readonly address: string }[];
  readonly notices: readonly { readonly code: string; readonly message: string }[];
}

const addressesOf = (stdout: string): readonly string[] => {
  const { changes }: Planned = JSON.parse(stdout);
  return changes.map(({ address }) => address).toSorted();
};

describe('a plan that is narrowed', () => {
  test.each([
    [
      'to a person: all that is theirs, and what that needs',
      'raj@example.com',
      [
        'organization/Platform Team/member/raj@example.com',
        'project/Platform Team/team-alpha/fraud-prod/binding/raj@example.com',
        'space/Platform Team/team-alpha/binding/raj@example.com',
        'space/Platform Team/team-alpha/member/raj@example.com',
        'user/raj@example.com',
      ],
    ],
    [
      'to a place: what is in it',
      'fraud-prod',
      [
        'project/Platform Team/team-alpha/fraud-prod/binding/mei@example.com',
        'project/Platform Team/team-alpha/fraud-prod/binding/raj@example.com',
        'project/Platform Team/team-alpha/fraud-prod/restriction',
      ],
    ],
    ['to an address', 'role/Data Scientist', ['role/Data Scientist']],
    [
      'to somebody from whom something is taken: what they are given comes along',
      'space/Platform Team/team-alpha/binding/mei@example.com',
      [
        'project/Platform Team/team-alpha/fraud-prod/binding/mei@example.com',
        'space/Platform Team/team-alpha/binding/mei@example.com',
        'space/Platform Team/team-alpha/member/mei@example.com',
      ],
    ],
  ])('%s', async (_, target, addresses) => {
    const ax = await quickstart();
    const { stdout } = await ax('plan', '--json', '--target', target);
    expect(addressesOf(stdout)).toEqual(expect.arrayContaining(addresses));
    const { changes, notices }: Planned = JSON.parse(stdout);
    expect(changes).toHaveLength(addresses.length);
    expect(notices).toContainEqual(
      expect.objectContaining({
        code: 'targeted',
        message: 'This plan covers only --target and what it needs.',
      }),
    );
  });

  test('is what runs, and the rest is planned the next time', async () => {
    const ax = await quickstart();
    const ran = await ax('apply', '--target', 'lena@example.com');
    expect(ran.code).toBe(0);
    expect(ran.stdout).toContain('Applied: 2 done.');
    expect(addressesOf((await ax('plan', '--json')).stdout)).toHaveLength(14);
  });

  test('to a place brings along what that needs from outside', async () => {
    const ax = await quickstart();
    const { stdout } = await ax('plan', '--json', '--target', 'Platform Team/team-alpha');
    expect(addressesOf(stdout)).toEqual(
      expect.arrayContaining([
        'organization/Platform Team/member/raj@example.com',
        'space/Platform Team/team-alpha/member/raj@example.com',
      ]),
    );
  });

  test('by two targets is both', async () => {
    const ax = await quickstart();
    const { stdout } = await ax(
      'plan',
      '--json',
      '--target',
      'lena@example.com',
      'role/Data Scientist',
    );
    expect(addressesOf(stdout)).toHaveLength(3);
  });
});

test.each([
  [
    'ray@example.com',
    64,
    'No such item in the account or the file: "ray@example.com"',
    'Did you mean "raj@example.com"?',
  ],
  [
    'team-alfa',
    64,
    'No such item in the account or the file: "team-alfa"',
    'Did you mean "team-alpha"?',
  ],
  ['account', 64, '--target account means everything.', 'Leave it out.'],
])('a target that can not be meant: %s', async (target, code, message, hint) => {
  const ax = await quickstart();
  const ran = await ax('plan', '--target', target);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toContain(message);
  expect(ran.stderr).toContain(hint);
});

/** Names with an @, and a plan for each: a role, one in capitals, a project, and a person. */
const file = `version: 1
roles:
  svc@prod: {permissions: [PROJECT_READ]}
  OPS@PROD: {permissions: [PROJECT_READ]}
organizations:
  Platform:
    members: {raj@example.com: member, mei@example.com: member}
    spaces:
      alpha:
        projects: {traces@v2: {create: true, bindings: {raj@example.com: svc@prod}}}
`;
const account = {
  account: { name: 'Acme' },
  users: {
    'jane@example.com': { name: 'Jane', role: 'admin' },
    'omar@example.com': { name: 'Omar', role: 'admin' },
    'raj@example.com': { name: 'Raj', role: 'member' },
    'mei@example.com': { name: 'Mei', role: 'member' },
  },
  organizations: {
    Platform: {
      members: { 'raj@example.com': 'member', 'mei@example.com': 'member' },
      spaces: { alpha: { private: true } },
    },
  },
};

async function withSigns(text = file) {
  const cwd = await scratch();
  await writeFile(join(cwd, 'access.yaml'), text);
  await writeFile(join(cwd, 'seed.yaml'), JSON.stringify(account));
  return (...args: readonly string[]) => run([...args, '--sandbox=seed.yaml', '-q'], { cwd });
}

const linesFrom = (stdout: string, start: string): string =>
  stdout.slice(stdout.indexOf(start)).trimEnd().replaceAll(/\n +/g, ' ');

describe('a name with an @', () => {
  test.each([
    ['svc@prod', ['role/svc@prod']],
    ['OPS@PROD', ['role/OPS@PROD']],
    [
      'traces@v2',
      [
        'project/Platform/alpha/traces@v2',
        'project/Platform/alpha/traces@v2/binding/raj@example.com',
        'role/svc@prod',
      ],
    ],
    [
      'alpha/traces@v2',
      [
        'project/Platform/alpha/traces@v2',
        'project/Platform/alpha/traces@v2/binding/raj@example.com',
        'role/svc@prod',
      ],
    ],
  ])('is found: %s', async (target, addresses) => {
    const ax = await withSigns();
    const { stdout } = await ax('plan', '--json', '--target', target);
    expect(addressesOf(stdout)).toEqual(addresses);
  });

  test('is refused where it means a person and a thing, with what to write instead', async () => {
    const ax = await withSigns(file.replace('OPS@PROD', 'mei@example.com'));
    const ran = await ax('plan', '--target', 'mei@example.com');
    expect(ran).toMatchObject({ code: 64, stdout: '' });
    expect(ran.stderr).toBe(
      'error: "mei@example.com" is ambiguous; it matches 2 items:\n  role/mei@example.com\n  user/mei@example.com\n  Use one of these addresses.\n',
    );
    const { stdout } = await ax('plan', '--json', '--target', 'role/mei@example.com');
    expect(addressesOf(stdout)).toEqual(['role/mei@example.com']);
  });

  test('that means nothing is refused', async () => {
    const ax = await withSigns();
    const ran = await ax('plan', '--target', 'svc@prd');
    expect(ran).toMatchObject({ code: 64, stdout: '' });
    expect(ran.stderr).toBe(
      'error: No such item in the account or the file: "svc@prd".\n  Did you mean "svc@prod"?\n',
    );
  });
});

describe('what a target leaves out', () => {
  test('is counted where nothing is left to do, and is no difference', async () => {
    const ax = await withSigns();
    const narrow = ['--detailed-exitcode', '--target', 'mei@example.com'];
    const ran = await ax('plan', ...narrow);
    expect(ran.code).toBe(0);
    const nothing = 'Nothing to do for what --target names; 4 other changes are left out.';
    expect(linesFrom(ran.stdout, 'Nothing')).toBe(nothing);
    const applied = await ax('apply', ...narrow);
    expect(applied.code).toBe(0);
    expect(linesFrom(applied.stdout, 'Nothing')).toBe(nothing);
    const page = await ax('apply', '--format', 'markdown', ...narrow);
    expect(page.stdout.replaceAll('\\', '')).toContain(
      `**${nothing.replace('--target', '`--target`')}**`,
    );
    const { stdout } = await ax('plan', '--json', ...narrow);
    expect(JSON.parse(stdout)).toMatchObject({
      claim: {
        certain: false,
        leaves_out: [{ what: 'elsewhere', why: 'scope', by: 'target', count: 4 }],
      },
    });
  });

  test('is counted beside what there is to do, and the command that is printed next leaves it out', async () => {
    const ax = await withSigns();
    const ran = await ax('plan', '--detailed-exitcode', '--target', 'svc@prod');
    expect(ran.code).toBe(2);
    expect(linesFrom(ran.stdout, 'Plan: ')).toBe(
      'Plan: 1 to add, 0 to change, 0 to destroy; 3 other changes are left out. No person gains or loses access.\nNext: ax-access apply --target svc@prod --sandbox=seed.yaml  # 1 change',
    );
    const next = /Next: ax-access (.*?) {2}#/.exec(linesFrom(ran.stdout, 'Plan: '))?.[1] ?? '';
    const applied = await ax(...next.replace(' --sandbox=seed.yaml', '').split(' '));
    expect(applied.stdout).toContain('Applied: 1 done.');
    expect(addressesOf((await ax('plan', '--json')).stdout)).toHaveLength(3);
  });

  test('is nothing where the rest is in order, too', async () => {
    const ax = await withSigns();
    expect((await ax('apply')).code).toBe(0);
    const { stdout } = await ax('plan', '--target', 'mei@example.com');
    expect(stdout).toContain('No changes. The account matches access.yaml.');
  });
});

import { copyFile } from 'node:fs/promises';
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
        message: `Only what --target names is planned, and what that needs; ${16 - changes.length} other changes are left out.`,
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
  ['ray@example.com', 1, 'Nobody is called ray@example.com', 'raj@example.com'],
  ['team-alfa', 1, 'There is no organization, space or project "team-alfa".', 'team-alpha'],
  ['account', 64, '--target account would be everything.', 'Leave it out.'],
])('a target that can not be meant: %s', async (target, code, message, hint) => {
  const ax = await quickstart();
  const ran = await ax('plan', '--target', target);
  expect(ran.code).toBe(code);
  expect(ran.stderr).toContain(message);
  expect(ran.stderr).toContain(hint);
});

import { describe, expect, test } from 'vitest';
import { differenceOf, planOf } from '../account/compare.ts';
import { linesOf, untouchedOf } from '../account/lines.ts';

/** Entries under `removed` that name one grant, role or restriction by its address. */

const account = `
roles: {R: {permissions: [PROJECT_READ]}, T: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member, tom@x.org: member, bot@x.org: member}
    spaces:
      s:
        members: {raj@x.org: member, mei@x.org: member}
        bindings: {mei@x.org: R}
        projects: {p: {restricted: true, bindings: {raj@x.org: R, mei@x.org: R}}}
`;

const removed = (...addresses: readonly string[]): string =>
  `removed: [${addresses.map((address) => `{address: ${address}}`).join(', ')}]`;

const linesFor = async (file: string): Promise<readonly string[]> =>
  linesOf(await differenceOf(account, file)).toSorted();

describe('what is named goes, and only that', () => {
  test.each([
    ['where the file has no map', ''],
    [
      'where the map only grows',
      'organizations: {P: {spaces: {s: {manage: {members: additive}, members: {}}}}}\n',
    ],
  ])('%s', async (_, file) => {
    expect(await linesFor(`${file}${removed('space/P/s/member/raj@x.org')}`)).toEqual([
      '- space/P/s/member/raj member',
    ]);
  });

  test.each([
    ['project/P/s/p/binding/raj@x.org', '- project/P/s/p/binding/raj <R>'],
    ['project/P/s/p/restriction', '- project/P/s/p/restriction {}'],
    ['space/P/s/binding/MEI@x.org', '- space/P/s/binding/mei <R>'],
    ['role/T', '- role/T {name: T, description: , permissions: [PROJECT_READ]}'],
    ['organization/P/member/tom@x.org', '- organization/P/member/tom member'],
  ])('%s', async (address, line) => {
    expect(await linesFor(removed(address))).toEqual([line]);
  });

  test('what is only observed stays so', async () => {
    const file = 'organizations: {P: {spaces: {s: {manage: {members: observe}, members: {}}}}}\n';
    expect(await linesFor(`${file}${removed('space/P/s/member/raj@x.org')}`)).toEqual([
      '? - space/P/s/member/mei member',
      '? - space/P/s/member/raj member',
    ]);
  });

  test('the account of a service key stays', async () => {
    const difference = await differenceOf(account, removed('organization/P/member/bot@x.org'));
    expect(linesOf(difference)).toEqual([]);
    expect(untouchedOf(difference)).toContain(
      '1 service organization_member organization/P/member',
    );
  });

  test('a role that somebody holds stays', async () => {
    expect(await linesFor(removed('role/R'))).toEqual([
      expect.stringMatching(/^! unsafe role\/R: Still held by /),
    ]);
  });
});

const more = (address: string, what: string): string =>
  `! unsafe ${address}: Arize would also remove ${what}, which \`removed\` does not name. Name both, or keep both.`;

describe('nothing else goes with it', () => {
  test('a built-in role takes the role beside it along only where both are named', async () => {
    expect(await linesFor(removed('space/P/s/member/mei@x.org'))).toEqual([
      '~ space/P/s/member/mei member -> <R>',
    ]);
    expect(
      await linesFor(removed('space/P/s/member/mei@x.org', 'space/P/s/binding/mei@x.org')),
    ).toEqual(['- space/P/s/member/mei member takes space/P/s/binding/mei']);
  });

  test('who leaves an organization leaves its spaces only where each grant there is named', async () => {
    expect(await linesFor(removed('organization/P/member/raj@x.org'))).toEqual([
      more('organization/P/member/raj', 'project role binding "raj" in "P" / "s" / "p"'),
    ]);
  });

  test('a person who is blocked loses everything, named or not', async () => {
    const file = `removed: [{user: mei@x.org}, {address: organization/P/member/mei@x.org}]`;
    expect(await linesFor(file)).toEqual([expect.stringMatching(/^- user\/mei .* takes /)]);
  });
});

const bindings = ['project/P/s/p/binding/raj@x.org', 'project/P/s/p/binding/mei@x.org'];
const nobody = 'organizations: {P: {spaces: {s: {projects: {p: {bindings: {}}}}}}}\n';

const blocked = async (file: string): Promise<readonly string[]> => {
  const { guards } = await planOf(account, file, { consent: true });
  return guards.flatMap(({ rule, verdict }) => (verdict === 'blocked' ? [rule] : []));
};

describe('limits', () => {
  test('each grant of a place by its address is meant, all but one and the rest of the map is not', async () => {
    expect(await blocked(removed(...bindings))).toEqual([]);
    expect(await blocked(nobody)).toEqual(['emptied_scopes']);
    expect(await blocked(`${nobody}${removed(...bindings.slice(1))}`)).toEqual(['emptied_scopes']);
  });

  test('how many go in all, and who loses everything, is counted all the same', async () => {
    const tight = 'limits: {removals: 1, people_losing_all_access: 0}\n';
    const addresses = ['organization/P/member/tom@x.org', ...bindings];
    expect(await blocked(`${tight}${removed(...addresses)}`)).toEqual([
      'removals',
      'people_losing_all_access',
    ]);
  });
});

test('the plan says whose wish it is, and takes nothing over', async () => {
  const file = `organizations: {P: {spaces: {s: {manage: {members: additive}, members: {}}}}}
removed: [{address: space/P/s/member/raj@x.org, reason: added by mistake}]`;
  const { changes, notices } = await planOf(account, file);
  expect(changes.map(({ reason, source }) => [reason, source?.line])).toEqual([
    ['added by mistake', 3],
  ]);
  expect(notices.map(({ code }) => code)).not.toContain('takes-over');
});

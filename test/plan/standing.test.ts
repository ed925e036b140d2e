import { describe, expect, test } from 'vitest';
import { diff } from '../../src/diff/diff.ts';
import { plan } from '../../src/plan/plan.ts';
import { freshnessOf } from '../../src/plan/freshness.ts';
import { accountOf } from '../account/compare.ts';
import { short } from '../account/lines.ts';

/** How planned changes stand once the account has become another. */
async function standingsOf(then: string, file: string, now: string): Promise<readonly string[]> {
  const planned = await accountOf(then).look(file);
  const made = plan(diff(planned.desired, planned.live), planned.desired, planned.live, {
    allowDestructive: true,
  });
  const { desired, live } = await accountOf(now).look(file);
  const found = freshnessOf(made.changes, diff(desired, live), live);
  return [...found].map(([address, standing]) =>
    short(`${address}: ${standing.is}${standing.is === 'moved' ? `, ${standing.what}` : ''}`),
  );
}

const org = (members: string, rest = '') =>
  `organizations: {P: {members: {${members}}${rest === '' ? '' : `, ${rest}`}}}`;

const roles = (permissions: string, rest = '') =>
  `roles: {R: {permissions: [${permissions}]}}${rest}`;

describe('a grant that is to be made', () => {
  const file = org('raj@x.org: member, mei@x.org: member');
  const before = org('mei@x.org: member');
  test.each([
    ['nothing happened', before, 'open'],
    ['somebody else made it', file, 'done'],
    [
      'somebody else made it otherwise',
      org('raj@x.org: admin, mei@x.org: member'),
      'moved, it now exists, with role "admin"',
    ],
  ])('%s', async (_, now, is) => {
    expect(await standingsOf(before, file, now)).toEqual([`organization/P/member/raj: ${is}`]);
  });
});

describe('a grant that is to be changed', () => {
  const file = org('raj@x.org: read-only');
  const before = org('raj@x.org: member');
  test.each([
    ['nothing happened', before, 'open'],
    ['it is so already', file, 'done'],
    ['it is something else by now', org('raj@x.org: admin'), 'moved, it now has role "admin"'],
    ['it is gone', org(''), 'moved, it no longer exists'],
  ])('%s', async (_, now, is) => {
    expect(await standingsOf(before, file, now)).toEqual([`organization/P/member/raj: ${is}`]);
  });
});

describe('a grant that is to go', () => {
  const file = org('jane@x.org: admin');
  const before = org('jane@x.org: admin, raj@x.org: member', 'spaces: {s: {}}');
  test.each([
    ['nothing happened', before, 'open'],
    ['it is gone already', org('jane@x.org: admin', 'spaces: {s: {}}'), 'done'],
    [
      'it is more by now',
      org('jane@x.org: admin, raj@x.org: admin', 'spaces: {s: {}}'),
      'moved, it now has role "admin"',
    ],
    [
      'more would go along',
      org('jane@x.org: admin, raj@x.org: member', 'spaces: {s: {members: {raj@x.org: member}}}'),
      'moved, it would now also remove space/P/s/member/raj',
    ],
  ])('%s', async (_, now, is) => {
    expect(await standingsOf(before, file, now)).toEqual([`organization/P/member/raj: ${is}`]);
  });
});

describe('a place that is to go', () => {
  const file = 'removed: [{space: s, organization: P}]';
  const before = org('jane@x.org: admin', 'spaces: {s: {}, t: {}}');
  test.each([
    ['nothing happened', before, 'open'],
    ['it is gone', org('jane@x.org: admin', 'spaces: {t: {}}'), 'done'],
    [
      'another bears its name',
      org('jane@x.org: admin', 'spaces: {t: {}, s: {}}'),
      'moved, another item now has its name',
    ],
  ])('%s', async (_, now, is) => {
    expect(await standingsOf(before, file, now)).toEqual([`space/P/s: ${is}`]);
  });
});

describe('a role', () => {
  test('whose first half is done is as good as untouched', async () => {
    expect(
      await standingsOf(
        roles('PROJECT_READ, TAG_READ'),
        roles('PROJECT_READ, QUEUE_READ'),
        roles('PROJECT_READ, QUEUE_READ, TAG_READ'),
      ),
    ).toEqual(['role/R: open']);
  });

  test('that somebody holds by now may not be deleted', async () => {
    const held =
      '\norganizations: {P: {members: {raj@x.org: member}, spaces: {s: {bindings: {raj@x.org: R}}}}}';
    const [standing = ''] = await standingsOf(
      roles('PROJECT_READ', org('raj@x.org: member', 'spaces: {s: {}}').replace(/^/, '\n')),
      'roles: {}',
      roles('PROJECT_READ', held),
    );
    expect(standing).toMatch(/^role\/R: moved, Still held by /);
  });
});

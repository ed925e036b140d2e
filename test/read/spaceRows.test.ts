import { describe, expect, test } from 'vitest';
import { apply } from '../../src/apply/apply.ts';
import { diff } from '../../src/diff/diff.ts';
import { plan } from '../../src/plan/plan.ts';
import { IncompleteReadError } from '../../src/read/incomplete.ts';
import { openAccount, rewording } from '../account/account.ts';
import { linesOf, short, untouchedOf } from '../account/lines.ts';
import type { Between } from '../account/account.ts';

const account = `
roles: {R: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {jane@x.org: admin, raj@x.org: member, mei@x.org: member, tom@x.org: member}
    spaces:
      s:
        private: true
        members: {raj@x.org: member, mei@x.org: read-only}
        bindings: {tom@x.org: R}`;

const inSpace = (content: string): string => `organizations: {P: {spaces: {s: {${content}}}}}`;

/** Changes each row of the list of a space's people. */
const rows = (change: (row: string) => string): Between =>
  rewording(
    (text) => text,
    (text) =>
      text.replaceAll(/\{"role":(?:null|"\w+"),"membership":.*?"user":\{[^}]*\}\}/g, change),
  );

/** What separates the file from the account, or which rows keep that from being known. */
async function found(file: string, between: Between): Promise<readonly string[]> {
  const { desired, live } = await openAccount(account, { between })
    .look(file)
    .catch((error: unknown) => {
      if (!(error instanceof IncompleteReadError)) throw error;
      return { desired: undefined, live: error };
    });
  if (desired === undefined || live instanceof IncompleteReadError) {
    return live instanceof IncompleteReadError
      ? [...new Set(live.unread.map(({ scope, error }) => `${scope}: ${short(error.message)}`))]
      : [];
  }
  return linesOf(diff(desired, live));
}

describe('a row that says something unknown is named, and its list is not known', () => {
  const inS = 'space/P/s: GraphQL query SpaceMembers: in space "s", ';
  test.each<[string, (row: string) => string, string]>([
    [
      'a membership',
      (row) => row.replace('EXPLICIT_MEMBERSHIP', 'GROUP_MEMBERSHIP'),
      'mei has a membership of the unknown kind "GROUP_MEMBERSHIP", raj has a membership of the unknown kind "GROUP_MEMBERSHIP", tom has a membership of the unknown kind "GROUP_MEMBERSHIP".',
    ],
    [
      'no membership',
      (row) => (row.includes('"role":null') ? row : row.replace('"EXPLICIT_MEMBERSHIP"', 'null')),
      'mei has no kind of membership, raj has no kind of membership.',
    ],
    [
      'a role',
      (row) => row.replace('"readOnly"', '"auditor"'),
      'mei has the unknown role "auditor".',
    ],
  ])('%s', async (_, change, message) => {
    expect(await found(inSpace('members: {raj@x.org: member}'), rows(change))).toEqual([
      `${inS}${message}`,
    ]);
  });
});

test.each<[string, (row: string) => string]>([
  ['in small letters', (row) => row.replace('EXPLICIT_MEMBERSHIP', 'explicit_membership')],
  ['in another spelling', (row) => row.replace('"readOnly"', '"READ_ONLY"')],
])('a word %s is the same word', async (_, change) => {
  const file = inSpace('members: {raj@x.org: member, tom@x.org: R}');
  expect(await found(file, rows(change))).toEqual(['- space/P/s/member/mei read-only']);
});

test('a membership that shows no role is one, whatever its role', async () => {
  const between = rows((row) => row.replace('"readOnly"', 'null'));
  const opened = openAccount(account, { between });
  const { desired, live } = await opened.look(
    inSpace('members: {raj@x.org: member, mei@x.org: admin, tom@x.org: R}'),
  );
  const difference = diff(desired, live);
  expect(linesOf(difference)).toEqual([]);
  expect(untouchedOf(difference)).toContain('1 unverified space_member space/P/s/member');
  expect(await found(inSpace('members: {raj@x.org: member, tom@x.org: R}'), between)).toEqual([
    '- space/P/s/member/mei {}',
  ]);
});

describe('the holder of a role whom the list of bindings does not show', () => {
  const hidden = rewording(
    (text) => text,
    (text) =>
      text.replace(/"role_bindings":\[.*?\],"pagination"/, '"role_bindings":[],"pagination"'),
  );

  /** The list of everybody's bindings is empty, that of one person is not. */
  const onlyWhole: Between = (request, ask) =>
    new URL(request.url).searchParams.has('user_id') ? ask(request) : hidden(request, ask);

  test('is a member with that role', async () => {
    const file = inSpace('members: {raj@x.org: member, mei@x.org: read-only}');
    expect(await found(file, hidden)).toEqual(['- space/P/s/member/tom <R>']);
    const kept = inSpace('members: {raj@x.org: member, mei@x.org: read-only, tom@x.org: R}');
    expect(await found(kept, hidden)).toEqual([]);
  });

  test('is one, too, where the row says that the space is public', async () => {
    const isPublic = rows((row) =>
      row.includes('"customRole":null')
        ? row
        : row.replace('EXPLICIT_MEMBERSHIP', 'PUBLIC_MEMBERSHIP'),
    );
    const both: Between = (request, ask) => hidden(request, (own) => isPublic(own, ask));
    const file = inSpace('members: {raj@x.org: member, mei@x.org: read-only}');
    expect(await found(file, both)).toEqual(['- space/P/s/member/tom <R>']);
  });

  test('is bound to it, where the file speaks of bindings', async () => {
    const own = 'members: {raj@x.org: member, mei@x.org: read-only}';
    expect(await found(inSpace(`${own}, bindings: {tom@x.org: R}`), hidden)).toEqual([]);
    expect(await found(inSpace(`${own}, bindings: {}`), hidden)).toEqual([
      '- space/P/s/binding/tom <R>',
    ]);
  });

  test('loses it where the binding can be found, and is told where not', async () => {
    const file = inSpace('bindings: {}');
    for (const [between, expected] of [
      [onlyWhole, ['done']],
      [
        hidden,
        [
          'failed: GET /v2/role-bindings: the role that tom holds in s is not listed, so it cannot be changed.',
        ],
      ],
    ] as const) {
      const opened = openAccount(account, { between });
      // oxlint-disable-next-line no-await-in-loop -- one account after the other
      const { desired, live } = await opened.look(file);
      const made = plan(diff(desired, live), desired, live, { allowDestructive: true });
      // oxlint-disable-next-line no-await-in-loop
      const outcomes = await apply(made, opened.writer());
      expect(
        outcomes.map((each) =>
          each.status === 'failed' ? `failed: ${short(each.error.message)}` : each.status,
        ),
      ).toEqual(expected);
    }
  });

  test('keeps the role from being deleted', async () => {
    const file = `roles: {}\n${inSpace('manage: {members: additive}, members: {raj@x.org: member}')}`;
    expect(await found(file, hidden)).toContain(
      '! unsafe role/R: Still held by tom in "P" / "s". Remove the role there first.',
    );
  });
});

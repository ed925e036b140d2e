import { describe, expect, test } from 'vitest';
import { accountOf, oneSpace } from '../../bench/account.mjs';
import { whoCan } from '../../src/access/whoCan.ts';
import { liveState } from '../../src/access/state.ts';
import { connect } from '../../src/api/client.ts';
import { diff } from '../../src/diff/diff.ts';
import { limitsOf } from '../../src/limits.ts';
import { connectionTo } from '../account/connection.ts';
import { loadText } from '../load/loadText.ts';
import type { Live, Plan } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import { around } from '../../src/read/focus.ts';
import { read } from '../../src/read/read.ts';
import type { Scope } from '../../src/read/scope.ts';
import { openSandbox } from '../../src/sandbox/index.ts';
import type { Seed } from '../../src/sandbox/index.ts';

/** A file, or a question, about one space of a large account: only the people whom it is about are read. */

const people = 400;
const { organization, space } = oneSpace(people);

type SeedOrganization = NonNullable<Seed['organizations']>[string];

/** The account with people who are blocked or whose invitation is over. */
function seedOf(): Seed {
  const seed = accountOf(people);
  const users: Seed['users'] = {
    ...seed.users,
    'gone@example.com': { name: 'Gone', role: 'member', status: 'inactive' },
    'late@example.com': { name: 'Late', role: 'member', status: 'expired' },
    'free@example.com': { name: 'Free', role: 'member' },
  };
  const own: SeedOrganization = seed.organizations?.[organization] ?? {};
  const members: SeedOrganization['members'] = {
    ...own.members,
    'late@example.com': 'member',
    'free@example.com': 'member',
  };
  const organizations = { ...seed.organizations, [organization]: { ...own, members } };
  return { ...seed, users, organizations };
}

const sandbox = openSandbox({ seed: seedOf() });

const opened = () => connect(connectionTo(sandbox));

const all = ({ wants, allBindings, identityProviders }: Scope): Scope => ({
  wants,
  allBindings,
  identityProviders,
});

/** The space as the account has it, without its last lines. */
const live = await read(opened());
const members = live.items
  .filter(({ kind, key, service }) => kind === 'space_member' && key[1] === space && !service)
  .map(
    ({ key, fields }) =>
      [key[2] ?? '', typeof fields['role'] === 'string' ? fields['role'] : ''] as const,
  );

const fileOf = (lines: readonly (readonly [string, string])[], more = ''): string =>
  `version: 1\norganizations: {${organization}: {spaces: {${space}: {private: true, members: {${lines
    .map(([email, role]) => `${email}: ${role}`)
    .join(', ')}}${more}}}}}`;

/** What people decide by. */
const decisive = ({ changes, guards, access, notices, cannotCreate, manual }: PlanLike) => ({
  changes,
  guards,
  access,
  notices,
  cannotCreate,
  manual,
});
type PlanLike = Plan & Readonly<Record<string, unknown>>;

async function plans(text: string): Promise<readonly PlanLike[]> {
  const { desired } = loadText(text, 'access.yaml');
  const limits = limitsOf(desired);
  const found: Live[] = [await read(opened(), desired), await read(opened(), desired, all)];
  return found.map((each) => ({
    ...plan(diff(desired, each, { limits }), desired, each, { allowDestructive: true, limits }),
  }));
}

describe('a file about one space leads to the same plan as if everybody were read', () => {
  const [first = ['', ''] as const, ...rest] = members;
  test.each<[string, string]>([
    ['as it is', fileOf(members)],
    ['a removal', fileOf(rest)],
    ['another role', fileOf([[first[0], 'read-only'], ...rest])],
    ['a new member', fileOf([...members, ['free@example.com', 'member']])],
    ['an expired invitation', fileOf([...members, ['late@example.com', 'member']])],
    ['a blocked person', fileOf([...members, ['gone@example.com', 'member']])],
    ['an unknown person', fileOf([...members, ['fre@example.com', 'member']])],
    ['an admin of the account', fileOf([...members, ['person.00001@example.com', 'member']])],
    ['bindings', fileOf(rest, `, bindings: {${first[0]}: Reader}`)],
    ['a restriction', fileOf(members, ', projects: {chat-00008: {restricted: true}}')],
    ['an open space', fileOf(members).replace('private: true', 'private: false')],
    ['a protected person', `${fileOf(rest)}\nprotected: [{user: ${first[0]}}]`],
    ['an ignored person', `${fileOf(rest)}\nignore: [{user: ${first[0]}}]`],
  ])('%s', async (_, text) => {
    const [few, whole] = await plans(text);
    if (few === undefined || whole === undefined) throw new Error('There is no plan.');
    expect(decisive(few)).toEqual(decisive(whole));
  });
});

test.each([
  ['those in the space and its organization', fileOf(members), true],
  [
    'everyone, where a name cannot be found',
    fileOf([...members, ['fre@example.com', 'member']]),
    false,
  ],
])('the people who are read are %s', async (_, text, areFew) => {
  const { desired } = loadText(text, 'access.yaml');
  const { items, lists } = await read(opened(), desired);
  expect(items.filter(({ kind }) => kind === 'user').length < people).toBe(areFew);
  // Some of the people are no list whose length could be held against later runs.
  expect(lists.some(({ kind }) => kind === 'user')).toBe(!areFew);
});

test('who can enter is the same, too', async () => {
  const ref = { kind: 'space', key: [organization, space] } as const;
  const answers = await Promise.all(
    [around(ref), all(around(ref))].map(async (scope) => {
      const state = liveState(await read(opened(), undefined, scope));
      const place = state.places.get(`space/${organization}/${space}`);
      return (
        place &&
        whoCan(state, place, undefined).map(({ person, service, status, sure, paths }) => ({
          person,
          service,
          status,
          sure,
          paths: paths.map(({ item, level }) => [item.address, level]),
        }))
      );
    }),
  );
  expect(answers[0]).toBeDefined();
  expect(answers[0]).toEqual(answers[1]);
});

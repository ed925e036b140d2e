import { expect, test } from 'vitest';
import type { Seed } from '../../src/sandbox/index.ts';
import { failures, openWorld } from './world.ts';

/** What the laws have found once, as small as it gets. */

const users: Seed['users'] = {
  'root@example.com': { name: 'Root', role: 'admin' },
  'deputy@example.com': { name: 'Deputy', role: 'admin' },
  'ann@example.com': { name: 'Ann', role: 'member' },
  'tor@example.com': { name: 'Tor', role: 'annotator' },
};
const reader = { permissions: ['PROJECT_READ' as const] };
const writer = { permissions: ['DATASET_CREATE' as const] };

type Space = NonNullable<NonNullable<NonNullable<Seed['organizations']>[string]>['spaces']>[string];

const account = (
  members: Record<string, 'admin' | 'member' | 'annotator'>,
  space: Space,
): Seed => ({
  users,
  roles: { Reader: reader, Writer: writer },
  organizations: { Org: { members, spaces: { alpha: space } } },
});

/** Runs a file with consent; gives the plan's lines, the writes and the space as it is then. */
async function run(seed: Seed, text: string, consent = true) {
  const world = openWorld(seed);
  const { plan } = await world.planFile(`version: 1\n${text}\n`, consent);
  const outcomes = await world.applyPlan(plan, 1);
  return {
    lines: plan.changes.map(
      ({ action, address, held }) =>
        `${action} ${address}${held === undefined ? '' : ` (${held})`}`,
    ),
    failed: failures(outcomes),
    space: world.sandbox.snapshot().organizations?.['Org']?.spaces?.['alpha'],
    manual: plan.manual.map(({ address, cause }) => `${cause} ${address}`),
  };
}

test('a role that only the caller holds goes after the caller has let go of it', async () => {
  const seed = account(
    { 'root@example.com': 'admin' },
    { bindings: { 'root@example.com': 'Writer' } },
  );
  const text =
    'roles: {Reader: {permissions: [PROJECT_READ]}}\norganizations: {Org: {spaces: {alpha: {bindings: {}}}}}';
  const { lines, failed } = await run(seed, text);
  expect(lines).toEqual(['delete space/Org/alpha/binding/root@example.com', 'delete role/Writer']);
  expect(failed).toEqual([]);
});

test('a space opens before those leave it who enter all the same', async () => {
  const seed = account(
    { 'ann@example.com': 'member' },
    { private: true, members: { 'ann@example.com': 'member' } },
  );
  const { lines } = await run(
    seed,
    'organizations: {Org: {spaces: {alpha: {private: false, members: {}}}}}',
  );
  expect(lines).toEqual([
    'update space/Org/alpha',
    'delete space/Org/alpha/member/ann@example.com',
  ]);
});

test('who joins a space does not wait for the consent to open it', async () => {
  const seed = account({ 'ann@example.com': 'member' }, { private: true });
  const text =
    'organizations: {Org: {spaces: {alpha: {private: false, members: {ann@example.com: member}}}}}';
  const { lines, space } = await run(seed, text, false);
  expect(lines).toEqual([
    'create space/Org/alpha/member/ann@example.com',
    'update space/Org/alpha (needs-consent)',
  ]);
  expect(space).toEqual({ private: true, members: { 'ann@example.com': 'member' } });
});

test('a role stays while the file, observing, gives it to somebody', async () => {
  const seed = account({ 'ann@example.com': 'member' }, {});
  const text = `manage: {bindings: observe}
roles: {Reader: {permissions: [PROJECT_READ]}}
organizations: {Org: {spaces: {alpha: {bindings: {ann@example.com: Writer}}}}}`;
  const { lines, manual } = await run(seed, text);
  expect(lines).toEqual([]);
  expect(manual).toEqual(['unsafe role/Writer']);
});

test('a role that the file puts under `members` leaves a word alone that an admin right hides', async () => {
  const seed = account(
    { 'root@example.com': 'admin' },
    {
      members: { 'root@example.com': 'member' },
      bindings: { 'root@example.com': 'Reader' },
    },
  );
  const { space } = await run(
    seed,
    'organizations: {Org: {spaces: {alpha: {members: {root@example.com: Writer}}}}}',
  );
  expect(space).toEqual({
    members: { 'root@example.com': 'member' },
    bindings: { 'root@example.com': 'Writer' },
  });
});

test('a hidden membership is not written again where the file only observes', async () => {
  const seed = account(
    { 'root@example.com': 'admin', 'ann@example.com': 'admin' },
    {
      members: { 'ann@example.com': 'admin' },
    },
  );
  const { lines } = await run(
    seed,
    `organizations: {Org: {members: {root@example.com: admin, ann@example.com: member},
  spaces: {alpha: {manage: {members: observe}, members: {ann@example.com: member}}}}}`,
  );
  expect(lines).toEqual(['update organization/Org/member/ann@example.com']);
});

test.each([
  ['tor@example.com: member', 'unsafe space/Org/alpha/member/tor@example.com'],
  ['ann@example.com: annotator', 'unsafe space/Org/alpha/member/ann@example.com'],
])('what an account role rules out is left to people: %s', async (members, expected) => {
  const seed = account({ 'tor@example.com': 'annotator', 'ann@example.com': 'member' }, {});
  const { lines, manual } = await run(
    seed,
    `organizations: {Org: {spaces: {alpha: {members: {${members}}}}}}`,
  );
  expect({ lines, manual }).toEqual({ lines: [], manual: [expected] });
});

test('an annotator-to-be waits for the click that makes them one', async () => {
  const seed = account({ 'ann@example.com': 'member' }, {});
  const text = `users: {ann@example.com: {role: annotator}}
organizations: {Org: {spaces: {alpha: {members: {ann@example.com: annotator}}}}}`;
  const { lines, manual } = await run(seed, text);
  expect(lines).toEqual([]);
  expect(manual).toEqual([
    'console-only user/ann@example.com',
    'next-run space/Org/alpha/member/ann@example.com',
  ]);
});

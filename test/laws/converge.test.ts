import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Behaviour } from '../../src/sandbox/index.ts';
import { settings } from '../repeated.ts';
import { unsatisfied } from './satisfied.ts';
import { cases, failures, isBlocked, openWorld, orSkip } from './world.ts';

const behaviours: readonly (readonly [string, Partial<Behaviour>, number])[] = [
  ['as the documentation reads', {}, 100],
  ['roles of organization members unreadable', { organization_roles_readable: false }, 40],
  ['another prefix in ids of organizations', { rest_organization_prefix: 'Organization' }, 40],
  ['explicit memberships of admins shown', { mask_admin_memberships: false }, 40],
  ['bots missing from the list of users', { bots_in_user_list: false }, 40],
  ['a role that stands beside a built-in role', { custom_replaces_word: false }, 40],
  ['a built-in role that drops a role', { binding_survives_word: false }, 40],
];

test('a role that becomes a word is gone, and not only covered by it', async () => {
  const world = openWorld({
    users: {
      'root@example.com': { name: 'Root', role: 'admin' },
      'ann@example.com': { name: 'Ann', role: 'member' },
    },
    organizations: {
      Org: {
        members: { 'ann@example.com': 'member' },
        spaces: { alpha: { bindings: { 'ann@example.com': 'Project Admin' } } },
      },
    },
  });
  const text =
    'version: 1\norganizations: {Org: {spaces: {alpha: {members: {ann@example.com: read-only}}}}}\n';
  const { plan } = await world.planFile(text, true);
  expect(failures(await world.applyPlan(plan))).toEqual([]);
  expect(world.sandbox.snapshot().organizations?.['Org']?.spaces).toEqual({
    alpha: { members: { 'ann@example.com': 'read-only' } },
  });
});

describe.each(behaviours)('%s', (_, behaviour, runs) => {
  test('an account comes to be what the file says, and then there is nothing left to do', async () => {
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, text }) => {
        const world = openWorld(seed, behaviour);
        let planned = await orSkip(world.planFile(text, true));
        fc.pre(!isBlocked(planned.plan));
        // A second run does what had to wait for the first; a third must not be needed for more than to see it.
        for (let run = 0; run < 3 && planned.plan.changes.length > 0; run += 1) {
          expect(planned.plan.guards.filter(({ verdict }) => verdict === 'blocked')).toEqual([]);
          expect(failures(await world.applyPlan(planned.plan))).toEqual([]);
          planned = await world.planFile(text, true);
        }
        expect(planned.plan.changes).toEqual([]);
        const { desired, live, plan } = planned;
        expect(unsatisfied(desired, live, plan, world.sandbox.snapshot())).toEqual([]);
      }),
      settings(runs),
    );
  });
});

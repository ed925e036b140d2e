import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Seed } from '../../src/sandbox/index.ts';
import { settings } from '../repeated.ts';
import { namesOf } from './facts.ts';
import { isLate } from './late.ts';
import { rightsIn } from './rights.ts';
import { cases, failures, isBlocked, openWorld, orSkip } from './world.ts';

test('nobody is in between without what they have before and after', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, text }) => {
      const moments: { after: string; account: Seed }[] = [];
      const world = openWorld(
        seed,
        {},
        {
          afterWrite(sandbox, { method, path, body }) {
            moments.push({ after: `${method} ${path} ${body}`, account: sandbox.snapshot() });
          },
        },
      );
      const start = world.sandbox.snapshot();
      const { plan, live } = await orSkip(world.planFile(text, true));
      fc.pre(!isBlocked(plan));
      // One at a time, so that every state in between is seen.
      expect(failures(await world.applyPlan(plan, 1))).toEqual([]);
      const names = namesOf(live);
      const end = rightsIn(world.sandbox.snapshot(), names);
      const held = [...rightsIn(start, names)].filter((right) => end.has(right));
      const waits = isLate(plan);
      const kept = held.filter((right) => !waits(right));
      const lost = moments.flatMap(({ after, account }) => {
        const now = rightsIn(account, names);
        return kept.filter((right) => !now.has(right)).map((right) => `${right} after ${after}`);
      });
      expect(lost.slice(0, 5)).toEqual([]);
    }),
    settings(80),
  );
});

describe('whoever moves from one role to another keeps all the time what both give', () => {
  const users = {
    'root@example.com': { name: 'Root', role: 'admin' },
    'ann@example.com': { name: 'Ann', role: 'member' },
  } as const;
  const inSpace =
    'organizations: {Org: {members: {ann@example.com: member}, spaces: {alpha: {bindings: {ann@example.com: New}}}}}';
  const permission = ',"PROJECT_READ"]';

  const moves: readonly { name: string; live: Seed['roles']; roles: string }[] = [
    {
      name: 'the one that they leave is cut in the same run',
      live: {
        Old: { permissions: ['PROJECT_READ', 'TAG_READ'] },
        New: { permissions: ['PROJECT_READ', 'QUEUE_READ'] },
      },
      roles: '{Old: {permissions: [TAG_READ]}, New: {permissions: [PROJECT_READ, QUEUE_READ]}}',
    },
    {
      name: 'the one that they come to gives and takes in the same run',
      live: {
        Old: { permissions: ['PROJECT_READ', 'TAG_READ'] },
        New: { permissions: ['QUEUE_READ', 'DATASET_READ'] },
      },
      roles:
        '{Old: {permissions: [PROJECT_READ, TAG_READ]}, New: {permissions: [PROJECT_READ, DATASET_READ]}}',
    },
  ];
  test.each(moves)('$name', async ({ live: before, roles }) => {
    const moments: Seed[] = [];
    const world = openWorld(
      {
        users,
        ...(before && { roles: before }),
        organizations: {
          Org: {
            members: { 'ann@example.com': 'member' },
            spaces: { alpha: { private: true, bindings: { 'ann@example.com': 'Old' } } },
          },
        },
      },
      {},
      { afterWrite: (sandbox) => moments.push(sandbox.snapshot()) },
    );
    const file = `version: 1\nroles: ${roles}\n${inSpace}\n`;
    const { plan, live } = await world.planFile(file, true);
    expect(failures(await world.applyPlan(plan, 1))).toEqual([]);
    const names = namesOf(live);
    const without = moments.filter(
      (account) =>
        ![...rightsIn(account, names)].some(
          (right) => right.includes('ann@') && right.endsWith(permission),
        ),
    );
    expect([moments.length > 1, without.length]).toEqual([true, 0]);
  });
});

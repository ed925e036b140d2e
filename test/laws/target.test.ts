import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diff } from '../../src/diff/diff.ts';
import { limitsOf } from '../../src/limits.ts';
import { narrowed } from '../../src/plan/narrow.ts';
import { plan } from '../../src/plan/plan.ts';
import { settings } from '../repeated.ts';
import { namesOf } from './facts.ts';
import { isLate } from './late.ts';
import { rightsIn } from './rights.ts';
import { cases, failures, isBlocked, openWorld, orSkip } from './world.ts';

const unlimited = {
  removal_percent: 100,
  removals: 1_000_000,
  emptied_scopes: 1_000_000,
  people_losing_all_access: 1_000_000,
};

test('whatever a run is narrowed to, it works, and takes nothing that the whole run would leave', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat(), async ({ seed, text }, index) => {
      const world = openWorld(seed);
      const start = world.sandbox.snapshot();
      const { plan: whole, desired, live } = await orSkip(world.planFile(text, true));
      const target = whole.changes[index % Math.max(1, whole.changes.length)];
      fc.pre(target !== undefined && !isBlocked(whole));
      const targets = target ? [{ ref: target }] : [];
      const left = narrowed(diff(desired, live), targets, desired, live);
      const limits = limitsOf(desired, unlimited);
      const part = plan(left, desired, live, { allowDestructive: true, limits });
      fc.pre(!isBlocked(part));
      expect(part.changes.map(({ address }) => address)).toContain(target?.address);
      expect(failures(await world.applyPlan(part, 1))).toEqual([]);
      const after = world.sandbox.snapshot();

      const calm = openWorld(seed);
      await calm.applyPlan((await calm.planFile(text, true)).plan, 1);
      const names = namesOf(live);
      const end = rightsIn(calm.sandbox.snapshot(), names);
      const now = rightsIn(after, names);
      const waits = isLate(whole);
      const lost = [...rightsIn(start, names)].filter(
        (right) => end.has(right) && !now.has(right) && !waits(right),
      );
      expect(lost).toEqual([]);
    }),
    settings(80),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settings } from '../repeated.ts';
import { cases, failures, isBlocked, openWorld, orSkip } from './world.ts';

test('when a write fails nothing is taken from anybody, and running again ends where it should', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.nat({ max: 6 }), async ({ seed, text }, index) => {
      let count = 0;
      const world = openWorld(
        seed,
        {},
        {
          async meddle(next) {
            count += 1;
            if (count !== index + 1) return next();
            return Response.json({ status: 400, title: 'No' }, { status: 400 });
          },
        },
      );
      let { plan } = await orSkip(world.planFile(text, true));
      fc.pre(!isBlocked(plan));
      const outcomes = await world.applyPlan(plan, 1);
      const bad = outcomes.findIndex(({ status }) => status === 'failed');
      fc.pre(bad >= 0);
      // A later stage does not begin; within its own, what has nothing to do with it goes on.
      const stage = outcomes[bad]?.change.stage ?? 0;
      const later = outcomes.slice(bad).filter(({ change }) => change.stage > stage);
      expect(later.filter(({ status }) => status !== 'skipped')).toEqual([]);
      // What stands on it is not done either.
      const address = outcomes[bad]?.change.address ?? '';
      const above = outcomes.filter(({ change }) => change.needs.includes(address));
      expect(above.filter(({ status }) => status !== 'skipped')).toEqual([]);
      ({ plan } = await orSkip(world.planFile(text, true)));
      for (let run = 0; run < 3 && plan.changes.length > 0; run += 1) {
        fc.pre(!isBlocked(plan));
        expect(failures(await world.applyPlan(plan))).toEqual([]);
        ({ plan } = await world.planFile(text, true));
      }
      expect(plan.changes).toEqual([]);
    }),
    settings(40),
  );
});

/** Where an answer gets lost: after the work, or before it. */
const losses = ['after', 'before'] as const;

test('an answer that gets lost changes nothing about the end, and what Arize did is found to be true', async () => {
  await fc.assert(
    fc.asyncProperty(
      cases,
      fc.nat({ max: 6 }),
      fc.constantFrom(...losses),
      async ({ seed, text }, index, loss) => {
        let count = 0;
        const world = openWorld(
          seed,
          {},
          {
            async meddle(next) {
              count += 1;
              if (count === index + 1) {
                if (loss === 'after') await next();
                throw new TypeError('connection lost');
              }
              return next();
            },
          },
        );
        const { plan, desired, live } = await orSkip(world.planFile(text, true));
        fc.pre(!isBlocked(plan) && plan.changes.length > 0);
        const calm = openWorld(seed);
        const { plan: same } = await calm.planFile(text, true);
        expect(failures(await calm.applyPlan(same, 1))).toEqual([]);
        const outcomes = await world.applyPlan(plan, 1);
        expect(failures(outcomes)).toEqual([]);
        expect(world.sandbox.snapshot()).toEqual(calm.sandbox.snapshot());
        expect(await world.verify(outcomes, desired, live)).toEqual(outcomes);
      },
    ),
    settings(60),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cases, failures, isBlocked, openWorld, orSkip, settings } from './world.ts';

/** How a write can go wrong: refused, or done with the answer lost on the way. */
const accidents = ['refused', 'lost'] as const;

test('when a write fails nothing is taken from anybody, and running again ends where it should', async () => {
  await fc.assert(
    fc.asyncProperty(
      cases,
      fc.nat({ max: 6 }),
      fc.constantFrom(...accidents),
      async ({ seed, text }, index, accident) => {
        let count = 0;
        const world = openWorld(
          seed,
          {},
          {
            async meddle(next) {
              count += 1;
              if (count !== index + 1) return next();
              if (accident === 'refused')
                return Response.json({ status: 400, title: 'No' }, { status: 400 });
              await next();
              throw new TypeError('connection lost');
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
      },
    ),
    settings(40),
  );
});

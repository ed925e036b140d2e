import fc from 'fast-check';
import { expect, test } from 'vitest';
import { added, missing, patience, printedLimits, runToEnd, undoOf } from './undoing.ts';
import { cases, isBlocked, openWorld, orSkip, settings } from './world.ts';

test(
  'the undo file puts back all that a run touched, wherever the run was stopped',
  async () => {
    await fc.assert(
      fc.asyncProperty(cases, fc.nat({ max: 12 }), async ({ seed, text }, cut) => {
        let written = 0;
        let isCut = false;
        const world = openWorld(
          seed,
          {},
          {
            async meddle(next) {
              written += 1;
              // Like a process that is killed: what comes later never reaches Arize.
              if (isCut && written > cut)
                return Response.json({ status: 400, title: 'No' }, { status: 400 });
              return next();
            },
          },
        );
        const before = world.sandbox.snapshot();
        const planned = await orSkip(world.planFile(text, true));
        fc.pre(!isBlocked(planned.plan) && planned.plan.changes.length > 0);
        isCut = true;
        await world.applyPlan(planned.plan, 1);
        isCut = false;
        const undo = undoOf(planned);
        const limits = await printedLimits(world, planned, undo);
        const explained = await runToEnd(world, undo, limits);
        const now = world.sandbox.snapshot();
        expect(missing(before, planned, now)).toEqual([]);
        expect(added(before, planned, now, explained)).toEqual([]);
      }),
      settings(80),
    );
  },
  patience,
);

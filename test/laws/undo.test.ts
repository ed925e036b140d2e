import fc from 'fast-check';
import { expect, test } from 'vitest';
import { refAddress } from '../../src/kinds/index.ts';
import { settings } from '../repeated.ts';
import type { Fact } from './facts.ts';
import { added, leftBy, missing, patience, printed, runToEnd } from './undoing.ts';
import { cases, isBlocked, openWorld, orSkip } from './world.ts';

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
        const file = await printed(world, planned);
        const left = leftBy(file, planned);
        const explained = new Set([...left, ...(await runToEnd(world, file.undo, file.limits))]);
        const now = world.sandbox.snapshot();
        const isLeft = (fact: Fact): boolean => left.has(refAddress(fact));
        expect(missing(before, planned, now).filter((fact) => !isLeft(fact))).toEqual([]);
        expect(added(before, planned, now, explained)).toEqual([]);
      }),
      settings(80),
    );
  },
  patience,
);

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Seed } from '../../src/sandbox/index.ts';
import { settings } from '../repeated.ts';
import { cases, failures, isBlocked, openWorld, orSkip } from './world.ts';
import type { Write } from './world.ts';

test('without consent nothing is deleted, removed, unrestricted, blocked or opened, and all else is done', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, text }) => {
      const opened: Write[] = [];
      let before = seed;
      const world = openWorld(
        seed,
        {},
        {
          afterWrite(sandbox, write) {
            const now = sandbox.snapshot();
            if (privateSpaces(now) < privateSpaces(before)) opened.push(write);
            before = now;
          },
        },
      );
      let { plan } = await orSkip(world.planFile(text, false));
      fc.pre(!isBlocked(plan));
      for (let run = 0; run < 3 && plan.changes.some(({ held }) => !held); run += 1) {
        expect(failures(await world.applyPlan(plan))).toEqual([]);
        ({ plan } = await world.planFile(text, false));
      }
      expect(plan.changes.filter(({ held }) => held === undefined)).toEqual([]);
      // What waits is destructive, or stands on something that is.
      const waiting = new Set(plan.changes.map(({ address }) => address));
      for (const { held, effect, needs } of plan.changes) {
        expect(
          held === 'needs-consent'
            ? effect === 'destroys'
            : needs.some((need) => waiting.has(need)),
        ).toBe(true);
      }
      const operations = Object.keys(world.sandbox.counts().byOperation);
      expect(operations.filter((name) => /^(delete|remove)_/.test(name))).toEqual([]);
      expect(opened).toEqual([]);
      expect(blocked(world.sandbox.snapshot())).toEqual(blocked(seed));
    }),
    settings(120),
  );
});

const privateSpaces = (seed: Seed): number =>
  Object.values(seed.organizations ?? {})
    .flatMap(({ spaces }) => Object.values(spaces ?? {}))
    .filter((space) => space.private).length;

const blocked = ({ users }: Seed): readonly string[] =>
  Object.keys(users)
    .filter((email) => users[email]?.status === 'inactive')
    .toSorted();

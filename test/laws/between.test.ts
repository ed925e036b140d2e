import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { KindName } from '../../src/model.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { namesOf } from './facts.ts';
import { rightsIn } from './rights.ts';
import { cases, failures, isBlocked, openWorld, orSkip, settings } from './world.ts';

/** Kinds of which something destroyed may be a door that opens. */
const doors: readonly KindName[] = ['space', 'project_restriction'];

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
      // A run that also reduces does so before it opens doors, and one change of the same stage may take what another
      // gives again: then only the way in counts, to places that were open all the time.
      const reduces = plan.changes.some(({ effect }) => effect === 'reduces');
      const opened = plan.changes
        .filter(({ kind, effect }) => doors.includes(kind) && effect === 'destroys')
        .map(({ key }) => `,${JSON.stringify(key).slice(1, -1)},`);
      const kept = reduces
        ? held.filter(
            (right) =>
              right.endsWith(',"enter"]') && opened.every((place) => !right.includes(place)),
          )
        : held;
      const lost = moments.flatMap(({ after, account }) => {
        const now = rightsIn(account, names);
        return kept.filter((right) => !now.has(right)).map((right) => `${right} after ${after}`);
      });
      expect(lost.slice(0, 5)).toEqual([]);
    }),
    settings(80),
  );
});

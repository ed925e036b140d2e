import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccessDelta } from '../../src/delta.ts';
import { often, settings } from '../repeated.ts';
import { namesOf } from '../laws/facts.ts';
import { cases, failures, isBlocked, openWorld, orSkip } from '../laws/world.ts';
import { differences, knownPlaces, markOf, rightsOf } from './rights.ts';

/** The engine's words for what the naive way finds. */
const foundBy = ({ changes }: AccessDelta): ReadonlyMap<string, string> =>
  new Map(
    changes.map(({ person, place, effect, gained, lost }) => [
      markOf(person, place && [place.kind, ...place.key]),
      effect === 'unsure' ? 'unsure' : `${effect} +${gained.join()} -${lost.join()}`,
    ]),
  );

test('the delta of a plan is what separates the account before its run from the account after it', async () => {
  const seen = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(cases, fc.boolean(), async ({ seed, text }, consent) => {
      const world = openWorld(seed);
      const start = world.sandbox.snapshot();
      const { plan, live } = await orSkip(world.planFile(text, consent));
      fc.pre(!isBlocked(plan));
      expect(failures(await world.applyPlan(plan))).toEqual([]);
      const names = namesOf(live);
      const wanted = differences(rightsOf(start, names), rightsOf(world.sandbox.snapshot(), names));
      const found = foundBy(plan.access.asRun);
      const isKnown = knownPlaces(live, plan);
      const isSure = (mark: string): boolean => found.get(mark) !== 'unsure';
      const known = [...wanted].filter(([mark]) => {
        const [, , ...key]: string[] = JSON.parse(mark);
        return isKnown(key) && isSure(mark);
      });
      expect(known.map(([mark]) => [mark, found.get(mark)])).toEqual(known);
      const claimed = [...found].filter(([mark]) => isSure(mark));
      expect(claimed.map(([mark]) => [mark, wanted.get(mark)])).toEqual(claimed);
      for (const what of found.values()) {
        const [effect = ''] = what.split(' ');
        seen.set(effect, (seen.get(effect) ?? 0) + 1);
      }
      for (const { person, place, causes } of plan.access.asRun.changes) {
        expect({ person, place, caused: causes.length > 0 }).toEqual({
          person,
          place,
          caused: true,
        });
        const addresses = new Set(plan.changes.map(({ address }) => address));
        expect(causes.filter((cause) => !addresses.has(cause))).toEqual([]);
      }
    }),
    settings(120, 40),
  );
  // A law about what never happens says nothing, nor does one that is mostly about what nobody knows.
  const count = (effect: string): number => seen.get(effect) ?? 0;
  expect(Math.min(count('gains'), count('loses'))).toBeGreaterThan(often(50));
  expect(count('changes')).toBeGreaterThan(often(1));
  expect(count('unsure')).toBeLessThan(count('loses'));
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AccessDelta } from '../../src/delta.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { canonicalEmail } from '../../src/names.ts';
import { impactsOf } from '../../src/plan/impact.ts';
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

/** Which people of an account are service identities. */
const botsIn = ({ users }: Seed): ReadonlySet<string> =>
  new Set(
    Object.entries(users).flatMap(([email, { bot }]) => (bot ? [canonicalEmail(email)] : [])),
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
      const numbers = impactsOf(plan).asRun;
      const services = botsIn(start);
      // What a run comes to is the number of people in what the naive way finds, wherever that is sure and known.
      const heads = (words: readonly string[], bots: boolean): number =>
        new Set(
          known
            .filter(([, what]) => words.some((word) => what.startsWith(word)))
            .map(([mark]): string => JSON.parse(mark)[0])
            .filter((person) => services.has(person) === bots),
        ).size;
      expect(numbers).toMatchObject({
        gaining: heads(['gains', 'changes'], false),
        losing: heads(['loses', 'changes'], false),
        keysGaining: heads(['gains', 'changes'], true),
        keysLosing: heads(['loses', 'changes'], true),
        changes: plan.changes.filter(({ held }) => held === undefined).length,
      });
      expect(numbers.added + numbers.changed + numbers.destroyed).toBe(numbers.changes);
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

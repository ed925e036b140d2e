import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ApiError } from '../../src/api/index.ts';
import type { Plan } from '../../src/model.ts';
import { FileProblemsError } from '../../src/document/problem.ts';
import { often, settings } from '../repeated.ts';
import { Stage } from '../chaos/scenario.ts';
import { meddle } from '../chaos/stranger.ts';
import type { Meddling, Weather } from '../chaos/weather.ts';
import { cases } from './world.ts';

const calm: Weather = { writes: [], reads: [], meddling: [] };
/** Arize refuses every write. */
const refused: Weather = {
  ...calm,
  writes: Array.from({ length: 500 }, (_, at) => [at, 'refused'] as const),
};

const meddling: fc.Arbitrary<readonly Meddling[]> = fc.array(
  fc.record({ at: fc.constant(0), what: fc.nat(), who: fc.nat(), where: fc.nat() }),
  { minLength: 1, maxLength: 4 },
);

/** What a plan would do, what it holds back, and why. */
const verdictOf = ({ changes, guards, guardsWithConsent }: Plan) => ({
  held: changes.map(({ address, held }) => `${address} ${held ?? 'runs'}`),
  guards,
  guardsWithConsent,
});

test('no run that wrote nothing changes what later runs say of lists', async () => {
  let tried = 0;
  await fc.assert(
    fc.asyncProperty(cases, meddling, fc.boolean(), async ({ seed, text }, hands, consent) => {
      const stage = new Stage(seed, true);
      try {
        await stage.run(text, true, calm);
        for (const hand of hands) {
          // eslint-disable-next-line no-await-in-loop
          await meddle(stage.sandbox, hand);
        }
        const before = await stage.look(text, calm);
        const account = stage.sandbox.snapshot();
        const { outcomes = [] } = await stage.run(text, consent, refused);
        expect(stage.sandbox.snapshot()).toEqual(account);
        const after = await stage.look(text, calm);
        expect(after.history.baselines).toEqual(before.history.baselines);
        expect(verdictOf(after.plan)).toEqual(verdictOf(before.plan));
        if (outcomes.some(({ status }) => status === 'failed')) tried += 1;
      } catch (error) {
        // What somebody did by hand may contradict the file by now.
        if (error instanceof FileProblemsError || error instanceof ApiError) fc.pre(false);
        throw error;
      } finally {
        stage.close();
      }
    }),
    settings(60, 20),
  );
  // Most of those runs tried to write.
  expect(tried).toBeGreaterThan(often(20));
});

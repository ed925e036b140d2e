/**
 * How often what is drawn at random is tried, for every test that draws. `npm test` tries a tenth of each number,
 * `npm run test:long` all of it, `TEST_SCALE=10 npm run test:long` ten times as much. A file that imports this is
 * one of those that `npm run test:long` runs (`vitest.config.ts`).
 */
const scale = Number(process.env['TEST_SCALE']);
if (!(scale > 0)) throw new Error('TEST_SCALE must be a number above 0.');

/** @param least what must be tried however short the run is */
export const times = (all: number, least = 1): number => Math.max(least, Math.ceil(all * scale));

/** How often something has to come up at least in a run as long as this one, so that a law is about something. */
export const often = (all: number): number => Math.floor(all * scale);

/** A fixed seed makes every run of the suite the same; a failing case is printed with what replays it. */
export const settings = (all: number, least?: number) => ({
  numRuns: times(all, least),
  seed: Number(process.env['LAWS_SEED'] ?? 20_260_101),
  maxSkipsPerRun: 20,
});

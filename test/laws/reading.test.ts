import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change, Plan } from '../../src/model.ts';
import { FileProblemsError } from '../../src/document/problem.ts';
import { settings } from '../repeated.ts';
import { account } from './account.ts';
import { describe, print } from './file.ts';
import { cases, openWorld, orSkip } from './world.ts';
import type { World } from './world.ts';

test('making a plan writes nothing, and making it again gives the same', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.boolean(), async ({ seed, text }, consent) => {
      const world = openWorld(seed);
      const before = world.sandbox.snapshot();
      const first = await orSkip(world.planFile(text, consent));
      const second = await world.planFile(text, consent);
      expect(second.plan).toEqual(first.plan);
      expect(JSON.stringify(second.plan)).toBe(JSON.stringify(first.plan));
      expect(world.sandbox.counts().writes).toBe(0);
      expect(world.sandbox.snapshot()).toEqual(before);
    }),
    settings(60),
  );
});

const bare = ({ source: _source, reason: _reason, ...rest }: Change) => rest;

const sorted = (list: readonly object[]): readonly string[] =>
  list.map((each) => JSON.stringify({ ...each, source: undefined })).toSorted();

/** What a plan does and says, without the lines of the file and the texts that name one of several teams. */
const meaning = (plan: Plan) => {
  return {
    changes: plan.changes.map(bare),
    observed: plan.observed.map((each) => each.address).toSorted(),
    manual: sorted(plan.manual.map(({ address, kind, cause }) => ({ address, kind, cause }))),
    notices: sorted(plan.notices),
    guards: plan.guards,
    untouched: sorted(plan.untouched),
    digest: plan.digest,
  };
};

async function planOrProblems(world: World, text: string): Promise<unknown> {
  try {
    return meaning((await world.planFile(text, true)).plan);
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    return error.problems.map(({ code }) => code).toSorted();
  }
}

test('neither the order of keys nor the way of writing changes what a plan does', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, file }) => {
      const world = openWorld(seed);
      const straight = await planOrProblems(world, print(file));
      expect(await planOrProblems(world, print(file, { reversed: true }))).toEqual(straight);
      expect(
        await planOrProblems(world, print(file, { loud: true, long: true, flow: true })),
      ).toEqual(straight);
    }),
    settings(60),
  );
});

test('a file that says what is there has nothing to do, written by hand or by an import', async () => {
  await fc.assert(
    fc.asyncProperty(account, async (seed) => {
      const world = openWorld(seed);
      for (const text of [print(describe(seed)), await world.importFile()]) {
        // oxlint-disable-next-line no-await-in-loop -- one account, one file after the other
        const { plan } = await world.planFile(text, true);
        expect(plan.changes).toEqual([]);
        expect(plan.observed).toEqual([]);
        expect(plan.manual).toEqual([]);
      }
      expect(world.sandbox.counts().writes).toBe(0);
    }),
    settings(60),
  );
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diff } from '../../src/diff/diff.ts';
import { loadSources } from '../../src/load/load.ts';
import type { Source } from '../../src/model.ts';
import { adopt, everyDifference } from '../../src/writer/import/adopt.ts';
import { often, settings } from '../repeated.ts';
import { lostComments } from './comments.ts';
import { livedIn } from './livedIn.ts';
import { openWorld } from './world.ts';

type World = ReturnType<typeof openWorld>;

/** What a plan of some files would do, and what it can't. */
async function leftToDo(world: World, sources: readonly Source[]): Promise<readonly string[]> {
  const { desired } = await loadSources(sources);
  const { changes, observed, manual, unknown } = diff(desired, await world.look(desired));
  return [...changes, ...observed, ...manual, ...unknown].map(({ address }) => address);
}

async function updated(world: World, sources: readonly Source[]): Promise<readonly Source[]> {
  const { desired } = await loadSources(sources);
  const { sources: after, left } = await adopt(desired, world.look, everyDifference);
  expect(left).toEqual([]);
  return after;
}

/** Lines without a name of what changed, in their order: a team's line changes with its people. */
const untouchedLines = (text: string, touched: ReadonlySet<string>): readonly string[] =>
  text
    .split('\n')
    .filter((line) => !/team-\d/.test(line) && ![...touched].some((name) => line.includes(name)))
    .filter((line) => !/^\s*# above/.test(line) && !/: *(?:\{\}|\[\])?\s*#/.test(line));

test('files that people live in say what the account is, before and after it changes by hand', async () => {
  let count = 0;
  let excepted = 0;
  await fc.assert(
    fc.asyncProperty(livedIn, async (drawn) => {
      const file = await drawn;
      fc.pre(file !== undefined);
      if (file === undefined) return;
      const world = openWorld(file.seed);
      expect(await leftToDo(world, file.sources)).toEqual([]);
      expect(await updated(world, file.sources)).toEqual(file.sources);
      const imported = { file: 'access.yaml', text: await world.importFile() };
      expect(await leftToDo(world, [imported])).toEqual([]);

      const later = openWorld(file.later);
      const after = await updated(later, file.sources);
      expect(await leftToDo(later, after)).toEqual([]);
      expect(await updated(later, after)).toEqual(after);
      for (const [index, { text }] of file.sources.entries()) {
        const now = after[index]?.text ?? '';
        expect(lostComments(text, now)).toEqual([]);
        const lines = untouchedLines(now, file.touched);
        expect(lines).toEqual(untouchedLines(text, file.touched));
        if (now.split('except').length > text.split('except').length) excepted += 1;
      }
      count += 1;
    }),
    settings(200),
  );
  expect(count).toBeGreaterThan(often(100));
  expect(excepted).toBeGreaterThan(often(10));
});

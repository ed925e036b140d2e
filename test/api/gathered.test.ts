import { expect, test } from 'vitest';
import { gathered } from '../../src/api/gathered.ts';
import { signal } from '../../src/read/signal.ts';

/** Looks words up in groups, and remembers the groups. */
function lookedUp(most: number, ready?: Promise<unknown>) {
  const groups: (readonly string[])[] = [];
  const ask = gathered<string>(
    () => most,
    async (ids) => {
      groups.push(ids);
      if (ids.includes('bad')) throw new Error('refused');
      return new Map(ids.filter((id) => id !== 'none').map((id) => [id, `${id}!`]));
    },
    ready,
  );
  return { ask, groups };
}

test('what is asked for in one turn is looked up together, each once', async () => {
  const { ask, groups } = lookedUp(3);
  expect(await Promise.all(['a', 'b', 'a', 'none', 'c'].map(ask))).toEqual([
    'a!',
    'b!',
    'a!',
    undefined,
    'c!',
  ]);
  expect(await ask('b')).toBe('b!');
  expect(groups).toEqual([['a', 'b', 'none'], ['c']]);
});

test('until all are there, only full groups are looked up', async () => {
  const { came: ready, give: open } = signal();
  const { ask, groups } = lookedUp(2, ready);
  const [first, second, last] = ['a', 'b', 'c'].map(ask);
  expect(await Promise.all([first, second])).toEqual(['a!', 'b!']);
  expect(groups).toEqual([['a', 'b']]);
  open();
  expect(await last).toBe('c!');
  expect(groups).toEqual([['a', 'b'], ['c']]);
});

test('a group that is refused is refused for those in it', async () => {
  const { ask } = lookedUp(2);
  const results = await Promise.allSettled(['a', 'bad', 'c'].map(ask));
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
});

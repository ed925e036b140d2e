import { describe, expect, test } from 'vitest';
import { kinds } from '../../src/kinds/index.ts';
import { casesOf, promises } from './contract.ts';
import { samples } from './samples.ts';

/** What every kind promises, held by each of them. */

test('every kind has a sample, and no sample is left over', () => {
  expect(casesOf(kinds, samples)).toHaveLength(Object.keys(samples).length);
});

describe.each(casesOf(kinds, samples))('$kind.name', (one) => {
  const own = promises
    .filter(({ when }) => when?.(one) !== false)
    .map(({ what, holds }) => [what, holds] as const);

  test.each(own)('%s', async (_what, holds) => {
    await expect(holds(one)).resolves.toBeUndefined();
  });
});

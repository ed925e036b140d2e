import { expect, test } from 'vitest';
import { rateLimiter } from '../../src/api/rateLimiter.ts';

test('the minute of a query begins when it was answered, because it may have been sent late', () => {
  let time = 0;
  const place = rateLimiter(2, () => time);
  const [first, second] = [place(), place()];
  expect([first.wait, second.wait]).toEqual([0, 0]);
  time = 5000;
  first.answered();
  // The second is still on its way.
  expect(place().wait).toBe(60_000);
  expect(place().wait).toBe(55_000);
});

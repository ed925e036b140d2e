import { expect, test } from 'vitest';
import { rateLimiter } from '../../src/api/rateLimiter.ts';

test('the minute of a query begins when it was answered, because it may have been sent late', () => {
  let time = 0;
  const { next: place } = rateLimiter(2, () => time);
  const [first, second] = [place(), place()];
  expect([first.wait, second.wait]).toEqual([0, 0]);
  time = 5000;
  first.answered();
  // The second is still on its way.
  expect(place().wait).toBe(60_000);
  expect(place().wait).toBe(55_000);
});

test('a forecast tells when the last of more queries could be sent, and reserves nothing', () => {
  let time = 0;
  const { next, forecast } = rateLimiter(2, () => time);
  expect([0, 1, 2, 3, 4, 5].map(forecast)).toEqual([0, 0, 0, 60_000, 60_000, 120_000]);
  next();
  time = 10_000;
  next();
  expect([0, 1, 2, 3].map(forecast)).toEqual([0, 50_000, 60_000, 110_000]);
  expect(next().wait).toBe(50_000);
  // The place that was just reserved is the last.
  expect(forecast(0)).toBe(50_000);
});

import { expect, test } from 'vitest';
import { createMeter } from '../../src/api/meter.ts';

test('a query is a little smaller than documented until the server says what one costs', () => {
  const meter = createMeter();
  expect(meter.budget()).toBe(950);
  meter.learn(50, { cost: 50, limit: 1000 });
  expect(meter.budget()).toBe(950);
  meter.learn(900, { cost: 900, limit: 1000 });
  expect(meter.budget()).toBe(1000);
});

test('what costs more than we count is counted like that from then on', () => {
  const meter = createMeter();
  meter.learn(400, { cost: 800, limit: 1000 });
  expect(meter.budget()).toBe(500);
  // One query that costs less than we count says nothing of the others.
  meter.learn(400, { cost: 200, limit: 1000 });
  expect(meter.budget()).toBe(500);
});

test('another limit is taken over, and a server that says nothing changes nothing', () => {
  const meter = createMeter();
  meter.learn(900, {});
  meter.learn(900, { cost: null, limit: null });
  expect(meter.budget()).toBe(950);
  meter.learn(900, { limit: 2000 });
  expect(meter.budget()).toBe(1900);
});

test('a refused query halves the next ones, whatever others cost', () => {
  const meter = createMeter();
  meter.refused(900);
  meter.refused(900);
  expect(meter.budget()).toBe(450);
  meter.refused(450);
  meter.learn(300, { cost: 300, limit: 1000 });
  expect(meter.budget()).toBe(225);
});

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import mutations from '../../scripts/mutations.json' with { type: 'json' };

const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => readFileSync(`src/${name}`, 'utf8'));

test.each(mutations)('$stage: $breaks', ({ find, replace, tests = 'test' }) => {
  const places = sources.reduce((sum, text) => sum + text.split(find).length - 1, 0);
  expect(places, `"${find}" must be in one place of src: correct scripts/mutations.json`).toBe(1);
  expect(replace).not.toBe(find);
  expect(existsSync(tests)).toBe(true);
});

test('each stage is broken in two places at least', () => {
  const count = new Map<string, number>();
  for (const { stage } of mutations) count.set(stage, (count.get(stage) ?? 0) + 1);
  expect([...count].filter(([, times]) => times < 2)).toEqual([]);
  expect(mutations.length).toBeGreaterThanOrEqual(30);
});

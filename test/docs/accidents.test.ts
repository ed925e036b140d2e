import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

test('each of the twenty accidents on the page has the test that plays it', async () => {
  const page = await readFile('docs/accidents.md', 'utf8');
  const tests = await readFile('test/accidents/accidents.test.ts', 'utf8');
  const rows = [...page.matchAll(/^\| (\d+) +\|/gm)].map(([, number]) => number);
  const played = [...tests.matchAll(/^(?:test|describe)\('(\d+)\. /gm)].map(([, number]) => number);
  expect(rows).toEqual(Array.from({ length: 20 }, (_, n) => String(n + 1)));
  expect(played).toEqual(rows);
});

import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';

const page = await readFile('docs/security.md', 'utf8');
const rows = page.split('\n').filter((line) => /^\| (?!-|attack )/.test(line));

test('each attack on the page has the test that plays it', async () => {
  expect(rows.length).toBeGreaterThan(25);
  const missing: string[] = [];
  for (const row of rows) {
    const [, path = '', name = ''] = /\| `(test\/[^`]+\.test\.ts)`: (.+?) +\|$/.exec(row) ?? [];
    // eslint-disable-next-line no-await-in-loop
    const tests = path === '' ? '' : await readFile(path, 'utf8');
    const named = [...tests.matchAll(/'([^'\n]+)'/g)].map(([, text = '']) => text);
    if (!named.some((text) => text.replace(/^%s /, '').startsWith(name))) missing.push(row);
  }
  expect(missing).toEqual([]);
});

test('each boundary says who is trusted with what', () => {
  const [, ...boundaries] = page.split(/^## /m);
  expect(boundaries.filter((text) => !/^\*\*Trusted (?:with|to|for)\*\* /m.test(text))).toEqual([]);
});

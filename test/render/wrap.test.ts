import { expect, test } from 'vitest';
import { wrapped } from '../../src/render/text/wrap.ts';

test('a line that fits stays as it is, however it is indented', () => {
  const text = 'error: short\n    deep   and apart\n';
  expect(wrapped(text, 20)).toBe(text);
});

test('a long line breaks at a space, and goes on below its own beginning', () => {
  expect(wrapped('error: the host is self-hosted\n    and so is this one', 20)).toBe(
    'error: the host is\n  self-hosted\n    and so is this\n    one',
  );
});

test('colours take no room', () => {
  expect(wrapped('\u001b[31merror\u001b[39m: at 14', 12)).toBe('\u001b[31merror\u001b[39m: at 14');
  expect(wrapped('\u001b[31merror\u001b[39m: at 14', 11)).toBe(
    '\u001b[31merror\u001b[39m: at\n  14',
  );
});

test('a name in quotes stays together', () => {
  expect(wrapped('unknown role "Data Scientist", or gone', 30)).toBe(
    'unknown role "Data Scientist",\n  or gone',
  );
});

test.each([
  [27, 'Then: ax-access plan -f a.yaml', 'Then:\n  ax-access plan -f a.yaml'],
  [
    27,
    'Run it again: ax-access plan -f a.yaml. That shows it.',
    'Run it again:\n  ax-access plan -f a.yaml.\n  That shows it.',
  ],
  [
    41,
    '1 warning (ax-access validate -f a.yaml shows it)',
    '1 warning\n  (ax-access validate -f a.yaml shows it)',
  ],
  // A command that fits nowhere is wrapped by the terminal, which copies it as one line.
  [
    27,
    'Next: ax-access plan -f teams/a.yaml --base b.yaml',
    'Next: ax-access plan -f teams/a.yaml --base b.yaml',
  ],
])('in %d columns, a command is copied as one: %s', (width, line, expected) => {
  expect(wrapped(line, width)).toBe(expected);
});

test('a word that is wider than the terminal stays whole', () => {
  const word = 'x'.repeat(30);
  expect(wrapped(`see ${word} there`, 20)).toBe(`see ${word}\n  there`);
});

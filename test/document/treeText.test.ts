import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Document, parse } from 'yaml';
import { treeText } from '../../src/document/treeText.ts';
import { yamlOf } from '../../src/document/yamlText.ts';
import { settings } from '../repeated.ts';

/** A file is written line by line. Each has to be what the library writes, whatever is in it. */

const odd = [
  '',
  ' ',
  'a b',
  'a  b',
  'a ',
  ' a',
  'null',
  'True',
  'yes',
  'a: b',
  'a:b',
  'a #b',
  '# a',
  '- a',
  'a-b',
  '-1',
  '1',
  '0x1f',
  '1e3',
  '.5',
  '1_000',
  '2026-01-31',
  '1.2.3',
  '<<',
  '__proto__',
  'constructor',
  '?',
  '? a',
  '*',
  '&a',
  '!a',
  '@a',
  'a@b.c',
  '1@b.c',
  '+1@b',
  '-@b.c',
  'a@1',
  '%a',
  '`',
  '"',
  "it's",
  '[a]',
  '{a}',
  'a, b',
  'a,b',
  'é',
  '名前',
  '\u{1f600}',
  'a\nb',
  'a\n',
  'a\n\n',
  '\n',
  ' a\nb',
  'a\tb',
  '\u0085',
  '\u009f',
  '\u007f',
  'a\\b',
  'a/b',
  '~',
  '=',
  'x'.repeat(100),
  'x y '.repeat(30),
  'x'.repeat(1100),
  'é'.repeat(300),
];

const words = ['name', 'role', 'developer', 'custom', 'until', 'members', 'Ana Wu', 'a@x.org'];
const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...words) },
  { weight: 2, arbitrary: fc.constantFrom(...odd) },
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ maxLength: 12 }),
);
const { tree } = fc.letrec<{ value: unknown; tree: ReadonlyMap<string, unknown> }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    text,
    fc.oneof(fc.boolean(), fc.integer(), fc.double(), fc.constant(null)),
    tie('tree'),
    fc.dictionary(fc.constantFrom(...words), fc.oneof(text, fc.boolean(), fc.constant(undefined))),
    fc.array(fc.oneof(text, fc.integer()), { maxLength: 3 }),
    fc.array(fc.dictionary(text, text, { maxKeys: 2 }), { maxLength: 2 }),
  ),
  tree: fc
    .array(fc.tuple(text, tie('value')), { maxLength: 4 })
    .map((entries) => new Map<string, unknown>(entries)),
}));

/** Half a pair of characters is nothing that a file could hold, and some names are below. */
const isUsual = (value: unknown): boolean =>
  !/[\ud800-\udfff]|\.\.\.|---/u.test(
    JSON.stringify(value, (_, each: unknown) => (each instanceof Map ? [...each] : each)),
  );

test('a tree is written as the library writes it', () => {
  fc.assert(
    fc.property(tree, (given) => {
      fc.pre(given.size > 0 && isUsual(given));
      expect(treeText(given)).toBe(yamlOf(new Document(given, { aliasDuplicateObjects: false })));
    }),
    settings(3000, 300),
  );
});

test.each(odd)('so is the name and the text %j', (each) => {
  const inner = new Map<string, unknown>([
    [each, each],
    ['list', [each]],
    ['deep', new Map([[each, new Map([['name', each]])]])],
    ['role', new Map([['members', new Map([[each, 'member']])]])],
    ['last', { description: each, permissions: [each] }],
  ]);
  const whole = new Map<string, unknown>([
    ['users', inner],
    [each, new Map([['x', inner]])],
    ['end', 1],
  ]);
  expect(treeText(whole)).toBe(yamlOf(new Document(whole, { aliasDuplicateObjects: false })));
});

test('a name that ends or begins a document is quoted wherever it stands', () => {
  const whole = new Map([['users', new Map(['...', '---', '--- a'].map((each) => [each, each]))]]);
  expect(treeText(whole)).toBe('users:\n  "...": ...\n  "---": ---\n  "--- a": --- a\n');
  expect(parse(treeText(whole), { mapAsMap: true })).toEqual(whole);
});

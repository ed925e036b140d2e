import { describe, expect, test } from 'vitest';
import { EditRefusedError, editText } from '../../../src/writer/edit/edit.ts';
import type { Edit } from '../../../src/writer/edit/edits.ts';

const set = (path: string, value: unknown): Edit => ({ op: 'set', path: path.split('/'), value });
const remove = (path: string): Edit => ({ op: 'remove', path: path.split('/') });
const rename = (path: string, name: string): Edit => ({
  op: 'rename',
  path: path.split('/'),
  name,
});

const edited = (text: string, ...edits: readonly Edit[]): string =>
  editText(text, 'access.yaml', edits);

/** Each: what is there, what is asked for, what comes of it. */
const table: readonly (readonly [string, string, readonly Edit[], string])[] = [
  [
    'a value, with what stands around it',
    'a: # why\n  x: one   # here\n  y: two\n',
    [set('a/x', 'three')],
    'a: # why\n  x: three   # here\n  y: two\n',
  ],
  [
    'a new entry goes into its place among sorted ones',
    'a:\n  b: 1\n  # about d\n  d: 2\n',
    [set('a/c', 'new')],
    'a:\n  b: 1\n  c: new\n  # about d\n  d: 2\n',
  ],
  [
    'before the first of them, above its comment',
    'a:\n  # about b\n  b: 1\n',
    [set('a/a', 'new')],
    'a:\n  a: new\n  # about b\n  b: 1\n',
  ],
  [
    'and to the end where people have an order of their own',
    'm:\n  z@x.org: admin # the boss\n  a@x.org: member\n# end\nn: 1\n',
    [set('m/k@x.org', 'member')],
    'm:\n  z@x.org: admin # the boss\n  a@x.org: member\n  k@x.org: member\n# end\nn: 1\n',
  ],
  ['a file without a last line end', 'a:\n  b: 1', [set('a/c', 2)], 'a:\n  b: 1\n  c: 2'],
  [
    'maps on the way are made, in the order of the format',
    'version: 1\nremoved: []\n',
    [set('organizations/O/spaces/s/members/a@x.org', 'admin')],
    'version: 1\norganizations:\n  O:\n    spaces:\n      s:\n        members:\n          a@x.org: admin\nremoved: []\n',
  ],
  [
    'an entry goes with its comment behind',
    'a:\n  b: 1 # b\n  c: 2\n',
    [remove('a/b')],
    'a:\n  c: 2\n',
  ],
  [
    'what stands above an entry stays',
    'a:\n  # the team\n  b: 1\n  c: 2\n',
    [remove('a/b')],
    'a:\n  # the team\n  c: 2\n',
  ],
  [
    'the last entry leaves an empty map, and its comments',
    'a: # who\n  # nobody else\n  b: 1\nc: 2\n',
    [remove('a/b')],
    'a: {} # who\n  # nobody else\nc: 2\n',
  ],
  ['an emptied map keeps its anchor', 'a: &x\n  b: 1\nc: 2\n', [remove('a/b')], 'a: &x {}\nc: 2\n'],
  ['an empty map in braces grows', 'a: {}\n', [set('a/b', 'c')], 'a: {b: c}\n'],
  ['braces', 'a: { b: 1, d: 2 } # x\n', [set('a/c', 3)], 'a: { b: 1, c: 3, d: 2 } # x\n'],
  ['the first of braces', 'a: { b: 1, d: 2 }\n', [remove('a/b')], 'a: { d: 2 }\n'],
  ['the last of braces', 'a: { b: 1, d: 2 }\n', [remove('a/d')], 'a: { b: 1 }\n'],
  ['both ends of braces', 'a: {b: 1, c: 2, d: 3}\n', [remove('a/b'), remove('a/d')], 'a: {c: 2}\n'],
  ['all of braces', 'a: {b: 1, c: 2}\n', [remove('a/b'), remove('a/c')], 'a: {}\n'],
  ['a list', 'l:\n  - A # first\n  - C\n', [set('l', ['A', 'B'])], 'l:\n  - A # first\n  - B\n'],
  ['a list in brackets', 'l: [A, C]\n', [set('l', ['A', 'B', 'C'])], 'l: [A, B, C]\n'],
  ['a list that is emptied', 'l:\n  - A\nm: 1\n', [set('l', [])], 'l: []\nm: 1\n'],
  [
    'a new name keeps the place',
    'r:\n  # old hands\n  DS: { permissions: [A] } # yes\n  X: 1\n',
    [rename('r/DS', 'Data: Scientist'), set('r/DS/permissions', ['A', 'B'])],
    'r:\n  # old hands\n  "Data: Scientist": { permissions: [A, B] } # yes\n  X: 1\n',
  ],
  [
    'an e-mail in another case',
    'm:\n  Jane@X.org: admin\n',
    [set('m/jane@x.org', 'member')],
    'm:\n  Jane@X.org: member\n',
  ],
  [
    'one of several lines, with the comments of its neighbours',
    'l: [\n  # about A\n  A, # behind A\n  # about B\n  B, # behind B\n  C # behind C\n]\n',
    [set('l', ['A', 'C'])],
    'l: [\n  # about A\n  A, # behind A\n  # about B\n  C # behind C\n]\n',
  ],
  [
    'the last of several lines',
    'm: {\n  a: 1, # behind a\n  b: 2 # behind b\n  # the end\n}\n',
    [remove('m/b')],
    'm: {\n  a: 1 # behind a\n  # the end\n}\n',
  ],
  [
    'all of several lines',
    'm: { # who\n  # about a\n  a: 1, # behind a\n}\n',
    [remove('m/a')],
    'm: { # who\n  # about a\n}\n',
  ],
  [
    'all that is said of several lines',
    'm: {\n  a: 1,\n  b: 2,\n}\n',
    [remove('m/a'), remove('m/b')],
    'm: {}\n',
  ],
  [
    'where the comma stands in front',
    'l: [\n    A # behind A\n  , B # behind B\n  , C # behind C\n  ]\n',
    [set('l', ['A', 'C'])],
    'l: [\n    A # behind A\n  , C # behind C\n  ]\n',
  ],
  [
    'one of a line that others are on, whose comment is about all of them',
    'l: [ A, B, # both\n  C ]\n',
    [set('l', ['A', 'C'])],
    'l: [ A, # both\n  C ]\n',
  ],
  [
    'a new entry of several lines has one, too',
    'm: {\n  # about b\n  b: 2, # behind b\n  d: 4 # behind d\n}\n',
    [set('m/a', 1), set('m/c', 3), set('m/e', 5)],
    'm: {\n  a: 1,\n  # about b\n  b: 2, # behind b\n  c: 3,\n  d: 4, # behind d\n  e: 5\n}\n',
  ],
  [
    'one that ends on another line than its neighbour',
    'm: { a: 1, b: {\n    c: 2\n  } # behind b\n}\n',
    [remove('m/b')],
    'm: { a: 1\n}\n',
  ],
  [
    'a comment between empty brackets',
    'm: { # nobody yet\n}\n',
    [set('m/a', 1)],
    'm: {a: 1 # nobody yet\n}\n',
  ],
  [
    'what is in an entry of a list, with the comments beside it',
    'k: [\n  { role: A, reason: x }, # one\n  { role: B, # its role\n    reason: y },\n]\n',
    [{ op: 'set', path: ['k', 1, 'role'], value: 'C' }],
    'k: [\n  { role: A, reason: x }, # one\n  { role: C, # its role\n    reason: y },\n]\n',
  ],
  [
    'a name in an entry of a list',
    'k:\n  - { A: 1 } # one\n',
    [{ op: 'rename', path: ['k', 0, 'A'], name: 'B' }],
    'k:\n  - { B: 1 } # one\n',
  ],
  [
    'a name that looks like a comment above an emptied map',
    '"a: # no": # who\n  b: 1\n',
    [remove('a: # no/b')],
    '"a: # no": {} # who\n',
  ],
  [
    'a text whose empty lines count',
    'a:\n  b: |+\n    text\n\n',
    [set('a/c', 1)],
    'a:\n  b: |+\n    text\n\n  c: 1\n',
  ],
  [
    'a text of several lines',
    'a: | # why\n  one\n  two\nb: 1\n',
    [set('a', 'three')],
    'a: three # why\nb: 1\n',
  ],
  [
    'a map behind a dash',
    'k:\n  - # one\n    role: A\n  - role: B # its role\n    until: x # its day\n',
    [{ op: 'set', path: ['k', 1, 'reason'], value: 'y' }],
    'k:\n  - # one\n    role: A\n  - role: B # its role\n    reason: y\n    until: x # its day\n',
  ],
  [
    'a long text with line breaks in braces',
    'a: { b: 1 }\n',
    [set('a/c', 'so many words that they do not fit into a line\nand more')],
    'a: { b: 1, c: "so many words that they do not fit into a line\\nand more" }\n',
  ],
  ['windows, without a last line end', 'a:\r\n  b: 1', [set('a/c', 2)], 'a:\r\n  b: 1\r\n  c: 2'],
  [
    'windows, an emptied map with a comment',
    'a: # who\r\n  b: 1\r\nc: 2\r\n',
    [remove('a/b')],
    'a: {} # who\r\nc: 2\r\n',
  ],
  [
    'line ends of long ago',
    'a:\r  b: 1\r  # c\rd: 2\r',
    [set('a/c', 2)],
    'a:\r  b: 1\r  c: 2\r  # c\rd: 2\r',
  ],
  [
    'line ends of both kinds',
    'a:\r\n  b: 1\r\nc:\n  d: 1\n',
    [set('a/x', 1), set('c/x', 1)],
    'a:\r\n  b: 1\r\n  x: 1\r\nc:\n  d: 1\n  x: 1\n',
  ],
  ['windows', 'a:\r\n  b: 1\r\n', [set('a/c', 2)], 'a:\r\n  b: 1\r\n  c: 2\r\n'],
  [
    'four columns',
    'a:\n    b: 1\n',
    [set('c/d/e', { f: [1] })],
    'a:\n    b: 1\nc:\n    d:\n        e:\n            f:\n                - 1\n',
  ],
  [
    'a word becomes a map',
    'a:\n  b: member\n',
    [set('a/b', { custom: 'member' })],
    'a:\n  b: {custom: member}\n',
  ],
  [
    'an alias stays while its anchor says the same',
    'a: &m {x: 1}\nb: *m\n',
    [set('a/x', 2), set('b/x', 2)],
    'a: &m {x: 2}\nb: *m\n',
  ],
  [
    'and is written out when the two part',
    'a: &m {x: 1}\nb: *m\nc: *m\n',
    [set('b/x', 2)],
    'a: &m {x: 1}\nb: {x: 2}\nc: *m\n',
  ],
  [
    'also when it is the anchor that changes',
    'a: &m {x: 1}\nb: *m\n',
    [set('a/x', 2)],
    'a: &m {x: 2}\nb: {x: 1}\n',
  ],
  [
    'what a merge brings is overruled',
    'a: &m\n  x: 1\n  y: 2\nb:\n  <<: *m\n  z: 3\n',
    [set('b/y', 4)],
    'a: &m\n  x: 1\n  y: 2\nb:\n  <<: *m\n  y: 4\n  z: 3\n',
  ],
  [
    'names that mean something else',
    'a:\n  b: 1\n',
    [set('a/<<', { yes: 1 })],
    'a:\n  "<<":\n    yes: 1\n  b: 1\n',
  ],
  [
    'beside keys that are marked as keys',
    'a:\n  ? b # why\n  : 1\n  c: 2\n',
    [set('a/d', 3), set('a/b', 4)],
    'a:\n  ? b # why\n  : 4\n  c: 2\n  d: 3\n',
  ],
  [
    'a key that is marked as one goes',
    'a:\n  ? b\n  : 1\n  c: 2\n',
    [remove('a/b')],
    'a:\n  c: 2\n',
  ],
  ['nothing', 'a:   {b: 1}\n', [set('a/b', 1)], 'a:   {b: 1}\n'],
];

describe('an edit changes what it is about, and nothing else', () => {
  test.each(table)('%s', (_, text, edits, expected) => {
    expect(edited(text, ...edits)).toBe(expected);
  });
});

describe('what can not be edited is left alone', () => {
  test.each<[string, string, readonly Edit[]]>([
    ['what a merge brings can not go', 'a: &m {x: 1}\nb:\n  <<: *m\n  z: 1\n', [remove('b/x')]],
    ['an anchor that others use', 'a: &m {x: 1}\nb: *m\n', [remove('a')]],
    ['no YAML', 'a: [\n', [set('b', 1)]],
  ])('%s', (_, text, edits) => {
    expect(() => edited(text, ...edits)).toThrow(EditRefusedError);
  });

  test('and the line is named', () => {
    const text = 'a: &m {x: 1}\nb:\n  <<: *m\n  z: 1\n';
    expect(() => edited(text, remove('b/x'))).toThrow(
      /^\S+:3 cannot be edited: "x" comes from a merge \("<<"\)\. /,
    );
  });
});

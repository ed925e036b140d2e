import { expect, test } from 'vitest';
import { fileText } from '../../src/writer/fileText.ts';
import type { Tree } from '../../src/writer/tree.ts';

const tree = (entries: readonly (readonly [string, unknown])[]): Tree => new Map(entries);

test('a new file has its keys in the order in which people read them, and its names as they come', () => {
  const space = tree([
    [
      'projects',
      tree([
        [
          'p',
          tree([
            ['bindings', tree([])],
            ['restricted', true],
          ]),
        ],
      ]),
    ],
    [
      'members',
      tree([
        ['zoe@x.org', 'member'],
        ['ana@x.org', 'admin'],
      ]),
    ],
    ['private', true],
    ['previously', ['old']],
  ]);
  const file = tree([
    ['removed', [{ address: 'role/R', reason: 'added' }]],
    ['organizations', tree([['O', tree([['spaces', tree([['<<', space]])]])]])],
    [
      'users',
      tree([
        [
          'ana@x.org',
          tree([
            ['role', 'admin'],
            ['name', 'Ana'],
          ]),
        ],
      ]),
    ],
    ['version', 1],
  ]);
  expect(fileText(file, [' Why.'])).toBe(`# Why.

version: 1
users:
  ana@x.org: {name: Ana, role: admin}
organizations:
  O:
    spaces:
      "<<":
        previously:
          - old
        private: true
        members:
          zoe@x.org: member
          ana@x.org: admin
        projects:
          p:
            restricted: true
            bindings: {}
removed:
  - {address: role/R, reason: added}
`);
});

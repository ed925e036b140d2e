import { expect, test } from 'vitest';
import { differenceOf, planOf } from '../account/compare.ts';

const account = `
users: {jane@x.org: {name: Jane, role: admin}, kim@x.org: {name: Kim, role: admin}, raj@x.org: {name: Raj, role: member}}
organizations:
  P:
    members: {raj@x.org: member}
    spaces: {'a*b': {private: true, members: {raj@x.org: member}}, axb: {private: true, members: {raj@x.org: member}}}
`;

test('what has a star in its name goes by that name, and nothing else does', async () => {
  const file = String.raw`removed: [{space: 'a\*b', organization: P}]`;
  const { changes } = await differenceOf(account, file);
  expect(changes.map(({ address }) => address)).toEqual(['space/P/a*b']);
});

test.each([
  [String.raw`a\*b`, ['space/P/axb/member/raj@x.org']],
  ['a*b', []],
])('%s ignores what it names', async (name, expected) => {
  const file = `ignore: [{space: '${name}', organization: P}]
organizations: {P: {spaces: {${name === 'a*b' ? '' : 'axb: {members: {}}'}}}}`;
  const { changes } = await differenceOf(account, file);
  expect(changes.map(({ address }) => address)).toEqual(expected);
});

test('what has a star in its name is protected, and what only fits it as a pattern is not', async () => {
  const file = String.raw`protected: [{space: 'a\*b', organization: P}]
organizations: {P: {spaces: {'a*b': {members: {}}, axb: {members: {}}}}}`;
  const { guardsWithConsent } = await planOf(account, file, {});
  const verdict = guardsWithConsent.find(({ rule }) => rule === 'protected');
  expect(verdict?.changes).toEqual(['space/P/a*b/member/raj@x.org']);
});

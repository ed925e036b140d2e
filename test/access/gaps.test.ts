import { describe, expect, test } from 'vitest';
import { planOf } from '../account/compare.ts';

const gapsOf = async (seed: string, file: string, consent = true): Promise<readonly string[]> =>
  (await planOf(seed, file, { consent })).notices.flatMap(({ code, message }) =>
    code === 'gap' ? [message] : [],
  );

const roles = (permissions: string) => `roles: {R: {permissions: [${permissions}]}}`;
const inS = (word: string, space: string) =>
  `organizations: {P: {members: {raj@x.org: ${word}, kim@x.org: admin}, spaces: {s: {${space}}}}}`;

describe('a moment without something that is there before and after', () => {
  const before = `${roles('PROJECT_READ, TAG_READ')}\n${inS('member', 'private: true, bindings: {raj@x.org: R}')}`;
  const word = inS('member', 'members: {raj@x.org: read-only}');

  test('is told: a role is cut before a word takes its place', async () => {
    expect(await gapsOf(before, `${roles('TAG_READ')}\n${word}`)).toEqual([
      'raj@x.org will briefly lose access in space "s" during the run: the change that restores it runs last, after everything else has succeeded. To avoid the gap, make the two changes in separate runs.',
    ]);
  });

  test.each([
    ['the role stays as it is', `${roles('PROJECT_READ, TAG_READ')}\n${word}`, true],
    [
      'what is cut is not given back',
      `${roles('TAG_READ')}\n${inS('member', 'bindings: {raj@x.org: R}')}`,
      true,
    ],
    // Below an admin right a membership may be hidden, so nobody knows.
    ['an admin right goes before a place is opened', inS('member', 'private: false'), true],
    ['the word waits for consent', `${roles('TAG_READ')}\n${word}`, false],
  ])('is not there: %s', async (_, file, consent) => {
    expect(await gapsOf(before, file, consent)).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { differenceOf } from '../account/compare.ts';

const two =
  'users: {jane@x.org: {name: Jane, role: admin}, kim@x.org: {name: Kim, role: admin}, raj@x.org: {name: Raj, role: member}}';
const three = two.replace('role: member', 'role: admin');

const admin = '{role: admin}';
const member = '{role: member}';

test.each([
  [
    'the caller',
    three,
    `users: {jane@x.org: ${member}}`,
    ['unsafe: This would remove account admin from jane@x.org, who owns this API key.'],
  ],
  [
    'one of two',
    two,
    `users: {kim@x.org: ${member}}`,
    ["unsafe: Don't demote kim@x.org: 1 of 2 admins would remain, and at least 2 must."],
  ],
  [
    'one of three',
    three,
    `users: {kim@x.org: ${member}}`,
    ['console-only: role: admin -> member.'],
  ],
  [
    'somebody who becomes one',
    two,
    `users: {raj@x.org: ${admin}}`,
    ['console-only: role: member -> admin.'],
  ],
])('%s: nobody is told to lock the account', async (_, seed, file, expected) => {
  const { manual } = await differenceOf(seed, file);
  const lines = manual.map(({ cause, message }) => `${cause}: ${message}`);
  expect(lines.map((line, index) => line.slice(0, expected[index]?.length))).toEqual(expected);
});

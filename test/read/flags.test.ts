import { expect, test } from 'vitest';
import { diff } from '../../src/diff/diff.ts';
import { openAccount, rewording } from '../account/account.ts';
import { linesOf, untouchedOf } from '../account/lines.ts';
import type { Between } from '../account/account.ts';

const account = `
roles: {R: {description: text, permissions: [PROJECT_READ]}}
organizations: {P: {description: text, members: {raj@x.org: member}, spaces: {s: {private: true}}}}`;

const file = `
users: {raj@x.org: {name: Raj, role: member, developer: true}}
roles: {R: {description: text, permissions: [PROJECT_READ]}}
organizations: {P: {description: text, spaces: {s: {private: true}}}}`;

/** Changes one field of every answer of REST. */
const field = (name: string, value: string): Between =>
  rewording(
    (text) => text,
    (text) =>
      text.startsWith('{"data"')
        ? text
        : text.replaceAll(new RegExp(`"${name}":(?:"\\w*"|true|false)(,?)`, 'g'), value),
  );

async function found(between: Between) {
  const { desired, live } = await openAccount(account, { between }).look(file);
  const difference = diff(desired, live);
  return { lines: linesOf(difference), untouched: untouchedOf(difference) };
}

test.each([
  ['is_developer', '"other":null$1', '1 unverified user user'],
  ['is_developer', '"is_developer":null$1', '1 unverified user user'],
  ['is_private', '"is_private":null$1', '1 unverified space space/P'],
])('%s as %j is unknown: no difference, and counted', async (name, value, untouched) => {
  const { lines, untouched: left } = await found(field(name, value));
  expect(lines).toEqual([]);
  expect(left).toContain(untouched);
});

test('a description that is null is empty', async () => {
  const { lines } = await found(field('description', '"description":null$1'));
  expect(lines).toEqual([
    '~ role/R {description: } -> {description: text}',
    '~ organization/P {description: } -> {description: text}',
  ]);
});

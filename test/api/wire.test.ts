import { describe, expect, test } from 'vitest';
import { decodeId, enumValue, sameId, wireName, builtInRoleIn } from '../../src/api/index.ts';

test.each([
  ['ADMIN', 'admin'],
  ['admin', 'admin'],
  ['Member', 'member'],
  ['READ_ONLY', 'read-only'],
  ['read-only', 'read-only'],
  ['readOnly', 'read-only'],
  ['read_only', 'read-only'],
  ['ANNOTATOR', 'annotator'],
  ['owner', undefined],
  ['', undefined],
])('the role %s is %s', (spelling, expected) => {
  expect(builtInRoleIn(spelling)).toBe(expected);
});

test('a role is written in the newest form', () => {
  const words = ['admin', 'member', 'read-only', 'annotator'] as const;
  expect(words.map(wireName)).toEqual(['ADMIN', 'MEMBER', 'READ_ONLY', 'ANNOTATOR']);
});

test.each([
  ['email_link', 'EMAIL_LINK'],
  ['active', 'ACTIVE'],
  ['EXPLICIT_MEMBERSHIP', 'EXPLICIT_MEMBERSHIP'],
])('the value %s is %s', (spelling, expected) => {
  expect(enumValue(spelling)).toBe(expected);
});

const id = (text: string): string => Buffer.from(text).toString('base64');

describe('an id', () => {
  test.each([
    ['Space:55338:/nHt', { type: 'Space', number: 55_338, salt: '/nHt' }],
    ['AccountOrganization:1', { type: 'AccountOrganization', number: 1 }],
  ])('%s is read', (text, decoded) => {
    expect(decodeId(id(text))).toEqual(decoded);
    expect(decodeId(id(text).replace(/=+$/, ''))).toEqual(decoded);
  });

  test.each(['', 'fraud-prod', 'Platform Team', id('Space:x'), id('Space'), id('a b:1'), 'ÅÅÅÅ'])(
    'is not what "%s" is',
    (text) => {
      expect(decodeId(text)).toBe(undefined);
    },
  );
});

describe('two ids', () => {
  test.each<[same: boolean, a: string, b: string]>([
    [true, 'not an id', 'not an id'],
    [false, 'not an id', 'another'],
    [true, id('Organization:7'), id('AccountOrganization:7')],
    [true, id('Organization:7:abcd'), id('AccountOrganization:7:wxyz')],
    [true, id('AccountOrganization:7:abcd'), id('Organization:7')],
    [false, id('Organization:7'), id('AccountOrganization:8')],
    [false, id('Organization:7'), id('Space:7')],
    [true, id('Space:7'), id('Space:7').replace(/=+$/, '')],
    [false, id('Space:7:abcd'), id('Space:7:wxyz')],
    [false, id('Space:7'), id('SpaceMember:7')],
  ])('same: %s, %s and %s', (same, a, b) => {
    expect(sameId(a, b)).toBe(same);
    expect(sameId(b, a)).toBe(same);
  });
});

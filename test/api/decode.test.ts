import { describe, expect, test } from 'vitest';
import {
  boolean,
  integer,
  list,
  nullable,
  object,
  oneOf,
  optional,
  text,
} from '../../src/api/index.ts';
import type { Decoder } from '../../src/api/index.ts';

const viewer = object({
  viewer: object({
    id: text,
    user: nullable(object({ email: nullable(text), developer: optional(boolean) })),
    roles: list(oneOf('admin', 'member')),
    count: integer,
  }),
});
const good = {
  viewer: {
    id: 'a',
    user: { email: null, later: 'added' },
    roles: ['admin'],
    count: 2,
  },
};

test('takes what was asked for and leaves the rest', () => {
  expect(viewer(good, 'data')).toEqual({
    viewer: { id: 'a', user: { email: null, developer: undefined }, roles: ['admin'], count: 2 },
  });
  expect(viewer({ viewer: { ...good.viewer, user: null } }, 'data').viewer.user).toBe(null);
});

const at = (change: object): unknown => ({ viewer: { ...good.viewer, ...change } });

describe('says what is wrong, where', () => {
  test.each<[value: unknown, message: string]>([
    [null, 'data: expected an object, got null'],
    [undefined, 'data: expected an object, got nothing'],
    ['secret', 'data: expected an object, got text'],
    [{ viewer: [] }, 'data.viewer: expected an object, got a list'],
    [at({ id: null }), 'data.viewer.id: expected text, got null'],
    [at({ user: undefined }), 'data.viewer.user: expected an object, got nothing'],
    [at({ user: { email: 5 } }), 'data.viewer.user.email: expected text, got a number'],
    [
      at({ user: { email: null, developer: null } }),
      'data.viewer.user.developer: expected true or false, got null',
    ],
    [at({ roles: {} }), 'data.viewer.roles: expected a list, got an object'],
    [
      at({ roles: ['admin', 'owner'] }),
      'data.viewer.roles[1]: expected one of admin, member, got "owner"',
    ],
    [
      at({ roles: ['admin', true] }),
      'data.viewer.roles[1]: expected one of admin, member, got a boolean',
    ],
    [at({ count: 1.5 }), 'data.viewer.count: expected a whole number, got a number'],
  ])('%j', (value, message) => {
    const decoding: Decoder<unknown> = viewer;
    expect(() => decoding(value, 'data')).toThrow(
      expect.objectContaining({ name: 'DecodeError', message }),
    );
  });
});

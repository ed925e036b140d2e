import fc from 'fast-check';
import { expect, test } from 'vitest';
import { hashOf, routeOf } from '../../src/page/route.ts';
import type { Route } from '../../src/page/route.ts';

test('links stay readable', () => {
  expect(
    hashOf({ to: 'person', person: 'jane@example.com', in: 'space/Platform Team/team-alpha' }),
  ).toBe('#person=jane@example.com&in=space/Platform%20Team/team-alpha');
});

test('a link that a person typed leads to the same', () => {
  expect(routeOf('#person=jane@example.com&in=space/Platform Team/team-alpha')).toEqual({
    to: 'person',
    person: 'jane@example.com',
    in: 'space/Platform Team/team-alpha',
  });
});

test.each(['', '#', '#changes', '#what=ever', '#%', '#=', '#&&'])(
  '"%s" is the first page',
  (hash) => {
    expect(routeOf(hash).to).toBe('overview');
  },
);

test('a link leads back to what it was made of, whatever is in a name', () => {
  const name = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('a&in=b', '#', '=', '%41', '/'),
  );
  const routes: fc.Arbitrary<Route> = fc.oneof(
    fc.record({ to: fc.constant('person' as const), person: name, in: name }),
    fc.record({ to: fc.constant('person' as const), person: name }),
    fc.record({ to: fc.constant('resource' as const), address: name }),
    fc.record({ to: fc.constant('role' as const), role: name }),
    fc.record({ to: fc.constant('team' as const), team: name }),
    fc.record({ to: fc.constant('permission' as const), permission: name, in: name }),
  );
  fc.assert(
    fc.property(routes, (route) => {
      expect(routeOf(hashOf(route))).toEqual(route);
    }),
  );
});

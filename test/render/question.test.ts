import { expect, test } from 'vitest';
import { irreversibleBy } from '../../src/diff/irreversible.ts';
import type { Plan, PlannedChange } from '../../src/model.ts';
import { plainStyle, renderStakes } from '../../src/render/index.ts';
import { noDelta } from './deltas.ts';

const blocked = (email: string): PlannedChange => {
  const change = {
    kind: 'user',
    key: [email],
    address: `user/${email}`,
    effect: 'destroys',
    action: 'delete',
    id: 'x',
    before: {},
    requires: [],
    needs: [],
    cascade: [],
  } as const;
  return { ...change, ...irreversibleBy(change), stage: 3 };
};

const demoted = (email: string): PlannedChange => ({
  kind: 'organization_member',
  key: ['Research', email],
  address: `organization/Research/member/${email}`,
  effect: 'reduces',
  action: 'update',
  id: 'x',
  before: { role: 'admin' },
  after: { role: 'member' },
  requires: [],
  needs: [],
  cascade: [],
  stage: 2,
});

const stakes = (changes: Plan['changes'], losing: readonly string[] = []): string => {
  const asRun = { ...noDelta, losingAll: losing.map((person) => ({ person, causes: [] })) };
  const layout = { style: plainStyle, width: 80 };
  return renderStakes({ changes, access: { asRun, withConsent: asRun } }, layout);
};

test('how much is at stake', () => {
  expect(stakes([demoted('a@x.org')])).toBe('This change reduces access.\n');
  expect(stakes([demoted('a@x.org'), demoted('b@x.org')])).toBe('Both changes reduce access.\n');
  expect(stakes([blocked('a@x.org'), demoted('b@x.org'), blocked('c@x.org')])).toContain(
    'Of 3 changes, 2 are destructive and 1 reduces access.\n',
  );
});

test('who loses everything and what cannot be undone, three by name', () => {
  const people = ['ana@x.org', 'bo@x.org', 'cy@x.org', 'di@x.org', 'ed@x.org'];
  expect(stakes(people.map(blocked), people)).toBe(`All 5 changes are destructive.
5 people lose everything: ana@x.org, bo@x.org, cy@x.org and 2 more
5 changes cannot be undone: block person ana@x.org, block person bo@x.org, block
  person cy@x.org and 2 more
`);
});

test('what is taken from what is protected, because somebody asked for it by name', () => {
  const named = { ...demoted('b@x.org'), protectedBy: ['organization/Research'] };
  expect(stakes([named, demoted('c@x.org')])).toBe(`Both changes reduce access.
1 change takes from what is protected: update member b@x.org in organization
  Research
`);
});

test('what is held back is not at stake', () => {
  const held = { ...blocked('a@x.org'), held: 'needs-consent' } as const;
  expect(stakes([held, demoted('b@x.org')])).toBe('This change reduces access.\n');
});

test('no name can look like another line of the question', () => {
  const shown = stakes([blocked('a@x.org\n0 changes cannot be undone')], ['b\u001b[2J@x.org']);
  expect(shown).not.toContain('\u001b');
  expect(shown).not.toMatch(/^0 changes/m);
});

test('two long names that differ only at their end are told apart', () => {
  const long = `${'x'.repeat(48)}.contractors`;
  const people = [`${long}.ana@example.com`, `${long}.bo@example.com`];
  const shown = stakes(people.map(blocked), people).replaceAll(/\s/g, '');
  for (const person of people) expect(shown).toContain(person);
});

test('two long names on different lines are told apart, too', () => {
  const long = `${'x'.repeat(48)}.contractors`;
  const [ana, bo] = [`${long}.ana@example.com`, `${long}.bo@example.com`] as const;
  // Ana loses everything through another change; Bo is blocked, and keeps nothing to lose.
  const shown = stakes([blocked(bo)], [ana]).replaceAll(/\s/g, '');
  for (const person of [ana, bo]) expect(shown).toContain(person);
});

test('the longest names leave room for the question on a screen of 24 rows', () => {
  const people = ['a', 'b', 'c', 'd'].map((each) => `${each.repeat(240)}@x.org`);
  const changes = people.map((email) => ({
    ...blocked(email),
    protectedBy: ['organization/Research'],
  }));
  const text = stakes(changes, people);
  expect(text.split('\n').length).toBeLessThan(16);
  expect(text).toContain(`lose everything: ${'a'.repeat(46)}…,\n  ${'b'.repeat(46)}…,`);
});

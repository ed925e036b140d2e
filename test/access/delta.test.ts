import { expect, test } from 'vitest';
import { AccessLookup } from '../../src/access/accessLookup.ts';
import { affectedBy } from '../../src/access/affected.ts';
import { stateOf } from './state.ts';

const names = (levels: readonly unknown[]): string =>
  levels.map((level) => (typeof level === 'string' ? level : JSON.stringify(level))).join(' + ');

/** What differs for people between two accounts: their levels in each place before and after. */
function told(before: string, after: string): readonly string[] {
  const [was, will] = [stateOf(before).state, stateOf(after).state];
  const { places, roles } = affectedBy(was, will);
  const look = new AccessLookup({
    before: was,
    after: will,
    roles,
    why: new Map(),
    teams: new Map(),
  });
  for (const [person, own] of places) look.at(person, own);
  return look.found.map(
    ({ person, place, before: had, after: has }) =>
      `${person} ${place?.key.at(-1) ?? 'account'}: ${names(had)} -> ${names(has)}`,
  );
}

const account = (members: string, projects: string): string => `
users:
  may@x.org: {name: May, role: member, invite: none}
  raj@x.org: {name: Raj, role: member, invite: none}
roles: {Reader: {permissions: [PROJECT_READ]}}
organizations:
  O:
    members: {may@x.org: member, raj@x.org: member}
    spaces:
      S: {private: true, members: {${members}}, bindings: {}, projects: {${projects}}}
`;

test('projects that only pass a role on share no paths with one in which a person holds a role', () => {
  const projects =
    'A: {bindings: {may@x.org: Reader}}, B: {bindings: {}}, C: {bindings: {}, restricted: true}, D: {bindings: {}}';
  const found = told(
    account('may@x.org: member, raj@x.org: member', projects),
    account('raj@x.org: member', projects),
  );
  expect(found).toEqual([
    'may@x.org S: member -> ',
    'may@x.org A: member + {"custom":"Reader"} -> {"custom":"Reader"}',
    'may@x.org B: member -> ',
    'may@x.org D: member -> ',
  ]);
});

test('each person is looked at anew', () => {
  const found = told(
    account('may@x.org: member, raj@x.org: admin', 'A: {bindings: {}}'),
    account('may@x.org: admin', 'A: {bindings: {}}'),
  );
  expect(found.toSorted()).toEqual([
    'may@x.org A: member -> admin',
    'may@x.org S: member -> admin',
    'raj@x.org A: admin -> ',
    'raj@x.org S: admin -> ',
  ]);
});

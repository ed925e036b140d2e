import { expect, test } from 'vitest';
import { fileState } from '../../src/access/state.ts';
import type { AccessState } from '../../src/access/state.ts';
import { compareRules } from '../../src/rules/compare.ts';
import { judgeRules } from '../../src/rules/judge.ts';
import { desiredFrom } from '../account/seed.ts';
import { today } from './random.ts';

/** What is said to be fixed: nothing of which it is unknown whether it still breaks the rule. */

const file = (space: string): string => `version: 1
users: {ann@x.org: {role: member}}
organizations:
  O:
    members: {ann@x.org: member}
    spaces: {lab: {private: true, ${space}projects: {}}}
rules:
  ann stays out: {people: [ann@x.org], may_not: member, on: [{space: lab}]}
`;

const inside = file('members: {ann@x.org: member}, bindings: {}, ');

function fixedBy(after: AccessState): number {
  const { rules = [] } = desiredFrom(inside);
  const options = { today, showsServices: true };
  const run = (state: AccessState) => ({ state, judged: judgeRules(state, rules, options) });
  const [effect] = compareRules(run(fileState(desiredFrom(inside))), run(after));
  return effect?.fixed.length ?? 0;
}

test('what surely holds after the run is fixed', () => {
  expect(fixedBy(fileState(desiredFrom(file('members: {}, bindings: {}, '))))).toBe(1);
});

test('what a list that was not read could still show is not', () => {
  expect(fixedBy(fileState(desiredFrom(file('members: {}, '))))).toBe(0);
});

test('nor is what someone does who may not be a person', () => {
  const after = { ...fileState(desiredFrom(inside)), untyped: new Set(['ann@x.org']) };
  expect(fixedBy(after)).toBe(0);
});

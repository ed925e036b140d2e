import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileState, liveState } from '../../src/access/state.ts';
import type { AccessState } from '../../src/access/state.ts';
import { rulesAbout } from '../../src/rules/about.ts';
import { judgeRules } from '../../src/rules/judge.ts';
import { liveOf } from '../account/live.ts';
import { desiredFrom } from '../account/seed.ts';
import { cases, orSkip } from '../laws/world.ts';
import { often, settings } from '../repeated.ts';
import { rule, today } from './random.ts';

test('what is said about one person in one resource is what the judge says about everyone', async () => {
  const seen = { ok: 0, broken: 0, unknown: 0 };
  await fc.assert(
    fc.asyncProperty(cases, fc.array(rule, { maxLength: 8 }), async ({ seed, text }, rules) => {
      const desired = await orSkip(Promise.resolve().then(() => desiredFrom(text)));
      const state = liveState(await liveOf(seed, desired));
      const options = { today, showsServices: true };
      const judged = judgeRules(state, rules, options);
      for (const place of state.places.values()) {
        for (const person of state.people.keys()) {
          for (const about of rulesAbout(state, rules, { person, place }, options)) {
            const all = judged.find((each) => each.rule === about.rule);
            const breaks = all?.breaches.some(
              (breach) => breach.person === person && breach.place === place,
            );
            seen[about.verdict] += 1;
            const isWrong =
              (all?.verdict === 'ok' && about.verdict !== 'ok') ||
              (about.rule.claim.is !== 'at_most' && (about.verdict === 'broken') !== breaks);
            expect({ rule: about.rule, isWrong }).toEqual({ rule: about.rule, isWrong: false });
          }
        }
      }
    }),
    settings(100),
  );
  expect(seen.ok).toBeGreaterThan(often(100));
  expect(seen.broken).toBeGreaterThan(often(100));
});

test('a rule is unknown for a person where a map that could let them in is not managed', () => {
  const desired = desiredFrom(`version: 1
users: {ann@x.org: {role: member}}
organizations:
  O:
    members: {ann@x.org: member}
    spaces:
      known: {private: true, members: {}, bindings: {}, projects: {}}
      open: {private: true, members: {}, projects: {}}
rules:
  ann stays out: {people: [ann@x.org], may_not: access, on: [{space: '*'}]}
`);
  const state = fileState(desired);
  const verdicts = ['known', 'open'].map((space) => {
    const place = state.places.get(`space/O/${space}`);
    if (place === undefined) throw new Error('The file has the space.');
    const options = { today, showsServices: false };
    return rulesAbout(state, desired.rules ?? [], { person: 'ann@x.org', place }, options).map(
      ({ verdict }) => verdict,
    );
  });
  expect(verdicts).toEqual([['ok'], ['unknown']]);
});

const room = `version: 1
users: {ann@x.org: {role: member}}
organizations:
  O:
    members: {ann@x.org: member}
    spaces: {lab: {private: true, members: {ann@x.org: member}, bindings: {}, projects: {}}}
`;

/** What is said about ann in the space. */
function aboutAnn(rules: string, more: Partial<AccessState> = {}) {
  const desired = desiredFrom(`${room}rules:\n${rules}`);
  const state = { ...fileState(desired), ...more };
  const place = state.places.get('space/O/lab');
  if (place === undefined) throw new Error('The file has the space.');
  const options = { today, showsServices: true };
  return rulesAbout(state, desired.rules ?? [], { person: 'ann@x.org', place }, options).map(
    ({ verdict, forbids }) => ({ verdict, forbids }),
  );
}

test('a rule forbids what it suggests to no one whom it excepts, nor to those who alone may', () => {
  const on = 'on: [{space: lab}]';
  expect(aboutAnn(`  a: {may_not: access, ${on}}`)).toEqual([{ verdict: 'broken', forbids: true }]);
  const excepted = `  a: {may_not: access, except: [ann@x.org], ${on}}`;
  expect(aboutAnn(excepted)).toEqual([{ verdict: 'ok', forbids: false }]);
  const alone = `  a: {may: access, only: [ann@x.org], ${on}}`;
  expect(aboutAnn(alone)).toEqual([{ verdict: 'ok', forbids: false }]);
});

test('a rule is unknown for someone who may not be a person', () => {
  const untyped = new Set(['ann@x.org']);
  expect(aboutAnn('  a: {may_not: access, on: [{space: lab}]}', { untyped })).toEqual([
    { verdict: 'unknown', forbids: true },
  ]);
});

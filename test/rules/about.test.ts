import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fileState, liveState } from '../../src/access/state.ts';
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

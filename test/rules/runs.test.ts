import { runsOf } from '../../src/access/runs.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { laterState, liveState } from '../../src/access/state.ts';
import { itemsAfter } from '../../src/diff/after.ts';
import { diff } from '../../src/diff/diff.ts';
import { limitsOf } from '../../src/limits.ts';
import { canonicalEmail } from '../../src/names.ts';
import { isBlocked } from '../../src/plan/verdicts.ts';
import { keptRules } from '../../src/plan/keptRules.ts';
import { plan } from '../../src/plan/plan.ts';
import { compareRules } from '../../src/rules/compare.ts';
import type { RuleEffect, RuleFinding } from '../../src/rules/compare.ts';
import { judgeRules } from '../../src/rules/judge.ts';
import { optionsFor } from '../../src/rules/judgeLive.ts';
import { liveOf } from '../account/live.ts';
import { desiredFrom } from '../account/seed.ts';
import { namesOf } from '../laws/facts.ts';
import { cases, openWorld, orSkip } from '../laws/world.ts';
import { often, settings } from '../repeated.ts';
import { isOpen, personIn, refMark } from './marks.ts';
import { breachesOf } from './naive.ts';
import { rule, today } from './random.ts';

const unlimited = {
  removal_percent: 100,
  removals: 1_000_000,
  emptied_scopes: 1_000_000,
  people_losing_all_access: 1_000_000,
  min_admins: 1,
};

const found = (some: readonly RuleFinding[]): readonly string[] =>
  some.map((each) =>
    each.is === 'breach'
      ? refMark(each.breach.person, each.breach)
      : `${each.place.address} ${each.before} ${each.after}`,
  );

const summary = ({ rule: { claim }, fresh, old, fixed, unknown }: RuleEffect) => ({
  claim,
  fresh: found(fresh),
  old: found(old),
  fixed: found(fixed),
  unknown: unknown.map((each) => ('place' in each ? `${each.is} ${each.place.address}` : each.is)),
});

const everywhere = (): boolean => true;

test('what a plan says that its run does to the rules is what it does to them', async () => {
  const seen = new Map<string, number>();
  const count = (what: string): void => {
    seen.set(what, (seen.get(what) ?? 0) + 1);
  };
  await fc.assert(
    fc.asyncProperty(
      cases,
      fc.array(rule, { minLength: 4, maxLength: 8 }),
      async ({ seed, text }, rules) => {
        const file = await orSkip(Promise.resolve().then(() => desiredFrom(text)));
        const desired = { ...file, rules, today };
        const live = await liveOf(seed, desired);
        const limits = limitsOf(desired, unlimited);
        const difference = await orSkip(Promise.resolve().then(() => diff(desired, live)));
        const made = plan(difference, desired, live, { allowDestructive: true, limits });
        // Rules read more than the rest of a file needs, and change nothing but what is said about them.
        const alone = await liveOf(seed, file);
        const without = plan(diff(file, alone), file, alone, { allowDestructive: true, limits });
        expect(made.digest).toBe(without.digest);

        const others = without.guards.filter(({ verdict }) => verdict === 'blocked');
        fc.pre(others.length === 0);
        const world = openWorld(seed);
        const outcomes = await world.applyPlan(without, 1);
        fc.pre(outcomes.every(({ status }) => status === 'done'));
        const end = world.sandbox.snapshot();

        const names = namesOf(live);
        const running = made.changes.filter(({ held }) => held === undefined);
        const effects = keptRules(desired, runsOf(live))(running, made.access.asRun);
        // Rules that the run does not concern are not judged again.
        const state = liveState(live);
        const later = laterState(live, itemsAfter(live.items, running));
        const options = optionsFor(live, state, desired);
        const whole = compareRules(
          { state, judged: judgeRules(state, rules, options) },
          { state: later, judged: judgeRules(later, rules, options) },
        );
        expect(effects.map(summary)).toEqual(whole.map(summary));
        const users = new Set(Object.keys(seed.users).map(canonicalEmail));
        for (const effect of effects) {
          if (effect.rule.claim.is === 'at_most') continue;
          const before = breachesOf(effect.rule, seed, names, today, everywhere);
          const after = breachesOf(effect.rule, end, names, today, everywhere);
          const isMay = effect.rule.claim.is === 'may';
          const told = new Set(
            effect.fresh.flatMap((each) =>
              each.is === 'breach' ? [refMark(each.breach.person, each.breach)] : [],
            ),
          );
          const isPerson = (mark: string): boolean => users.has(personIn(mark)) || isMay;
          const leaves = (mark: string): boolean =>
            isMay && end.users[personIn(mark)]?.status === 'inactive';
          const fresh = [...after].filter((mark) => !before.has(mark) && !leaves(mark));
          const open = (mark: string): boolean => isOpen(mark, effect);
          expect({
            rule: effect.rule,
            missed: fresh.filter((mark) => !told.has(mark) && !open(mark)),
            wrong: [...told].filter(
              (mark) => isPerson(mark) && (!after.has(mark) || before.has(mark)),
            ),
          }).toEqual({ rule: effect.rule, missed: [], wrong: [] });
          if (fresh.length > 0) count(`${effect.rule.claim.is} fresh`);
          if (effect.fixed.length > 0) count(`${effect.rule.claim.is} fixed`);
        }
        if (isBlocked(made.guards)) count('blocked');
      },
    ),
    settings(300, 20),
  );
  expect(seen.get('blocked') ?? 0).toBeGreaterThanOrEqual(often(25));
  for (const is of ['may_not', 'may', 'only']) {
    expect({ is, fresh: (seen.get(`${is} fresh`) ?? 0) >= often(4) }).toEqual({ is, fresh: true });
    expect({ is, fixed: (seen.get(`${is} fixed`) ?? 0) >= often(4) }).toEqual({ is, fixed: true });
  }
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liveState } from '../../src/access/state.ts';
import type { Live } from '../../src/model.ts';
import { canonicalEmail } from '../../src/names.ts';
import { judgeRules } from '../../src/rules/judge.ts';
import { cases, orSkip } from '../laws/world.ts';
import { liveOf } from '../account/live.ts';
import { desiredFrom } from '../account/seed.ts';
import { namesOf } from '../laws/facts.ts';
import { often, settings } from '../repeated.ts';
import { breachesOf } from './naive.ts';
import { rule, today } from './random.ts';
import { isOpen, personIn, refMark } from './marks.ts';

/** A place that a file does not speak of was not read, and is not there for the judge. */
const isRead = ({ items }: Live, mark: string): boolean => {
  const [, kind = '', ...key]: string[] = JSON.parse(mark);
  return items.some((item) => item.kind === kind && item.key.join('\n') === key.join('\n'));
};

test('the judge and the naive engine agree on who breaks which rule where', async () => {
  const seen = new Map<string, number>();
  const count = (what: string): void => {
    seen.set(what, (seen.get(what) ?? 0) + 1);
  };
  await fc.assert(
    fc.asyncProperty(
      cases,
      fc.array(rule, { minLength: 8, maxLength: 16 }),
      async (each, rules) => {
        const { seed, text } = each;
        const desired = await orSkip(Promise.resolve().then(() => desiredFrom(text)));
        const live = await liveOf(seed, desired);
        const names = namesOf(live);
        // A role that is held in a resource nothing speaks of is not there for the judge.
        const shown = new Set(live.items.map(({ key }) => key.join('\n')));
        const isSeen = (place: readonly string[]): boolean => shown.has(place.join('\n'));
        const users = new Set(Object.keys(seed.users).map(canonicalEmail));
        const judgedRules = judgeRules(liveState(live), rules, { today, showsServices: true });
        for (const judged of judgedRules) {
          const wanted = breachesOf(judged.rule, seed, names, today, isSeen);
          const found = new Set(judged.breaches.map((breach) => refMark(breach.person, breach)));
          const isMay = judged.rule.claim.is === 'may';
          // Nothing is claimed that is not so. The bots behind keys are no users of a seed.
          const wrong = [...found].filter(
            (mark) => !wanted.has(mark) && (users.has(personIn(mark)) || isMay),
          );
          const missed = [...wanted].filter(
            (mark) =>
              isRead(live, mark) &&
              !found.has(mark) &&
              !isOpen(mark, judged) &&
              !(
                judged.rule.claim.is === 'at_most' &&
                judged.breaches.some(({ person }) => person === personIn(mark))
              ),
          );
          expect({ rule: judged.rule, wrong, missed }).toEqual({
            rule: judged.rule,
            wrong: [],
            missed: [],
          });
          for (const paths of judged.breaches.map(judged.ways)) {
            expect(paths.length > 0).toBe(!isMay);
          }
          count(`${judged.rule.claim.is} ${judged.verdict}`);
        }
      },
    ),
    settings(900, 60),
  );
  const judged = [...seen.values()].reduce((sum, some) => sum + some, 0);
  expect(judged).toBeGreaterThan(often(10_000));
  for (const is of ['may_not', 'may', 'nobody_may', 'only', 'at_most']) {
    expect({ is, broken: (seen.get(`${is} broken`) ?? 0) > often(100) }).toEqual({
      is,
      broken: true,
    });
    expect({ is, ok: (seen.get(`${is} ok`) ?? 0) > often(20) }).toEqual({ is, ok: true });
  }
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liveState } from '../../src/access/state.ts';
import { builtInRoles } from '../../src/fields.ts';
import type { Live, RuleAction, RulePeople, RulePlaces, WrittenRule } from '../../src/model.ts';
import { canonicalEmail } from '../../src/names.ts';
import { judgeRules } from '../../src/rules/judge.ts';
import type { JudgedRule } from '../../src/rules/verdict.ts';
import { bots, caller, emails } from '../laws/pools.ts';
import { cases, orSkip } from '../laws/world.ts';
import { liveOf } from '../account/live.ts';
import { desiredFrom } from '../account/seed.ts';
import { namesOf } from '../laws/facts.ts';
import { often, settings } from '../repeated.ts';
import { markOf } from '../access/rights.ts';
import { breachesOf } from './naive.ts';

const source = { file: 'access.yaml', line: 1, column: 1 };
const today = '2027-01-15';

const action: fc.Arbitrary<RuleAction> = fc.oneof(
  fc.constant({ is: 'access' } as const),
  fc.constantFrom(...builtInRoles).map((role) => ({ is: 'role', role }) as const),
  fc
    .constantFrom('PROJECT_READ', 'PROJECT_RESTRICT', 'DATASET_CREATE', 'ROLE_BINDING_CREATE')
    .map((permission) => ({ is: 'permission', permission }) as const),
);

const email = fc.constantFrom(...emails, ...bots, caller, 'gone@example.com').map(canonicalEmail);

const people: fc.Arbitrary<RulePeople> = fc.oneof(
  email.map((each) => ({ is: 'person', email: each }) as const),
  fc
    .constantFrom('*', '*@example.com', '*@bots.example.com', 'a*', '*x@*', 'none*')
    .map((pattern) => ({ is: 'pattern', pattern }) as const),
  fc
    .array(email, { maxLength: 4 })
    .map((each) => ({ is: 'team', team: 'team', emails: each }) as const),
  fc.constant({ is: 'anyone' } as const),
  fc
    .constantFrom('Project Viewer', 'Project Editor', 'Member', 'team', 'Admin')
    .map((role) => ({ is: 'holders', role }) as const),
);

const part = fc.constantFrom('*', '*', '*', 't*', '*e*', 'team', 'member');
const where = (key: string) =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.boolean().map((value) => ({ [key]: value })) },
  );

const places: fc.Arbitrary<RulePlaces> = fc
  .oneof(
    fc.record({
      kind: fc.constant('organization' as const),
      key: fc.tuple(part),
      where: fc.constant({}),
    }),
    fc.record({
      kind: fc.constant('space' as const),
      key: fc.tuple(part, part),
      where: where('private'),
    }),
    fc.record({
      kind: fc.constant('project' as const),
      key: fc.tuple(part, part, part),
      where: where('restricted'),
    }),
  )
  .map((each) => ({ ...each, isPattern: true, isExact: false, source }));

const claim: fc.Arbitrary<WrittenRule['claim']> = fc.oneof(
  action.map((each) => ({ is: 'may_not', actions: [each] }) as const),
  action.map((each) => ({ is: 'may', actions: [each] }) as const),
  fc.tuple(action, action).map((actions) => ({ is: 'nobody_may', actions }) as const),
  fc
    .tuple(action, fc.array(people, { minLength: 1, maxLength: 2 }))
    .map(([each, only]) => ({ is: 'only', actions: [each], people: only }) as const),
  fc
    .tuple(action, fc.nat({ max: 4 }))
    .map(([each, count]) => ({ is: 'at_most', actions: [each], count }) as const),
);

const rule: fc.Arbitrary<WrittenRule> = fc
  .record({
    claim,
    people: fc.oneof(
      fc.constant([{ is: 'anyone' } as const]),
      fc.array(people, { minLength: 1, maxLength: 2 }),
    ),
    on: fc.array(places, { minLength: 1, maxLength: 2 }),
    except: fc.array(fc.oneof(people, fc.constant({ is: 'admins' } as const)), { maxLength: 2 }),
    until: fc.constantFrom(undefined, undefined, '2027-01-14', '2027-01-15'),
    services: fc.boolean(),
  })
  .map(({ until, services, ...each }) => ({
    ...each,
    name: 'rule',
    severity: 'block',
    source,
    ...(until !== undefined && { until }),
    ...(services && { services: true }),
  }));

const refMark = (
  person: string,
  { place }: { readonly place: JudgedRule['breaches'][0]['place'] },
) => markOf(person, place.ref && [place.ref.kind, ...place.ref.key]);

const personIn = (mark: string): string => String(JSON.parse(mark)[0]);

/** Whether the judge says that it does not know this. */
function isOpen(mark: string, { unknown }: JudgedRule): boolean {
  const [person = '', , ...key]: string[] = JSON.parse(mark);
  return unknown.some((each) => {
    switch (each.is) {
      case 'unsure':
        return each.person === person;
      case 'unread':
      case 'condition':
        return (each.place.ref?.key ?? []).every((name, index) => key[index] === name);
      case 'holders':
        return true;
      case 'missing':
      case 'services':
        return false;
    }
  });
}

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
          for (const { paths } of judged.breaches) {
            expect(paths.length > 0).toBe(!isMay);
          }
          count(`${judged.rule.claim.is} ${judged.verdict}`);
        }
      },
    ),
    settings(850, 60),
  );
  for (const is of ['may_not', 'may', 'nobody_may', 'only', 'at_most']) {
    expect({ is, broken: (seen.get(`${is} broken`) ?? 0) > often(100) }).toEqual({
      is,
      broken: true,
    });
    expect({ is, ok: (seen.get(`${is} ok`) ?? 0) > often(20) }).toEqual({ is, ok: true });
  }
});

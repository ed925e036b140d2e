import fc from 'fast-check';
import { builtInRoles } from '../../src/fields.ts';
import type { RuleAction, RulePeople, RulePlaces, WrittenRule } from '../../src/model.ts';
import { canonicalEmail } from '../../src/names.ts';
import { bots, caller, emails } from '../laws/pools.ts';

const source = { file: 'access.yaml', line: 1, column: 1 };
export const today = '2027-01-15';

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

/** Any rule about the accounts of the laws. */
export const rule: fc.Arbitrary<WrittenRule> = fc
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

import { describe, expect, test } from 'vitest';
import { fileState } from '../../src/access/state.ts';
import { keepsRules } from '../../src/plan/guards/rule.ts';
import { isBlocked } from '../../src/plan/verdicts.ts';
import { judgeRules } from '../../src/rules/judge.ts';
import { reachOf } from '../../src/read/reach.ts';
import { planOf } from '../account/compare.ts';
import { short } from '../account/lines.ts';
import { desiredFrom } from '../account/seed.ts';
import type { Shows } from '../account/shown.ts';

/** A private space with a closed project, one that is open to its organization, and a space that no file lists. */
const seed = `
roles:
  Reader: {permissions: [PROJECT_READ, PROJECT_SPAN_READ]}
  Editor: {permissions: [PROJECT_READ]}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member, tom@x.org: member}
    spaces:
      prod:
        private: true
        members: {mei@x.org: admin}
        bindings: {tom@x.org: Editor}
        projects: {closed: {restricted: true, bindings: {}}, open: {}}
      dev: {private: true, members: {raj@x.org: member}}
      other: {private: true, bindings: {tom@x.org: Editor}}`;

const inP = (content: string): string => `organizations:\n  P:\n    ${content}`;
const inProd = (content: string): string => inP(`spaces:\n      prod:\n        ${content}`);

const noReading = `
rules:
  out of production:
    people: [raj@x.org, tom@x.org]
    may_not: PROJECT_SPAN_READ
    on: [{space: prod}]`;

interface Asked {
  readonly rules?: string;
  readonly consent?: boolean;
  readonly behaviour?: Shows;
  readonly account?: string;
}

/** What the guard says about a file, and what the notices say. */
async function judged(file: string, { rules = noReading, account = seed, ...options }: Asked = {}) {
  const plan = await planOf(account, `${file}${rules}`, { today: '2026-11-30', ...options });
  const verdicts = plan.guards.filter(({ rule }) => rule === 'rule');
  const consented = plan.guardsWithConsent.filter(({ rule }) => rule === 'rule');
  return {
    isBlocked: isBlocked(verdicts),
    isBlockedWithConsent: isBlocked(consented),
    said: verdicts.map(({ message }) => message).join('\n'),
    saidWithConsent: consented.map(({ message }) => message).join('\n'),
    changes: verdicts.flatMap(({ changes }) => changes.map(short)),
    changesWithConsent: consented.flatMap(({ changes }) => changes.map(short)),
    notices: plan.notices
      .filter(({ code }) => code.startsWith('rule-'))
      .map(({ code, message }) => `${code}: ${message}`),
  };
}

test('a rule is not fixed by a run after which a membership shows that an admin right may hide', async () => {
  const { notices } = await judged(
    'organizations: {P: {members: {jane@x.org: admin, tom@x.org: member}}}',
    {
      account: `
organizations:
  P: {members: {jane@x.org: admin, tom@x.org: admin}, spaces: {shut: {private: true, members: {tom@x.org: member}}}}`,
      rules: `
rules:
  tom stays out: {people: [tom@x.org], may_not: access, on: [{space: shut}]}`,
    },
  );
  expect(notices).toEqual([]);
});

describe('a run that newly breaks a rule is blocked, and the line to change is named', () => {
  test.each<[what: string, file: string, said: string, ...changes: string[]]>([
    [
      'a built-in role',
      inProd('members:\n          mei@x.org: admin\n          raj@x.org: member'),
      'raj@x.org would have PROJECT_SPAN_READ in space "prod" and 1 resource inside. Change access.yaml:8,',
      'space/P/prod/member/raj',
    ],
    [
      'a role',
      inProd('bindings:\n          tom@x.org: Editor\n          raj@x.org: Reader'),
      'raj@x.org would have PROJECT_SPAN_READ in space "prod" and 1 resource inside. Change access.yaml:8,',
      'space/P/prod/binding/raj',
    ],
    [
      'a role in a closed project',
      inProd('projects:\n          closed: {bindings: {raj@x.org: Reader}}'),
      'raj@x.org would have PROJECT_SPAN_READ in project "closed". Change access.yaml:7,',
      'project/P/prod/closed/binding/raj',
    ],
    [
      'a team in a team',
      `teams: {a: [raj@x.org], b: [a]}\n${inProd('members:\n          mei@x.org: admin\n          b: member')}`,
      'raj@x.org would have PROJECT_SPAN_READ in space "prod" and 1 resource inside. Change access.yaml:9,',
      'space/P/prod/member/raj',
    ],
    [
      'a role that allows more, in a space that the file does not list',
      'roles:\n  Editor: {permissions: [PROJECT_READ, PROJECT_SPAN_READ]}\n',
      'tom@x.org would have PROJECT_SPAN_READ in space "prod" and 1 resource inside. Change access.yaml:3,',
      'role/Editor',
    ],
    [
      'an admin of the organization, where the file lists no space',
      inP('members: {raj@x.org: admin, mei@x.org: member, tom@x.org: member}'),
      'raj@x.org would have PROJECT_SPAN_READ in space "prod" and 2 resources inside. Change access.yaml:4,',
      'organization/P/member/raj',
    ],
  ])('%s', async (_, file, said, ...changes) => {
    const found = await judged(file);
    expect(found.said).toContain(`The rule "out of production" (access.yaml:`);
    expect(found.said).toContain(`would be broken: ${said}`);
    expect(found).toMatchObject({ isBlocked: true, changes, notices: [] });
  });

  test.each<[what: string, file: string, ...changes: string[]]>([
    ['a space made public', inProd('private: false'), 'space/P/prod'],
    [
      'a lifted restriction',
      inProd('projects: {closed: {restricted: false}}'),
      'project/P/prod/closed/restriction',
    ],
  ])('%s, once there is consent to it', async (_, file, ...changes) => {
    const rules = `
rules:
  out of production:
    people: [raj@x.org, tom@x.org]
    may_not: PROJECT_READ
    on: [{space: prod}]`;
    const found = await judged(file, { rules });
    expect(found).toMatchObject({
      isBlocked: false,
      isBlockedWithConsent: true,
      changesWithConsent: changes,
    });
    expect(await judged(file, { rules, consent: true })).toMatchObject({
      isBlocked: true,
      changes,
    });
  });

  test('where only the rule reaches, in resources that no other entry of the file concerns', async () => {
    const rules = `
rules:
  editors stay out:
    people: [{role: Editor}]
    may_not: access
    on: [{space: dev}]`;
    const file = inP(
      'spaces:\n      dev:\n        members: {raj@x.org: member, tom@x.org: member}',
    );
    const onlyElsewhere = seed.replace(
      'bindings: {tom@x.org: Editor}\n        projects',
      'projects',
    );
    const found = await judged(file, { rules, account: onlyElsewhere });
    expect(found).toMatchObject({ isBlocked: true, changes: ['space/P/dev/member/tom'] });
    expect(found.said).toContain('would be broken: tom@x.org would have access in space "dev"');
  });

  test('who holds a role in one resource is kept out of another', async () => {
    const rules = `
rules:
  editors stay out:
    people: [{role: Editor}]
    may_not: access
    on: [{space: dev}]`;
    const file = inProd('bindings: {tom@x.org: Editor, raj@x.org: Editor}');
    const found = await judged(file, { rules });
    expect(found.said).toContain(
      'raj@x.org would have access in space "dev". Change access.yaml:6,',
    );
    expect(found.changes).toEqual(['space/P/prod/binding/raj']);
  });

  test('a new service key, where service identities count', async () => {
    const rules = `
rules:
  only people:
    may: PROJECT_SPAN_READ
    only: [mei@x.org]
    on: [{space: prod}]
    except: [admins]`;
    const file = inProd(
      'service_keys: {traces: {role: member, expires: 2027-05-01, deliver: {file: a.key}}}',
    );
    const people = ['raj', 'mei', 'tom'].map(
      (name) => `${name}@x.org: {name: ${name}, role: member}`,
    );
    const account = `users: {jane@x.org: {name: Jane, role: admin, developer: true}, ${people.join(', ')}}${seed}`;
    const found = await judged(file, { rules: `${rules}\n    services: true`, account });
    expect(found.said).toContain(
      'service key traces would have PROJECT_SPAN_READ in space "prod" and 1 resource inside. Change access.yaml:6,',
    );
    expect(found).toMatchObject({ isBlocked: true, changes: ['space/P/prod/service_key/traces'] });
    expect(await judged(file, { rules, account })).toMatchObject({ isBlocked: false });
  });

  test('what a rule demands is not taken away', async () => {
    const rules = `
rules:
  tom can read:
    people: [tom@x.org]
    may: PROJECT_READ
    on: [{space: prod}]`;
    const without = inProd('bindings: {}');
    expect(await judged(without, { rules })).toMatchObject({
      isBlocked: false,
      isBlockedWithConsent: true,
      notices: [
        'rule-broken-before: The rule "tom can read" is broken already: tom@x.org lacks PROJECT_READ in project "closed".',
      ],
    });
    const found = await judged(without, { rules, consent: true });
    expect(found.said).toContain(
      'tom@x.org would lack PROJECT_READ in space "prod" and 1 resource inside',
    );
    expect(found.changes).toEqual(['space/P/prod/binding/tom']);
    const leaving = `removed: [{user: tom@x.org}]`;
    expect(await judged(leaving, { rules, consent: true })).toMatchObject({ isBlocked: false });
  });
});

test('a person who is new in the account must have what everyone must have', async () => {
  const rules = `
rules:
  all get in:
    people: ["n*@x.org"]
    may: access
    on: [{organization: P}]`;
  const file = 'users: {new@x.org: {name: New, role: member, invite: none}}';
  expect(await judged(file, { rules })).toMatchObject({
    isBlocked: true,
    changes: ['user/new'],
    said: expect.stringContaining('new@x.org would lack access in organization "P"'),
  });
});

const scope = (text: string) => reachOf(desiredFrom(text), new Map()).scope;

test('a rule reads everyone in the account, who may get in from above', () => {
  const file = 'organizations: {P: {spaces: {prod: {members: {}}}}}';
  expect(scope(file).fewPeople).toBe(true);
  expect(scope(file + noReading).fewPeople).toBeUndefined();
});

describe('what is broken already blocks nothing', () => {
  const reading = `
rules:
  out of production:
    people: [tom@x.org]
    may_not: PROJECT_READ
    on: [{space: prod}]`;

  test('it is a notice', async () => {
    const found = await judged(inP('spaces: {dev: {members: {raj@x.org: admin}}}'), {
      rules: reading,
    });
    expect(found).toMatchObject({ isBlocked: false, isBlockedWithConsent: false });
    expect(found.said).toBe('This run breaks no rule that holds now.');
    expect(found.notices).toEqual([
      'rule-broken-before: The rule "out of production" is broken already: tom@x.org has PROJECT_READ in space "prod" and 1 resource inside.',
    ]);
  });

  test('another person or resource is new', async () => {
    const more = inProd('projects: {closed: {bindings: {tom@x.org: Editor}}}');
    expect(await judged(more, { rules: reading })).toMatchObject({
      isBlocked: true,
      changes: ['project/P/prod/closed/binding/tom'],
    });
  });

  test('what the run fixes is told', async () => {
    const found = await judged(inProd('bindings: {}'), { rules: reading, consent: true });
    expect(found.isBlocked).toBe(false);
    expect(found.notices).toEqual([
      'rule-fixed: This run fixes the rule "out of production": tom@x.org no longer has PROJECT_READ in space "prod" and 1 resource inside.',
    ]);
  });
});

describe('where people are counted, any rise above the limit is new', () => {
  const counted = `
rules:
  few:
    may: PROJECT_READ
    at_most: 1
    except: [admins]
    on: [{space: prod}]`;

  test.each<[what: string, bindings: string, members: string, isBlocked: boolean, notice: string]>([
    ['as many as allowed', '{tom@x.org: Editor}', '{mei@x.org: admin}', false, ''],
    ['one too many', '{tom@x.org: Editor, raj@x.org: Editor}', '{mei@x.org: admin}', true, ''],
  ])('%s', async (_, bindings, members, isBlockedNow) => {
    const found = await judged(inProd(`members: ${members}\n        bindings: ${bindings}`), {
      rules: counted,
    });
    expect(found).toMatchObject({ isBlocked: isBlockedNow, notices: [] });
  });

  const two = seed.replace(
    'bindings: {tom@x.org: Editor}\n        projects',
    'bindings: {tom@x.org: Editor, raj@x.org: Editor}\n        projects',
  );

  test('one for another is no rise, one fewer is told, one more is blocked', async () => {
    const members = 'members: {mei@x.org: admin}';
    const at = (bindings: string) =>
      judged(inProd(`${members}\n        bindings: ${bindings}`), {
        rules: counted,
        account: two,
        consent: true,
      });
    expect(await at('{tom@x.org: Editor, ann@x.org: Editor}')).toMatchObject({
      isBlocked: false,
      notices: [expect.stringMatching(/^rule-broken-before: .*2 people have PROJECT_READ/)],
    });
    expect(await at('{tom@x.org: Editor}')).toMatchObject({
      isBlocked: false,
      notices: [expect.stringMatching(/^rule-fixed: .*1 people? /)],
    });
    const worse = await at(
      '{tom@x.org: Editor, raj@x.org: Editor, kim@x.org: Editor, ann@x.org: Editor}',
    );
    expect(worse.isBlocked).toBe(true);
  });
});

/** One person gains or loses access to the space of the rule. */
const oneChange = (effect: 'gains' | 'loses') => ({
  changes: [
    {
      person: 'raj@x.org',
      place: { kind: 'space' as const, key: ['P', 'prod'] },
      effect,
      before: [],
      after: [],
      gained: [],
      lost: [],
      via: { how: 'own' as const, level: 'member' as const },
      causes: [],
    },
  ],
  losingAll: [],
  beyond: [],
  unread: [],
});

/** Whether a rule blocks that change where lists may be filtered. */
const isBlockedBy = (text: string, effect: 'gains' | 'loses'): boolean => {
  const judgedRules = judgeRules(
    fileState(desiredFrom('version: 1')),
    desiredFrom(`version: 1${text}`).rules ?? [],
    {
      today: undefined,
      showsServices: true,
      isFiltered: true,
    },
  );
  const effects = judgedRules.map(({ rule, unknown }) => ({
    rule,
    unknown: unknown.filter(({ is }) => is === 'filtered'),
    fresh: [],
    old: [],
    fixed: [],
    released: [],
    letIn: [],
  }));
  return isBlocked(keepsRules(effects, [], oneChange(effect)).verdicts);
};

describe('what cannot be seen is not taken for kept', () => {
  const rules = `${noReading}\n    except: [admins]`;
  const behaviour = { organization_roles_readable: false };

  test('a run that grants there is blocked', async () => {
    const file = inProd('bindings: {tom@x.org: Editor, raj@x.org: Reader}');
    const found = await judged(file, { rules, behaviour });
    expect(found).toMatchObject({ isBlocked: true, changes: ['space/P/prod/binding/raj'] });
    expect(found.said).toContain(
      'cannot be checked where this run changes access: what raj@x.org can do is not known for sure. Change access.yaml:6,',
    );
    expect(await judged(file, { rules: `${rules}\n    severity: warn`, behaviour })).toMatchObject({
      isBlocked: false,
      notices: [expect.stringMatching(/^rule-unknown: /)],
    });
  });

  test('a run that grants elsewhere is told', async () => {
    const file = inP('spaces: {dev: {members: {raj@x.org: admin}}}');
    const found = await judged(file, { rules, behaviour });
    expect(found).toMatchObject({
      isBlocked: false,
      said: 'This run breaks no rule that holds now, as far as the rules can be checked.',
      notices: [expect.stringMatching(/^rule-unknown: .*cannot be fully checked/)],
    });
  });

  test('with a key that may not see everything, any run is blocked that could break a rule', () => {
    expect(isBlockedBy(noReading, 'gains')).toBe(true);
    expect(isBlockedBy(noReading, 'loses')).toBe(false);
    const needed = noReading.replace('may_not', 'may');
    expect(isBlockedBy(needed, 'gains')).toBe(false);
    expect(isBlockedBy(needed, 'loses')).toBe(true);
  });

  test('a resource that the account does not have', async () => {
    const found = await judged(inP('spaces: {dev: {members: {raj@x.org: admin}}}'), {
      rules: noReading.replace('space: prod', 'space: prdo'),
    });
    expect(found).toMatchObject({
      isBlocked: false,
      notices: [expect.stringMatching(/the account has no space "prdo"/)],
    });
  });
});

describe('a rule that only warns never blocks', () => {
  test('it is a notice', async () => {
    const found = await judged(inProd('members: {mei@x.org: admin, raj@x.org: member}'), {
      rules: `${noReading}\n    severity: warn`,
    });
    expect(found.isBlocked).toBe(false);
    expect(found.notices).toEqual([
      'rule-broken: The rule "out of production" would be broken, and only warns: raj@x.org would have PROJECT_SPAN_READ in space "prod" and 1 resource inside.',
    ]);
  });
});

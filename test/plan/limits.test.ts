import { describe, expect, test } from 'vitest';
import { limitNames, limitsOf } from '../../src/limits.ts';
import type { LimitName, LimitValues, Plan, Verdict } from '../../src/model.ts';
import { planOf } from '../account/compare.ts';
import { short } from '../account/lines.ts';

const names = (count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, index) => `p${String(from + index).padStart(3, '0')}`);

const map = (who: readonly string[], role = 'member'): string =>
  `{${who.map((name) => `${name}@x.org: ${role}`).join(', ')}}`;

/** An account with two admins and so many members in all. */
const people = (count: number): string =>
  `users: {${[
    ...['jane', 'kim'].map((name) => `${name}@x.org: {name: ${name}, role: admin}`),
    ...names(count).map((name) => `${name}@x.org: {name: ${name}, role: member}`),
  ].join(', ')}}`;

/** Everybody stays in the organization, so that nobody loses everything. */
const inSpaces = (count: number, spaces: Readonly<Record<string, readonly string[]>>): string =>
  `${people(count)}
organizations:
  P:
    members: ${map(names(count))}
    spaces: ${spacesOf(spaces)}`;

const spacesOf = (spaces: Readonly<Record<string, readonly string[]>>): string =>
  `{${Object.entries(spaces)
    .map(([space, who]) => `${space}: {members: ${map(who)}}`)
    .join(', ')}}`;

const keeping = (spaces: Readonly<Record<string, readonly string[]>>): string =>
  `organizations: {P: {spaces: ${spacesOf(spaces)}}}`;

const limitVerdicts = (verdicts: readonly Verdict[]): readonly Verdict[] =>
  verdicts.filter(({ rule }) => limitNames.some((name) => name === rule));

/** The limits that are broken, each with its place, what the run comes to, and what may be. */
const broken = (verdicts: readonly Verdict[]): readonly string[] =>
  limitVerdicts(verdicts)
    .filter(({ verdict }) => verdict === 'blocked')
    .map(({ rule, scope, measure }) =>
      `${rule} ${scope} ${measure?.have} > ${measure?.limit}`.replace('  ', ' '),
    );

const withConsent = async (
  seed: string,
  file: string,
  flags: LimitValues = {},
): Promise<readonly string[]> =>
  broken((await planOf(seed, file, { consent: true, flags })).guards);

const messageOf = ({ guards }: Plan, rule: LimitName): string | undefined =>
  guards.find((verdict) => verdict.rule === rule && verdict.verdict === 'blocked')?.message;

describe('removal_percent', () => {
  test.each<[string, number, number, ...string[]]>([
    ['six of 31: below', 31, 6],
    ['six of 30: at', 30, 6],
    ['six of 29: above', 29, 6, 'removal_percent space/P/s 21 > 20'],
    ['five of six: too few to count', 6, 5],
    ['six of seven: enough', 7, 6, 'removal_percent space/P/s 86 > 20'],
  ])('%s', async (_, live, removed, ...expected) => {
    const seed = inSpaces(live, { s: names(live) });
    expect(await withConsent(seed, keeping({ s: names(live - removed) }))).toEqual(expected);
  });

  test('each place is measured by itself', async () => {
    const seed = inSpaces(60, { s: names(50), t: names(10, 50) });
    const file = keeping({ s: names(50), t: names(4, 50) });
    expect(await withConsent(seed, file)).toEqual(['removal_percent space/P/t 60 > 20']);
    const few = keeping({ s: names(45), t: names(5, 50) });
    expect(await withConsent(seed, few)).toEqual([]);
  });

  test('each kind is measured by itself', async () => {
    const seed = inSpaces(16, { s: names(8) }).replace(
      ' {s: {',
      ` {s: {bindings: ${map(names(8, 8), 'Project Viewer')}, `,
    );
    const file = `organizations: {P: {spaces: {s: {members: ${map(names(4))}, bindings: ${map(names(4, 8), 'Project Viewer')}}}}}`;
    const { changes } = await planOf(seed, file, { consent: true });
    expect(changes.map(({ kind }) => kind).toSorted()).toEqual([
      ...Array(4).fill('space_binding'),
      ...Array(4).fill('space_member'),
    ]);
    expect(await withConsent(seed, file)).toEqual([]);
  });

  test('what Arize takes along is not counted', async () => {
    const seed = inSpaces(40, { s: names(7), t: names(40) });
    const file = `organizations: {P: {members: ${map(names(33, 7))}, spaces: {s: {members: {}}, t: {members: ${map(names(33, 7))}}}}}`;
    const plan = await planOf(seed, file, { consent: true });
    expect(plan.changes.map(({ kind }) => kind)).toEqual(Array(7).fill('organization_member'));
    expect(broken(plan.guards)).toEqual(['people_losing_all_access 7 > 5']);
  });

  test('bots and what is ignored are no part of the whole', async () => {
    const seed = `
users: {jane@x.org: {name: J, role: admin}, kim@x.org: {name: K, role: admin}, ${names(30)
      .map(
        (name, index) =>
          `${name}@x.org: {name: ${name}, role: member${index > 27 ? ', bot: true' : ''}}`,
      )
      .join(', ')}}
organizations: {P: {members: ${map(names(30))}, spaces: {s: {members: ${map(names(30))}}}}}`;
    const file = `${keeping({ s: names(21, 7) })}\nignore: [{user: p000@x.org}]`;
    expect(await withConsent(seed, file)).toEqual(['removal_percent space/P/s 23 > 20']);
  });

  test('what is named under `removed` is meant, but counts otherwise', async () => {
    const spaces = Object.fromEntries(names(8).map((name) => [name, ['p000']]));
    const seed = inSpaces(1, spaces);
    const file = `removed: [${names(7)
      .map((name) => `{space: ${name}, organization: P}`)
      .join(', ')}]`;
    const plan = await planOf(seed, file, { consent: true });
    expect(plan.changes).toHaveLength(7);
    expect(broken(plan.guards)).toEqual([]);
    expect(await withConsent(seed, file, { removals: 6 })).toEqual(['removals 7 > 6']);
  });
});

// Places of five, one of whom stays, stay clear of the percentage.
const groups = (places: number, left: (place: number) => number) =>
  Object.fromEntries(
    Array.from({ length: places }, (_, place) => [`s${place}`, names(left(place), place * 5)]),
  );

describe('removals', () => {
  const seed = inSpaces(
    65,
    groups(13, () => 5),
  );

  test.each<[string, (place: number) => number, ...string[]]>([
    ['49: below', (place) => (place === 0 ? 4 : 1)],
    ['50: at', (place) => (place === 0 ? 3 : 1)],
    ['51: above', (place) => (place === 0 ? 2 : 1), 'removals 51 > 50'],
  ])('%s', async (_, left, ...expected) => {
    expect(await withConsent(seed, keeping(groups(13, left)))).toEqual(expected);
  });

  test('the message has the number, the first names and the flag', async () => {
    const plan = await planOf(seed, keeping(groups(13, () => 1)), { consent: true });
    expect(short(messageOf(plan, 'removals') ?? '')).toBe(
      'This run would remove 52 items: p001, p002, p003 and 49 more. The limit is 50. If this is intended, add --max-removals 52.',
    );
  });
});

describe('emptied_scopes', () => {
  test.each<[string, number, number, ...string[]]>([
    ['one of two', 2, 1],
    ['both of two', 2, 0, 'emptied_scopes 1 > 0'],
    ['the only one', 1, 0],
    ['all of five', 5, 0, 'emptied_scopes 1 > 0'],
  ])('%s', async (_, live, left, ...expected) => {
    const seed = inSpaces(live, { s: names(live) });
    expect(await withConsent(seed, keeping({ s: names(left) }))).toEqual(expected);
  });

  test('whom others take the place of are gone all the same', async () => {
    const seed = inSpaces(4, { s: names(2) });
    expect(await withConsent(seed, keeping({ s: names(2, 2) }))).toEqual(['emptied_scopes 1 > 0']);
  });

  test('a place that goes as a whole is not emptied', async () => {
    const seed = inSpaces(3, { s: names(3), t: names(3) });
    expect(await withConsent(seed, 'removed: [{space: s, organization: P}]')).toEqual([]);
  });

  test('two places', async () => {
    const seed = inSpaces(4, { s: names(2), t: names(2, 2) });
    const plan = await planOf(seed, keeping({ s: [], t: [] }), { consent: true });
    expect(short(messageOf(plan, 'emptied_scopes') ?? '')).toBe(
      '2 resources would lose every item of a kind: all 2 space members of space "s", all 2 space members of space "t" (p000, p001, p002 and 1 more). The limit is 0. If this is intended, add --max-emptied-scopes 2.',
    );
  });
});

const inP = (count: number): string =>
  `${people(count)}\norganizations: {P: {members: ${map(names(count))}}, Q: {}}`;
const leaving = (count: number, removed: number): string =>
  `organizations: {P: {members: ${map(names(count - removed, removed))}}}`;

describe('people_losing_all_access', () => {
  test.each<[string, number, ...string[]]>([
    ['four: below', 4],
    ['five: at', 5],
    ['six: above', 6, 'people_losing_all_access 6 > 5'],
  ])('%s', async (_, removed, ...expected) => {
    expect(await withConsent(inP(40), leaving(40, removed))).toEqual(expected);
  });

  test('whoever keeps or gets another grant is not among them', async () => {
    const file = `organizations: {P: {members: ${map(names(34, 6))}}, Q: {members: ${map(names(1))}}}`;
    expect(await withConsent(inP(40), file)).toEqual([]);
  });

  test('nor is an account admin', async () => {
    const admin = inP(40).replace('name: p000, role: member', 'name: p000, role: admin');
    expect(await withConsent(admin, leaving(40, 6))).toEqual([]);
  });

  test('whoever is removed from the account is, by name and with all their grants', async () => {
    const file = `removed: [${names(6)
      .map((name) => `{user: ${name}@x.org}`)
      .join(', ')}]`;
    const plan = await planOf(people(40), file, { consent: true });
    expect(short(messageOf(plan, 'people_losing_all_access') ?? '')).toBe(
      '6 people would lose every grant that was read: p000, p001, p002, p003, p004, p005. The limit is 5. If this is intended, add --max-people-losing-access 6.',
    );
  });

  test('whoever is in a place that goes is', async () => {
    const file = 'removed: [{organization: P}]';
    const plan = await planOf(inP(6), file, { consent: true });
    const verdict = plan.guards.find(({ rule }) => rule === 'people_losing_all_access');
    expect([verdict?.verdict, verdict?.changes]).toEqual(['blocked', ['organization/P']]);
  });
});

describe('min_admins', () => {
  const seed = people(1).replace('name: p000, role: member', 'name: p000, role: admin');
  const two = 'removed: [{user: p000@x.org}, {user: kim@x.org}]';

  test.each<[string, LimitValues, ...string[]]>([
    ['two by default', {}, 'min_admins 1 > 2'],
    ['one by the flag', { min_admins: 1 }],
    ['three by the flag', { min_admins: 3 }, 'min_admins 1 > 3'],
  ])('%s', async (_, flags, ...expected) => {
    expect(await withConsent(seed, two, flags)).toEqual(expected);
  });

  test('the message names the flag', async () => {
    const plan = await planOf(seed, two, { consent: true });
    expect(messageOf(plan, 'min_admins')).toContain('If this is intended, add --min-admins 1.');
  });

  test('advice to demote somebody by hand heeds it too', async () => {
    const file = 'users: {p000@x.org: {role: member}, kim@x.org: {role: member}}';
    const why = async (flags: LimitValues) =>
      (await planOf(seed, file, { flags })).manual.map((manual) => manual.cause);
    expect(await why({})).toEqual(['unsafe', 'unsafe']);
    expect(await why({ min_admins: 1 })).toEqual(['console-only', 'console-only']);
  });
});

describe('who says so', () => {
  // Eight of eight members: 100 %, an emptied place, eight removals, eight people.
  const seed = `${people(8)}\norganizations: {P: {members: ${map(names(8))}}}`;
  const nobody = 'organizations: {P: {members: {}}}';
  const all: readonly [LimitName, number, string][] = [
    ['removal_percent', 100, 'removal_percent organization/P 100 > 20'],
    ['removals', 8, 'removals 8 > 7'],
    ['emptied_scopes', 1, 'emptied_scopes 1 > 0'],
    ['people_losing_all_access', 8, 'people_losing_all_access 8 > 5'],
  ];
  const seven = { removals: 7 };

  test.each(all)('raising %s raises nothing else', async (name, enough, own) => {
    const others = all.map(([, , line]) => line).filter((line) => line !== own);
    expect(await withConsent(seed, nobody, { ...seven, [name]: enough })).toEqual(others);
    const file = `${nobody}\nlimits: {${name === 'removals' ? '' : 'removals: 7, '}${name}: ${enough}}`;
    expect(await withConsent(seed, file)).toEqual(others);
  });

  test('a flag counts more than the file, and the file more than the default', async () => {
    const file = `${nobody}\nlimits: {removals: 70, emptied_scopes: 1}`;
    const { limits } = await planOf(seed, file, { flags: { removals: 60 } });
    expect(limits).toEqual({
      ...limitsOf({ limits: {} }),
      removals: { value: 60, source: 'flag' },
      emptied_scopes: {
        value: 1,
        source: 'file',
        position: { file: 'access.yaml', line: 3, column: 24 },
      },
    });
  });

  test('what is held back blocks nothing, and is judged with consent', async () => {
    const plan = await planOf(seed, nobody);
    expect(broken(plan.guards)).toEqual([]);
    expect(broken(plan.guardsWithConsent)).toEqual([
      'removal_percent organization/P 100 > 20',
      'emptied_scopes 1 > 0',
      'people_losing_all_access 8 > 5',
    ]);
  });

  test('a plan without removals has every verdict that is about them', async () => {
    const { guards } = await planOf(seed, 'organizations: {P: {}}');
    expect(limitVerdicts(guards).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
      'removal_percent: No resource loses more than 5 items of one kind.',
      'removals: Nothing is removed.',
      'emptied_scopes: No resource loses every item of a kind.',
      'people_losing_all_access: No person loses their last grant.',
    ]);
  });

  test('the digest covers them', async () => {
    const plain = await planOf(seed, nobody);
    const raised = await planOf(seed, nobody, { flags: { removals: 51 } });
    const same = await planOf(seed, `${nobody}\nlimits: {removals: 51}`);
    expect(raised.digest).not.toBe(plain.digest);
    expect(same.digest).toBe(raised.digest);
  });
});

import type { RuleAction, RulePeople, WrittenRule } from '../../src/model.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { markOf, rightsOf } from '../access/rights.ts';
import { factsOf, nameOfFact } from '../laws/facts.ts';
import type { Names } from '../laws/facts.ts';

/**
 * Rules, judged once more: every person, every place, one after the other, from the rights that the naive engine of
 * `test/access` finds. Slow and simple, and shares nothing with the judge.
 */

type PlaceKind = 'organization' | 'space' | 'project';
interface Spot {
  readonly kind: PlaceKind;
  readonly key: readonly string[];
}

const scale = ['annotator', 'read-only', 'member', 'admin'];

const spotMark = (person: string, { kind, key }: Spot): string => markOf(person, [kind, ...key]);

const isPlaceKind = (kind: string): kind is PlaceKind =>
  kind === 'organization' || kind === 'space' || kind === 'project';

const fits = (pattern: string, text: string): boolean => {
  const source = pattern
    .split('*')
    .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(`^${source}$`, 's').test(text);
};

/** Who breaks a rule where, as marks; for `at_most` everyone, in any place inside. */
export function breachesOf(
  rule: WrittenRule,
  seed: Seed,
  names: Names,
  today: string,
  isSeen: (place: readonly string[]) => boolean,
): ReadonlySet<string> {
  const rights = rightsOf(seed, names);
  const facts = factsOf(seed, names);
  const values = new Map(facts.map((fact) => [nameOfFact(fact), fact.value]));
  const spots: readonly Spot[] = facts.flatMap(({ kind, key }) =>
    isPlaceKind(kind) ? [{ kind, key }] : [],
  );
  const people = facts.flatMap(({ kind, key }) => (kind === 'user' ? [key[0] ?? ''] : []));
  const given = (kind: string, key: readonly string[]): unknown =>
    values.get(JSON.stringify([kind, ...key]));
  const isBot = (person: string): boolean =>
    JSON.stringify([given('user', [person])]).includes('"bot":true');
  const isBlocked = (person: string): boolean =>
    JSON.stringify([given('user', [person])]).includes('"status":"inactive"');

  const has = (person: string, spot: Spot): ReadonlySet<string> =>
    rights.get(spotMark(person, spot)) ?? new Set();

  /** The built-in role that somebody has there, if it is not an admin's. */
  const wordAt = (person: string, { kind, key }: Spot): unknown => {
    const [owner = '', space = ''] = key;
    const above = given('organization_member', [owner, person]);
    if (isBlocked(person)) return undefined;
    if (kind === 'organization') return above;
    const word = given('space_member', [owner, space, person]);
    const role = given('space_binding', [owner, space, person]);
    const isOpen = JSON.stringify(given('space', [owner, space])).includes('"private":false');
    const here = word ?? (role === undefined && isOpen ? above : undefined);
    if (kind === 'space') return here;
    return values.has(JSON.stringify(['project_restriction', ...key])) ? undefined : here;
  };

  const can = (person: string, spot: Spot, action: RuleAction): boolean => {
    const all = has(person, spot);
    if (all.has('ADMIN')) return true;
    if (action.is === 'access') return all.size > 0;
    if (action.is === 'permission') return all.has(action.permission);
    const word = wordAt(person, spot);
    return typeof word === 'string' && scale.indexOf(word) >= scale.indexOf(action.role);
  };

  const holds = (person: string, role: string): boolean =>
    facts.some(
      ({ kind, key, value }) =>
        kind.endsWith('_binding') &&
        key.at(-1) === person &&
        isSeen(key.slice(0, -1)) &&
        value === role &&
        !isBlocked(person),
    );

  const isOne = (person: string, spot: Spot, some: readonly RulePeople[]): boolean =>
    some.some((each) => {
      switch (each.is) {
        case 'anyone':
          return true;
        case 'admins':
          return has(person, spot).has('ADMIN');
        case 'person':
          return each.email === person;
        case 'pattern':
          return fits(each.pattern, person);
        case 'team':
          return each.emails.includes(person);
        case 'holders':
          return holds(person, each.role);
      }
    });

  const meets = (spot: Spot, where: Readonly<Record<string, boolean>>): boolean =>
    Object.entries(where).every(([key, wanted]) => {
      const is =
        key === 'private'
          ? !JSON.stringify(given('space', spot.key)).includes('"private":false')
          : values.has(JSON.stringify(['project_restriction', ...spot.key]));
      return is === wanted;
    });
  const roots = spots.filter((spot) =>
    rule.on.some(
      (places) =>
        places.kind === spot.kind &&
        places.key.every((part, index) => fits(part, spot.key[index] ?? '')) &&
        meets(spot, places.where),
    ),
  );
  const inside = (root: Spot): readonly Spot[] =>
    spots.filter((spot) => root.key.every((part, index) => spot.key[index] === part));

  const { claim } = rule;
  const isPermission = claim.actions.some(({ is }) => is === 'permission');
  const counts = (spot: Spot): boolean => !isPermission || spot.kind !== 'organization';
  const isOver = rule.until !== undefined && today > rule.until;
  const isExcepted = (person: string, spot: Spot): boolean =>
    !isOver && isOne(person, spot, rule.except);
  const concerns = (person: string, spot: Spot): boolean =>
    (rule.services === true || !isBot(person)) &&
    isOne(person, spot, rule.people) &&
    !isExcepted(person, spot);
  const doers = (spot: Spot): readonly string[] =>
    people.filter(
      (person) =>
        concerns(person, spot) && claim.actions.every((action) => can(person, spot, action)),
    );

  const found = new Set<string>();
  for (const root of roots) {
    const area = inside(root).filter(counts);
    if (claim.is === 'at_most') {
      const marks = area.flatMap((spot) => doers(spot).map((person) => ({ person, spot })));
      if (new Set(marks.map(({ person }) => person)).size <= claim.count) continue;
      for (const { person, spot } of marks) found.add(spotMark(person, spot));
      continue;
    }
    for (const spot of area) {
      if (claim.is === 'may') {
        // A person whom a rule names counts, also where the account does not know them.
        const named = rule.people.flatMap((each) =>
          each.is === 'person' ? [each.email] : each.is === 'team' ? each.emails : [],
        );
        const isNamed = (person: string): boolean =>
          rule.people.some((each) => each.is === 'person' && each.email === person);
        for (const person of new Set([...people.filter((each) => !isBlocked(each)), ...named])) {
          const isMeant =
            isOne(person, spot, rule.people) &&
            (rule.services === true || isNamed(person) || !isBot(person)) &&
            !isExcepted(person, spot);
          if (isMeant && !claim.actions.every((action) => can(person, spot, action)))
            found.add(spotMark(person, spot));
        }
        continue;
      }
      const allowed = claim.is === 'only' ? claim.people : [];
      for (const person of doers(spot))
        if (!isOne(person, spot, allowed)) found.add(spotMark(person, spot));
    }
  }
  return found;
}

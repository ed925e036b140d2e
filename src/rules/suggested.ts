import type { AccessState, Place } from '../access/state.ts';
import { builtInPermissions, isPowerful, permissions } from '../kinds/permissions.ts';
import { placeKinds } from '../kinds/places.ts';
import type { RuleAction, RuleClaim, RulePeople, RulePlaces, WrittenRule } from '../model.ts';
import { byText, patternFor } from '../names.ts';
import { AccessIndex, includes } from './accessIndex.ts';
import { judgeIn } from './judge.ts';

/** A rule that an account keeps, and why it looks meant. */
export interface SuggestedRule {
  readonly rule: WrittenRule;
  readonly why: string;
}

/** Groups up to this size look chosen. */
const fewPeople = 5;
/** Resources of their own rule, at most: more would not be read. */
const mostRestricted = 10;

const settings = { today: undefined, showsServices: false };
const source = { file: '', line: 1, column: 1 };
const span: RuleAction = { is: 'permission', permission: 'PROJECT_SPAN_READ' };
const grant: RuleAction = { is: 'permission', permission: 'ROLE_BINDING_CREATE' };
const admins: readonly RulePeople[] = [{ is: 'admins' }];

/**
 * Rules that hold in a state of an account for sure and look meant: outsiders kept out of production, few readers of
 * a restricted project, few holders of a powerful permission, duties kept apart, few admins.
 */
export function suggestRules(state: AccessState): readonly SuggestedRule[] {
  const index = new AccessIndex(state);
  const candidates = [
    ...outsiders(index),
    ...readersOfRestricted(index),
    ...soleHolders(index),
    ...separateDuties(index),
    ...fewAdmins(index),
  ];
  const judged = judgeIn(
    index,
    candidates.map(({ rule }) => rule),
    settings,
  );
  return candidates.filter((_, at) => {
    const result = judged[at];
    return result?.verdict === 'ok' && result.places.length > 0;
  });
}

interface RuleParts {
  readonly name: string;
  readonly claim: RuleClaim;
  readonly on: readonly RulePlaces[];
  readonly people?: readonly RulePeople[];
  readonly except?: readonly RulePeople[];
}

const written = ({
  people = [{ is: 'anyone' }],
  except = [],
  ...rest
}: RuleParts): WrittenRule => ({
  ...rest,
  people,
  except,
  severity: 'block',
  source,
});

/** People whose domain is not the one of most people, and who have no access to production. */
function outsiders(index: AccessIndex): readonly SuggestedRule[] {
  const counts = new Map<string, number>();
  for (const person of index.people) {
    if (index.isService(person)) continue;
    const domain = domainOf(person);
    counts.set(domain, (counts.get(domain) ?? 0) + 1);
  }
  const [own, ...others] = [...counts].toSorted(
    ([a, many], [b, few]) => few - many || byText(a, b),
  );
  const on = production(index.state);
  if (own === undefined || on.length === 0) return [];
  return others.map(([domain, count]) => ({
    rule: written({
      name: `${domain} stays out of production`,
      people: [{ is: 'pattern', pattern: `*@${domain}` }],
      claim: { is: 'may_not', actions: [{ is: 'access' }] },
      on,
    }),
    why: `${people(count)} from ${domain}, none with access to production; most people are from ${own[0]}`,
  }));
}

const domainOf = (person: string): string => person.slice(person.lastIndexOf('@') + 1);

/** Resources that are called production, as the few patterns that their names follow. */
function production(state: AccessState): readonly RulePlaces[] {
  const found = new Map<string, RulePlaces>();
  for (const { ref } of state.places.values()) {
    const name = ref?.key.at(-1);
    const kind = placeKinds.find((each) => each.name === ref?.kind);
    if (ref === undefined || name === undefined || kind === undefined) continue;
    const pattern = productionPattern(name);
    if (pattern === undefined) continue;
    const key = ref.key.map((_, at) => (at === ref.key.length - 1 ? pattern : '*'));
    found.set(`${ref.kind} ${pattern}`, {
      kind: ref.kind,
      key,
      isPattern: true,
      where: {},
      source,
    });
  }
  return [...found].toSorted(([a], [b]) => byText(a, b)).map(([, places]) => places);
}

/** `*-prod` for `fraud-prod`, `prod-*` for `prod-eu`. */
function productionPattern(name: string): string | undefined {
  const match = /^(.*[^a-z0-9])?(prod|production)([^a-z0-9].*)?$/i.exec(name);
  if (match === null) return undefined;
  const [, before = '', word = '', after = ''] = match;
  const open = before === '' ? '' : `*${before.slice(-1)}`;
  return `${open}${word}${after === '' ? '' : `${after.slice(0, 1)}*`}`;
}

/** Restricted projects with few readers beside the admins. */
function readersOfRestricted(index: AccessIndex): readonly SuggestedRule[] {
  return [...index.state.places.values()]
    .filter(({ restriction }) => restriction !== undefined)
    .toSorted((a, b) => byText(a.address, b.address))
    .flatMap((place): readonly SuggestedRule[] => {
      const readers = doing(index, [place], span);
      const name = place.ref?.key.at(-1);
      if (name === undefined || readers.length === 0 || readers.length > fewPeople) return [];
      return [
        {
          rule: written({
            name: `few people read ${place.ref?.key.join(' / ')}`,
            claim: { is: 'only', actions: [span], people: readers.map(asPerson) },
            except: admins,
            on: [exactly(place)],
          }),
          why: `the project is restricted, and besides the admins only ${people(readers.length)} can read its spans`,
        },
      ];
    })
    .slice(0, mostRestricted);
}

const asPerson = (email: string): RulePeople => ({ is: 'person', email });

function exactly({ ref }: Place): RulePlaces {
  if (ref === undefined) throw new TypeError('A rule names no account.');
  const key = ref.key.map(patternFor);
  return { kind: ref.kind, key, isPattern: true, where: {}, source };
}

/** Everyone for sure but admins, by name. */
function doing(
  index: AccessIndex,
  places: readonly Place[],
  action: RuleAction,
): readonly string[] {
  const found = new Set<string>();
  for (const place of places) {
    for (const [access, group] of index.groupsAt(place)) {
      if (access.admin || includes(access, action) !== 'yes') continue;
      for (const person of group) if (!index.isService(person)) found.add(person);
    }
  }
  return [...found].toSorted(byText);
}

/** Permissions with which one can grant or destroy access, where few people have them by a custom role. */
function soleHolders(index: AccessIndex): readonly SuggestedRule[] {
  const places = [...index.state.places.values()];
  const common = new Set(builtInPermissions.member);
  const rare = permissions.filter((each) => isPowerful(each) && !common.has(each));
  return rare.flatMap((permission): readonly SuggestedRule[] => {
    const action: RuleAction = { is: 'permission', permission };
    const holders = doing(index, places, action);
    if (holders.length === 0 || holders.length > fewPeople) return [];
    return [
      {
        rule: written({
          name: `few people have ${permission}`,
          claim: { is: 'only', actions: [action], people: holders.map(asPerson) },
          except: admins,
          on: [everywhere()],
        }),
        why: `it can grant or destroy access, and besides the admins only ${people(holders.length)} can do it`,
      },
    ];
  });
}

/** Every outermost resource, with everything inside. */
const everywhere = (): RulePlaces => ({
  kind: placeKinds.find(({ parent }) => parent === undefined)?.name ?? 'organization',
  key: ['*'],
  isPattern: true,
  where: {},
  source,
});

/** Who grants access does not read data, where there is somebody who grants it. */
function separateDuties(index: AccessIndex): readonly SuggestedRule[] {
  const granting = doing(index, [...index.state.places.values()], grant);
  if (granting.length === 0) return [];
  return [
    {
      rule: written({
        name: 'no one both grants access and reads data',
        claim: { is: 'nobody_may', actions: [grant, span] },
        except: admins,
        on: [everywhere()],
      }),
      why: `${people(granting.length)} can grant access without being an admin, and cannot read data in the same resource`,
    },
  ];
}

/** No more admins of any one organization than today. */
function fewAdmins(index: AccessIndex): readonly SuggestedRule[] {
  const counts = judgeIn(index, [adminRule(0, [everywhere()])], settings).flatMap(
    (judged) => judged.counts,
  );
  const most = Math.max(0, ...counts.map((count) => count.people.size));
  if (most === 0 || most > fewPeople * 2) return [];
  return [
    {
      rule: adminRule(most, [everywhere()]),
      why: `no organization has more than ${most === 1 ? '1 admin' : `${most} admins`}, counting all its spaces and projects`,
    },
  ];
}

const adminRule = (count: number, on: readonly RulePlaces[]): WrittenRule =>
  written({
    name: 'few admins',
    claim: { is: 'at_most', actions: [{ is: 'role', role: 'admin' }], count },
    on,
  });

const people = (count: number): string => (count === 1 ? '1 person' : `${count} people`);

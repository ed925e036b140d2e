import equal from 'fast-deep-equal';
import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import { limitNames, limitRules, limitsOf } from '../limits.ts';
import type {
  Desired,
  DesiredItem,
  LimitName,
  Notice,
  Ref,
  RulePeople,
  Selector,
  WrittenRule,
} from '../model.ts';
import { ownName } from '../key.ts';
import { byText } from '../names.ts';

/** The parts of a file that guard an account. */
type Guarding = Pick<Desired, 'protected' | 'ignore' | 'limits' | 'items' | 'rules'>;

/**
 * A notice for each way in which a file guards less than an earlier version of it: an entry removed from `protected` or
 * `ignore`, an entry added to `ignore`, a looser limit, a rule that is gone or says something else, or whose teams let more people pass.
 * Ignored items are neither changed nor reported, so adding to that
 * list and removing from it both matter.
 * @param when names the earlier version as part of a sentence: `at origin/main`
 */
export function loosened(before: Guarding, now: Guarding, when: string): readonly Notice[] {
  const isRenamed = renames(now.items);
  const gone = (list: 'protected' | 'ignore'): readonly Selector[] => {
    const kept = new Set(now[list].map(refAddress));
    return before[list].filter(
      (each) => !kept.has(refAddress(each)) && !kept.has(refAddress(isRenamed(each))),
    );
  };
  const ignored = new Set(before.ignore.flatMap((each) => [each, isRenamed(each)]).map(refAddress));
  return [
    ...gone('protected').map((each) => ({
      code: 'protected-removed',
      message: `\`protected\` no longer lists ${titleOf(each)} (it did ${when}).`,
      address: refAddress(each),
    })),
    ...limitNames.flatMap((name) => loosenedLimit(name, before, now, when)),
    ...(before.rules ?? []).flatMap((rule) => loosenedRule(rule, now.rules ?? [], when)),
    ...gone('ignore').map((each) => ({
      code: 'ignore-removed',
      message: `\`ignore\` no longer lists ${titleOf(each)} (it did ${when}), so it can be changed and reported again.`,
      address: refAddress(each),
    })),
    ...now.ignore
      .filter((each) => !ignored.has(refAddress(each)))
      .map((each) => ({
        code: 'ignore-added',
        message: `\`ignore\` now lists ${titleOf(each)} (it did not ${when}), so it is no longer changed or reported.`,
        address: refAddress(each),
        source: each.source,
      })),
  ];
}

/** Which of two rules is looser depends on the account, so every change of what a rule says is told. */
function loosenedRule(
  rule: WrittenRule,
  now: readonly WrittenRule[],
  when: string,
): readonly Notice[] {
  const same = now.find(({ name }) => name === rule.name);
  if (same === undefined) {
    return [
      {
        code: 'rule-removed',
        message: `\`rules\` no longer has "${rule.name}" (it did ${when}).`,
      },
    ];
  }
  if (equal(sayingOf(rule), sayingOf(same))) return loosenedTeams(rule, same, when);
  return [
    {
      code: 'rule-changed',
      message: `The rule "${rule.name}" is not the same as it was ${when}.`,
      source: same.source,
    },
  ];
}

/** Who has left a team that a rule covers, or joined one that it allows more. */
function loosenedTeams(was: WrittenRule, is: WrittenRule, when: string): readonly Notice[] {
  const told = (team: string, what: string, people: readonly string[]): readonly Notice[] =>
    people.length === 0
      ? []
      : [
          {
            code: 'rule-team-changed',
            message: `The rule "${is.name}" ${what} ${namesText(people)}: the team "${team}" is not the same as it was ${when}.`,
            source: is.source,
          },
        ];
  const [covered, covers] = [teamsIn(was.people), teamsIn(is.people)];
  const [allowed, allows] = [teamsIn(allowedBy(was)), teamsIn(allowedBy(is))];
  return [
    ...[...covered].flatMap(([team, emails]) =>
      told(team, 'no longer covers', without(emails, covers.get(team))),
    ),
    ...[...allows].flatMap(([team, emails]) =>
      told(team, 'now allows', without(emails, allowed.get(team))),
    ),
  ];
}

const allowedBy = ({ except, claim }: WrittenRule): readonly RulePeople[] => [
  ...except,
  ...(claim.is === 'only' ? claim.people : []),
];

const teamsIn = (people: readonly RulePeople[]): ReadonlyMap<string, readonly string[]> =>
  new Map(people.flatMap((each) => (each.is === 'team' ? [[each.team, each.emails]] : [])));

const without = (some: readonly string[], others: readonly string[] = []): readonly string[] =>
  some.filter((each) => !others.includes(each)).toSorted(byText);

const mostNamed = 3;

function namesText(people: readonly string[]): string {
  const more = people.length - mostNamed;
  return [...people.slice(0, mostNamed), ...(more > 0 ? [`${more} more`] : [])].join(', ');
}

/** What a rule says, wherever it is written. Who is in a team is not said by the rule. */
const sayingOf = ({ source: _source, reason: _reason, ...rule }: WrittenRule): unknown => ({
  ...rule,
  claim:
    rule.claim.is === 'only'
      ? { ...rule.claim, people: rule.claim.people.map(withoutMembers) }
      : rule.claim,
  people: rule.people.map(withoutMembers),
  except: rule.except.map(withoutMembers),
  on: rule.on.map(({ source: _at, ...places }) => places),
});

const withoutMembers = (people: RulePeople): unknown =>
  people.is === 'team' ? { is: people.is, team: people.team } : people;

function loosenedLimit(
  name: LimitName,
  before: Guarding,
  now: Guarding,
  when: string,
): readonly Notice[] {
  const [had, has] = [limitsOf(before)[name], limitsOf(now)[name]];
  const isRaised = limitRules[name].guards === 'most' && has.value > had.value;
  const isLowered = limitRules[name].guards === 'least' && has.value < had.value;
  if (!isRaised && !isLowered) return [];
  return [
    {
      code: isRaised ? 'limit-raised' : 'limit-lowered',
      message: `The limit \`${name}\` is ${isRaised ? 'raised' : 'lowered'} to ${has.value} (it was ${had.value} ${when}).`,
      ...(has.source === 'file' && { source: has.position }),
    },
  ];
}

/** Translates the names of an earlier version into the names that the file uses now. */
function renames(items: readonly DesiredItem[]): (ref: Ref) => Ref {
  const names = new Map<string, string>();
  for (const { kind, key, previously = [] } of items) {
    for (const old of previously) {
      names.set(refAddress({ kind, key: [...key.slice(0, -1), old] }), ownName(key));
    }
  }
  return (ref) => {
    if (names.size === 0) return ref;
    // From the outermost inwards, because a parent may have a new name too.
    const key = chainOf(ref)
      .toReversed()
      .reduce<readonly string[]>((above, each) => {
        const own = ownName(each.key);
        return [...above, names.get(refAddress({ kind: each.kind, key: [...above, own] })) ?? own];
      }, []);
    return { kind: ref.kind, key };
  };
}

/** An entry in words: `space "team-alpha" in organization "Platform"`. */
const titleOf = (entry: Ref): string =>
  chainOf(entry)
    .map(({ kind, key }) => `${kindOf(kind).label} "${ownName(key)}"`)
    .join(' in ');

import { wayTo } from '../access/state.ts';
import type { AccessState, Place } from '../access/state.ts';
import type { WrittenRule } from '../model.ts';
import { judgeRules } from './judge.ts';
import type { JudgeOptions } from './judge.ts';
import type { JudgedRule, Unknown } from './verdict.ts';

/** A rule that concerns one person in one resource, and whether it holds for them there. */
export interface RuleAbout {
  readonly rule: WrittenRule;
  readonly verdict: JudgedRule['verdict'];
  /** Whether any access of the person there would break it. */
  readonly forbids: boolean;
}

/** The rules that concern one person in one resource. A rule that counts people is judged on all of them. */
export const rulesAbout = (
  state: AccessState,
  rules: readonly WrittenRule[],
  { person, place }: { readonly person: string; readonly place: Place },
  options: JudgeOptions,
): readonly RuleAbout[] =>
  judgeRules(state, rules, options)
    .filter((judged) => judged.covers(person) && judged.places.includes(place))
    // Of a part of the account, not everyone who counts is known.
    .filter(({ rule, verdict }) => !options.isPart || !counts(rule) || verdict === 'broken')
    .map((judged) => ({
      rule: judged.rule,
      verdict: verdictFor(judged, person, place),
      forbids: forbidsAccess(judged.rule) && !judged.allows(person),
    }));

const counts = ({ claim }: WrittenRule): boolean => claim.is === 'at_most';

const forbidsAccess = ({ claim: { is, actions } }: WrittenRule): boolean =>
  (is === 'may_not' || is === 'only') && actions.some((action) => action.is === 'access');

function verdictFor(judged: JudgedRule, person: string, place: Place): JudgedRule['verdict'] {
  if (counts(judged.rule)) {
    const over = judged.counts.filter(({ isOver }) => isOver);
    if (over.some((count) => wayTo(place).includes(count.place))) return 'broken';
    return judged.unknown.length > 0 ? 'unknown' : 'ok';
  }
  if (judged.breaches.some((breach) => breach.person === person && breach.place === place)) {
    return 'broken';
  }
  return judged.unknown.some((each) => matters(each, person, place)) ? 'unknown' : 'ok';
}

/** Whether something unknown leaves open what a rule says about a person in a resource. */
function matters(unknown: Unknown, person: string, place: Place): boolean {
  switch (unknown.is) {
    case 'unsure':
      return unknown.person === person && unknown.place === place;
    case 'unread':
      return unknown.place === place;
    case 'holders':
    case 'role':
    case 'services':
    case 'filtered':
      return true;
    // The rule names more resources, or more people, than this one.
    case 'condition':
    case 'missing':
    case 'person':
    case 'group':
    case 'logins':
      return false;
  }
}

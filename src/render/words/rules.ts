import type { Problem, Position } from '../../document/problem.ts';
import { folded } from '../../rules/folded.ts';
import { openerOf } from '../../rules/judge.ts';
import type { JudgedRule, Unknown } from '../../rules/verdict.ts';
import type { FoldedBreach } from '../../rules/folded.ts';
import type { Desired, RuleAction, RulePeople, WrittenRule } from '../../model.ts';
import { kindOf } from '../../kinds/index.ts';
import { nameFrom } from '../../names.ts';
import { ownName } from '../../key.ts';
import { originsOf, placeWords, wayWords } from './answers.ts';
import { counted, nameText } from './names.ts';

/** What a rule says about one person: `raj@example.com has PROJECT_READ in space team-alpha: member of …`. */
export interface BreachText {
  readonly person: string;
  readonly text: string;
  /** The line that lets the person in or, where access is missing, the line of the rule. */
  readonly source: Position;
}

/** Everything that breaks a rule, each with the line to look at. */
export function breachTexts(judged: JudgedRule, desired: Desired): readonly BreachText[] {
  const { rule } = judged;
  const lines = new Map(desired.items.map(({ address, source }) => [address, source]));
  const origins = originsOf({ of: 'desired', file: desired.file, desired });
  return folded(judged.breaches).map((breach) => {
    const { person, place, paths } = breach;
    const [path] = paths;
    const where = placeWords(place.ref);
    const inside = insideText(breach);
    const what = actionsText(rule.claim.actions);
    if (path === undefined) {
      return { person, text: `${person} lacks ${what} in ${where}${inside}`, source: rule.source };
    }
    const more = paths.length > 1 ? ` and ${counted(paths.length - 1, 'more way')}` : '';
    return {
      person,
      text: `${person} has ${what} in ${where}${inside}: ${wayWords(path, origins(path.item))}${more}`,
      source: lines.get(openerOf(path, place)) ?? rule.source,
    };
  });
}

const insideText = ({ inside }: FoldedBreach): string =>
  inside === 0 ? '' : ` and ${counted(inside, 'resource')} inside`;

/** Permissions and roles in a sentence: `ROLE_BINDING_CREATE and PROJECT_SPAN_READ`. */
const actionsText = (actions: readonly RuleAction[]): string =>
  actions.map(actionText).join(' and ');

function actionText(action: RuleAction): string {
  switch (action.is) {
    case 'access':
      return 'access';
    case 'role':
      return `${action.role} access`;
    case 'permission':
      return action.permission;
  }
}

/** The claim of a rule in a sentence: `*@contractor.example.com may not have PROJECT_SPAN_READ`. */
export function claimText({ claim, people }: WrittenRule): string {
  const who = peopleText(people);
  const what = actionsText(claim.actions);
  switch (claim.is) {
    case 'may_not':
      return `${who} may not have ${what}`;
    case 'may':
      return `${who} must have ${what}`;
    case 'nobody_may':
      return `no one person may have ${what}`;
    case 'only':
      return `only ${peopleText(claim.people)} may have ${what}`;
    case 'at_most':
      return `at most ${counted(claim.count, 'person', 'people')} may have ${what}`;
  }
}

const peopleText = (people: readonly RulePeople[]): string => people.map(onePeopleText).join(', ');

function onePeopleText(people: RulePeople): string {
  switch (people.is) {
    case 'anyone':
    case 'admins':
      return people.is;
    case 'person':
      return people.email;
    case 'pattern':
      return people.pattern;
    case 'team':
      return `team ${nameText(people.team)}`;
    case 'holders':
      return `holders of ${nameText(people.role)}`;
  }
}

/** Why a rule could not be checked, each reason once. */
export function unknownTexts({ unknown }: JudgedRule): readonly string[] {
  const people = unknown.flatMap((each) => (each.is === 'unsure' ? [each.person] : []));
  const rest = unknown.flatMap((each) => (each.is === 'unsure' ? [] : [unknownText(each)]));
  const count = new Set(people).size;
  return [
    ...new Set(rest),
    ...(count === 0
      ? []
      : [
          count === 1
            ? `what ${people[0] ?? ''} can do is not known for sure`
            : `what ${counted(count, 'person', 'people')} can do is not known for sure`,
        ]),
  ];
}

function unknownText(unknown: Exclude<Unknown, { is: 'unsure' }>): string {
  switch (unknown.is) {
    case 'unread':
      return `the file does not manage everything that decides access to ${placeWords(unknown.place.ref)}`;
    case 'condition':
      return `the file does not say whether ${placeWords(unknown.place.ref)} is closed`;
    case 'missing': {
      const { kind, key } = unknown.places;
      return `the file does not list ${kindOf(kind).label} ${nameText(nameFrom(ownName(key)))}`;
    }
    case 'holders':
      return `the file does not show everyone who holds ${nameText(unknown.role)}`;
    case 'services':
      return 'the file does not show service identities';
  }
}

/** Where more people than allowed can do it: `6 people in space team-alpha in Platform Team`. */
export const countTexts = ({ counts }: JudgedRule): readonly string[] =>
  counts.map(
    ({ place, people }) => `${counted(people, 'person', 'people')} in ${placeWords(place.ref)}`,
  );

/** Rules in numbers: `4 rules: 1 broken, 1 unknown, 2 ok`. */
export function rulesSummary(judged: readonly JudgedRule[]): string {
  const counts = (['broken', 'unknown', 'ok'] as const).flatMap((verdict) => {
    const count = judged.filter((each) => each.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  return `${counted(judged.length, 'rule')}: ${counts.join(', ')}`;
}

/** What the check leaves out. */
export const offlineNote = (file: string): string =>
  `Checked against ${file} alone: what it does not list or manage is not checked.`;

/**
 * Broken rules as problems of the file, each at the line that lets a person in.
 * @param severity of rules that block; the others are warnings
 */
export const ruleProblems = (
  judged: readonly JudgedRule[],
  desired: Desired,
  severity: 'error' | 'warning',
): readonly Problem[] =>
  judged.flatMap((each) =>
    breachTexts(each, desired).map(({ text, source }): Problem => ({
      severity: each.rule.severity === 'warn' ? 'warning' : severity,
      code: 'rule-broken',
      message: `rule "${each.rule.name}" is broken: ${text}`,
      position: source,
      related: [{ message: `the rule: ${claimText(each.rule)}`, position: each.rule.source }],
    })),
  );

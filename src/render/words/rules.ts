import type { Problem, Position } from '../../document/problem.ts';
import { actionsText } from '../../rules/actions.ts';
import { folded } from '../../rules/folded.ts';
import { openerOf } from '../../rules/judge.ts';
import { unknownReasons } from '../../rules/unknownReasons.ts';
import type { AccessPath } from '../../access/paths.ts';
import type { Place } from '../../access/state.ts';
import { ownName } from '../../key.ts';
import { kindOf } from '../../kinds/index.ts';
import type { JudgedRule } from '../../rules/verdict.ts';
import type { FoldedBreach } from '../../rules/folded.ts';
import type { Desired, RulePeople, WrittenRule } from '../../model.ts';
import { askedWords, originText, originsOf, placeWords, wayWords } from './answers.ts';
import type { QuestionScope } from './answers.ts';
import { placeText } from './change.ts';
import { counted, nameText } from './names.ts';

/** What rules were checked against: a file, or an account as it is or would be. */
export interface RulesAsked extends QuestionScope {
  readonly desired: Desired;
  /** The day for which it was checked, if that is not the real one. */
  readonly day?: string;
}

/** What a rule says about one person: `raj@example.com has PROJECT_READ in space team-alpha: member of …`. */
export interface BreachText {
  readonly person: string;
  readonly place: Place;
  /** In how many resources inside the person breaks the rule too. */
  readonly inside: number;
  readonly text: string;
  /** The line that lets the person in or, where access is missing, the line of the rule. */
  readonly source: Position;
  /** The custom role that allows it, where the file defines it: it may be the line to change. */
  readonly role?: { readonly name: string; readonly source: Position };
}

/**
 * What breaks a rule, each with the line to look at.
 * @param most how many are told: finding the ways of very many people takes long
 */
export function breachTexts(
  judged: JudgedRule,
  asked: RulesAsked,
  most = Infinity,
): readonly BreachText[] {
  const { rule } = judged;
  const lines = new Map(asked.desired.items.map(({ address, source }) => [address, source]));
  const origins = originsOf(asked);
  const roles = rolesIn(asked.desired);
  return folded(judged.breaches.slice(0, most), judged).map((breach) => {
    const { person, place } = breach;
    const about = { person, place, inside: breach.inside };
    const paths = judged.ways(breach);
    const [path] = paths;
    const where = placeWords(place.ref);
    const inside = insideText(breach);
    const what = actionsText(rule.claim.actions);
    if (path === undefined) {
      return {
        ...about,
        text: `${person} lacks ${what} in ${where}${inside}`,
        source: rule.source,
      };
    }
    const more = paths.length > 1 ? ` and ${counted(paths.length - 1, 'more way')}` : '';
    const origin = origins(path.item);
    const live = origin.live === undefined ? '' : ` (${originText(origin)})`;
    const role = allows(rule) ? roleOf(path, roles) : undefined;
    const by = role === undefined ? '' : ` (role: ${placeText(role.source)})`;
    return {
      ...about,
      text: `${person} has ${what} in ${where}${inside}: ${wayWords(path, origin)}${by}${live}${more}`,
      source: lines.get(openerOf(path, place)) ?? rule.source,
      ...(role && { role }),
    };
  });
}

/** Whether a rule is about something that a custom role can allow. */
const allows = ({ claim: { actions } }: WrittenRule): boolean =>
  actions.some(({ is }) => is === 'permission');

/** The lines of the custom roles of a file, by name. */
const rolesIn = ({ items }: Desired): ReadonlyMap<string, Position> =>
  new Map(
    items.flatMap(({ kind, key, source }) =>
      kindOf(kind).access?.is === 'role' ? [[ownName(key), source]] : [],
    ),
  );

function roleOf(
  { level }: AccessPath,
  roles: ReadonlyMap<string, Position>,
): BreachText['role'] | undefined {
  if (typeof level !== 'object') return undefined;
  const source = roles.get(level.custom);
  return source && { name: level.custom, source };
}

const insideText = ({ inside }: FoldedBreach): string =>
  inside === 0 ? '' : ` and ${counted(inside, 'resource')} inside`;

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
export const unknownTexts = (
  { unknown }: JudgedRule,
  { of }: Pick<RulesAsked, 'of'>,
): readonly string[] =>
  unknownReasons(unknown, of === 'desired' ? 'file' : 'account', {
    place: (ref) => placeWords(ref),
    name: nameText,
  });

/** Where more people than allowed can do it: `6 people in space team-alpha in Platform Team`. */
export const countTexts = ({ counts }: JudgedRule): readonly string[] =>
  counts
    .filter(({ isOver }) => isOver)
    .map(
      ({ place, people }) =>
        `${counted(people.size, 'person', 'people')} in ${placeWords(place.ref)}`,
    );

/** Rules in numbers: `4 rules: 1 broken, 1 unknown, 2 ok`. */
export function rulesSummary(judged: readonly JudgedRule[]): string {
  const counts = (['broken', 'unknown', 'ok'] as const).flatMap((verdict) => {
    const count = judged.filter((each) => each.verdict === verdict).length;
    return count === 0 ? [] : [`${count} ${verdict}`];
  });
  return `${counted(judged.length, 'rule')}: ${counts.join(', ')}`;
}

/** What the rules were checked against, and what that leaves out. */
export function checkedNote(asked: RulesAsked): string {
  const day = asked.day === undefined ? '' : `, as of ${asked.day}`;
  return asked.of === 'desired'
    ? `Checked against ${asked.file} alone${day}: what it does not list or manage is not checked.`
    : `Checked against ${askedWords(asked)}${day}.`;
}

/**
 * Broken rules as problems of the file, each at the line that lets a person in.
 * @param severity of rules that block; the others are warnings
 */
export const ruleProblems = (
  judged: readonly JudgedRule[],
  asked: RulesAsked,
  severity: 'error' | 'warning',
): readonly Problem[] =>
  judged.flatMap((each) => [
    ...groupProblems(each, asked),
    // A file alone leaves many rules unknown, which is no warning about the file.
    ...(severity === 'error' ? unknownProblems(each, asked) : []),
    ...breachTexts(each, asked).map(({ text, source, role }): Problem => ({
      severity: each.rule.severity === 'warn' ? 'warning' : severity,
      code: 'rule-broken',
      message: `rule "${each.rule.name}" is broken: ${text}`,
      position: source,
      related: [
        { message: `the rule: ${claimText(each.rule)}`, position: each.rule.source },
        ...(role === undefined
          ? []
          : [{ message: `what the role ${nameText(role.name)} allows`, position: role.source }]),
      ],
    })),
  ]);

/** SAML groups of the file that get at login what a rule is about, each at its line. */
const groupProblems = (judged: JudgedRule, asked: RulesAsked): readonly Problem[] =>
  judged.unknown.flatMap((each): readonly Problem[] =>
    each.is === 'group' && each.source !== undefined
      ? [
          {
            severity: 'warning',
            code: 'rule-unknown',
            message: `rule "${judged.rule.name}" cannot be checked: ${unknownTexts({ ...judged, unknown: [each] }, asked).join(', ')}`,
            position: each.source,
            related: [
              { message: `the rule: ${claimText(judged.rule)}`, position: judged.rule.source },
            ],
          },
        ]
      : [],
  );

/** Why a rule could not be checked, at its own line. */
function unknownProblems(judged: JudgedRule, asked: RulesAsked): readonly Problem[] {
  const unknown = judged.unknown.filter((each) => each.is !== 'group' || each.source === undefined);
  if (judged.verdict !== 'unknown' || unknown.length === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'rule-unknown',
      message: `rule "${judged.rule.name}" cannot be checked: ${unknownTexts({ ...judged, unknown }, asked).join(', ')}`,
      position: judged.rule.source,
    },
  ];
}

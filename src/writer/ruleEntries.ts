import { entryText, inlineText, keyText } from '../document/yamlText.ts';
import type { RuleAction, RuleClaim, RulePeople, RulePlaces, WrittenRule } from '../model.ts';
import { patternFor } from '../names.ts';
import { visible } from '../text.ts';
import { selectorOf } from './selectorTree.ts';

const indent = 2;

/**
 * Rules as the key `rules` of a file, each below a comment.
 * @param keeper what keeps them: the account or a file
 */
export const rulesText = (
  rules: readonly { readonly rule: WrittenRule; readonly why: string }[],
  keeper: string,
): string =>
  `# Rules that hold in ${visible(keeper)} today. Copy those you want into \`rules\` of your file; until then nothing checks them.
rules:\n${rules
    .map(({ rule, why }) =>
      [`# ${visible(why)}`, `${keyText(rule.name)}:`, ...claimLines(rule)]
        .map((line) => `${' '.repeat(indent)}${line}\n`)
        .join(''),
    )
    .join('')}`;

/** A key is on one line if it fits. */
const claimLines = (rule: WrittenRule): readonly string[] =>
  [...ruleTree(rule)].flatMap(([key, value]) => {
    const line = `${key}: ${inlineText(value)}`;
    const lines =
      line.length <= 100 ? [line] : entryText(key, value, 2, indent).trimEnd().split('\n');
    return lines.map((each) => `${' '.repeat(indent)}${each}`);
  });

function ruleTree(rule: WrittenRule): ReadonlyMap<string, unknown> {
  const { people, claim, on, except, until, services, severity, reason } = rule;
  const isAnyone = people.some(({ is }) => is === 'anyone');
  return new Map<string, unknown>([
    ...(isAnyone ? [] : [['people', people.map(peopleTree)] as const]),
    ...claimTree(claim),
    ['on', on.map(placesTree)],
    ...(except.length === 0 ? [] : [['except', except.map(peopleTree)] as const]),
    ...(until === undefined ? [] : [['until', until] as const]),
    ...(services === true ? [['services', true] as const] : []),
    ...(severity === 'block' ? [] : [['severity', severity] as const]),
    ...(reason === undefined ? [] : [['reason', reason] as const]),
  ]);
}

function claimTree(claim: RuleClaim): readonly (readonly [string, unknown])[] {
  const [action] = claim.actions.map(actionTree);
  switch (claim.is) {
    case 'may_not':
    case 'may':
      return [[claim.is, action]];
    case 'nobody_may':
      return [[claim.is, claim.actions.map(actionTree)]];
    case 'only':
      return [
        ['may', action],
        ['only', claim.people.map(peopleTree)],
      ];
    case 'at_most':
      return [
        ['may', action],
        ['at_most', claim.count],
      ];
  }
}

function actionTree(action: RuleAction): string {
  switch (action.is) {
    case 'access':
      return action.is;
    case 'role':
      return action.role;
    case 'permission':
      return action.permission;
  }
}

function peopleTree(people: RulePeople): unknown {
  switch (people.is) {
    case 'anyone':
    case 'admins':
      return people.is;
    case 'person':
      return patternFor(people.email);
    case 'pattern':
      return people.pattern;
    case 'team':
      return people.team;
    case 'holders':
      return { role: people.role };
  }
}

/** Parents that can be any are left out. */
const placesTree = (places: RulePlaces): object => ({
  ...Object.fromEntries(
    Object.entries(selectorOf(places)).filter(
      ([kind, name]) => kind === places.kind || name !== '*',
    ),
  ),
  ...places.where,
});

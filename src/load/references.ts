import { builtInRoles, isBuiltInRole } from '../fields.ts';
import {
  kindOf,
  parentAddress,
  personKind,
  personRef,
  refAddress,
  roleKind,
  roleNamed,
} from '../kinds/index.ts';
import { selectedBy } from '../kinds/select.ts';
import type { DesiredItem } from '../model.ts';
import type { Problem } from '../document/problem.ts';
import { didYouMean } from '../document/suggest.ts';
import type { ProblemInit } from '../document/locatedDocument.ts';
import { crowds, teamEntries } from './rule.ts';
import type { Rule, Subject } from './rule.ts';
import { annotatorClash, annotatorText } from '../kinds/annotators.ts';
import { groupBy } from '../group.ts';
import { emailIn, ownName } from '../key.ts';
import { customRole, isGrantKind } from '../kinds/grants.ts';
import { lazily } from '../once.ts';

/** If the file has `users`, grants can only name people listed there. */
const unknownPeople: Rule = ({ document, desired, itemsOf, selectors, user, at }) => {
  if (!desired.collections.has(personKind.name)) return [];
  const isUnknown = (email: string): boolean =>
    // A person who is both listed and ignored is reported by another rule.
    !user(email).isListed && selectedBy(selectors.ignore, personRef(email)) === undefined;
  const people = lazily(() =>
    itemsOf((kind) => kind === personKind).map(({ key }) => emailIn(key)),
  );
  const missing = (email: string): ProblemInit => ({
    code: 'unknown-person',
    message: `${email} is not listed under \`users\``,
    suggestion: didYouMean(email, people()) ?? `add ${email} under \`users\``,
  });
  const grants = itemsOf(isGrantKind)
    .filter(({ team, key }) => team === undefined && isUnknown(emailIn(key)))
    .map((item) => at(item, missing(emailIn(item.key))));
  const inTeams = teamEntries(document)
    .filter(({ email }) => isUnknown(email))
    .map(({ email, path }) => document.problem(path, missing(email)));
  return [...grants, ...inTeams];
};

/** The known predefined roles in Arize. A file never lists them, but grants can name them. */
const predefined = ['Annotator', 'Project Admin', 'Project Editor', 'Project Viewer'];

/**
 * Checks a role name in a file whose `roles` are complete: it must be a role of the file, a predefined one or
 * an ignored one.
 * @param words whether a built-in role is also possible
 */
export function unknownRole(
  custom: string,
  words: boolean,
  { desired, selectors, lists }: Pick<Subject, 'desired' | 'selectors' | 'lists'>,
): ProblemInit | undefined {
  if (desired.collections.get(roleKind.name)?.mode !== 'full') return undefined;
  const ref = roleNamed(custom);
  if (lists(ref) || predefined.includes(custom) || selectedBy(selectors.ignore, ref)) {
    return undefined;
  }
  const own = desired.items
    .filter(({ kind }) => kind === roleKind.name)
    .map(({ key }) => ownName(key));
  const builtIn = words ? builtInRoles : [];
  const guess = didYouMean(custom, [...own, ...predefined, ...builtIn]);
  return {
    code: 'unknown-role',
    message:
      guess === undefined
        ? `role "${custom}" is not defined in this file`
        : `unknown role "${custom}"`,
    what: 'value',
    // Arize may have added predefined roles, so only a likely typing mistake is an error before the account
    // is read.
    severity: guess === undefined ? 'warning' : 'error',
    suggestion:
      guess ?? 'define it under `roles`, unless it is one of the predefined roles in Arize',
  };
}

const unknownRoles: Rule = (subject) => {
  const problems: Problem[] = [];
  for (const item of subject.desired.items) {
    for (const name of rolesIn(item)) {
      const init = unknownRole(name, kindOf(item.kind).manage === 'members', subject);
      if (init === undefined) continue;
      // A key names a role for each of its spaces, deeper in its entry.
      const paths = subject.saying(item, name);
      if (paths.length === 0) problems.push(subject.at(item, init));
      else problems.push(...paths.map((path) => subject.within(item, path, init)));
    }
  }
  return problems;
};

const none: readonly string[] = [];

/** The roles that an entry names: a grant has one, and a key may have one in each of its spaces. */
function rolesIn({ kind: name, key, fields }: DesiredItem): readonly string[] {
  const { access, needs } = kindOf(name);
  if (access?.is === 'grant') {
    const role = customRole(access.gives(fields));
    return role === undefined ? none : [role];
  }
  const roles = needs(key, fields).filter(({ kind }) => kind === roleKind.name);
  return roles.length === 0 ? none : [...new Set(roles.map((role) => ownName(role.key)))];
}

/** Only members of an organization can enter its spaces. */
const strangersInSpaces: Rule = ({ desired, itemsOf, lists, user, at }) => {
  const managesUsers = desired.collections.has(personKind.name);
  const entering = itemsOf(({ after }) => after !== undefined);
  const strangers = entering.filter(({ kind, key }) => {
    const isOutside = kindOf(kind)
      .after?.(key)
      .some(
        (ref) =>
          !lists(ref) && desired.collections.get(`${parentAddress(ref)}/member`)?.mode === 'full',
      );
    // An unknown person is reported by another rule.
    return isOutside === true && !(managesUsers && !user(emailIn(key)).isListed);
  });
  return crowds(strangers).map(({ item, who, are, them }) => {
    const [organization = ''] = item.key;
    return at(item, {
      code: 'no-organization-member',
      message: `${who} ${are} not listed under the members of organization "${organization}", and only its members can enter its spaces`,
      suggestion: `also list ${them} there`,
    });
  });
};

const isAnnotator = ({ fields: { role } }: DesiredItem): boolean => role === 'annotator';

/** What the account roles under `users` rule out elsewhere in the file. */
const annotators: Rule = ({ itemsOf, user, at }) => {
  // Clashing takes an annotator, here or in the account, and most files have none.
  const grants = itemsOf(isGrantKind);
  const possible = itemsOf((kind) => kind === personKind).some(isAnnotator)
    ? grants
    : grants.filter(isAnnotator);
  const sides = groupBy(possible, (item) =>
    annotatorClash(item, item.fields['role'], user(emailIn(item.key)).item?.fields['role']),
  );
  return (['annotator', 'other'] as const).flatMap((side) =>
    crowds(sides.get(side) ?? []).map(({ item, who, are }) => {
      const { role } = item.fields;
      const given = isBuiltInRole(role) ? `"${role}"` : 'a custom role';
      return at(item, {
        code: 'annotator',
        message: `${annotatorText(who, are, side)}${side === 'annotator' ? `, not ${given}` : ''}`,
        what: 'value',
        suggestion:
          side === 'annotator'
            ? 'write annotator here, or another role under `users`'
            : 'write read-only here, or annotator under `users`',
      });
    }),
  );
};

/** What `members` and `bindings` say about one person must be possible together. */
const twoRoles: Rule = ({ itemsOf, byAddress, at }) => {
  const memberOf = (key: readonly string[]) =>
    byAddress.get(refAddress({ kind: 'space_member', key }));
  const doubled = itemsOf(({ name }) => name === 'space_binding').filter(
    ({ key }) => typeof memberOf(key)?.fields['role'] === 'object',
  );
  return crowds(doubled).map(({ item, who, are }) => {
    const position = memberOf(item.key)?.source;
    return at(item, {
      code: 'two-roles',
      message: `${who} ${are === 'is' ? 'has' : 'have'} a role under \`members\` and another under \`bindings\`, but a space allows only one besides a built-in role`,
      suggestion:
        'keep the one under `bindings`, and write a built-in role such as `member` under `members`',
      ...(position && { related: [{ message: 'the role under `members`', position }] }),
    });
  });
};

/** Names in the file must exist and fit together. */
export const references: readonly Rule[] = [
  unknownPeople,
  unknownRoles,
  strangersInSpaces,
  annotators,
  twoRoles,
];

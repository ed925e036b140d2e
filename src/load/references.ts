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
import type { DesiredItem, Ref } from '../model.ts';
import { didYouMean } from '../document/suggest.ts';
import type { ProblemInit } from '../document/locatedDocument.ts';
import { crowds, isGrant, teamEntries } from './rule.ts';
import type { Rule, Subject } from './rule.ts';
import { annotatorClash, annotatorText } from '../kinds/annotators.ts';
import { groupBy } from '../group.ts';
import { emailIn, ownName } from '../key.ts';

/** If the file has `users`, grants can only name people listed there. */
const unknownPeople: Rule = ({ document, desired, selectors, user, at }) => {
  if (!desired.collections.has(personKind.name)) return [];
  const people = desired.items
    .filter(({ kind }) => kind === personKind.name)
    .map(({ key }) => emailIn(key));
  const isUnknown = (email: string): boolean =>
    // A person who is both listed and ignored is reported by another rule.
    !user(email).isListed && selectedBy(selectors.ignore, personRef(email)) === undefined;
  const missing = (email: string): ProblemInit => ({
    code: 'unknown-person',
    message: `${email} is not listed under \`users\``,
    suggestion: didYouMean(email, people) ?? `add ${email} under \`users\``,
  });
  const grants = desired.items
    .filter((item) => isGrant(item) && item.team === undefined)
    .filter(({ key }) => isUnknown(emailIn(key)))
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

const unknownRoles: Rule = (subject) =>
  subject.desired.items.flatMap((item) => {
    const { manage, needs } = kindOf(item.kind);
    return rolesIn(item, needs(item.key, item.fields)).flatMap((name) => {
      const init = unknownRole(name, manage === 'members', subject);
      if (init === undefined) return [];
      // A key names a role for each of its spaces, deeper in its entry.
      const paths = subject.saying(item, name);
      return paths.length === 0
        ? subject.at(item, init)
        : paths.map((path) => subject.within(item, path, init));
    });
  });

/** The roles that an entry names: a key may have one in each of its spaces. */
function rolesIn({ fields: { role } }: DesiredItem, needed: readonly Ref[]): readonly string[] {
  const roles = typeof role === 'object' && 'custom' in role ? [role.custom] : [];
  for (const { kind, key } of needed) {
    if (kind === roleKind.name && !roles.includes(ownName(key))) roles.push(ownName(key));
  }
  return roles;
}

/** Only members of an organization can enter its spaces. */
const strangersInSpaces: Rule = ({ desired, lists, user, at }) => {
  const managesUsers = desired.collections.has(personKind.name);
  const strangers = desired.items.filter((item) => {
    // An unknown person is reported by another rule.
    const { after } = kindOf(item.kind);
    if (after === undefined || (managesUsers && !user(emailIn(item.key)).isListed)) return false;
    return after(item.key).some((ref) => {
      const members = desired.collections.get(`${parentAddress(ref)}/member`);
      return members?.mode === 'full' && !lists(ref);
    });
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

/** What the account roles under `users` rule out elsewhere in the file. */
const annotators: Rule = ({ desired, user, at }) => {
  const sides = groupBy(desired.items, (item) =>
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
const twoRoles: Rule = ({ desired, byAddress, at }) => {
  const memberOf = (key: readonly string[]) =>
    byAddress.get(refAddress({ kind: 'space_member', key }));
  const doubled = desired.items.filter(
    ({ kind, key }) =>
      kind === 'space_binding' && typeof memberOf(key)?.fields['role'] === 'object',
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

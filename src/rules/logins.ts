import { loginGroup } from '../access/standIns.ts';
import type { LoginGroup } from '../access/standIns.ts';
import { withOnly } from '../access/state.ts';
import type { AccessState } from '../access/state.ts';
import { builtInRoleIn, sameId } from '../api/index.ts';
import { kindOf } from '../kinds/index.ts';
import { ownName } from '../key.ts';
import type {
  Live,
  LiveItem,
  Ref,
  RulePeople,
  RoleRef,
  SamlProvider,
  WrittenRule,
} from '../model.ts';
import { fitsPattern } from '../names.ts';
import { judgeRules } from './judge.ts';
import type { JudgedRule, Unknown } from './verdict.ts';

/** Whom identity providers let in at login. Nothing shows who they are, so a rule about what they get is unknown. */
export interface Logins {
  readonly groups: readonly LoginGroup[];
  /** Whether these are all. */
  readonly known: boolean;
}

/**
 * The groups that a file lists.
 * @param live the account, which shows all domains of a provider; a file names one of them
 */
export const loginsOfFile = (providers: readonly SamlProvider[] = [], live?: Live): Logins => ({
  groups: providers.flatMap(({ domain, groups }) => {
    const found = live?.identityProviders?.find(({ domains }) => domains.includes(domain));
    return groups.map(({ name, accountAdmin, grants, source }) => ({
      ...loginGroup(`the people of SAML group ${name}`, accountAdmin, grants),
      ...(found && { domains: found.domains }),
      source,
    }));
  }),
  known: true,
});

/** What the mappings of an account give. A resource that was not read is none that rules are about. */
export function loginsOfAccount({ identityProviders, items }: Live): Logins {
  if (identityProviders === undefined) return { groups: [], known: false };
  const found = (is: 'place' | 'role', id: string | undefined): LiveItem | undefined =>
    id === undefined
      ? undefined
      : items.find((item) => kindOf(item.kind).access?.is === is && sameId(item.id, id));
  const grantAt = (
    id: string | undefined,
    role: RoleRef | undefined,
  ): readonly (Ref & { readonly role: RoleRef | undefined })[] => {
    const place = found('place', id);
    return place === undefined ? [] : [{ kind: place.kind, key: place.key, role }];
  };
  const custom = (id: string): RoleRef | undefined => {
    const role = found('role', id);
    return role && { custom: ownName(role.key) };
  };
  const groups = identityProviders.flatMap(({ domains, mappings, defaults }) => {
    const people = `people of ${domains.join(', ')}`;
    return [
      ...mappings.map(({ attributes, accountAdmin, organization, ...maps }) =>
        loginGroup(
          `${people} with ${attributes.map(([name, value]) => `${name}=${value}`).join(', ')}`,
          accountAdmin,
          [
            ...grantAt(organization?.id, roleOfWord(organization?.role)),
            ...maps.spaceWords.flatMap(([id, word]) => grantAt(id, roleOfWord(word))),
            ...maps.spaceRoles.flatMap(([id, role]) => grantAt(id, custom(role))),
            ...maps.projectRoles.flatMap(([id, role]) => grantAt(id, custom(role))),
          ],
        ),
      ),
      // Which role the default is was never documented.
      loginGroup(`${people} without a mapping`, false, [
        ...grantAt(defaults.organization, undefined),
        ...grantAt(defaults.space, undefined),
      ]),
    ].map((group) => ({ ...group, domains }));
  });
  return { groups, known: identityProviders.every(({ unknown }) => unknown === undefined) };
}

/** A built-in role in any spelling; any other name is that of a role. */
export const roleOfWord = (word: string | undefined): RoleRef | undefined =>
  word === undefined ? undefined : (builtInRoleIn(word) ?? { custom: word });

/**
 * The verdicts, with the groups that get at login what a rule is about.
 * @param seen the state that was judged
 * @param sources what is known of logins: what the first one tells of a rule need not be told again
 */
export function withLogins(
  judged: readonly JudgedRule[],
  seen: AccessState,
  sources: readonly Logins[],
): readonly JudgedRule[] {
  if (judged.length === 0) return judged;
  const isKnown = sources.every(({ known }) => known);
  const states = sources
    .filter(({ groups }) => groups.some(({ grants }) => grants.length > 0))
    .map(({ groups }) => ({
      groups,
      state: withOnly(
        seen,
        groups.flatMap(({ grants }) => grants),
      ),
    }));
  if (isKnown && states.length === 0) return judged;
  return judged.map((each) => {
    // People must be able to do something whoever they are; a group proves it of no one.
    if (each.rule.claim.is === 'may') return each;
    const getting = states.map(({ groups, state }) => gettingIt(each.rule, groups, state));
    const told: readonly Unknown[] = getting.find(({ length }) => length > 0) ?? [];
    const unknown = told.length === 0 && !isKnown ? [{ is: 'logins' } as const] : told;
    return unknown.length === 0
      ? each
      : {
          ...each,
          verdict: each.verdict === 'ok' ? 'unknown' : each.verdict,
          unknown: [...each.unknown, ...unknown],
        };
  });
}

/** The groups that get something that a rule is about, for sure or perhaps. */
function gettingIt(
  rule: WrittenRule,
  groups: readonly LoginGroup[],
  state: AccessState,
): readonly Unknown[] {
  const options = { today: undefined, showsServices: true };
  const found = judgeRules(state, rule.claim.actions.map(anyoneMay(rule)), options);
  const getting = new Set(
    found.flatMap(({ breaches, unknown }) => [
      ...breaches.map(({ person }) => person),
      ...unknown.flatMap((each) => (each.is === 'unsure' ? [each.person] : [])),
    ]),
  );
  return groups
    .filter((group) => getting.has(group.name) && mayCover(rule.people, group))
    .map(({ name, source }) => ({ is: 'group', group: name, ...(source && { source }) }));
}

/** Whether a rule can be about people of a group. Which provider lets someone in is decided by their e-mail domain. */
const mayCover = (named: readonly RulePeople[], { domains }: LoginGroup): boolean =>
  domains === undefined ||
  named.some((people) => {
    switch (people.is) {
      case 'anyone':
      case 'admins':
      case 'holders':
        return true;
      case 'person':
        return domains.some(isIn(people.email));
      case 'team':
        return people.emails.some((email) => domains.some(isIn(email)));
      case 'pattern':
        return domains.some(isIn(people.pattern));
    }
  });

/** Whether an address, or one that fits a pattern, can be in a domain. */
const isIn =
  (address: string) =>
  (domain: string): boolean => {
    const at = address.lastIndexOf('@');
    return at < 0 || fitsPattern(address.slice(at + 1), domain);
  };

/** The same places, for anyone, with one of the actions. */
const anyoneMay =
  (rule: WrittenRule) =>
  (action: WrittenRule['claim']['actions'][number]): WrittenRule => ({
    ...rule,
    claim: { is: 'may_not', actions: [action] },
    people: [{ is: 'anyone' }],
    except: [],
  });

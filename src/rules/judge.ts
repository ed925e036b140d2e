import type { EffectiveAccess } from '../access/effectiveAccess.ts';
import type { AccessPath } from '../access/paths.ts';
import type { AccessState, Place } from '../access/state.ts';
import { builtInRank } from '../kinds/grants.ts';
import type { RuleAction, RulePeople, WrittenRule } from '../model.ts';
import { byText, matcher } from '../names.ts';
import { AccessIndex, gives, includes } from './accessIndex.ts';
import type { HoldersElsewhere } from './holdersElsewhere.ts';
import { scopeOf, within } from './scope.ts';
import type { Scope } from './scope.ts';
import type { Answer, Breach, JudgedRule, RuleCount, Unknown } from './verdict.ts';

export interface JudgeOptions {
  /** The day in UTC: `2027-03-31`. Without one, no exception has ended. */
  readonly today: string | undefined;
  /** Whether the state shows service identities. A file alone does not. */
  readonly showsServices: boolean;
  /**
   * Who holds which role in resources that the state does not contain. If missing, such holders are unknown unless the
   * state contains everything.
   */
  readonly elsewhere?: HoldersElsewhere;
  /** Whether Arize may have filtered what was read. */
  readonly isFiltered?: boolean;
  /** Whether an address is that of someone who left, so that a rule can still name it. If missing, any can be. */
  readonly isKnown?: (email: string) => boolean;
  /** Whether the state contains only a part of the account, so that more people may hold a role. */
  readonly isPart?: boolean;
}

/** Judges rules on a state of an account. Whatever the state does not show makes a rule unknown, never ok. */
export function judgeRules(
  state: AccessState,
  rules: readonly WrittenRule[],
  options: JudgeOptions,
): readonly JudgedRule[] {
  return judgeIn(new AccessIndex(state, options.elsewhere, options.isPart), rules, options);
}

/** The same for a state that was looked at before. */
export const judgeIn = (
  index: AccessIndex,
  rules: readonly WrittenRule[],
  options: Pick<JudgeOptions, 'today' | 'showsServices' | 'isFiltered' | 'isKnown'>,
): readonly JudgedRule[] => rules.map((rule) => new RuleJudge(index, rule, options).judge());

class RuleJudge {
  readonly #index: AccessIndex;
  readonly #rule: WrittenRule;
  readonly #scope: Scope;
  readonly #places: readonly Place[];
  readonly #covered: PeopleSet;
  readonly #excepted: PeopleSet;
  readonly #breaches: Breach[] = [];
  readonly #unknown: Unknown[] = [];
  readonly #counts: RuleCount[] = [];

  constructor(index: AccessIndex, rule: WrittenRule, options: Parameters<typeof judgeIn>[2]) {
    const { today, showsServices, isFiltered = false, isKnown } = options;
    this.#index = index;
    this.#rule = rule;
    this.#scope = scopeOf(rule.on, index.state);
    this.#places = this.#scope.all.filter((place) => hasAll(place, rule.claim.actions));
    this.#covered = peopleSet(rule.people, index);
    const isOver = rule.until !== undefined && today !== undefined && today > rule.until;
    this.#excepted = peopleSet(isOver ? [] : rule.except, index);
    this.#unknown.push(...this.#scope.unknown);
    if (isFiltered) this.#unknown.push({ is: 'filtered' });
    if (rule.services === true && !showsServices) this.#unknown.push({ is: 'services' });
    for (const each of rule.people) {
      // Renamed or mistyped, it would be a rule about no one.
      if (each.is === 'holders' && showsServices && !index.state.roles.has(each.role)) {
        this.#unknown.push({ is: 'role', role: each.role });
      }
      if (each.is === 'person' && isKnown?.(each.email) === false && !index.knows(each.email)) {
        this.#unknown.push({ is: 'person', email: each.email });
      }
    }
    if (this.#covered.unread !== undefined) {
      this.#unknown.push({ is: 'holders', role: this.#covered.unread });
    }
  }

  judge(): JudgedRule {
    const { claim } = this.#rule;
    switch (claim.is) {
      case 'may_not':
      case 'nobody_may':
        for (const place of this.#places) this.#forbid(place, claim.actions, noPeople);
        break;
      case 'only': {
        const allowed = peopleSet(claim.people, this.#index);
        for (const place of this.#places) this.#forbid(place, claim.actions, allowed);
        break;
      }
      case 'at_most':
        for (const root of this.#scope.roots) this.#count(root, claim.actions, claim.count);
        break;
      case 'may':
        for (const place of this.#places) this.#require(place, claim.actions);
        break;
    }
    return {
      rule: this.#rule,
      verdict: this.#breaches.length > 0 ? 'broken' : this.#unknown.length > 0 ? 'unknown' : 'ok',
      breaches: this.#breaches,
      // Rules that many people break would take long if the ways of all were found, and only a few are shown.
      ways: (breach) => (claim.is === 'may' ? [] : this.#ways(breach)),
      unknown: this.#unknown,
      counts: this.#counts,
      roots: this.#scope.roots,
      places: this.#places,
      covers: (person) => this.#covered.has(person),
      allows: (person) =>
        this.#excepted.has(person) ||
        (claim.is === 'only' && peopleSet(claim.people, this.#index).has(person)),
    };
  }

  /** Nobody covered may do all of this here, apart from those who are allowed. */
  #forbid(place: Place, actions: readonly RuleAction[], allowed: PeopleSet): void {
    for (const { person, answer } of this.#doing(place, actions)) {
      if (allowed.has(person)) continue;
      if (answer === 'yes' && allowed.unread !== undefined) {
        this.#unknown.push({ is: 'holders', role: allowed.unread });
      } else if (answer === 'yes') this.#breaches.push({ person, place });
      else this.#unknown.push({ is: 'unsure', place, person });
    }
    if (!place.known) this.#unknown.push({ is: 'unread', place });
  }

  /** At most so many people may do this in a resource or anywhere inside. */
  #count(root: Place, actions: readonly RuleAction[], most: number): void {
    const certain = new Map<string, Place>();
    const possible = new Map<string, Place>();
    let isKnown = true;
    for (const place of within(root)) {
      if (!hasAll(place, actions)) continue;
      isKnown &&= place.known;
      for (const { person, answer } of this.#doing(place, actions)) {
        const people = answer === 'yes' ? certain : possible;
        if (!people.has(person)) people.set(person, place);
      }
    }
    const isOver = certain.size > most;
    this.#counts.push({ place: root, people: certain, isOver });
    if (isOver) {
      const people = [...certain].toSorted(([a], [b]) => byText(a, b));
      for (const [person, place] of people) {
        this.#breaches.push({ person, place });
      }
      return;
    }
    if (!isKnown) this.#unknown.push({ is: 'unread', place: root });
    const more = [...possible].filter(([person]) => !certain.has(person));
    if (certain.size + more.length <= most) return;
    for (const [person, place] of more) this.#unknown.push({ is: 'unsure', place, person });
  }

  /** Everyone covered must be able to do this here. */
  #require(place: Place, actions: readonly RuleAction[]): void {
    for (const person of this.#covered.list(this.#rule.services === true)) {
      const access = this.#index.accessOf(person, place);
      if (this.#isExcepted(person, access)) continue;
      const answer = this.#proven(allOf(access, actions), person, place, actions);
      if (answer === 'yes') continue;
      const isSure =
        place.known && !this.#mayBeExcepted(person, access, place) && !this.#mayNotCount(person);
      if (answer === 'no' && isSure) this.#breaches.push({ person, place });
      else this.#unknown.push({ is: 'unsure', place, person });
    }
    const { account } = this.#index.state;
    // More people than are known could be covered.
    if (this.#covered.isOpen && !account.known) {
      this.#unknown.push({ is: 'unread', place: account });
    }
  }

  /** The people whom the rule covers and who can do all of this here, or may be able to, by name. */
  #doing(
    place: Place,
    actions: readonly RuleAction[],
  ): readonly { readonly person: string; readonly answer: Answer }[] {
    const found = this.#index.groupsAt(place).flatMap(([access, people]) => {
      const answer = allOf(access, actions);
      if (answer === 'no') return [];
      return this.#covered
        .among(people)
        .filter((person) => this.#rule.services === true || !this.#index.isService(person))
        .filter((person) => !this.#isExcepted(person, access))
        .map((person) => ({
          person,
          answer:
            this.#mayBeExcepted(person, access, place) || this.#mayNotCount(person)
              ? ('unknown' as const)
              : this.#proven(answer, person, place, actions),
        }));
    });
    return found.toSorted((a, b) => byText(a.person, b.person));
  }

  /**
   * Where not everything is known, an unread restriction or grant can close a way in from above. Grants in the resource
   * itself, and admin rights, hold anyway.
   */
  #proven(answer: Answer, person: string, place: Place, actions: readonly RuleAction[]): Answer {
    if (answer !== 'yes' || place.known) return answer;
    const { state } = this.#index;
    const lasting = this.#index
      .pathsOf(person, place)
      .filter(({ how, level }) => how === 'own' || level === 'admin');
    const isLasting = actions.every((action) =>
      lasting.some((path) => gives(path, action, place, state)),
    );
    return isLasting ? 'yes' : 'unknown';
  }

  #isExcepted(person: string, access: EffectiveAccess): boolean {
    return this.#excepted.has(person) || (this.#excepted.admins && access.admin);
  }

  /** Whether this may be a service identity, which the rule does not count. */
  #mayNotCount(person: string): boolean {
    return this.#rule.services !== true && this.#index.isUntyped(person);
  }

  /** Whether what is not known could except a person: a role held elsewhere, or an admin right. */
  #mayBeExcepted(person: string, access: EffectiveAccess, place: Place): boolean {
    if (this.#isExcepted(person, access)) return false;
    if (this.#excepted.unread !== undefined) return true;
    return this.#excepted.admins && (!place.known || access.ranks.possible >= builtInRank.admin);
  }

  #ways({ person, place }: Breach): readonly AccessPath[] {
    const { state } = this.#index;
    const { actions } = this.#rule.claim;
    const paths = this.#index.pathsOf(person, place);
    const telling = new Set(
      actions.flatMap((action) => paths.filter((path) => gives(path, action, place, state))),
    );
    const admin = [...telling].filter(({ level }) => level === 'admin');
    return admin.length > 0 ? admin : [...telling];
  }
}

/** Whether a resource has what a rule is about: an organization has roles, and its spaces have the permissions. */
const hasAll = ({ builtInRoles }: Place, actions: readonly RuleAction[]): boolean =>
  builtInRoles !== undefined || actions.every(({ is }) => is !== 'permission');

/** Whether access includes all of it. */
function allOf(access: EffectiveAccess, actions: readonly RuleAction[]): Answer {
  const answers = actions.map((action) => includes(access, action));
  if (answers.includes('no')) return 'no';
  return answers.includes('unknown') ? 'unknown' : 'yes';
}

/** People as a rule names them, among those of a state. */
interface PeopleSet {
  has(person: string): boolean;
  /** Those of some people who are in it. */
  among(people: readonly string[]): readonly string[];
  /** Everyone in it, including people whom it names and the state does not know, by name. */
  list(services: boolean): readonly string[];
  /** Whether it includes the admins of the resource in question. */
  readonly admins: boolean;
  /** Whether it can include people whom the state does not know. */
  readonly isOpen: boolean;
  /** A role that it names and that more people may hold where not everything is known. */
  readonly unread: string | undefined;
}

const noPeople: PeopleSet = {
  has: () => false,
  among: () => [],
  list: () => [],
  admins: false,
  isOpen: false,
  unread: undefined,
};

function peopleSet(named: readonly RulePeople[], index: AccessIndex): PeopleSet {
  const people = new Set<string>();
  const isAnyone = named.some(({ is }) => is === 'anyone');
  for (const each of named) {
    for (const person of personsIn(each, index)) people.add(person);
  }
  // A pattern also matches people whom the state does not know.
  const patterns = named.flatMap((each) => (each.is === 'pattern' ? [matcher(each.pattern)] : []));
  const matches = (person: string): boolean => patterns.some((fits) => fits(person));
  const has = (person: string): boolean => isAnyone || people.has(person) || matches(person);
  return {
    has,
    among: (some) => {
      if (isAnyone) return some;
      return some.filter((person) => people.has(person));
    },
    list(services) {
      // An entry by name is meant, also where it is a service identity.
      const exact = new Set(named.flatMap((each) => (each.is === 'person' ? [each.email] : [])));
      const all = isAnyone ? new Set([...index.people, ...people]) : people;
      return [...all]
        .filter((person) => services || exact.has(person) || !index.isService(person))
        .toSorted(byText);
    },
    admins: named.some(({ is }) => is === 'admins'),
    unread: index.showsHolders ? undefined : named.find((each) => each.is === 'holders')?.role,
    isOpen: named.some(({ is }) => is === 'anyone' || is === 'pattern' || is === 'holders'),
  };
}

function personsIn(people: RulePeople, index: AccessIndex): Iterable<string> {
  switch (people.is) {
    case 'anyone':
    case 'admins':
      return [];
    case 'person':
      return [people.email];
    case 'team':
      return people.emails;
    case 'pattern':
      return index.people.filter(matcher(people.pattern));
    case 'holders':
      return index.holdersOf(people.role);
  }
}

/**
 * The address of the item that lets a person in by a path: the grant or, for a public space, the space that passes it
 * on.
 */
export function openerOf({ how, item, at }: AccessPath, place: Place): string {
  if (how !== 'fallback') return item.address;
  for (let step: Place | undefined = place; step !== undefined; step = step.above) {
    if (step === at) break;
    if (step.passing === 'fallback') return step.address;
  }
  return item.address;
}

import { isDay } from '../days.ts';
import type { LocatedDocument, ProblemInit, YamlPath } from '../document/locatedDocument.ts';
import type { Problem } from '../document/problem.ts';
import { closest, didYouMean } from '../document/suggest.ts';
import { builtInRoles, isBuiltInRole } from '../fields.ts';
import { groupBy } from '../group.ts';
import type { Kind } from '../kind.ts';
import { emailIn, ownName } from '../key.ts';
import { kindChain, kindOf, personKind, personRef } from '../kinds/index.ts';
import { isKnown, isPermission, slipOf } from '../kinds/permissions.ts';
import { conditionsOf, missingIn, placeKinds } from '../kinds/places.ts';
import { selectedBy } from '../kinds/select.ts';
import type {
  DesiredItem,
  RuleAction,
  RuleClaim,
  RulePeople,
  RulePlaces,
  WrittenRule,
} from '../model.ts';
import {
  canonicalEmail,
  canonicalName,
  isPattern,
  keyMatcher,
  matcher,
  nameFrom,
} from '../names.ts';
import { lazily } from '../once.ts';
import { isRecord } from '../records.ts';
import { unknownRole } from './references.ts';
import type { Subject } from './rule.ts';
import type { Teams } from './teams.ts';

/** A name in a rule, to be looked up once the whole file is known. */
type Mention =
  | { readonly path: YamlPath; readonly people: RulePeople }
  | { readonly path: YamlPath; readonly places: RulePlaces }
  | { readonly path: YamlPath; readonly permission: string };

export interface ReadRules {
  readonly rules: readonly WrittenRule[];
  readonly mentions: readonly Mention[];
  readonly problems: readonly Problem[];
}

/** Reads `rules`. The schema has reported unknown keys and wrong types. */
export function readRules(document: LocatedDocument, teams: Teams): ReadRules {
  const written = document.value['rules'];
  const reader = new RuleReader(document, teams);
  const rules = Object.entries(isRecord(written) ? written : {}).flatMap(([name, value]) =>
    isRecord(value) ? (reader.rule(name, value) ?? []) : [],
  );
  return { rules, mentions: reader.mentions, problems: reader.problems };
}

type Value = Readonly<Record<string, unknown>>;

class RuleReader {
  readonly mentions: Mention[] = [];
  readonly problems: Problem[] = [];
  readonly #document: LocatedDocument;
  readonly #teams: Teams;

  constructor(document: LocatedDocument, teams: Teams) {
    this.#document = document;
    this.#teams = teams;
  }

  rule(name: string, value: Value): WrittenRule | undefined {
    const path = ['rules', name];
    const claim = this.#claim(value, path);
    const people = this.#people(value['people'], [...path, 'people']);
    const except = this.#people(value['except'], [...path, 'except']);
    const on = this.#places(value['on'], [...path, 'on']);
    const until = this.#until(value, path);
    if (claim === undefined || on.length === 0) return undefined;
    const { reason } = value;
    return {
      name: canonicalName(name),
      claim,
      people: value['people'] === undefined ? [{ is: 'anyone' }] : people,
      on,
      except,
      ...(until !== undefined && { until }),
      ...(value['services'] === true && { services: true }),
      severity: value['severity'] === 'warn' ? 'warn' : 'block',
      ...(typeof reason === 'string' && { reason }),
      source: this.#document.locate(path, 'key'),
    };
  }

  #complain(path: YamlPath, init: ProblemInit): undefined {
    this.problems.push(this.#document.problem(path, init));
  }

  #claim(value: Value, path: YamlPath): RuleClaim | undefined {
    const given = ['may_not', 'nobody_may', 'only', 'at_most'].filter((key) => key in value);
    const [key, second] = given.length === 0 && 'may' in value ? ['may'] : given;
    if (key === undefined) {
      return this.#complain(path, {
        code: 'no-claim',
        message: 'this rule claims nothing',
        what: 'key',
        suggestion: 'add `may_not`, `may`, `nobody_may`, or `may` with `only` or `at_most`',
      });
    }
    const needsMay = key === 'only' || key === 'at_most';
    const other = second ?? (!needsMay && key !== 'may' && 'may' in value ? 'may' : undefined);
    if (other !== undefined) {
      return this.#complain([...path, other], {
        code: 'two-claims',
        message: `a rule has one claim, and this one has \`${key}\` and \`${other}\``,
        what: 'key',
        suggestion: 'write a rule for each',
      });
    }
    if (needsMay && !('may' in value)) {
      return this.#complain([...path, key], {
        code: 'claim-without-may',
        message: `\`${key}\` needs \`may\`: what ${key === 'only' ? 'only these people' : 'so many people'} may do`,
        what: 'key',
        suggestion: 'add `may: ` with a permission, a built-in role or `access`',
      });
    }
    if (key === 'nobody_may') {
      const list = Array.isArray(value[key]) ? value[key] : [];
      const actions = list.flatMap(
        (each: unknown, index) => this.#action(each, [...path, key, index]) ?? [],
      );
      return actions.length === list.length && actions.length > 1
        ? { is: key, actions }
        : undefined;
    }
    const verb = key === 'may_not' ? 'may_not' : 'may';
    const action = this.#action(value[verb], [...path, verb]);
    if (action === undefined) return undefined;
    const actions = [action] as const;
    if (key === 'only') {
      return { is: key, actions, people: this.#people(value[key], [...path, key]) };
    }
    if (key !== 'at_most') return { is: verb, actions };
    const count = value[key];
    return typeof count === 'number' ? { is: key, actions, count } : undefined;
  }

  #action(given: unknown, path: YamlPath): RuleAction | undefined {
    if (typeof given !== 'string' || given.trim() === '') return undefined;
    const word = given.trim();
    if (word === 'access') return { is: 'access' };
    if (isBuiltInRole(word)) return { is: 'role', role: word };
    this.mentions.push({ path, permission: word });
    return { is: 'permission', permission: word };
  }

  #people(given: unknown, path: YamlPath): readonly RulePeople[] {
    if (!Array.isArray(given)) return [];
    return given.flatMap((entry: unknown, index): readonly RulePeople[] => {
      const at = [...path, index];
      const people = this.#oneOf(entry, at);
      if (people === undefined) return [];
      if (people.is === 'admins' && path.at(-1) !== 'except') {
        this.#complain(at, {
          code: 'admins-not-here',
          message: '`admins` is only possible under `except`',
          suggestion: 'name a built-in role in the claim instead, such as `may: admin`',
        });
        return [];
      }
      this.mentions.push({ path: at, people });
      return [people];
    });
  }

  #oneOf(entry: unknown, path: YamlPath): RulePeople | undefined {
    if (isRecord(entry)) {
      const { role, team } = entry;
      if (typeof role === 'string') return { is: 'holders', role: canonicalName(role) };
      return typeof team === 'string' ? this.#team(team) : undefined;
    }
    if (typeof entry !== 'string' || entry.trim() === '') return undefined;
    const word = canonicalName(entry);
    if (word === 'anyone' || word === 'admins') {
      if (!this.#teams.has(word)) return { is: word };
      return this.#complain(path, {
        code: 'ambiguous-people',
        message: `"${word}" has a meaning of its own here, and is also a team of this file`,
        suggestion: `write {team: ${word}} for the team, or rename it`,
      });
    }
    if (isPattern(word)) return { is: 'pattern', pattern: canonicalEmail(word) };
    return word.includes('@')
      ? { is: 'person', email: canonicalEmail(nameFrom(word)) }
      : this.#team(word);
  }

  #team(written: string): RulePeople {
    const team = canonicalName(written);
    return { is: 'team', team, emails: [...(this.#teams.get(team)?.keys() ?? [])] };
  }

  #places(given: unknown, path: YamlPath): readonly RulePlaces[] {
    if (!Array.isArray(given)) return [];
    return given.flatMap((entry: unknown, index): readonly RulePlaces[] => {
      // The innermost kind that is named.
      const kind = placeKinds.findLast(
        ({ name }) => isRecord(entry) && typeof entry[name] === 'string',
      );
      if (kind === undefined || !isRecord(entry)) return [];
      const names = kindChain(kind)
        .map(({ name }) => entry[name])
        .map((each) => (typeof each === 'string' ? canonicalName(each) : '*'))
        .toReversed();
      const where = conditionsOf(kind).flatMap(({ key }) => {
        const wanted = entry[key];
        return typeof wanted === 'boolean' ? [[key, wanted] as const] : [];
      });
      const at = [...path, index];
      const places: RulePlaces = {
        kind: kind.name,
        key: names,
        isPattern: true,
        where: Object.fromEntries(where),
        source: this.#document.locate(at),
      };
      this.mentions.push({ path: at, places });
      return [places];
    });
  }

  #until(value: Value, path: YamlPath): string | undefined {
    const { until } = value;
    if (typeof until !== 'string') return undefined;
    const at = [...path, 'until'];
    if (!('except' in value)) {
      return this.#complain(at, {
        code: 'until-without-except',
        message: '`until` is the last day of `except`, and this rule has none',
        suggestion: 'remove it: a rule does not expire',
      });
    }
    if (isDay(until.trim())) return until.trim();
    return this.#complain(at, {
      code: 'no-day',
      message: `"${until}" is not a valid date`,
      suggestion: 'write the last day of the exception, such as 2027-03-31',
    });
  }
}

/**
 * Names in rules that the file does not have. Exact names are errors where the file would list them; a pattern without
 * a match is a notice, because it can match later.
 */
export function unknownInRules(
  mentions: readonly Mention[],
  subject: Subject,
  teams: readonly string[],
): readonly Problem[] {
  // Listed once for all rules, as a file can have 20,000 items.
  const people = lazily(() => peopleIn(subject));
  const byKind = lazily(() => groupBy(subject.desired.items, ({ kind }) => kind));
  return mentions.flatMap((mention) => {
    if ('places' in mention) {
      const found = unknownPlaces(mention.places, ({ name }) => byKind().get(name) ?? []);
      return found === undefined
        ? []
        : [subject.document.problem([...mention.path, found.kind], found.init)];
    }
    const init =
      'people' in mention
        ? unknownPeople(mention.people, subject, teams, people)
        : unknownPermission(mention.permission, subject);
    return init === undefined ? [] : [subject.document.problem(mention.path, init)];
  });
}

function unknownPeople(
  people: RulePeople,
  subject: Subject,
  teams: readonly string[],
  everyone: () => readonly string[],
): ProblemInit | undefined {
  switch (people.is) {
    case 'anyone':
    case 'admins':
      return undefined;
    case 'holders':
      return unknownRole(people.role, false, subject);
    case 'team':
      if (teams.includes(people.team)) return undefined;
      return {
        code: 'unknown-team',
        message: `"${people.team}" is neither an e-mail address nor a team in this file`,
        suggestion:
          didYouMean(people.team, [...teams, 'anyone', 'admins']) ??
          'e-mail addresses have an @; teams are defined under `teams`',
      };
    case 'person': {
      const { desired, selectors, user } = subject;
      const isComplete = desired.collections.has(personKind.name);
      if (user(people.email).isListed) return undefined;
      const ref = personRef(people.email);
      if (selectedBy(selectors.ignore, ref) !== undefined) return undefined;
      // A rule can be about someone who left, and about no one else.
      const hasLeft = selectors.removed.some(
        ({ kind, key }) => kind === personKind.name && emailIn(key) === people.email,
      );
      if (hasLeft) return undefined;
      if (!isComplete) return misspelled(people.email, everyone());
      return {
        code: 'unknown-person',
        message: `${people.email} is not listed under \`users\``,
        suggestion: didYouMean(people.email, everyone()) ?? `add ${people.email} under \`users\``,
      };
    }
    case 'pattern':
      return everyone().some(matcher(people.pattern)) ? undefined : matchesNothing(people.pattern);
  }
}

/** A person whom only a rule names, where the file does not list all people, and someone of almost the same address. */
function misspelled(email: string, everyone: readonly string[]): ProblemInit | undefined {
  const suggestion = everyone.includes(email) ? undefined : didYouMean(email, everyone);
  if (suggestion === undefined) return undefined;
  return {
    code: 'unknown-person',
    severity: 'warning',
    message: `no other part of this file names ${email}`,
    suggestion,
  };
}

/** Everyone whom a file names, once. */
function peopleIn({ desired }: Subject): readonly string[] {
  const people = new Set<string>();
  for (const { kind, key } of desired.items) {
    if (kindOf(kind).keyedBy === 'person') people.add(ownName(key));
  }
  return [...people];
}

function unknownPlaces(
  places: RulePlaces,
  listed: (kind: Kind) => readonly DesiredItem[],
): { readonly kind: Kind['name']; readonly init: ProblemInit } | undefined {
  const fits = keyMatcher(places.key);
  if (listed(kindOf(places.kind)).some(({ key }) => fits(key))) return undefined;
  const missing = missingIn(places, (kind) => listed(kind).map(({ key }) => key));
  if (missing === undefined) {
    return { kind: places.kind, init: matchesNothing(ownName(places.key)) };
  }
  const name = nameFrom(ownName(missing.key));
  const kind = kindOf(missing.kind);
  const { label } = kind;
  const guess = didYouMean(
    name,
    listed(kind).map(({ key }) => ownName(key)),
  );
  // A file need not list every resource of the account, so only a likely typing mistake is certain to be one.
  const init: ProblemInit = {
    code: 'unknown-resource',
    severity: guess === undefined ? 'notice' : 'error',
    message:
      guess === undefined
        ? `this file does not list ${label} "${name}", so only a plan and "ax-access test --live" check the rule there`
        : `unknown ${label} "${name}"`,
    ...(guess !== undefined && { suggestion: guess }),
  };
  return { kind: missing.kind, init };
}

const matchesNothing = (pattern: string): ProblemInit => ({
  severity: 'notice',
  code: 'rule-matches-nothing',
  message: `"${pattern}" matches nothing in this file yet`,
});

function unknownPermission(name: string, { desired }: Subject): ProblemInit | undefined {
  if (isKnown(name)) return undefined;
  const isHeld = desired.items.some(({ fields: { permissions } }) =>
    Array.isArray(permissions) ? permissions.includes(name) : false,
  );
  if (isHeld) return undefined;
  const meant = slipOf(name) ?? closest(name, ['access', ...builtInRoles]);
  if (meant !== undefined) {
    return {
      code: 'unknown-permission',
      message: `unknown permission "${name}"`,
      suggestion: `did you mean "${meant}"?`,
    };
  }
  return isPermission(name)
    ? {
        code: 'new-permission',
        severity: 'warning',
        message: `permission "${name}" is not known to this release`,
        suggestion: 'check the spelling; if Arize added it recently, ignore this warning',
      }
    : {
        code: 'unknown-permission',
        message: `"${name}" is not a permission, a built-in role or \`access\``,
        suggestion: 'write it like PROJECT_READ',
      };
}

import equal from 'fast-deep-equal';
import { isBuiltInRole } from '../fields.ts';
import type { Complain, Kind, ParsedEntry } from '../kind.ts';
import { builtInRank, roleIn } from '../kinds/grants.ts';
import type { DesiredItem, Key, RoleRef, WeakerTeam } from '../model.ts';
import { byText, canonicalEmail, canonicalName } from '../names.ts';
import type { Position, Problem } from '../document/problem.ts';
import { isRecord } from '../records.ts';
import { allOf } from '../document/phrases.ts';
import { didYouMean } from '../document/suggest.ts';
import type { LocatedDocument, YamlPath } from '../document/locatedDocument.ts';
import type { Members, Teams } from './teams.ts';

/** The team through which a person gets a grant, and where it lists them. */
export interface ByTeam {
  readonly team: string;
  readonly listed: Position;
}

/** What `flatten` provides. */
export interface Context {
  readonly document: LocatedDocument;
  readonly teams: Teams;
  complainAt(path: YamlPath): Complain;
  emptyName(path: YamlPath): Problem;
  itemOf(kind: Kind, key: Key, written: ParsedEntry, path: YamlPath, by: ByTeam): DesiredItem;
  report(problem: Problem): void;
}

/** A map of people that may contain teams. */
interface Crowded {
  readonly kind: Kind;
  readonly key: Key;
  readonly path: YamlPath;
  readonly content: Readonly<Record<string, unknown>>;
  /** The people it lists by name. */
  readonly named: ReadonlyMap<string, DesiredItem | undefined>;
}

/** The grant that a team gives a person in a map. */
interface Offer {
  readonly team: string;
  readonly path: YamlPath;
  /** The number of people that the team brings into this map. */
  readonly size: number;
  /** Absent if the value of the team cannot be used. */
  readonly item: DesiredItem | undefined;
}

/** A person in a map through a team, without an item if the value of the team cannot be used. */
interface Brought {
  readonly key: Key;
  readonly item: DesiredItem | undefined;
  readonly path: YamlPath;
}

/**
 * The people in a map through teams, including those also listed by name. If two teams give different roles,
 * the stronger applies: the higher built-in role, or the custom role of this file that has every permission
 * of the other. Roles that cannot be compared are an error.
 */
export function broughtByTeams(
  { document, teams, complainAt, emptyName, itemOf, report }: Context,
  { kind, key: place, path: top, content, named }: Crowded,
): readonly Brought[] {
  const offers = new Map<string, Offer[]>();
  for (const raw in content) {
    if (raw.includes('@')) continue;
    const value = content[raw];
    const path = [...top, raw];
    const team = canonicalName(raw);
    if (team === '') {
      report(emptyName(path));
      continue;
    }
    const people = teams.get(team);
    if (people === undefined) {
      report(
        document.problem(path, {
          code: 'unknown-team',
          message: `"${raw}" is neither an e-mail address nor a team in this file`,
          suggestion:
            didYouMean(team, teams.keys()) ??
            'e-mail addresses have an @; teams are defined under `teams`',
          what: 'key',
        }),
      );
      continue;
    }
    // A problem with the value is reported once, not for each person.
    const complain = complainAt(path);
    const written = kind.parse(value, complain);
    const out = exceptedFrom({ team, people, teams, except: written?.except ?? [] }, complain);
    const brought = [...people].filter(([email]) => !out.has(email));
    for (const [email, listed] of brought) {
      const item = written && itemOf(kind, [...place, email], written, path, { team, listed });
      const all = offers.get(email) ?? [];
      all.push({ team, path, size: brought.length, item });
      offers.set(email, all);
    }
  }
  const isNamedForGood = (email: string): boolean =>
    named.has(email) && named.get(email)?.until === undefined;
  for (const clash of clashesIn(offers, isNamedForGood, document))
    report(clashProblem(clash, document));
  return [...offers].flatMap(([email, all]): readonly Brought[] => {
    const [first] = all;
    if (first === undefined) return [];
    const usable = all.flatMap(({ item, ...offer }) => (item ? [{ ...offer, item }] : []));
    const best = strongest(usable, document);
    return [{ key: [...place, email], ...(best ?? { item: undefined, path: first.path }) }];
  });
}

/** The people that `except` leaves out of a team, by e-mail or through other teams. */
function exceptedFrom(
  {
    team,
    people,
    teams,
    except,
  }: {
    readonly team: string;
    readonly people: Members;
    readonly teams: Teams;
    readonly except: readonly string[];
  },
  complain: Complain,
): ReadonlySet<string> {
  const out = new Set<string>();
  for (const [index, text] of except.entries()) {
    const path = ['except', index];
    if (text.includes('@')) {
      const email = canonicalEmail(text);
      out.add(email);
      if (people.has(email)) continue;
      complain('except-nobody', `${email} is not in the team "${team}"`, {
        path,
        severity: 'warning',
        suggestion: didYouMean(email, people.keys()) ?? 'remove it',
      });
      continue;
    }
    const name = canonicalName(text);
    const others = teams.get(name);
    if (others === undefined) {
      if (name === '') continue;
      complain('unknown-team', `"${text}" is neither an e-mail address nor a team in this file`, {
        path,
        suggestion:
          didYouMean(name, teams.keys()) ??
          'e-mail addresses have an @; teams are defined under `teams`',
      });
      continue;
    }
    for (const email of others.keys()) out.add(email);
    if ([...others.keys()].some((email) => people.has(email))) continue;
    complain('except-nobody', `the teams "${name}" and "${team}" have no people in common`, {
      path,
      severity: 'warning',
      suggestion: 'remove it',
    });
  }
  return out;
}

/** Two teams that give the same people roles of which neither is stronger. */
interface Clash {
  readonly first: Offer;
  readonly second: Offer;
  readonly emails: string[];
}

/** Finds clashes, each pair of teams once. */
function clashesIn(
  offers: ReadonlyMap<string, readonly Offer[]>,
  isExempt: (email: string) => boolean,
  document: LocatedDocument,
): readonly Clash[] {
  const clashes = new Map<string, Clash>();
  for (const [email, all] of offers) {
    if (all.length < 2 || isExempt(email)) continue;
    for (const [index, second] of all.entries()) {
      const first = all.slice(0, index).find((other) => isClash(other, second, document));
      if (first === undefined) continue;
      const pair = JSON.stringify([first.team, second.team]);
      const clash = clashes.get(pair) ?? { first, second, emails: [] };
      clash.emails.push(email);
      clashes.set(pair, clash);
    }
  }
  return [...clashes.values()];
}

const roleOf = (item: DesiredItem | undefined): RoleRef | undefined => item && roleIn(item.fields);

/** Whether a role ranks among admin, member and read-only. `{}` ranks below all of them. */
const isRanked = (role: RoleRef | undefined): boolean =>
  role === undefined || (typeof role === 'string' && role !== 'annotator');

function isClash(one: Offer, other: Offer, document: LocatedDocument): boolean {
  if (one.item === undefined || other.item === undefined) return false;
  const [a, b] = [roleOf(one.item), roleOf(other.item)];
  if (equal(a, b) || (isRanked(a) && isRanked(b))) return false;
  if (allowsMore(one, other, document) || allowsMore(other, one, document)) return false;
  // `{}` asks for no role, so an annotator stays an annotator.
  return !((a === undefined && b === 'annotator') || (a === 'annotator' && b === undefined));
}

function clashProblem({ first, second, emails }: Clash, document: LocatedDocument): Problem {
  const [email = '', ...more] = emails;
  const isOne = more.length === 0;
  const [low, high] = allowsMore(first, second, document) ? [second, first] : [first, second];
  return document.problem(second.path, {
    code: 'teams-disagree',
    message: `${allOf(emails)} ${isOne ? 'is' : 'are'} in the teams "${first.team}" and "${second.team}", which give different roles here: ${nameOf(roleOf(first.item))} and ${nameOf(roleOf(second.item))}`,
    suggestion: `add \`except: [${high.team}]\` to the grant of "${low.team}", or list ${isOne ? email : 'them'} by name, which overrides teams`,
    what: 'key',
    related: [
      {
        message: `the role from "${first.team}"`,
        position: document.locate(first.path, 'key'),
      },
    ],
  });
}

/** The permissions of the custom role that a team gives, if the file defines it. */
function permissionsOf(
  { item }: Pick<Offer, 'item'>,
  { value }: LocatedDocument,
): readonly unknown[] | undefined {
  const { roles } = value;
  const role = roleOf(item);
  if (!isRecord(roles) || typeof role !== 'object') return undefined;
  const written = roles[role.custom];
  return isRecord(written) && Array.isArray(written['permissions'])
    ? written['permissions']
    : undefined;
}

/** Whether the custom role of one team has every permission of the other's, as far as the file says. */
function allowsMore(one: Offer, other: Offer, document: LocatedDocument): boolean {
  const more = permissionsOf(one, document);
  const less = permissionsOf(other, document);
  return more !== undefined && (less?.every((permission) => more.includes(permission)) ?? false);
}

const nameOf = (role: RoleRef | undefined): string =>
  role === undefined ? '{}' : typeof role === 'string' ? role : `"${role.custom}"`;

/** The strength of a role among comparable ones. Of custom roles, one has all permissions of the others. */
function rankOf(offer: Usable, document: LocatedDocument): number {
  const role = roleOf(offer.item);
  if (typeof role === 'string') return builtInRank[role];
  return new Set(permissionsOf(offer, document)).size;
}

/** How long a grant lasts, as a string that sorts. */
const lasts = ({ until = 'for ever' }: DesiredItem): string => until;

type Usable = Offer & { readonly item: DesiredItem };

/**
 * The strongest grant that teams give a person, the longest if equal, with the grant that follows after its
 * last day.
 */
function strongest(
  offers: readonly Usable[],
  document: LocatedDocument,
): { readonly item: DesiredItem; readonly path: YamlPath } | undefined {
  const [best, ...others] = offers.toSorted(
    (a, b) => rankOf(b, document) - rankOf(a, document) || byText(lasts(b.item), lasts(a.item)),
  );
  if (best === undefined) return undefined;
  if (others.length === 0) return { item: best.item, path: best.path };
  const after = strongest(
    others.filter(({ item }) => lasts(item) > lasts(best.item)),
    document,
  );
  const weaker = others.flatMap((other): readonly WeakerTeam[] => {
    const { team, path, size, item } = other;
    const role = roleOf(item);
    // A larger team sets a baseline that others raise. A smaller one looks as if it lowered the role of its
    // people.
    const isNarrower = size <= best.size && rankOf(other, document) < rankOf(best, document);
    if (!isNarrower || !isBuiltInRole(role)) return [];
    return [{ team, role, source: document.locate(path, 'key') }];
  });
  return {
    item: {
      ...best.item,
      ...(after && { otherwise: after.item }),
      ...(weaker.length > 0 && { weaker }),
    },
    path: best.path,
  };
}

import { groupBy } from '../group.ts';
import type { AccessDelta } from '../delta.ts';
import { chainOf, kindOf, parentAddress, refAddress } from '../kinds/index.ts';
import { selectedBy } from '../kinds/select.ts';
import { limitRules } from '../limits.ts';
import type { Change, Desired, Limit, LimitName, Limits, Live, Ref, Verdict } from '../model.ts';
import { byText } from '../names.ts';
import { namedExactly } from './named.ts';
import { ownName } from '../key.ts';

/** A small list would exceed any percentage, so this many removals of a kind in one resource are always allowed. */
const alwaysAllowed = 5;

/**
 * Judges a run by its limits. Only causes are counted; cascades count through the people who lose access.
 * @param changes the changes that would run
 * @param access their effect on people's access
 */
export function evaluateLimits(
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  limits: Limits,
  access: AccessDelta,
): readonly Verdict[] {
  const removals = changes.filter(({ action }) => action === 'delete');
  const scopes = scopesOf(removals, desired, live);
  return [
    ...percentages(scopes, desired, limits.removal_percent),
    total(removals, limits.removals),
    emptied(scopes, desired, limits.emptied_scopes),
    losingAll(changes, access, limits.people_losing_all_access),
  ];
}

/** Names the flag that raises a limit on purpose. */
export const overrideHint = (name: LimitName, value: number): string =>
  `If this is intended, add ${limitRules[name].flag} ${value}.`;

/** The items of one kind in one resource, some of which are to be removed. */
interface Scope {
  readonly place: Ref | undefined;
  /** Kind and resource in words: `space members of space "team-alpha"`. */
  readonly words: string;
  readonly removals: readonly Change[];
  /** How many of them a file could manage: no service identities, nothing predefined, ignored or hidden. */
  readonly live: number;
}

function scopesOf(
  removals: readonly Change[],
  desired: Desired,
  { items, hidden }: Live,
): readonly Scope[] {
  const groups = groupBy(removals, scopeKey);
  if (groups.size === 0) return [];
  const counts = new Map<string, number>();
  for (const item of items) {
    const key = scopeKey(item);
    if (!groups.has(key) || item.builtIn || item.service || hidden.has(item.address)) continue;
    if (selectedBy(desired.ignore, item) === undefined) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return [...groups]
    .toSorted(([a], [b]) => byText(a, b))
    .map(([key, group]): Scope => {
      const [first] = group;
      const [, place] = chainOf(first);
      const words = `${plural(kindOf(first.kind).label)} of ${nameOf(place)}`;
      return { place, words, removals: group, live: Math.max(counts.get(key) ?? 0, group.length) };
    });
}

const scopeKey = (ref: Ref): string => `${parentAddress(ref)} ${ref.kind}`;

const nameOf = (place: Ref | undefined): string =>
  place === undefined ? 'the account' : `${kindOf(place.kind).label} "${ownName(place.key)}"`;

/** The percentage guards entries that merely fell out of a map. Tombstones and expired grants were intended. */
function percentages(scopes: readonly Scope[], desired: Desired, limit: Limit): readonly Verdict[] {
  const isNamed = namedExactly(desired);
  const counted = scopes.flatMap((scope) => {
    const removals = scope.removals.filter((change) => !isNamed(change));
    return removals.length > alwaysAllowed ? [{ ...scope, removals }] : [];
  });
  if (counted.length === 0) {
    const message = `No resource loses more than ${alwaysAllowed} items of one kind.`;
    return [verdict('removal_percent', limit, 0, [], message)];
  }
  return counted.map(({ place, words, removals, live }) => {
    // Rounded up, so that the number shown is the number that lets it through.
    const share = Math.ceil((100 * removals.length) / live);
    const message = `${removals.length} of ${live} ${words} would be removed (${share}%): ${firstOf(removals)}. ${atMost(limit, '%')}`;
    return {
      ...verdict('removal_percent', limit, share, removals, message),
      scope: place === undefined ? '' : refAddress(place),
    };
  });
}

function total(removals: readonly Change[], limit: Limit): Verdict {
  const message =
    removals.length === 0
      ? 'Nothing is removed.'
      : `This run would remove ${times(removals.length, 'item')}: ${firstOf(removals)}. ${atMost(limit)}`;
  return verdict('removals', limit, removals.length, removals, message);
}

/** A map can become empty by mistake. Naming every one of its grants by address is intended, so it passes. */
function emptied(scopes: readonly Scope[], desired: Desired, limit: Limit): Verdict {
  const grants = desired.removed.filter(({ kind }) => kindOf(kind).manage !== undefined);
  const named = new Set(grants.map(refAddress));
  const empty = scopes.filter(
    ({ removals, live }) =>
      live >= 2 && removals.length >= live && removals.some(({ address }) => !named.has(address)),
  );
  const removals = empty.flatMap((scope) => scope.removals);
  const places = empty.slice(0, 3).map(({ words, live }) => `all ${live} ${words}`);
  const more = empty.length > places.length ? ` and ${empty.length - places.length} more` : '';
  const message =
    empty.length === 0
      ? 'No resource loses every item of a kind.'
      : `${times(empty.length, 'resource')} would lose every item of a kind: ${places.join(', ')}${more} (${firstOf(removals)}). ${atMost(limit)}`;
  return verdict('emptied_scopes', limit, empty.length, removals, message);
}

function losingAll(
  changes: readonly Change[],
  { losingAll: losing }: AccessDelta,
  limit: Limit,
): Verdict {
  const people = losing.map(({ person }) => person);
  const addresses = new Set(losing.flatMap(({ causes }) => causes));
  const about = changes.filter(({ address }) => addresses.has(address));
  const message =
    people.length === 0
      ? 'No person loses their last grant.'
      : `${people.length === 1 ? '1 person' : `${people.length} people`} would lose every grant that was read: ${firstNames(people, mostNamed)}. ${atMost(limit)}`;
  return { ...verdict('people_losing_all_access', limit, people.length, about, message), people };
}

/** People who would be locked out are all named, unless there are very many. */
const mostNamed = 10;

function verdict(
  rule: LimitName,
  { value: limit, source }: Limit,
  have: number,
  about: readonly Change[],
  message: string,
): Verdict {
  const blocked = have > limit;
  return {
    rule,
    scope: '',
    verdict: blocked ? 'blocked' : 'ok',
    message: blocked ? `${message} ${overrideHint(rule, have)}` : message,
    changes: blocked ? about.map(({ address }) => address) : [],
    measure: { have, limit, source },
  };
}

const atMost = ({ value, source }: Limit, unit = ''): string => {
  const by = { default: '', file: ' (set in the file)', flag: ' (set by its flag)' }[source];
  return `The limit is ${value}${unit}${by}.`;
};

/** The plural of the name of a kind. */
const plural = (label: string): string => (label === 'person' ? 'people' : `${label}s`);

const times = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const firstOf = (changes: readonly Change[]): string =>
  firstNames(
    changes.map(({ kind, key }) =>
      kindOf(kind).keyedBy === 'person' ? ownName(key) : `${kindOf(kind).label} "${ownName(key)}"`,
    ),
  );

function firstNames(names: readonly string[], most = 3): string {
  const more = names.length > most ? ` and ${names.length - most} more` : '';
  return `${names.slice(0, most).join(', ')}${more}`;
}

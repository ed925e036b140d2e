import { itemsAfter } from '../diff/after.ts';
import { selects } from '../kinds/select.ts';
import { goingAlong } from '../diff/state.ts';
import type { AccessDelta } from '../delta.ts';
import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import { limitRules } from '../limits.ts';
import type {
  Change,
  Desired,
  History,
  Limits,
  Live,
  LiveItem,
  Ref,
  Selector,
  Verdict,
} from '../model.ts';
import { byText, canonicalEmail } from '../names.ts';
import { judgeLimits, overrideHint } from './limits.ts';
import { takesFrom } from './order.ts';
import { judgeCounts } from './shrunk.ts';

/**
 * Judges the account as a run would leave it. One rule blocked, and nothing may be written.
 * @param changes those that would run
 * @param access what they do to people's access
 * @param history what earlier runs saw; without it, nobody can tell whether a list came back cut
 */
export function judge(
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  limits: Limits,
  access: AccessDelta,
  history?: History,
): readonly Verdict[] {
  const after = itemsAfter(live.items, changes);
  return [
    sight(changes, live),
    caller(changes, live),
    ...(history === undefined ? [] : judgeCounts(changes, live.coverage, history)),
    ...minAdmins(changes, live, after, limits),
    ...isProtected(changes, desired, live, after),
    ...judgeLimits(changes, desired, live, limits, access),
  ];
}

/** Below the account one admin is enough: the account's can help. */
const leastBelow = 1;

const verdict = (
  rule: Verdict['rule'],
  scope: string,
  blocking: readonly Change[],
  messages: { readonly ok: string; readonly blocked: string },
): Verdict => {
  const blocked = blocking.length > 0;
  return {
    rule,
    scope,
    verdict: blocked ? 'blocked' : 'ok',
    message: blocked ? messages.blocked : messages.ok,
    changes: blocking.map(({ address }) => address),
  };
};

/** Lists that are filtered by rights prove nothing by absence. */
function sight(changes: readonly Change[], { caller: who }: Live): Verdict {
  const blind = who?.accountAdmin !== true;
  return verdict('sight', '', blind ? changes.filter(({ action }) => action !== 'update') : [], {
    ok: blind
      ? 'Nothing is created or removed on the strength of lists that may be filtered.'
      : 'The key sees the whole account.',
    blocked: `${who === undefined ? 'Arize does not say whose key this is' : `${who.email} is no account admin`}, so lists may be filtered, and what seems to be missing may be there. Use the key of an account admin.`,
  });
}

const isAccountLevel = (ref: Ref): boolean => {
  const { keyedBy, parent } = kindOf(ref.kind);
  return keyedBy === 'person' && parent === undefined;
};

/** A run must not end with the one who runs it locked out. */
function caller(changes: readonly Change[], { caller: who }: Live): Verdict {
  const own = changes.filter((change) => takesFrom(change, who));
  const locking = own.filter(
    (change) =>
      isAccountLevel(change) ||
      (who?.accountAdmin === false &&
        change.action !== 'create' &&
        change.before['role'] === 'admin'),
  );
  return verdict('caller', '', locking, {
    ok: 'The caller keeps admin.',
    blocked: `This would take the right to run it from ${who?.email ?? 'the caller'}, whose key is used. Let another admin run it.`,
  });
}

const isAdmin = ({ fields, service, status }: LiveItem): boolean =>
  fields['role'] === 'admin' && service !== true && status === undefined;

/** How many admins each place has; the account is the place ''. */
function countAdmins(items: readonly LiveItem[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    if (!isAdmin(item)) continue;
    const [, parent] = chainOf(item);
    const place = parent === undefined ? '' : refAddress(parent);
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

/** Judged only where the run lowers the number: an account that has too few already can still be mended. */
function minAdmins(
  changes: readonly Change[],
  { items }: Live,
  after: readonly LiveItem[],
  { min_admins: limit }: Limits,
): readonly Verdict[] {
  const before = countAdmins(items);
  const left = countAdmins(after);
  const standing = new Set(after.map(({ address }) => address));
  const lowered = [...before.keys()]
    .filter((place) => (left.get(place) ?? 0) < (before.get(place) ?? 0))
    .filter((place) => place === '' || standing.has(place))
    .toSorted(byText);
  return lowered.map((place) => {
    const have = left.get(place) ?? 0;
    const need = place === '' ? limit.value : leastBelow;
    const flag =
      place === '' && have >= limitRules.min_admins.least
        ? ` ${overrideHint('min_admins', have)}`
        : '';
    const losing = items.filter((item) => isAdmin(item) && placeOf(item) === place);
    const kept = new Set(after.filter(isAdmin).map(({ address }) => address));
    const lost = losing.filter(({ address }) => !kept.has(address));
    const emails = new Set(lost.map(({ key }) => key.at(-1)));
    const causes = changes.filter(
      (change) => change.effect !== 'grants' && emails.has(change.key.at(-1)),
    );
    const name = nameOf(place, items);
    const blocking = have < need ? causes : [];
    return {
      ...verdict('min_admins', place, blocking, {
        ok: `${name} keeps ${have} admins (at least ${need}).`,
        blocked: `${name} would be left with ${have} of ${before.get(place) ?? 0} admins; at least ${need} must stay. It would lose ${[...emails].slice(0, 3).join(', ')}${emails.size > 3 ? ` and ${emails.size - 3} more` : ''}. Make somebody else an admin first, in a run of its own.${flag}`,
      }),
      measure: { have, limit: need, source: place === '' ? limit.source : 'default' },
      verdict: have < need ? 'blocked' : 'ok',
    };
  });
}

/** What people call a place: its address is for programs. */
function nameOf(place: string, items: readonly LiveItem[]): string {
  const item = items.find(({ address }) => address === place);
  return item === undefined
    ? 'the account'
    : `${kindOf(item.kind).label} "${item.key.at(-1) ?? ''}"`;
}

const placeOf = (ref: Ref): string => {
  const [, parent] = chainOf(ref);
  return parent === undefined ? '' : refAddress(parent);
};

/** Nothing that the file protects may be removed, demoted, shut out, or lose a permission. */
function isProtected(
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  after: readonly LiveItem[],
): readonly Verdict[] {
  return desired.protected.map((selector) => {
    const harming = changes.filter(
      (change) => change.effect !== 'grants' && harms(change, selector, live, after),
    );
    const name = selector.key.at(-1) ?? '';
    return verdict('protected', refAddress(selector), harming, {
      ok: `${name} is protected and untouched.`,
      blocked: `${name} is protected, and this run would take something from it. Take it out of \`protected\` in a run of its own, or leave it as it is.`,
    });
  });
}

/** Whether a change takes something from what a selector protects. */
function harms(
  change: Change,
  selector: Selector,
  live: Live,
  after: readonly LiveItem[],
): boolean {
  const isPerson = kindOf(selector.kind).keyedBy === 'person';
  // Of a person, every grant is protected; of a thing, only the thing itself, not who is in it.
  const covers = (ref: Ref): boolean =>
    isPerson ? selects(selector, ref) : refAddress(ref) === refAddress(selector);
  if (covers(change)) return true;
  if (change.action === 'delete') {
    if (!isPerson && chainOf(selector).some((above) => refAddress(above) === change.address))
      return true;
    if ([...goingAlong([change], live.items).keys()].some(covers)) return true;
  }
  if (!isPerson) return false;
  const email = canonicalEmail(selector.key[0] ?? '');
  const kind = kindOf(change.kind);
  if (kind.whenUnused) return holdsRole(email, change, live);
  return (
    change.effect === 'reduces' &&
    kind.keyedBy !== 'person' &&
    isShutOut(email, change, live, after)
  );
}

/** Whether somebody holds the role that a change cuts. */
function holdsRole(email: string, change: Change, { items, roleUses }: Live): boolean {
  const name = change.key.at(-1);
  const id = change.action === 'create' ? undefined : change.id;
  return (
    items.some(({ key, fields: { role } }) => {
      return (
        key.at(-1) === email && typeof role === 'object' && 'custom' in role && role.custom === name
      );
    }) || (roleUses ?? []).some((use) => use.role === id && use.email === email)
  );
}

/** Whether a restriction or a private space shuts somebody out who gets in from above today. */
function isShutOut(
  email: string,
  change: Change,
  { items }: Live,
  after: readonly LiveItem[],
): boolean {
  const [self, ...above] = chainOf(change);
  const [closed, ...outer] = kindOf(change.kind).keyedBy === 'parent' ? above : [self, ...above];
  if (closed === undefined) return false;
  const grants = (list: readonly LiveItem[], places: readonly (Ref | undefined)[]) =>
    list.filter(
      (item) =>
        item.key.at(-1) === email &&
        kindOf(item.kind).keyedBy === 'person' &&
        places.some((place) => placeOf(item) === (place === undefined ? '' : refAddress(place))),
    );
  const inside = grants(after, [closed]).length > 0;
  const stillAdmin = grants(after, [...outer, undefined]).some(
    ({ fields }) => fields['role'] === 'admin',
  );
  return !inside && !stillAdmin && grants(items, outer).length > 0;
}

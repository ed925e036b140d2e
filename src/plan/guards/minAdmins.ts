import { chainOf, kindOf, refAddress } from '../../kinds/index.ts';
import { limitRules } from '../../limits.ts';
import type { Change, Limits, Live, LiveItem, Verdict } from '../../model.ts';
import { byText } from '../../names.ts';
import { overrideHint } from '../limits.ts';
import { placeOf } from './placeOf.ts';
import { verdict } from './verdict.ts';

/** Below the account one admin is enough: the account's can help. */
const leastBelow = 1;

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
export function minAdmins(
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

import type { LosingAll } from '../delta.ts';
import { kindOf } from '../kinds/index.ts';
import { byText } from '../names.ts';
import type { AccessState, Thing } from './state.ts';
import { emailIn } from '../key.ts';

/**
 * People who have access now and would have none afterwards. An account membership alone gives no access, unless it is
 * as admin. Grants in places that were not read do not count, so the list may be too long but never too short.
 * @param holders people with a changed grant of their own
 * @param why the change behind each changed item
 */
export function losingAll(
  holders: ReadonlySet<string>,
  { items: was, people }: AccessState,
  { items: will }: AccessState,
  why: ReadonlyMap<string, string>,
): readonly LosingAll[] {
  const lost = new Map<string, Set<string>>();
  if (holders.size === 0) return [];
  const kept = new Set<string>();
  const left = new Set<string>();
  for (const item of will) {
    const email = emailIn(item.key);
    if (!holders.has(email)) continue;
    left.add(item.address);
    if (isHeld(item) && opens(item)) kept.add(email);
  }
  for (const item of was) {
    const email = emailIn(item.key);
    if (!holders.has(email) || kept.has(email) || left.has(item.address) || !isHeld(item)) continue;
    if (people.get(email)?.service || isOut(people.get(email))) continue;
    const cause = why.get(item.address);
    if (cause !== undefined) lost.set(email, (lost.get(email) ?? new Set()).add(cause));
  }
  return [...lost]
    .toSorted(([a], [b]) => byText(a, b))
    .map(([person, causes]) => ({ person, causes: [...causes].toSorted(byText) }));
}

const isOut = (person: Thing | undefined): boolean =>
  person?.status === 'blocked' || person?.status === 'expired';

/** A grant, or the account admin right, of a person who is not blocked already. */
const isHeld = (item: Thing): boolean =>
  kindOf(item.kind).access?.is === 'grant' && item.service !== true && !isOut(item);

const opens = ({ kind, fields }: Thing): boolean => {
  const { access, parent } = kindOf(kind);
  return access?.is === 'grant' && (parent !== undefined || access.gives(fields) === 'admin');
};

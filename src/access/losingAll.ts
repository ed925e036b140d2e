import type { LosingAll } from '../delta.ts';
import { kindOf } from '../kinds/index.ts';
import { byText } from '../names.ts';
import type { Thing } from './state.ts';
import { emailIn } from '../key.ts';

/**
 * People who hold something that was read and would hold nothing afterwards. Being of the account opens nothing by itself;
 * being its admin does. A grant in a place that was not read keeps no one off the list: too many rather than too few.
 * @param holders people of whose own grants one is different
 * @param people those of the account, by e-mail
 * @param things before and after, by address
 * @param why for each thing that changes, the change that does it
 */
export function losingAll(
  holders: ReadonlySet<string>,
  people: ReadonlyMap<string, Thing>,
  [was, will]: readonly [ReadonlyMap<string, Thing>, ReadonlyMap<string, Thing>],
  why: ReadonlyMap<string, string>,
): readonly LosingAll[] {
  const lost = new Map<string, Set<string>>();
  const kept = new Set<string>();
  for (const item of will.values()) {
    const email = emailIn(item.key);
    if (holders.has(email) && isHeld(item) && opens(item)) kept.add(email);
  }
  for (const item of was.values()) {
    const email = emailIn(item.key);
    if (!holders.has(email) || kept.has(email) || will.has(item.address) || !isHeld(item)) continue;
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

/** A grant, or the account itself, of a person who is not shut out already. */
const isHeld = (item: Thing): boolean =>
  kindOf(item.kind).access?.is === 'grant' && item.service !== true && !isOut(item);

const opens = ({ kind, fields }: Thing): boolean => {
  const { access, parent } = kindOf(kind);
  return access?.is === 'grant' && (parent !== undefined || access.gives(fields) === 'admin');
};

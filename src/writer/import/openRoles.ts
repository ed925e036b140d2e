import { unappliableRole } from '../../diff/annotators.ts';
import { stateOf } from '../../diff/state.ts';
import { kindOf, personRef, refAddress } from '../../kinds/index.ts';
import type { DesiredItem } from '../../model.ts';
import type { Subject } from './subject.ts';
import { emailIn } from '../../key.ts';

/**
 * Roles of a file that Arize doesn't show and that are no longer possible: the person's account role has changed, and
 * an account annotator is an annotator everywhere. The entry stays without its role.
 * @param addresses to adopt
 */
export function unappliableRoles(
  addresses: readonly string[],
  { desired, live }: Pick<Subject, 'desired' | 'live'>,
): readonly DesiredItem[] {
  const taken = new Set(addresses);
  const people = live.items.filter(
    ({ kind, address }) =>
      taken.has(address) && kindOf(kind).keyedBy === 'person' && kindOf(kind).parent === undefined,
  );
  if (people.length === 0) return [];
  const emails = new Set(people.map(({ key }) => emailIn(key)));
  const state = stateOf(desired, live);
  return desired.items.filter((item) => {
    const { address, key, fields } = item;
    if (taken.has(address) || !emails.has(emailIn(key))) return false;
    const there = state.found.get(address);
    const isUnseen =
      there === undefined ? live.hidden.has(address) : there.fields['role'] === undefined;
    const isListed = state.wanted.has(refAddress(personRef(emailIn(key))));
    return isUnseen && isListed && unappliableRole(item, fields, state) !== undefined;
  });
}

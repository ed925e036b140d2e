import { kindOf } from '../kinds/index.ts';
import type { Desired, Live } from '../model.ts';

/** Ids of the named items that are both in the file and in the account, by address. */
export function idsOf(desired: Desired, { items }: Live): Readonly<Record<string, string>> {
  const listed = new Set(desired.items.map(({ address }) => address));
  const named = items.filter(
    ({ kind, address }) => kindOf(kind).keyedBy === 'name' && listed.has(address),
  );
  return Object.fromEntries(named.map(({ address, id }) => [address, id]));
}

import { chainOf, kindOf, parentOf, refAddress } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import { emailIn, ownName } from '../../key.ts';
import type { Live, LiveItem } from '../../model.ts';

/** What of an account a file can say, and what it can not. */
export interface Sayable {
  readonly kept: readonly LiveItem[];
  readonly notes: readonly string[];
}

/** What the file can say: people and what is theirs, custom roles, and projects that have something to say. */
export function sayable(live: Live): Sayable {
  const notes: string[] = [];
  const speaking = new Set(
    live.items.flatMap((item) => {
      const parent = parentOf(item);
      const isSaid = parent !== undefined && item.service !== true;
      return isSaid ? [refAddress(parent)] : [];
    }),
  );
  let silent = 0;
  let services = 0;
  const kept = live.items.filter((item) => {
    const kind = kindOf(item.kind);
    const name = ownName(item.key);
    if (item.builtIn || item.status === 'blocked') return false;
    if (item.service) {
      services += 1;
      return false;
    }
    if (kind.keyedBy === 'name' && item.fields['name'] !== name) {
      notes.push(`Left out: ${kind.label} "${name}", because another has the same name.`);
      return false;
    }
    if (kind.createOnRequest && !speaking.has(item.address)) {
      silent += 1;
      return false;
    }
    return true;
  });
  if (silent > 0)
    notes.push(`Left out: ${counted(silent, 'project')} without a restriction or a role binding.`);
  if (services > 0)
    notes.push(
      `Left out: ${counted(services, 'grant')} of service identities, which no file manages.`,
    );
  notes.push(...hiddenNote(live));
  return { kept, notes };
}

/** What an admin right may hide: who has one, and where, is all that is known. */
export function hiddenNote({ hidden }: Pick<Live, 'hidden'>): readonly string[] {
  if (hidden.size === 0) return [];
  const refs = [...hidden.keys()].flatMap((address) => refOf(address) ?? []);
  const admins = new Set(refs.map(({ key }) => emailIn(key)));
  const places = new Set(refs.flatMap((ref) => chainOf(ref).slice(1, 2).map(refAddress)));
  return [
    `Left out: whether ${counted(admins.size, 'admin')} ${admins.size === 1 ? 'is a member' : 'are members'} of ${counted(places.size, 'space')}. Arize shows only that admins get in anyway.`,
  ];
}

export const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

import { counted } from '../../counted.ts';
import {
  chainOf,
  kindOf,
  nameOf,
  parentAddress,
  parentOf,
  refAddress,
  requiredBy,
  siblingKey,
} from '../../kinds/index.ts';
import { isGrantKind } from '../../kinds/grants.ts';
import { refOf } from '../../kinds/refOf.ts';
import { emailIn, ownName, placeName } from '../../key.ts';
import type { Desired, Live, LiveItem, Ref } from '../../model.ts';
import { canonicalName } from '../../names.ts';

/** What a file can express of an account, and what it cannot. */
export interface Sayable {
  readonly kept: readonly LiveItem[];
  /** Items that no file can name. A map in which their absence would be a removal must not be complete. */
  readonly missing: readonly LiveItem[];
  readonly notes: readonly string[];
}

/**
 * What a file can express: people and their grants, custom roles, and projects with settings of their own. With an item
 * its children and references are left out too, so that the plan of the file is empty.
 * @param desired a file; the items it lists can be named, whatever their names in Arize
 */
export function sayable(live: Live, desired?: Pick<Desired, 'items'>): Sayable {
  const notes: string[] = [];
  const listed = new Set(desired?.items.map(({ address }) => address));
  const speaking = new Set(
    live.items.flatMap((item) => {
      const parent = parentOf(item);
      const isSaid = parent !== undefined && item.service !== true;
      return isSaid ? [refAddress(parent)] : [];
    }),
  );
  const counts = { silent: 0, services: 0 };
  const missing: LiveItem[] = [];
  const named = live.items.filter((item) => {
    if (item.builtIn || item.status === 'blocked') return false;
    if (item.service) {
      counts.services += 1;
      return false;
    }
    const why = listed.has(item.address) ? undefined : unsayable(item);
    if (why === undefined) return true;
    missing.push(item);
    notes.push(`Left out: ${nameOf(item)}, because ${why}.`);
    return false;
  });
  const { kept: closed, dropped } = closedUnder(named, live);
  for (const [item, why] of dropped) {
    missing.push(item);
    notes.push(
      `Left out: ${nameOf(item)}${item.key.length > 1 ? ` of ${placeName(item.key)}` : ''}, because ${why}.`,
    );
  }
  const kept = closed.filter((item) => {
    const isSilent = kindOf(item.kind).createOnRequest && !speaking.has(item.address);
    if (isSilent) counts.silent += 1;
    return !isSilent;
  });
  if (counts.silent > 0)
    notes.push(
      `Left out: ${counted(counts.silent, 'project')} without a restriction or a role binding.`,
    );
  if (counts.services > 0)
    notes.push(
      `Left out: ${counted(counts.services, 'grant')} of service identities, which an access file does not manage.`,
    );
  notes.push(...hiddenNote(live));
  return { kept, missing, notes };
}

/** Why no file can name an item; undefined if it can. A file can name whatever it lists. */
function unsayable({ kind: name, key, fields }: LiveItem): string | undefined {
  const { keyedBy } = kindOf(name);
  if (keyedBy === 'person' && !/^[^\s@]+@[^\s@]+$/.test(emailIn(key)))
    return 'it is not an e-mail address';
  if (keyedBy !== 'name') return undefined;
  // A kind without a field for its name has no other one than that of the file.
  const own = kindOf(name).fields['name'] === undefined ? ownName(key) : fields['name'];
  if (typeof own === 'string' && canonicalName(own) === '') return 'its name is blank';
  return own === ownName(key) ? undefined : 'another item has the same name';
}

/** The items without those whose parent or required item is missing; and the grants dropped for that, with the reason. */
function closedUnder(
  items: readonly LiveItem[],
  { items: all, coverage }: Live,
): { readonly kept: readonly LiveItem[]; readonly dropped: ReadonlyMap<LiveItem, string> } {
  const read = new Set(coverage.map(({ kind, scope }) => `${kind} ${scope}`));
  const builtIn = all.filter((item) => item.builtIn).map(({ address }) => address);
  const dropped = new Map<LiveItem, string>();
  let kept = items;
  for (let before = -1; before !== kept.length;) {
    before = kept.length;
    const names = new Set([...kept.map(({ address }) => address), ...builtIn]);
    const lacks = (ref: Ref): boolean => !names.has(refAddress(ref)) && read.has(siblingKey(ref));
    kept = kept.filter((item) => {
      if (parentOf(item) !== undefined && !names.has(parentAddress(item))) return false;
      const { writeOnly } = kindOf(item.kind);
      const lacking =
        isGrantKind(kindOf(item.kind)) || writeOnly
          ? requiredBy(item, item.fields).find(lacks)
          : undefined;
      if (lacking !== undefined)
        dropped.set(item, `it needs ${nameOf(lacking)}, which is left out`);
      return lacking === undefined;
    });
  }
  return { kept, dropped };
}

/** A note about memberships that an admin right may hide: only the admins and their spaces are known. */
export function hiddenNote({ hidden }: Pick<Live, 'hidden'>): readonly string[] {
  if (hidden.size === 0) return [];
  const refs = [...hidden.keys()].flatMap((address) => refOf(address) ?? []);
  const admins = new Set(refs.map(({ key }) => emailIn(key)));
  const places = new Set(refs.flatMap((ref) => chainOf(ref).slice(1, 2).map(refAddress)));
  return [
    `Left out: explicit memberships of ${counted(admins.size, 'admin')} in ${counted(places.size, 'space')}, because Arize shows only their admin access.`,
  ];
}

import equal from 'fast-deep-equal';
import { addressOf, collectionOf } from '../kind.ts';
import type { Kind } from '../kind.ts';
import { kindOf, refAddress } from '../kinds/index.ts';
import type { Desired, DesiredItem, LiveItem } from '../model.ts';
import { isCheapBelow } from './scope.ts';

/** Addresses of resources that have to be read further. */
interface Changing {
  /** Read everything inside them. */
  readonly deep: readonly string[];
  /** Read only which resources they contain. */
  readonly listed: readonly string[];
}

interface ChangeContext {
  readonly desired: Desired;
  /** The items that the file lists, by address. */
  readonly listed: ReadonlyMap<string, DesiredItem>;
  /** Memberships that an admin right may hide. */
  readonly hidden: ReadonlyMap<string, string>;
}

/**
 * Resources in which a person's access may change, or to which others may gain access. What that means inside them has to
 * be known. New people are looked up inside only where that is cheap; elsewhere only the contained resources are listed.
 * @param found the live items of a kind
 */
export function placesThatMayChange(
  kind: Kind,
  found: readonly LiveItem[],
  asked: ChangeContext,
): Changing {
  const { access, parent } = kind;
  const differing = found.filter((item) => mayChange(kind, item, asked));
  if (access?.is === 'place') return { deep: differing.map(({ address }) => address), listed: [] };
  if (access?.is !== 'grant' || parent === undefined) return { deep: [], listed: [] };
  const going = found.filter((item) => mayGo(kind, item, asked));
  const there = new Set(found.map(({ address }) => address));
  const fresh = asked.desired.items.filter(
    ({ kind: name, address }) =>
      name === kind.name && !there.has(address) && !asked.hidden.has(address),
  );
  const placesOf = (some: readonly Pick<LiveItem, 'key'>[]): readonly string[] =>
    some.map(({ key }) => addressOf(kindOf(parent), key.slice(0, -1)));
  const below = placesOf(fresh);
  return {
    deep: [...placesOf([...differing, ...going]), ...(isCheapBelow(kindOf(parent)) ? below : [])],
    listed: below,
  };
}

/** Whether the file changes who gets in, or what a person holds. */
function mayChange(
  { access }: Kind,
  { address, fields }: LiveItem,
  { listed }: ChangeContext,
): boolean {
  const wanted = listed.get(address)?.fields;
  if (wanted === undefined || access === undefined) return false;
  if (access.is === 'grant') {
    const given = access.gives(wanted);
    return given !== undefined && !equal(given, access.gives(fields));
  }
  if (access.is !== 'place' || access.inheritanceField === undefined) return false;
  const opening = wanted[access.inheritanceField];
  return opening !== undefined && opening !== fields[access.inheritanceField];
}

/** Whether an item may be removed whose holders must all be known first. */
export const mayEndUses = (kind: Kind, found: readonly LiveItem[], asked: ChangeContext): boolean =>
  kind.whenUnused === true && found.some((item) => !item.builtIn && mayGo(kind, item, asked));

/** Whether the file may remove a live item, so that its cascade has to be known. */
const mayGo = (
  kind: Kind,
  { address, key, service }: LiveItem,
  { desired, listed }: ChangeContext,
): boolean =>
  service !== true &&
  !listed.has(address) &&
  (desired.expired.some((each) => each.address === address) ||
    desired.removed.some((each) => refAddress(each) === address) ||
    desired.collections.get(collectionOf(kind, key))?.mode === 'full');

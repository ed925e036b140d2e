import { byText } from '../names.ts';
import type { AccessState, Place } from './state.ts';

/** One place before and after; it may be missing on one side. */
export interface Pair {
  readonly address: string;
  readonly place: Place;
  readonly was: Place | undefined;
  readonly will: Place | undefined;
  readonly above: Pair | undefined;
  readonly below: readonly Pair[];
  /** Its number among all pairs, from the outside in: each after those that are less deep, then by address. */
  readonly order: number;
  /** Whether everything that affects access to it was read. */
  readonly known: boolean;
  /** Addresses of the items that open or close it: itself, if it lets in different people, and its restriction. */
  readonly opening: readonly string[];
}

/** A pair while all are made. */
interface Made extends Omit<Pair, 'order'> {
  readonly depth: number;
  order: number;
}

/** Pairs the places of two states. */
export function pairUp(before: AccessState, after: AccessState): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  const made: Made[] = [];
  add(before.account, after.account, undefined);
  made.sort((a, b) => a.depth - b.depth || byText(a.address, b.address));
  for (const [order, pair] of made.entries()) pair.order = order;
  return pairs;

  function add(was: Place | undefined, will: Place | undefined, above: Made | undefined): void {
    const place = will ?? was;
    if (place === undefined) return;
    const below: Pair[] = [];
    const pair: Made = {
      address: place.address,
      place,
      was,
      will,
      above,
      below,
      depth: above === undefined ? 0 : above.depth + 1,
      order: 0,
      known: (was?.known ?? true) && (will?.known ?? true),
      opening: openingOf(was, will),
    };
    pairs.set(pair.address, pair);
    made.push(pair);
    const inner = new Map<string, readonly [Place | undefined, Place | undefined]>();
    for (const each of was?.below ?? []) inner.set(each.address, [each, undefined]);
    for (const each of will?.below ?? []) {
      inner.set(each.address, [inner.get(each.address)?.[0], each]);
    }
    for (const [address, [one, other]] of [...inner].toSorted(([a], [b]) => byText(a, b))) {
      add(one, other, pair);
      const inside = pairs.get(address);
      if (inside !== undefined) below.push(inside);
    }
  }
}

function openingOf(was: Place | undefined, will: Place | undefined): readonly string[] {
  const address = (will ?? was)?.address;
  const door = (was?.restriction ?? will?.restriction)?.address;
  return [
    ...(was?.passing !== will?.passing && address !== undefined ? [address] : []),
    ...(was?.restriction?.address !== will?.restriction?.address && door !== undefined
      ? [door]
      : []),
  ];
}

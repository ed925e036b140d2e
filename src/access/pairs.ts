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
  readonly depth: number;
  /** Whether everything that affects access to it was read. */
  readonly known: boolean;
  /** Addresses of the items that open or close it: itself, if it lets in different people, and its restriction. */
  readonly opening: readonly string[];
}

/** Pairs the places of two states. */
export function pairUp(before: AccessState, after: AccessState): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  add(before.account, after.account, undefined);
  return pairs;

  function add(was: Place | undefined, will: Place | undefined, above: Pair | undefined): void {
    const place = will ?? was;
    if (place === undefined) return;
    const below: Pair[] = [];
    const pair: Pair = {
      address: place.address,
      place,
      was,
      will,
      above,
      below,
      depth: above === undefined ? 0 : above.depth + 1,
      known: (was?.known ?? true) && (will?.known ?? true),
      opening: openingOf(was, will),
    };
    pairs.set(pair.address, pair);
    const inner = new Map<string, readonly [Place | undefined, Place | undefined]>();
    for (const each of was?.below ?? []) inner.set(each.address, [each, undefined]);
    for (const each of will?.below ?? []) {
      inner.set(each.address, [inner.get(each.address)?.[0], each]);
    }
    for (const [address, [one, other]] of [...inner].toSorted(([a], [b]) => byText(a, b))) {
      add(one, other, pair);
      const made = pairs.get(address);
      if (made !== undefined) below.push(made);
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

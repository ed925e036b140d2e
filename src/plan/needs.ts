import { kindOf } from '../kinds/index.ts';
import type { Change, LiveItem } from '../model.ts';
import { stageOf } from './order.ts';
import { ownName } from '../key.ts';

/**
 * Which changes of a difference come before which: by the address of a change, those of the changes that it needs.
 * @param items the account as it is
 */
export function needsIn(
  changes: readonly Change[],
  items: readonly LiveItem[],
): (address: string) => readonly string[] {
  const byAddress = new Map(changes.map((change) => [change.address, change]));
  const needs = new Map(
    changes.map((change) => [change.address, neededBy(change, byAddress, items)] as const),
  );
  return (address) => needs.get(address) ?? [];
}

/**
 * Of what a change requires, only what the same plan makes, changes or takes away comes before it; what belongs to a later
 * stage can't, and nothing waits for it: who joins a space does not wait for the consent to open it.
 */
function neededBy(
  change: Change,
  changes: ReadonlyMap<string, Change>,
  items: readonly LiveItem[],
): readonly string[] {
  const { whenUnused } = kindOf(change.kind);
  const frees = whenUnused && change.action === 'delete';
  const named = frees ? lettingGo(change, changes, items) : new Set(change.requires);
  return (
    [...named]
      .flatMap((address) => changes.get(address) ?? [])
      // What is there already can be named whether or not its own change succeeds.
      .filter(({ action }) => frees || action !== 'update')
      .filter(({ address }) => address !== change.address)
      .filter((other) => stageOf[other.effect] <= stageOf[change.effect])
      .map(({ address }) => address)
      .toSorted()
  );
}

/** What takes a role from its holders, by itself or along with something larger. */
function lettingGo(
  role: Change,
  changes: ReadonlyMap<string, Change>,
  items: readonly LiveItem[],
): ReadonlySet<string> {
  const name = ownName(role.key);
  const holders = new Set(
    items
      .filter(({ fields: { role: had } }) => {
        return typeof had === 'object' && 'custom' in had && had.custom === name;
      })
      .map(({ address }) => address),
  );
  const going = [...changes.values()].filter(
    (change) =>
      change.action !== 'create' && touching(change).some((address) => holders.has(address)),
  );
  return new Set(going.map(({ address }) => address));
}

/** The addresses of everything that is not what it was when a change is done. */
const touching = (change: Change): readonly string[] => [
  change.address,
  ...(change.action === 'update' && change.becomes !== undefined ? [change.becomes.address] : []),
  ...change.cascade,
];

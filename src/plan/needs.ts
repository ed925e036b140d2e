import { kindOf } from '../kinds/index.ts';
import type { Change, LiveItem } from '../model.ts';
import { stageOf } from './order.ts';
import { ownName } from '../key.ts';

/**
 * The dependencies between the changes of a difference: for the address of a change, the addresses of those it needs.
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
 * A change needs those of its requirements that the same plan creates, changes or removes. It never waits for a later
 * stage: a person can join a space before consent is given to open it.
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
      // An item that exists can be used whether or not its own change succeeds.
      .filter(({ action }) => frees || action !== 'update')
      .filter(({ address }) => address !== change.address)
      .filter((other) => stageOf[other.effect] <= stageOf[change.effect])
      .map(({ address }) => address)
      .toSorted()
  );
}

/** The changes that remove a role from its holders, directly or through a cascade. */
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

/** The addresses of every item that a change alters. */
const touching = (change: Change): readonly string[] => [
  change.address,
  ...(change.action === 'update' && change.becomes !== undefined ? [change.becomes.address] : []),
  ...change.cascade,
];

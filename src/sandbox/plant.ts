import type { Account } from './account.ts';
import type { Behaviour } from './behaviour.ts';
import type { Level, Levels, Planting } from './resource.ts';
import type { Seed } from './seed.ts';
import { emptyAccount, everyResource } from './account.ts';

/** Creates the account of a seed. The same seed gives the same numbers, ids and timestamps. */
export function plant(seed: Seed, behaviour: Partial<Behaviour> = {}): Account {
  const account = emptyAccount(seed.account?.name ?? 'Sandbox', seed.account?.id ?? 1);
  const planting = <At extends Level>(given: Levels[At], owner: number): Planting<At> => ({
    account,
    behaviour,
    given,
    owner,
    below,
  });
  const below = <At extends Level>(level: At, given: Levels[At], owner: number): void => {
    for (const part of everyResource) part.seed?.[level]?.plant(planting(given, owner));
  };
  for (const { reserve } of everyResource) reserve?.(planting<'account'>(seed, 0));
  for (const { prepare } of everyResource) prepare?.(planting<'account'>(seed, 0));
  below('account', seed, 0);
  return account;
}

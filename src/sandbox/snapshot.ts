import type { Account } from './account.ts';
import type { Level, Levels } from './resource.ts';
import type { Seed } from './seed.ts';
import { everyResource } from './account.ts';

/**
 * The account in the shape of a seed: names instead of ids, keys sorted, defaults left out. Two accounts in which all
 * people may do the same give the same snapshot, however they came to be. Of API keys it has those whose secret the
 * seed did not write out, and no secret.
 */
export function snapshot(account: Account): Seed {
  const below = <At extends Level>(level: At, owner: number): Partial<Levels[At]> => {
    const view = { account, owner, below };
    const parts = everyResource.map(({ seed }) => seed?.[level]?.show(view));
    return Object.assign({}, ...parts);
  };
  const { name, id } = account;
  return {
    account: { name, ...(id === 1 ? {} : { id }) },
    users: {},
    ...below('account', 0),
  };
}

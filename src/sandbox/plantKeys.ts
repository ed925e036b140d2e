import type { Account, ApiKeyRow, UserRow } from './account.ts';
import type { Seed } from './seed.ts';
import { EPOCH, foldEmail, timestamp } from './account.ts';
import { addApiKey, revoke } from './apiKeys.ts';
import { newSecret } from './secret.ts';

/**
 * The API keys of a seed. Those under `keys` are written out and stay readable, since they are there
 * to be used; nobody knows the secrets of those under `api_keys`, as with the real API.
 */
export function plantKeys(account: Account, seed: Seed): void {
  const userOf = (email: string): UserRow | undefined =>
    account.users.one('email', foldEmail(email));
  const admin = account.users
    .all()
    .find((user) => user.role === 'ADMIN' && user.status === 'ACTIVE' && !user.bot);
  const written =
    seed.keys === undefined
      ? admin === undefined
        ? []
        : ([['sandbox-key', admin]] as const)
      : Object.entries(seed.keys).map(([key, email]) => [key, userOf(email)] as const);
  for (const [secret, user] of written) {
    if (user === undefined) continue;
    const row = addKey(account, user, admin, `Seeded key of ${user.name}`, secret);
    row.seeded = true;
    row.secret = secret;
  }
  for (const planned of seed.api_keys ?? []) {
    const user = userOf(planned.user);
    if (user === undefined) continue;
    const creator = planned.created_by === undefined ? admin : userOf(planned.created_by);
    const row = addKey(account, user, creator, planned.name, newSecret());
    row.description = planned.description ?? '';
    if (planned.expires_at !== undefined) row.expiresAt = timestamp(new Date(planned.expires_at));
    if (planned.revoked === true) revoke(account, row);
  }
}

function addKey(
  account: Account,
  user: UserRow,
  creator: UserRow | undefined,
  name: string,
  secret: string,
): ApiKeyRow {
  const facts = {
    name,
    description: '',
    type: user.bot ? 'SERVICE' : 'USER',
    user: user.id,
    // A person's key is always their own.
    creator: user.bot ? (creator ?? user).id : user.id,
    createdAt: timestamp(new Date(EPOCH)),
    expiresAt: undefined,
  } as const;
  return addApiKey(account, facts, secret);
}

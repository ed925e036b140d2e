import type { Account } from './account.ts';
import type { ApiKeyRow, ApiKeyType } from './resources/apiKeys.ts';
import type { SpaceRow } from './resources/spaces.ts';
import type { UserRow } from './resources/users.ts';
import { digestOf, redact } from './secret.ts';

/** What API keys are and whom they act as, for both APIs. */

/** Who a request comes from. */
export interface Caller {
  user: UserRow;
}

function isOver(until: string | undefined, now: string): boolean {
  return until !== undefined && Date.parse(until) <= Date.parse(now);
}

/**
 * Whom a key acts as; undefined when it is unknown, revoked, expired or that of a blocked person.
 * `now` is a timestamp. Using a key is remembered.
 */
export function authenticate(account: Account, secret: string, now: string): Caller | undefined {
  const known = account.secrets.one('digest', digestOf(secret));
  if (known === undefined || isOver(known.until, now)) return undefined;
  const apiKey = account.apiKeys.get(known.apiKey);
  if (apiKey === undefined || apiKey.status !== 'ACTIVE' || isOver(apiKey.expiresAt, now)) {
    return undefined;
  }
  const user = account.users.get(apiKey.user);
  if (user === undefined || user.status === 'INACTIVE') return undefined;
  apiKey.lastUsedAt = now;
  return { user };
}

/** Facts of a new key. */
export interface NewApiKey {
  name: string;
  description: string;
  type: ApiKeyType;
  user: number;
  creator: number;
  createdAt: string;
  expiresAt: string | undefined;
}

/** Adds a key that `secret` opens. The secret itself is not kept. */
export function addApiKey(
  account: Account,
  { expiresAt, ...facts }: NewApiKey,
  secret: string,
): ApiKeyRow {
  const row = account.apiKeys.add((id) => ({
    id,
    ...facts,
    status: 'ACTIVE',
    redacted: redact(secret),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  }));
  openWith(account, row, secret);
  return row;
}

/** Lets `secret` open a key from now on, beside what opened it before. */
export function openWith(account: Account, apiKey: ApiKeyRow, secret: string): void {
  account.secrets.add((id) => ({ id, apiKey: apiKey.id, digest: digestOf(secret) }));
  apiKey.redacted = redact(secret);
  delete apiKey.secret;
}

/** Leaves the secrets that open a key valid until then, or until they end anyway; undefined ends them at once. */
export function endSecrets(account: Account, apiKey: ApiKeyRow, until: string | undefined): void {
  for (const secret of account.secrets.in('apiKey', apiKey.id)) {
    if (until === undefined) account.secrets.remove(secret);
    else if (secret.until === undefined || !isOver(secret.until, until)) secret.until = until;
  }
}

/** Ends a key for ever. */
export function revoke(account: Account, apiKey: ApiKeyRow): void {
  apiKey.status = 'REVOKED';
  delete apiKey.secret;
  endSecrets(account, apiKey, undefined);
}

/** The spaces of a service key: those in which its bot user has a built-in role or a binding. */
export function spacesOf(account: Account, apiKey: ApiKeyRow): SpaceRow[] {
  const numbers = new Set<number>();
  for (const row of account.spaceMembers.in('user', apiKey.user)) numbers.add(row.space);
  for (const row of account.bindings.in('user', apiKey.user)) {
    if (row.resourceType === 'SPACE') numbers.add(row.resource);
  }
  return [...numbers]
    .toSorted((a, b) => a - b)
    .flatMap((number) => account.spaces.get(number) ?? []);
}

/** The bot users with a place in a space, which its service keys act as. */
export function serviceKeysOf(account: Account, space: SpaceRow): ApiKeyRow[] {
  const users = new Set<number>();
  for (const row of account.spaceMembers.in('space', space.id)) users.add(row.user);
  for (const row of account.bindings.in('resource', `SPACE/${space.id}`)) users.add(row.user);
  return [...users]
    .flatMap((user) => account.apiKeys.in('user', user))
    .filter((row) => row.type === 'SERVICE')
    .toSorted((a, b) => a.id - b.id);
}

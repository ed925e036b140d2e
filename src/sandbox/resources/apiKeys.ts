import type { Account } from '../account.ts';
import type { OrganizationRow } from './organizations.ts';
import type { Resource } from '../resource.ts';
import type { Seed, SeedApiKey } from '../seed.ts';
import type { Numbered } from '../table.ts';
import type { UserRow } from './users.ts';
import { addApiKey, revoke } from '../apiKeys.ts';
import { isCount, isFlag, isMissingOr, isOneOf, isShape, isText, isTime } from '../checks.ts';
import { EPOCH, timestamp } from '../clock.ts';
import { foldEmail } from '../email.ts';
import { emailOf } from '../rowNames.ts';
import { apiKeys as routes } from '../rest/apiKeys.ts';
import { newSecret } from '../secret.ts';
import { Table } from '../table.ts';
import { visible } from '../visible.ts';

const keyTypes = ['USER', 'SERVICE'] as const;
export type ApiKeyType = (typeof keyTypes)[number];

/** An API key; what opens with it is in SecretRow. Where a service key counts follows from its bot user. */
export interface ApiKeyRow extends Numbered {
  name: string;
  description: string;
  type: ApiKeyType;
  status: 'ACTIVE' | 'REVOKED';
  redacted: string;
  /** Whom the key acts as: a person, or the bot user of a service key. */
  user: number;
  creator: number;
  createdAt: string;
  expiresAt?: string;
  lastUsedAt?: string;
  /** True when a seed wrote the key out: those are there to be used. */
  seeded?: boolean;
  /** The key itself, for as long as a seeded key is as it was written. */
  secret?: string;
}

const isApiKey = isShape<ApiKeyRow>({
  id: isCount,
  name: isText,
  description: isText,
  type: isOneOf(keyTypes),
  status: isOneOf(['ACTIVE', 'REVOKED']),
  redacted: isText,
  user: isCount,
  creator: isCount,
  createdAt: isText,
  expiresAt: isMissingOr(isTime),
  lastUsedAt: isMissingOr(isTime),
  seeded: isMissingOr(isFlag),
  secret: isMissingOr(isText),
});

/** Service keys of an organization go with it, unless their bot user is in another one too. */
function loseServiceKeys(account: Account, organization: OrganizationRow): void {
  for (const { user } of account.organizationMembers.in('organization', organization.id)) {
    const memberships = account.organizationMembers.in('user', user);
    if (memberships.some((row) => row.organization !== organization.id)) continue;
    for (const key of account.apiKeys.in('user', user)) {
      if (key.type === 'SERVICE') revoke(account, key);
    }
  }
}

function plantKey(
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

/**
 * The API keys of a seed. Those under `keys` are written out and stay readable, since they are there
 * to be used; the secrets of those under `api_keys` are unknown, as with the real API.
 */
function plantKeys(account: Account, seed: Seed): void {
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
    const row = plantKey(account, user, admin, `Seeded key of ${user.name}`, secret);
    row.seeded = true;
    row.secret = secret;
  }
  for (const planned of seed.api_keys ?? []) {
    const user = userOf(planned.user);
    if (user === undefined) continue;
    const creator = planned.created_by === undefined ? admin : userOf(planned.created_by);
    const row = plantKey(account, user, creator, planned.name, newSecret());
    row.description = planned.description ?? '';
    if (planned.expires_at !== undefined) row.expiresAt = timestamp(new Date(planned.expires_at));
    if (planned.revoked === true) revoke(account, row);
  }
}

function seedOf(account: Account, row: ApiKeyRow): SeedApiKey {
  return {
    name: row.name,
    user: emailOf(account, row.user),
    ...(row.type === 'USER' ? {} : { created_by: emailOf(account, row.creator) }),
    ...(row.description === '' ? {} : { description: row.description }),
    ...(row.expiresAt === undefined ? {} : { expires_at: row.expiresAt }),
    ...(row.status === 'ACTIVE' ? {} : { revoked: true }),
  };
}

/** Personal keys and service keys, revoked ones too. */
export const apiKeys: Resource<ApiKeyRow, 'user', 'ApiKey'> = {
  since: 2,
  idType: 'ApiKey',
  table: () => new Table(isApiKey, { user: (row) => row.user }),
  routes,
  // Service keys act as bot users of their own, so they outlive the person who created them.
  attach: (account) => {
    account.organizations.whenEnding((row) => loseServiceKeys(account, row));
    account.users.whenEnding(({ id }) => {
      for (const key of account.apiKeys.in('user', id)) revoke(account, key);
    });
  },
  seed: {
    account: {
      check: ({ check, given }) => {
        for (const [key, email] of Object.entries(given.keys ?? {})) {
          check.isActivePerson(['keys', key], email);
        }
        for (const [index, key] of (given.api_keys ?? []).entries()) {
          const path = ['api_keys', String(index)];
          check.isActivePerson([...path, 'user'], key.user);
          // The creator of a service key may be gone: the key survives.
          if (key.created_by !== undefined && !check.isUser(key.created_by)) {
            check.report([...path, 'created_by'], `${key.created_by} is not among the users`);
          }
          if (!isTime(key.expires_at ?? '2027-01-01')) {
            check.report(
              [...path, 'expires_at'],
              `${String(key.expires_at)} is not a date and time`,
            );
          }
        }
      },
      plant: ({ account, given }) => plantKeys(account, given),
      show: ({ account }) => {
        const keys = account.apiKeys
          .all()
          .filter((row) => row.seeded !== true)
          .filter((row) => account.users.get(row.user)?.status !== 'INACTIVE');
        return keys.length === 0 ? {} : { api_keys: keys.map((row) => seedOf(account, row)) };
      },
    },
  },
  tree: {
    account: {
      title: 'API keys',
      lines: ({ account }) =>
        account.apiKeys.all().map((key) => {
          const marks = [
            key.type === 'USER' ? 'personal' : 'service',
            ...(key.status === 'ACTIVE' ? [] : ['revoked']),
            ...(key.expiresAt === undefined ? [] : [`until ${key.expiresAt}`]),
          ];
          const email = visible(emailOf(account, key.user));
          return { text: `${visible(key.name)} as ${email} [${marks.join(', ')}]`, below: [] };
        }),
    },
  },
};

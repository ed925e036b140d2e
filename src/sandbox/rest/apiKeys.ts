import type { ApiKeyRow } from '../resources/apiKeys.ts';
import type { Permission } from '../permissions.ts';
import type { SpaceRow } from '../resources/spaces.ts';
import type { Call, NoContent, Reply, Route } from './call.ts';
import type {
  ApiKey,
  ApiKeyList,
  CreatedServiceKey,
  CreatedUserKey,
  RefreshedApiKey,
} from '../wire.ts';
import { isAccountAdmin, managesSpace, maySpace } from '../access.ts';
import { addApiKey, endSecrets, openWith, revoke, serviceKeysOf, spacesOf } from '../apiKeys.ts';
import { dateTime, integer, oneOf, optional, shape, text } from '../body.ts';
import { timestamp } from '../clock.ts';
import { globalId } from '../ids.ts';
import { pageOf } from '../page.ts';
import { ProblemError } from '../problem.ts';
import { isRecord } from '../records.ts';
import { newSecret } from '../secret.ts';
import { noContent } from './call.ts';
import { demand, findSpace, findUser, found, numberOf } from './find.ts';
import { createServiceKey, readServiceKey } from './serviceKey.ts';

const readUserKey = shape({
  key_type: oneOf(['USER']),
  name: text(1, 256),
  description: optional(text(0, 1000)),
  expires_at: optional(dateTime),
});
const readRefresh = shape({
  expires_at: optional(dateTime),
  grace_period_seconds: optional(integer(0, 86_400)),
});

function toWire(row: ApiKeyRow): ApiKey {
  return {
    id: globalId('ApiKey', row.id),
    name: row.name,
    ...(row.description === '' ? {} : { description: row.description }),
    key_type: row.type,
    status: row.status,
    redacted_key: row.redacted,
    created_at: row.createdAt,
    ...(row.expiresAt === undefined ? {} : { expires_at: row.expiresAt }),
    created_by_user_id: globalId('User', row.creator),
    ...(row.lastUsedAt === undefined ? {} : { last_used_at: row.lastUsedAt }),
  };
}

/**
 * Service keys come per space, user keys per person: one's own unless an account admin asks otherwise.
 * Without a space service keys come from all that the caller may look into, as two guides of Arize do
 * it; the REST v2 types never say that it is refused.
 */
function candidates(call: Call): ApiKeyRow[] {
  const type = optionalWord(call, 'key_type', oneOf(['USER', 'SERVICE']));
  const spaceId = call.query.get('space_id');
  const userId = call.query.get('user_id');
  if (spaceId === null) {
    if (type === 'SERVICE') return visibleServiceKeys(call, userId);
    if (userId !== null) demand(isAccountAdmin(call.caller), 'account admin');
    const user = userId === null ? call.caller : findUser(call, userId);
    return call.account.apiKeys.in('user', user.id).filter((row) => row.type === 'USER');
  }
  if (type === 'USER') throw new ProblemError(400, 'User keys have no space');
  const space = findSpace(call, spaceId);
  const isAllowed = maySpace(call.account, call.caller, space, 'SERVICE_KEY_READ');
  demand(isAllowed, 'space admin or SERVICE_KEY_READ');
  const creator = userId === null ? undefined : findUser(call, userId);
  const keys = serviceKeysOf(call.account, space);
  return keys.filter((row) => creator === undefined || row.creator === creator.id);
}

function visibleServiceKeys(call: Call, userId: string | null): ApiKeyRow[] {
  const { account, caller } = call;
  const creator = userId === null ? undefined : findUser(call, userId);
  const spaces = account.spaces
    .all()
    .filter((space) => maySpace(account, caller, space, 'SERVICE_KEY_READ'));
  const keys = new Set(spaces.flatMap((space) => serviceKeysOf(account, space)));
  return [...keys]
    .filter((row) => creator === undefined || row.creator === creator.id)
    .toSorted((a, b) => a.id - b.id);
}

function optionalWord<Word extends string>(
  call: Call,
  name: string,
  read: (value: unknown, at: string) => Word,
): Word | undefined {
  const value = call.query.get(name);
  return value === null ? undefined : read(value, name);
}

function list(call: Call): Reply<200, ApiKeyList> {
  const status = optionalWord(call, 'status', oneOf(['ACTIVE', 'REVOKED'])) ?? 'ACTIVE';
  const rows = candidates(call).filter((row) => row.status === status);
  const page = pageOf(rows, call, 'api-keys');
  return { status: 200, body: { api_keys: page.rows.map(toWire), pagination: page.pagination } };
}

function demandFuture(call: Call, expiresAt: string | undefined): void {
  if (expiresAt !== undefined && Date.parse(expiresAt) <= Date.parse(call.present())) {
    throw new ProblemError(422, '`expires_at` is in the past');
  }
}

function isServiceKey(body: unknown): boolean {
  return isRecord(body) && body['key_type'] === 'SERVICE';
}

/** The secret is only in this response (REST v2 types: create an API key). */
function create(call: Call): Reply<201, CreatedUserKey | CreatedServiceKey> {
  demand(call.caller.developer || call.caller.bot, 'developer access');
  const secret = newSecret();
  if (isServiceKey(call.body)) {
    const body = readServiceKey(call.body, 'body');
    demandFuture(call, body.expires_at);
    const { row, botUser } = createServiceKey(call, body, secret);
    return {
      status: 201,
      body: { ...toWire(row), key_type: 'SERVICE', key: secret, bot_user: botUser },
    };
  }
  const body = readUserKey(call.body, 'body');
  demandFuture(call, body.expires_at);
  demand(!call.caller.bot, 'a person: a service account has no personal keys');
  const facts = {
    name: body.name,
    description: body.description ?? '',
    type: 'USER',
    user: call.caller.id,
    creator: call.caller.id,
    createdAt: call.now(),
    expiresAt: body.expires_at,
  } as const;
  const row = addApiKey(call.account, facts, secret);
  return { status: 201, body: { ...toWire(row), key_type: 'USER', key: secret } };
}

/** True when the caller would find the key in a list; to other callers it does not exist. */
function sees(call: Call, row: ApiKeyRow): boolean {
  const { account, caller } = call;
  if (isAccountAdmin(caller)) return true;
  if (row.type === 'USER') return row.creator === caller.id;
  return spacesOf(account, row).some((space) =>
    maySpace(account, caller, space, 'SERVICE_KEY_READ'),
  );
}

function findApiKey(call: Call): ApiKeyRow {
  const number = numberOf(call.param('api_key_id'), 'ApiKey', 'API key');
  const row = call.account.apiKeys.get(number);
  return found(row !== undefined && sees(call, row) ? row : undefined, 'API key');
}

/**
 * True for account admins, for admins of the key's spaces (of one, or of each), and for its creator
 * with a permission in each of them. A personal key was found by its owner or by an account admin.
 */
function mayManageKey(
  { account, caller }: Call,
  row: ApiKeyRow,
  needed: 'one' | 'each',
  right: Permission,
): boolean {
  if (isAccountAdmin(caller) || row.type === 'USER') return true;
  const spaces = spacesOf(account, row);
  const manages = (space: SpaceRow): boolean => managesSpace(account, caller, space);
  if (needed === 'one' ? spaces.some(manages) : spaces.every(manages)) return true;
  const isCreator = row.creator === caller.id;
  return isCreator && spaces.every((space) => maySpace(account, caller, space, right));
}

/**
 * A new secret for a key, whose lifetime it cannot extend. The REST v2 types say both that the key
 * keeps its id and that another one replaces it; a switch decides.
 */
function refresh(call: Call): Reply<200, RefreshedApiKey> {
  const row = findApiKey(call);
  const body = readRefresh(call.body ?? {}, 'body');
  demand(
    mayManageKey(call, row, 'one', 'SERVICE_KEY_CREATE'),
    'space admin, or SERVICE_KEY_CREATE and to be its creator',
  );
  if (row.status === 'REVOKED') throw new ProblemError(422, 'The key has been revoked');
  if (row.expiresAt !== undefined && body.expires_at === undefined) {
    throw new ProblemError(422, '`expires_at` is required: the key has an expiry');
  }
  demandFuture(call, body.expires_at);
  const expiresAt = body.expires_at ?? row.expiresAt;
  if (row.expiresAt !== undefined && Date.parse(expiresAt ?? '') > Date.parse(row.expiresAt)) {
    throw new ProblemError(422, '`expires_at` is later than the expiry of the key');
  }
  const grace = body.grace_period_seconds ?? 0;
  const graceEnd = timestamp(new Date(Date.parse(call.present()) + grace * 1000));
  const isShorter = row.expiresAt !== undefined && Date.parse(row.expiresAt) < Date.parse(graceEnd);
  const until = isShorter && row.expiresAt !== undefined ? row.expiresAt : graceEnd;
  const secret = newSecret();
  const next = call.behaviour.refresh_keeps_id
    ? renewed(call, row, secret, grace === 0 ? undefined : until)
    : replaced(call, row, secret, grace === 0 ? undefined : until);
  if (expiresAt !== undefined) next.expiresAt = expiresAt;
  return { status: 200, body: { ...toWire(next), key: secret } };
}

function renewed(call: Call, row: ApiKeyRow, secret: string, until: string | undefined): ApiKeyRow {
  endSecrets(call.account, row, until);
  openWith(call.account, row, secret);
  return row;
}

function replaced(
  call: Call,
  row: ApiKeyRow,
  secret: string,
  until: string | undefined,
): ApiKeyRow {
  const facts = {
    name: row.name,
    description: row.description,
    type: row.type,
    user: row.user,
    creator: row.creator,
    createdAt: call.now(),
    expiresAt: undefined,
  };
  if (until === undefined) revoke(call.account, row);
  else row.expiresAt = until;
  return addApiKey(call.account, facts, secret);
}

/** Immediate, for ever, and fine to repeat (REST v2 types: revoke an API key). */
function revokeKey(call: Call): NoContent {
  const row = findApiKey(call);
  demand(
    mayManageKey(call, row, 'each', 'SERVICE_KEY_REVOKE'),
    'admin in all its spaces, or SERVICE_KEY_REVOKE and to be its creator',
  );
  revoke(call.account, row);
  return noContent;
}

export const apiKeys: readonly Route[] = [
  { method: 'GET', path: '/v2/api-keys', operation: 'list_api_keys', handle: list },
  { method: 'POST', path: '/v2/api-keys', operation: 'create_api_key', handle: create },
  {
    method: 'POST',
    path: '/v2/api-keys/{api_key_id}/refresh',
    operation: 'refresh_api_key',
    handle: refresh,
  },
  {
    method: 'PUT',
    path: '/v2/api-keys/{api_key_id}/revoke',
    operation: 'revoke_api_key',
    handle: revokeKey,
  },
];

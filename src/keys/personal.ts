import { ApiError, enumValue, sameId } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import { dayOf } from '../days.ts';
import { gone, newestFirst } from '../kinds/keys.ts';
import type { ListedKey } from '../kinds/keys.ts';
import { byText, canonicalName } from '../names.ts';
import { readViewer } from '../read/viewer.ts';
import { timeRemarks } from './remarks.ts';
import type { KeyRemark } from './remarks.ts';

/** A personal key of the caller. It may do whatever they may. */
export interface PersonalKey {
  readonly id: string;
  readonly name: string;
  readonly redacted: string;
  readonly made: string;
  readonly expires?: string;
  /** The moment at which it expires, as Arize has it. */
  readonly end?: string;
  readonly lastUsed?: string;
  readonly remarks: readonly KeyRemark[];
}

/**
 * The live personal keys of the caller. Arize lists those of no other person unless asked for them; the creator is
 * compared nevertheless, because an account admin may refresh the keys of other people too.
 * @throws ApiError
 */
export async function ownKeys(client: ReadClient): Promise<readonly ListedKey[]> {
  const query = { key_type: 'USER' } as const;
  const [keys, { caller }] = await Promise.all([
    client.list('/v2/api-keys', 'api_keys', { query }),
    readViewer(client),
  ]);
  return keys.filter(
    ({ status, created_by_user_id: creator }) =>
      !gone.has(enumValue(status)) && (caller === undefined || sameId(creator, caller.id)),
  );
}

/**
 * The live personal keys of the caller, by name, newest first.
 * @param today the day, UTC
 * @throws ApiError
 */
async function listPersonalKeys(
  client: ReadClient,
  today: string,
): Promise<readonly PersonalKey[]> {
  const keys = await ownKeys(client);
  return keys
    .toSorted((a, b) => byText(canonicalName(a.name), canonicalName(b.name)) || newestFirst(a, b))
    .map((key) => ({
      id: key.id,
      name: canonicalName(key.name),
      redacted: key.redacted_key,
      made: dayOf(new Date(key.created_at)),
      ...(key.expires_at && { expires: dayOf(new Date(key.expires_at)), end: key.expires_at }),
      ...(key.last_used_at && { lastUsed: dayOf(new Date(key.last_used_at)) }),
      remarks: timeRemarks(key, today),
    }));
}

/** The same; undefined if Arize lists none for the API key, as for that of a service account. @throws ApiError */
export async function personalKeysIfAny(
  client: ReadClient,
  today: string,
): Promise<readonly PersonalKey[] | undefined> {
  try {
    return await listPersonalKeys(client, today);
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'forbidden') return undefined;
    throw error;
  }
}

/** What is said then. */
export const noPersonalKeys = 'Arize lists no personal keys for this API key.';

import { ApiError, enumValue } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import { dayOf } from '../days.ts';
import { gone } from '../kinds/keys.ts';
import type { ListedKey } from '../kinds/keys.ts';
import { byText, canonicalName } from '../names.ts';
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

/** The live personal keys of the caller as Arize lists them: it shows those of no other person. @throws ApiError */
export async function ownKeys(client: ReadClient): Promise<readonly ListedKey[]> {
  const query = { key_type: 'USER' } as const;
  const keys = await client.list('/v2/api-keys', 'api_keys', { query });
  return keys.filter(({ status }) => !gone.has(enumValue(status)));
}

/**
 * The live personal keys of the caller, by name, newest first.
 * @param today the day, UTC
 * @throws ApiError
 */
export async function listPersonalKeys(
  client: ReadClient,
  today: string,
): Promise<readonly PersonalKey[]> {
  const keys = await ownKeys(client);
  return keys
    .toSorted(
      (a, b) =>
        byText(canonicalName(a.name), canonicalName(b.name)) ||
        Date.parse(b.created_at) - Date.parse(a.created_at) ||
        byText(a.id, b.id),
    )
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

/** The same; the refusal if the caller may have no personal keys, as a service account. @throws ApiError */
export async function personalKeysOrRefusal(
  client: ReadClient,
  today: string,
): Promise<readonly PersonalKey[] | ApiError> {
  try {
    return await listPersonalKeys(client, today);
  } catch (error) {
    if (error instanceof ApiError && error.kind === 'forbidden') return error;
    throw error;
  }
}

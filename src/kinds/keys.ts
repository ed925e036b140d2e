import { groupBy } from '../group.ts';
import type { Group } from '../group.ts';
import { enumValue } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import type { ItemOf } from '../api/paths.ts';
import { byText, canonicalName } from '../names.ts';

/** Service keys as REST lists them: by space alone, without the bot that they act as and without its roles. */
export type ListedKey = ItemOf<'/v2/api-keys', 'api_keys'>;

/** Every live service key of a space. One that works in several spaces is in the list of each. */
export async function keysOf(client: ReadClient, spaceId: string): Promise<readonly ListedKey[]> {
  const query = { space_id: spaceId, key_type: 'SERVICE' } as const;
  const keys = await client.list('/v2/api-keys', 'api_keys', { query });
  return keys.filter(({ status }) => !gone.has(enumValue(status)));
}

/** Revoked, and as servers said it before July 2026 (changelogs of Arize's SDKs). Lists leave these out by themselves. */
const gone: ReadonlySet<string> = new Set(['REVOKED', 'DELETED']);

/** The keys of each name, the newest first: a key that is being replaced lives beside the new one for a while. */
export const byName = (keys: readonly ListedKey[]): ReadonlyMap<string, Group<ListedKey>> =>
  groupBy(keys.toSorted(newestFirst), ({ name }) => canonicalName(name));

/** Of two that were made in one moment, the one that ends later; the order of a list says nothing. */
const newestFirst = (a: ListedKey, b: ListedKey): number =>
  Date.parse(b.created_at) - Date.parse(a.created_at) || endOf(b) - endOf(a) || byText(a.id, b.id);

/** The moment of its end. A number that is greater than all others would make no difference between two. */
const endOf = ({ expires_at: end }: ListedKey): number =>
  end === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(end);

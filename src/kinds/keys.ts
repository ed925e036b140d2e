import { groupBy } from '../group.ts';
import type { Group } from '../group.ts';
import { enumValue } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import type { ItemOf } from '../api/paths.ts';
import type { ReadContext } from '../kind.ts';
import { byText, canonicalName } from '../names.ts';

/** Service keys as REST lists them, by space only. Their service identity and roles are not shown. */
export type ListedKey = ItemOf<'/v2/api-keys', 'api_keys'>;

/** Every live service key of a space. A key for several spaces is in the list of each. */
export async function keysOf(client: ReadClient, spaceId: string): Promise<readonly ListedKey[]> {
  const query = { space_id: spaceId, key_type: 'SERVICE' } as const;
  const keys = await client.list('/v2/api-keys', 'api_keys', { query });
  return keys.filter(({ status }) => !gone.has(enumValue(status)));
}

/** A key, with the ids of all spaces in which it works. */
export interface ReachingKey {
  readonly id: string;
  readonly key: ListedKey;
  readonly spaces: readonly string[];
}

/** The lists of keys that a reading has asked for: each is requested once. */
interface AskedKeys {
  readonly spaces: Map<string, Promise<readonly ListedKey[]>>;
  all?: Promise<readonly ReachingKey[]>;
}

const asked = new WeakMap<object, AskedKeys>();

function askedBy(reading: ReadContext): AskedKeys {
  const known = asked.get(reading) ?? { spaces: new Map<string, Promise<readonly ListedKey[]>>() };
  asked.set(reading, known);
  return known;
}

/** Every live service key of a space. */
export function keysIn(reading: ReadContext, spaceId: string): Promise<readonly ListedKey[]> {
  const { spaces } = askedBy(reading);
  const keys = spaces.get(spaceId) ?? keysOf(reading.client, spaceId);
  spaces.set(spaceId, keys);
  return keys;
}

/** Every live service key of the account. Arize lists keys by space, so every space is looked through. */
export function keysAcross(reading: ReadContext): Promise<readonly ReachingKey[]> {
  const known = askedBy(reading);
  known.all ??= allSpaces(reading).then((ids) => keysAmong(reading, ids));
  return known.all;
}

async function allSpaces({ client }: ReadContext): Promise<readonly string[]> {
  const organizations = await client.list('/v2/organizations', 'organizations', {});
  const inEach = await Promise.all(
    organizations.map(({ id }) => client.list('/v2/spaces', 'spaces', { query: { org_id: id } })),
  );
  return inEach.flat().map(({ id }) => id);
}

/** The live service keys of some spaces, each with those of these spaces in which it works. */
export async function keysAmong(
  reading: ReadContext,
  spaceIds: readonly string[],
): Promise<readonly ReachingKey[]> {
  const lists = await Promise.all(
    spaceIds.map(async (id) => (await keysIn(reading, id)).map((key) => ({ key, place: id }))),
  );
  return [...groupBy(lists.flat(), ({ key }) => key.id)].map(([id, rows]) => ({
    id,
    key: rows[0].key,
    spaces: rows.map(({ place }) => place).toSorted(byText),
  }));
}

/**
 * Revoked, also as servers called it before July 2026 (changelogs of the Arize SDKs). Lists omit these keys
 * by themselves.
 */
export const gone: ReadonlySet<string> = new Set(['REVOKED', 'DELETED']);

/** The keys by name, newest first. During a replacement, the old and the new key have the same name. */
export const byName = (keys: readonly ListedKey[]): ReadonlyMap<string, Group<ListedKey>> =>
  groupBy(keys.toSorted(newestFirst), ({ name }) => canonicalName(name));

/**
 * Of two keys created at the same moment, the one that expires later comes first. The order of the list means
 * nothing.
 */
export const newestFirst = (a: ListedKey, b: ListedKey): number =>
  Date.parse(b.created_at) - Date.parse(a.created_at) || endOf(b) - endOf(a) || byText(a.id, b.id);

/** When a key expires. Not `Infinity`, because the difference of two would be NaN. */
const endOf = ({ expires_at: end }: ListedKey): number =>
  end === undefined ? Number.MAX_SAFE_INTEGER : Date.parse(end);

import { dayOf, daysAfter, daysIn, momentText } from '../days.ts';
import type { Due, KeyRequest, Kind, WriteContext } from '../kind.ts';
import type { Effect, Fields, Key, RoleRef, Value } from '../model.ts';
import type { ListedKey } from './keys.ts';
import { idsIn, makeKey, revokeKeys } from './makeKey.ts';
import type { WantedKey } from './makeKey.ts';
import type { AnyKeyFields } from './serviceKeyFields.ts';
import {
  dueOf,
  lacks,
  olderText,
  remarksOn,
  replacedBecause,
  revokedBy,
  working,
} from './serviceKeyTime.ts';

/** What every service key does, whether it works in one space or in several. */

type KeyFields = AnyKeyFields & { readonly role?: RoleRef; readonly reach?: readonly string[] };

/** Who can create keys (REST v2 types: create an API key). */
export const keyMaker: NonNullable<Kind['makerMust']> = {
  be: 'developer',
  because:
    "Only people with developer access can create keys, and {} has none. Grant it in a run of its own (`developer: true`), or use another admin's key.",
};

const texts = (value: Value | undefined): readonly string[] =>
  typeof value === 'object' && !('custom' in value) ? value : [];

/** The other live keys with the name of the newest one. */
export const namesakesIn = ({
  older_keys: older,
  other_keys: others,
}: Fields): readonly string[] => [...texts(older), ...texts(others)];

/**
 * What Arize shows of a key and of the older ones of its name.
 * @param others those that also work where the key does not, which a new key therefore does not replace
 */
export const shownOf = (
  { created_at: made, expires_at: expires, last_used_at: used }: ListedKey,
  older: readonly ListedKey[],
  others: readonly ListedKey[] = [],
): AnyKeyFields => ({
  made: dayOf(new Date(made)),
  ...(expires && { expires: momentText(expires) }),
  ...(used && { last_used: dayOf(new Date(used)) }),
  ...(older.length > 0 && { older_keys: older.map(olderText) }),
  ...(others.length > 0 && { other_keys: others.map(olderText) }),
});

export const keyVerbs = {
  create: 'create',
  update: 'rotate',
  delete: 'revoke',
  destroyingUpdate: 'revoke older',
} as const;

/** How keys are created, replaced and revoked. @param requestFor the request that creates a key */
export const keyWrites = <F extends KeyFields>(requestFor: (key: Key, fields: F) => WantedKey) => ({
  create: (writing: WriteContext, key: Key, after: F): Promise<string> =>
    makeKey(writing, requestFor(key, after)),
  async update(
    writing: WriteContext,
    key: Key,
    _id: string,
    { before, after }: { readonly before: F; readonly after: F },
  ): Promise<void> {
    if (after.older_keys === undefined) await makeKey(writing, requestFor(key, after));
    else await revokeKeys(writing, idsIn(before));
  },
  remove: (writing: WriteContext, _key: Key, id: string, before: F): Promise<void> =>
    revokeKeys(writing, [id, ...idsIn(before)]),
});

/** Why a key cannot be created as the file describes it. @param what what there is none of under its name */
export const cannotCreateKey =
  (what: string) =>
  (wanted: KeyFields): string | undefined => {
    const missing = lacks(wanted);
    if (missing !== undefined) return `is not ${what}, and creating one requires ${missing}`;
    return wanted.lifetime !== undefined && wanted.expires === undefined
      ? 'has a lifetime in days, but no start date is known'
      : undefined;
  };

export const keyHooks = {
  effect: (before: KeyFields | undefined, after: KeyFields): Effect =>
    before !== undefined && after.older_keys !== undefined ? 'destroys' : 'grants',
  irreversible: (_before: KeyFields, after: KeyFields | undefined): string | undefined =>
    after === undefined || after.older_keys !== undefined
      ? 'a revoked key never works again, and a new key has a different secret'
      : undefined,
  // A pure revocation names no role.
  speaks: (_action: 'create' | 'update', { older_keys: older }: KeyFields): boolean =>
    older === undefined,
};

export const keyCredential = {
  onDay: ({ lifetime, ...rest }: KeyFields, today: string): Fields =>
    lifetime === undefined
      ? rest
      : { ...rest, lifetime, expires: daysAfter(today, daysIn(lifetime) ?? 0) },
  due(wanted: KeyFields, found: KeyFields, today: string, asked?: KeyRequest): Due | undefined {
    switch (dueOf(wanted, found, today, asked)) {
      case 'replace':
        // A new key, because refreshing a key cannot extend its lifetime (REST v2 types).
        return {
          before: found.expires === undefined ? {} : { expires: found.expires },
          after: wanted,
          reason: asked ? 'asked for' : replacedBecause(found.expires ?? '', wanted, today),
        };
      case 'retire':
        return {
          before: { older_keys: asked ? (found.older_keys ?? []) : working(found, today) },
          after: { older_keys: [] },
          reason: asked
            ? 'asked for'
            : `replaced on ${dayOf(new Date(found.made ?? ''))}, and the overlap has passed`,
        };
      case undefined:
        return undefined;
    }
  },
  revoked: revokedBy,
  remarks: remarksOn,
};

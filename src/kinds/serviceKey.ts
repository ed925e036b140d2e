import { dayOf, daysAfter, daysIn, momentText } from '../days.ts';
import { entryFor } from '../fields.ts';
import { defineKind } from '../kind.ts';
import { sameId } from '../api/index.ts';
import type { Fields, Value } from '../model.ts';
import { addressFrom } from '../names.ts';
import { printRoleRef, roleRefs } from './grants.ts';
import { byName, keysAcross, keysOf } from './keys.ts';
import type { ListedKey } from './keys.ts';
import { idsIn, makeKey, revokeKeys } from './makeKey.ts';
import { keyFields, parseKey, serviceKeySchema } from './serviceKeyFields.ts';
import {
  dueOf,
  lacks,
  olderText,
  outlived,
  remarksOn,
  replacedBecause,
  revokedBy,
  working,
} from './serviceKeyTime.ts';

const addressTemplate = ['space', '*', '*', 'service_key', '*'];

const texts = (value: Value | undefined): readonly string[] =>
  typeof value === 'object' && !('custom' in value) ? value : [];

/** The other live keys with the name of the newest one. */
const namesakesIn = ({ older_keys: older, other_keys: others }: Fields): readonly string[] => [
  ...texts(older),
  ...texts(others),
];

/** What Arize shows of a key, and of the others of its name in the same space. */
const shownOf = (
  { created_at: made, expires_at: expires, last_used_at: used }: ListedKey,
  older: readonly ListedKey[],
  others: readonly ListedKey[],
): Fields => ({
  made: dayOf(new Date(made)),
  ...(expires && { expires: momentText(expires) }),
  ...(used && { last_used: dayOf(new Date(used)) }),
  ...(older.length > 0 && { older_keys: older.map(olderText) }),
  ...(others.length > 0 && { other_keys: others.map(olderText) }),
});

/**
 * A key for programs, which use it to act as a service identity of their own. Arize never shows its roles or
 * its secret again, so only its expiry is compared: it is created if missing, replaced before it expires, and
 * revoked by name.
 */
export const serviceKey = defineKind({
  name: 'service_key',
  at: ['organizations', '*', 'spaces', '*', 'service_keys', '*'],
  addressTemplate,
  parent: 'space',
  label: 'service key',
  verbs: {
    create: 'create',
    update: 'rotate',
    delete: 'revoke',
    destroyingUpdate: 'revoke older',
  },
  keyedBy: 'name',
  auditNoun: 'api_key',
  writeOnly: true,
  isMadeAgain: true,
  // REST v2 types: create an API key.
  makerMust: {
    be: 'developer',
    because:
      "Only people with developer access can create keys, and {} has none. Grant it in a run of its own (`developer: true`), or use another admin's key.",
  },
  lists: [{ list: 'service_key', rows: ({ id, fields }) => [id, ...namesakesIn(fields)] }],
  // It may also work in other spaces, and Arize does not say whether its service identity stays.
  reaches: ['service_key', 'user', 'organization_member', 'space_member', 'space_binding'],
  fields: keyFields,
  schema: serviceKeySchema,
  selector: { example: 'team-alpha-traces' },
  mapSchema: {
    title: 'service keys',
    description:
      'Service keys, by name. Unlisted keys are not managed; only `removed` revokes one.',
    examples: [{ 'team-alpha-traces': { role: 'member', expires: '90d' } }],
  },

  parse: parseKey,
  print: ({ role: given, ...rest }) => ({
    ...entryFor(keyFields, rest),
    ...(given !== undefined && { role: printRoleRef(given) }),
  }),

  async list({ client, listed, only }, parent) {
    const groups = byName(await keysOf(client, parent?.id ?? ''));
    const addressIn = (name: string): string =>
      addressFrom(addressTemplate, [...(parent?.key ?? []), name]);
    // Arize shows only by space where a key works, so all spaces are read, but only if it matters.
    const isAsked = [...groups].some(
      ([name, keys]) => keys.length > 1 && listed(addressIn(name)) !== undefined,
    );
    const all = isAsked ? await keysAcross(client) : [];
    const reaches = new Map(all.map(({ id, spaces }) => [id, JSON.stringify(spaces)]));
    return [...groups].flatMap(([name, keys]) => {
      const one = only(addressIn(name));
      const [newest, ...rest] = one === undefined ? keys : keys.filter(({ id }) => sameId(id, one));
      if (newest === undefined) return [];
      const isReplaced = ({ id }: ListedKey): boolean => reaches.get(id) === reaches.get(newest.id);
      const [older, others] = [rest.filter(isReplaced), rest.filter((key) => !isReplaced(key))];
      return { id: newest.id, name, fields: shownOf(newest, older, others) };
    });
  },
  create: (writing, key, after) => makeKey(writing, key, after),
  async update(writing, key, _id, { before, after }) {
    if (after.older_keys === undefined) await makeKey(writing, key, after);
    else await revokeKeys(writing, idsIn(before));
  },
  remove: (writing, _key, id, before) => revokeKeys(writing, [id, ...idsIn(before)]),

  effect: (before, after) =>
    before !== undefined && after.older_keys !== undefined ? 'destroys' : 'grants',
  irreversible: (_before, after) =>
    after === undefined || after.older_keys !== undefined
      ? 'a revoked key never works again, and a new key has a different secret'
      : undefined,
  needs: ([owner = '', place = ''], { role: given }) => [
    { kind: 'organization', key: [owner] },
    { kind: 'space', key: [owner, place] },
    ...roleRefs(given),
  ],
  cannotCreate(wanted) {
    const missing = lacks(wanted);
    if (missing !== undefined)
      return `is not a key of this space, and creating one requires ${missing}`;
    return wanted.lifetime !== undefined && wanted.expires === undefined
      ? 'has a lifetime in days, but no start date is known'
      : undefined;
  },
  cannotRemove: ({ other_keys: others = [] }) =>
    others.length === 0
      ? undefined
      : {
          text: `Several keys have this name, and not all of them work in the same spaces: ${others.join('; ')}. See where each one works, and revoke each one by its id.`,
          next: { words: ['keys', 'list'], reads: 'account' },
        },
  // A pure revocation names no role.
  speaks: (_action, { older_keys: older }) => older === undefined,
  credential: {
    grants: (
      [owner = '', place = ''],
      { account_role: account = 'member', organization_role: outer = 'read-only', role: given },
    ) => [
      { place: undefined, role: account },
      { place: { kind: 'organization', key: [owner] }, role: outer },
      { place: { kind: 'space', key: [owner, place] }, role: given },
    ],
    onDay: ({ lifetime, ...rest }, today) =>
      lifetime === undefined
        ? rest
        : { ...rest, lifetime, expires: daysAfter(today, daysIn(lifetime) ?? 0) },
    due(wanted, found, today, asked) {
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
    manualSteps: outlived,
    revoked: revokedBy,
    remarks: remarksOn,
  },
});

import { dayOf, daysAfter, daysIn, momentText } from '../days.ts';
import { entryFor } from '../fields.ts';
import { defineKind } from '../kind.ts';
import type { Fields } from '../model.ts';
import { printRoleRef, roleRefs } from './grants.ts';
import { byName, keysOf } from './keys.ts';
import { idsIn, makeKey, revokeKeys } from './makeKey.ts';
import { keyFields, parseKey, serviceKeySchema } from './serviceKeyFields.ts';
import {
  dueOf,
  lacks,
  olderText,
  outlived,
  remarkOn,
  replacedBecause,
  working,
} from './serviceKeyTime.ts';

/** The keys with the same name as the newest one. */
const olderIn = ({ older_keys: older }: Fields): readonly string[] =>
  typeof older === 'object' && !('custom' in older) ? older : [];

/**
 * A key for programs, which use it to act as a service identity of their own. Arize never shows its roles or
 * its secret again, so only its expiry is compared: it is created if missing, replaced before it expires, and
 * revoked by name.
 */
export const serviceKey = defineKind({
  name: 'service_key',
  at: ['organizations', '*', 'spaces', '*', 'service_keys', '*'],
  addressTemplate: ['space', '*', '*', 'service_key', '*'],
  parent: 'space',
  label: 'service key',
  verbs: { create: 'create', update: 'rotate', delete: 'revoke' },
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
  lists: [{ list: 'service_key', rows: ({ id, fields }) => [id, ...olderIn(fields)] }],
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

  async list({ client }, parent) {
    const groups = byName(await keysOf(client, parent?.id ?? ''));
    return [...groups].flatMap(([name, [newest, ...older]]) => {
      if (newest === undefined) return [];
      const { id, created_at: made, expires_at: expires, last_used_at: used } = newest;
      return {
        id,
        name,
        fields: {
          made: dayOf(new Date(made)),
          ...(expires && { expires: momentText(expires) }),
          ...(used && { last_used: dayOf(new Date(used)) }),
          ...(older.length > 0 && { older_keys: older.map(olderText) }),
        },
      };
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
  // A pure revocation names no role.
  speaks: (_action, { older_keys: older }) => older === undefined,
  credential: {
    adminOf: (
      [owner = '', place = ''],
      { account_role: account, organization_role: outer, role: given },
    ) => [
      ...(account === 'admin' ? [undefined] : []),
      ...(outer === 'admin' ? [{ kind: 'organization', key: [owner] } as const] : []),
      ...(given === 'admin' ? [{ kind: 'space', key: [owner, place] } as const] : []),
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
    remark: remarkOn,
  },
});

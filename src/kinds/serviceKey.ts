import { body, entryFor } from '../fields.ts';
import type { Typed } from '../fields.ts';
import { sameId } from '../api/index.ts';
import { defineKind } from '../kind.ts';
import type { Key } from '../model.ts';
import { addressFrom, patternFor } from '../names.ts';
import { printRoleRef, roleRefs } from './grants.ts';
import {
  cannotCreateKey,
  keyCredential,
  keyHooks,
  keyMaker,
  keyVerbs,
  keyWrites,
  namesakesIn,
  shownOf,
} from './keyHooks.ts';
import { reachField } from './keyReach.ts';
import { byName, keysAcross, keysIn } from './keys.ts';
import type { ListedKey } from './keys.ts';
import type { WantedKey } from './makeKey.ts';
import { commonFields, keyFields, parseKey, serviceKeySchema } from './serviceKeyFields.ts';
import { olderText, outlived } from './serviceKeyTime.ts';

const addressTemplate = ['space', '*', '*', 'service_key', '*'];

/** The request for a key that works in its own space only. */
const requestFor = (
  [owner = '', place = '', name = '']: Key,
  fields: Typed<typeof keyFields>,
): WantedKey => ({
  name,
  reach: reachField([
    ...(fields.organization_role === undefined
      ? []
      : [{ ref: { kind: 'organization', key: [owner] }, role: fields.organization_role } as const]),
    { ref: { kind: 'space', key: [owner, place] }, ...(fields.role && { role: fields.role }) },
  ]),
  body: body(commonFields, fields),
  fields,
});

/** Why no key of one space is created. Arize would accept it, but the file may mean the key that exists. */
export const worksElsewhere = (keys: readonly string[]): string =>
  `A key of this name works in several spaces: ${keys.join('; ')}. List it under \`service_keys\` at the top of the file, or give this one another name.`;

/**
 * The keys of a name that work in this space only, and those that also work in others.
 * @param one the id of the only one that is meant
 * @param shared the ids of keys that work in several spaces
 */
function sorted(
  keys: readonly ListedKey[],
  one: string | undefined,
  shared: ReadonlySet<string>,
): { readonly own: readonly ListedKey[]; readonly elsewhere: readonly ListedKey[] } {
  const meant = keys.filter(({ id }) => one === undefined || sameId(id, one));
  return {
    own: meant.filter(({ id }) => !shared.has(id)),
    elsewhere: meant.filter(({ id }) => shared.has(id)),
  };
}

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
  verbs: keyVerbs,
  keyedBy: 'name',
  auditNoun: 'api_key',
  writeOnly: true,
  isMadeAgain: true,
  makerMust: keyMaker,
  lists: [{ list: 'service_key', rows: ({ id, fields }) => [id, ...namesakesIn(fields)] }],
  // It may also work in other spaces, and Arize does not say whether its service identity stays.
  reaches: [
    'service_key',
    'shared_key',
    'user',
    'organization_member',
    'space_member',
    'space_binding',
  ],
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

  async list(reading, parent) {
    const keysHere = await keysIn(reading, parent?.id ?? '');
    const groups = byName(keysHere);
    // What Arize lists, although keys of several spaces are not items of this kind.
    reading.counted({
      kind: 'service_key',
      count: keysHere.length,
      ...(parent && { place: parent }),
    });
    const addressIn = (name: string): string =>
      addressFrom(addressTemplate, [...(parent?.key ?? []), name]);
    // Arize shows only by space where a key works, so all spaces are read, but only if the file names one of the keys.
    const isNamed = (name: string): boolean => reading.listed(addressIn(name)) !== undefined;
    const all = [...groups.keys()].some(isNamed) ? await keysAcross(reading) : [];
    const shared = new Set(all.filter(({ spaces }) => spaces.length > 1).map(({ id }) => id));
    const none: ReadonlySet<string> = new Set();
    return [...groups].flatMap(([name, keys]) => {
      const removal = reading.removal(addressIn(name));
      const { own, elsewhere } = sorted(keys, removal?.id, isNamed(name) ? shared : none);
      const [newest, ...older] = own;
      if (newest !== undefined) return { id: newest.id, name, fields: shownOf(newest, older) };
      // The file names a key that it means to be one of this space, so it must not seem to be gone.
      const [first] = elsewhere;
      if (first === undefined) return [];
      if (removal !== undefined) {
        return { id: first.id, name, fields: shownOf(first, [], elsewhere) };
      }
      reading.refuse(addressIn(name), worksElsewhere(elsewhere.map(olderText)));
      return [];
    });
  },

  ...keyWrites(requestFor),
  ...keyHooks,
  needs: ([owner = '', place = ''], { role: given }) => [
    { kind: 'organization', key: [owner] },
    { kind: 'space', key: [owner, place] },
    ...roleRefs(given),
  ],
  cannotCreate: cannotCreateKey('a key of this space'),
  cannotRemove: ([, , name = ''], { other_keys: others = [] }) =>
    others.length === 0
      ? undefined
      : {
          text: `No key of this space alone has this name, but one of several spaces has: ${others.join('; ')}. To revoke it in all of them, write {shared_key: ${patternFor(name)}} under \`removed\`.`,
        },
  credential: {
    grants: (
      [owner = '', place = ''],
      { account_role: account = 'member', organization_role: outer = 'read-only', role: given },
    ) => [
      { place: undefined, role: account },
      { place: { kind: 'organization', key: [owner] }, role: outer },
      { place: { kind: 'space', key: [owner, place] }, role: given },
    ],
    ...keyCredential,
    manualSteps: outlived,
  },
});

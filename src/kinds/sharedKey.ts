import { body, entryFor, schemasOf, set, written } from '../fields.ts';
import type { Typed } from '../fields.ts';
import { groupBy } from '../group.ts';
import { ownName } from '../key.ts';
import { addressOf, defineKind } from '../kind.ts';
import type { CredentialGrant, ManualStep, ReadContext } from '../kind.ts';
import type { Key, LiveItem, Ref } from '../model.ts';
import { sameId } from '../api/index.ts';
import { addressFrom } from '../names.ts';
import { isRecord } from '../records.ts';
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
import {
  neededBy,
  organizationsIn,
  parseReach,
  printReach,
  reach,
  reachSchema,
  spacesIn,
} from './keyReach.ts';
import { byName, keysAcross, keysAmong } from './keys.ts';
import type { ReachingKey } from './keys.ts';
import type { WantedKey } from './makeKey.ts';
import { entrySchema } from './named.ts';
import { addressesOf, refsFrom } from './refs.ts';
import { deliverSchema } from './secrets.ts';
import { commonFields, policyIn } from './serviceKeyFields.ts';
import { about, lacks, outlived } from './serviceKeyTime.ts';
import { space } from './space.ts';

const fields = {
  reach: reach(),
  ...commonFields,
  /** Shown by Arize, never in the file: the spaces in which the newest key works. */
  spaces: set({
    renamed: (addresses, rename) => addressesOf([space], refsFrom([space], addresses).map(rename)),
  }),
};

const addressTemplate = ['service_key', '*'];

type SharedFields = Typed<typeof fields>;

const requestFor = ([name = '']: Key, wanted: SharedFields): WantedKey => ({
  name,
  reach: wanted.reach ?? [],
  body: body(commonFields, wanted),
  fields: wanted,
});

const addressesIn = (refs: readonly Ref[]): readonly string[] => addressesOf([space], refs);

/**
 * The keys of the account. Where all of it is read, the service identities show which spaces have keys of several:
 * usually none, so that nothing more is requested.
 */
async function keysOfAccount(reading: ReadContext): Promise<readonly ReachingKey[]> {
  const kinds = ['user', 'organization_member', 'space', 'space_member', 'space_binding'] as const;
  const [users, members, spaces, ...holders] = await Promise.all(
    kinds.map((kind) => reading.whole(kind)),
  );
  if (spaces === undefined) return keysAcross(reading);
  // A part of the account would show keys in fewer spaces than they work in.
  if (!reading.seesAll) return [];
  // An admin right may hide in which spaces a service identity is.
  if ([...(users ?? []), ...(members ?? [])].some(isServiceAdmin)) return keysAcross(reading);
  const services = holders.flatMap((each) => each ?? []).filter(({ service }) => service === true);
  const several = [...groupBy(services, ({ key }) => ownName(key)).values()].filter(
    (grants) => new Set(grants.map(parentAddress)).size > 1,
  );
  const addresses = new Set(several.flat().map(parentAddress));
  const ids = spaces.flatMap(({ address, id }) => (addresses.has(address) ? [id] : []));
  return keysAmong(reading, ids);
}

/** In each organization with one of its spaces, a key is read-only unless the file says otherwise. */
function organizationGrants(where: readonly string[] | undefined): readonly CredentialGrant[] {
  const roles = new Map(organizationsIn(where).map(({ ref, role }) => [ref.key[0], role]));
  const owners = new Set(spacesIn(where).map(({ ref }) => ref.key[0] ?? ''));
  return [...owners].map((owner) => ({
    place: { kind: 'organization', key: [owner] },
    role: roles.get(owner) ?? 'read-only',
  }));
}

const isServiceAdmin = ({ service, fields: { role } }: LiveItem): boolean =>
  service === true && role === 'admin';

const parentAddress = ({ key }: LiveItem): string => addressOf(space, key.slice(0, -1));

const keyIn = ({ key }: ReachingKey): ReachingKey['key'] => key;

/** Whether a key works only where another one does, so that it can be replaced by it. */
const isWithin = (key: ReachingKey, other: ReachingKey): boolean =>
  key.spaces.every((place) => other.spaces.includes(place));

/** Differences between where a key works and where the file says. */
function moved(
  key: Key,
  file: SharedFields,
  { spaces: found }: SharedFields,
): readonly ManualStep[] {
  const { reach: wanted } = file;
  if (wanted === undefined || found === undefined) return [];
  const listed = addressesIn(spacesIn(wanted).map(({ ref }) => ref));
  const missing = listed.filter((address) => !found.includes(address));
  const extra = found.filter((address) => !listed.includes(address));
  if (missing.length + extra.length === 0) return [];
  const parts = [
    ...(missing.length > 0 ? [`it does not work in ${missing.join(', ')}`] : []),
    ...(extra.length > 0 ? [`it also works in ${extra.join(', ')}`] : []),
  ];
  const lacking = lacks(file);
  const first = lacking === undefined ? '' : `set ${lacking}, `;
  return [
    {
      field: 'organizations',
      text: `${parts.join(', and ')}. The Arize API cannot change where a key works: write the live spaces into the file, or ${first}replace the key${extra.length > 0 ? ' and revoke the old one' : ''}.`,
      next: about('rotate', key),
    },
  ];
}

/**
 * A key for programs that works in several spaces. Arize binds it to all of them when it is created and never
 * changes that. A key of one space is a `service_key`, so each key in Arize belongs to one kind.
 */
export const sharedKey = defineKind({
  name: 'shared_key',
  at: ['service_keys', '*'],
  addressTemplate,
  label: 'shared service key',
  verbs: keyVerbs,
  keyedBy: 'name',
  auditNoun: 'api_key',
  writeOnly: true,
  isImportedInPart: true,
  comment: {
    whole:
      'Service keys of several spaces. Arize does not show their roles, so a key is only created or replaced once they are written here.',
  },
  isMadeAgain: true,
  makerMust: keyMaker,
  // Their lists show the same keys, so one name in both would be two answers about one key.
  sharesNamesWith: ['service_key'],
  lists: [
    {
      list: 'shared_key',
      rows: ({ id, fields: shown }) => [id, ...namesakesIn(shown)],
    },
  ],
  reaches: [
    'shared_key',
    'service_key',
    'user',
    'organization_member',
    'space_member',
    'space_binding',
  ],
  // Where a key works is shown by space, so all of them are looked through.
  refersTo: ['organization', 'space'],
  fields,
  schema: entrySchema(
    {
      title: 'shared service key',
      description:
        'A key for programs that works in several spaces, as one service identity. Arize shows in which spaces it works, but never its roles or secret again.',
      required: ['organizations'],
      examples: [
        {
          organizations: {
            'Platform Team': { spaces: { 'team-alpha': 'member', sandbox: 'read-only' } },
          },
          expires: '90d',
          rotate_before: '30d',
          deliver: { file: 'secrets/nightly-export.key' },
        },
      ],
    },
    {},
    { organizations: reachSchema, ...schemasOf(commonFields), deliver: deliverSchema },
  ),
  selector: { example: 'nightly-export' },
  mapSchema: {
    title: 'shared service keys',
    description:
      'Service keys that work in several spaces, by name. A key of one space is listed in that space. Unlisted keys are not managed; only `removed` revokes one.',
    examples: [
      {
        'nightly-export': {
          organizations: {
            'Platform Team': { spaces: { 'team-alpha': 'member', sandbox: 'member' } },
          },
        },
      },
    ],
  },

  parse(value, complain) {
    if (!isRecord(value)) return undefined;
    const where = parseReach(value['organizations'], complain);
    return {
      fields: {
        ...(where !== undefined && { reach: where }),
        ...written(commonFields, value),
        ...policyIn(value, complain),
      },
    };
  },
  // Arize shows the spaces of a live key, without its roles.
  print: ({ reach: where, spaces, ...rest }) => ({
    organizations: printReach(where ?? spaces ?? []),
    ...entryFor(commonFields, rest),
  }),

  async list(reading) {
    const all = await keysOfAccount(reading);
    const found = new Map(all.map((key) => [key.id, key]));
    const count = all.filter(({ spaces }) => spaces.length > 1).length;
    reading.counted({ kind: 'shared_key', count });
    const groups = [...byName(all.map(({ key }) => key))];
    const items = await Promise.all(
      groups.map(async ([name, keys]) => {
        const removal = reading.removal(addressFrom(addressTemplate, [name]));
        const meant = keys
          .filter(({ id }) => removal?.id === undefined || sameId(id, removal.id))
          .flatMap(({ id }) => found.get(id) ?? []);
        const [newest, ...rest] = meant.filter(({ spaces }) => spaces.length > 1);
        if (newest === undefined) {
          // The file names a key that it means to be one of several spaces, so it must not seem to be gone.
          const [first] = meant;
          if (removal === undefined || first === undefined) return [];
          const others = meant.map(({ key }) => key);
          return { id: first.id, name, fields: shownOf(first.key, [], others) };
        }
        const older = rest.filter((key) => isWithin(key, newest));
        const others = rest.filter((key) => !isWithin(key, newest));
        const refs = await Promise.all(newest.spaces.map((id) => reading.ref('space', id)));
        return {
          id: newest.id,
          name,
          fields: {
            ...shownOf(newest.key, older.map(keyIn), others.map(keyIn)),
            spaces: addressesIn(refs.filter((ref) => ref !== undefined)),
          },
        };
      }),
    );
    return items.flat();
  },

  ...keyWrites(requestFor),
  ...keyHooks,
  needs: (_key, { reach: where = [], spaces = [] }) => neededBy([...where, ...spaces]),
  worksIn: ({ reach: where, spaces = [] }) => [
    ...spacesIn(where).map(({ ref }) => ref),
    ...refsFrom([space], spaces),
  ],
  cannotCreate: cannotCreateKey('a key of several spaces'),
  cannotRemove(_key, { other_keys: others = [], spaces }) {
    if (others.length === 0) return undefined;
    const listed = others.join('; ');
    return spaces === undefined
      ? {
          text: `No key of several spaces has this name, but keys of one space have: ${listed}. To revoke one, name it with its space under \`removed\`, as {service_key: …, space: …, organization: …}.`,
        }
      : {
          text: `Several keys have this name, and others work where the newest one does not: ${listed}. See where each one works, and revoke each one by its id.`,
          next: { words: ['keys', 'list'], reads: 'account' },
        };
  },
  credential: {
    grants: (_key, { account_role: account = 'member', reach: where }) => [
      { place: undefined, role: account },
      ...organizationGrants(where),
      ...spacesIn(where).map(({ ref, role }) => ({ place: ref, role })),
    ],
    ...keyCredential,
    manualSteps: (key, wanted, found) => [
      ...outlived(key, wanted, found),
      ...moved(key, wanted, found),
    ],
  },
});

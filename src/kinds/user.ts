import { withoutStop } from '../errorText.ts';
import { assignedBuiltInRole, enumValue, isOlderSpelling, wireName } from '../api/index.ts';
import type { ItemOf } from '../api/paths.ts';
import { body, entryFor, flag, oneOf, received, set, text, wired } from '../fields.ts';
import { defineKind } from '../kind.ts';
import type { FoundItem, KnownPeople, ReadContext, Secrets, Sink } from '../kind.ts';
import type { FollowUp } from '../model.ts';
import { canonicalEmail, canonicalName } from '../names.ts';
import { grantAccess } from './grants.ts';
import { entrySchema, parseNamed } from './named.ts';
import { assertPlaced, readPeople, readUsers, searchPeople, typeOf } from './people.ts';
import { deliverSchema, handOver, parseDeliver, SecretError, sinkOf } from './secrets.ts';
import { isRecord } from '../records.ts';

/** The modes of an invitation, as in the file and in the API. */
const inviteModes = {
  none: 'NONE',
  email_link: 'EMAIL_LINK',
  temporary_password: 'TEMPORARY_PASSWORD',
} as const;

const inviteWords = ['none', 'email_link', 'temporary_password'] as const;

const statuses: ReadonlyMap<string, 'invited' | 'expired'> = new Map([
  ['INVITED', 'invited'],
  ['EXPIRED', 'expired'],
]);

const accountRoles = ['admin', 'member', 'annotator'] as const;

const fields = {
  name: wired(
    'name',
    text({
      as: canonicalName,
      schema: {
        title: 'name',
        description: 'The name shown in Arize.',
        type: 'string',
        minLength: 1,
        maxLength: 255,
        pattern: '\\S',
        examples: ['Jane Doe'],
      },
    }),
  ),
  role: oneOf(accountRoles, {
    manual:
      'The Arize API cannot change an account role: change it under Settings > Account > Users.',
    schema: {
      description:
        'The role in the account. It is set when the person is created; the Arize API cannot change it later.',
      enum: accountRoles,
      examples: ['member'],
    },
  }),
  developer: wired(
    'is_developer',
    flag({
      schema: {
        description:
          'Whether the person can create API keys and use the API. Not managed if omitted.',
        type: 'boolean',
        examples: [true],
      },
    }),
  ),
  invite: oneOf(inviteWords, {
    createOnly: true,
    schema: {
      description:
        'How a new person is invited. `none`: active at once, without an e-mail (for single sign-on). `email_link`: Arize e-mails a link. `temporary_password`: no e-mail; the password goes to the destination under `deliver`.',
      enum: inviteWords,
      examples: ['none'],
    },
  }),
  to_file: text({ createOnly: true }),
  to_command: set({ createOnly: true, quoted: true }),
  to_command_env: set({ createOnly: true }),
};

// In the schema, rarely used keys come last.
const { developer, ...first } = fields;

/** A person as REST lists them. */
function foundUser(found: ItemOf<'/v2/users', 'users'>): FoundItem {
  const role = assignedBuiltInRole(found.role);
  const status = statuses.get(enumValue(found.status));
  return {
    id: found.id,
    name: canonicalEmail(found.email),
    fields: { ...received(fields, found), ...(role !== undefined && { role }) },
    ...(status && { status }),
  };
}

/**
 * The people whom a reading met, and those whom the file names, where the list of people is not read. It does not tell
 * who can create keys.
 * @returns undefined if one cannot be found: only the list of all tells that, and whose name it may be
 */
async function listKnown(
  reading: ReadContext,
  known: KnownPeople,
): Promise<readonly FoundItem[] | undefined> {
  const { asked, people, sample } = known;
  if (sample.some(({ role }) => isOlderSpelling(role.type))) reading.older();
  const emails = new Set(
    [...people.values()].flatMap(({ email }) => (email ? [canonicalEmail(email)] : [])),
  );
  const named = reading.named('user');
  const missing = named.filter((email) => !emails.has(email));
  const [searched, pending] = await Promise.all([searchPeople(reading, missing), known.pending]);
  for (const each of searched) people.set(each.id, each);
  const wanted = new Set(named);
  const found = [...people.values()].filter(
    ({ id, email }) => asked.has(id) || (email && wanted.has(canonicalEmail(email))),
  );
  for (const each of found) assertPlaced(each, 'PeopleByEmail');
  const there = new Set(found.map(({ email }) => (email ? canonicalEmail(email) : '')));
  if (pending === undefined || named.some((email) => !there.has(email))) {
    known.isWhole = true;
    return undefined;
  }
  const invited = new Map(pending.map(({ id, status }) => [id, statuses.get(enumValue(status))]));
  return found.map(({ id, email, status: state, userType, accountRole }): FoundItem => {
    const isBlocked = state === 'inactive';
    const role = accountRoles.find((each) => each === accountRole);
    const status = isBlocked ? 'blocked' : invited.get(id);
    return {
      id,
      name: email ? canonicalEmail(email) : id,
      fields: role === undefined || isBlocked ? {} : { role },
      ...(status && { status }),
      ...(userType === 'bot' && { service: true }),
    };
  });
}

export const user = defineKind({
  name: 'user',
  at: ['users', '*'],
  addressTemplate: ['user', '*'],
  label: 'person',
  verbs: { create: 'create', update: 'update', delete: 'block' },
  auditNoun: 'user',
  keyedBy: 'person',
  // Account admins get in everywhere; being a member of the account gives no access (Arize docs: account and
  // space roles).
  access: grantAccess,
  fields,
  schema: entrySchema(
    {
      title: 'person',
      description: 'A person in the account. Creating one requires `name`, `role` and `invite`.',
      examples: [{ name: 'Jane Doe', role: 'admin', invite: 'none' }],
    },
    { ...first, developer },
    { deliver: deliverSchema },
  ),
  selector: { example: 'old@example.com' },
  comment: {
    whole: 'People in the account. Omitting a person never removes them; `removed` does.',
  },
  mapSchema: {
    title: 'people',
    description:
      'People in the account, by e-mail. Omitting a person never removes them; only `removed` does. If the file has this key, grants can only name people listed here.',
    propertyNames: {
      title: 'e-mail address',
      pattern: '^\\s*[^\\s@]+@[^\\s@]+\\s*$',
      examples: ['jane@example.com'],
    },
    examples: [{ 'jane@example.com': { name: 'Jane Doe', role: 'admin', invite: 'none' } }],
  },

  parse(value, complain) {
    if (!isRecord(value)) return undefined;
    const written = parseNamed(value, fields);
    if (value['deliver'] !== undefined && value['invite'] !== 'temporary_password') {
      complain('nothing-to-deliver', '`deliver` only works with `invite: temporary_password`', {
        path: ['deliver'],
        severity: 'warning',
        suggestion: 'remove it',
      });
    }
    if (value['deliver'] === undefined && value['invite'] === 'temporary_password') {
      complain('no-destination', 'the temporary password has no destination', {
        path: ['invite'],
        suggestion:
          'add `deliver`: a file, or a command that reads the password from standard input',
      });
    }
    const sink = parseDeliver(value['deliver'], complain);
    return written && { ...written, fields: { ...written.fields, ...sink } };
  },
  print: (given) => entryFor(fields, given),

  async list(reading) {
    const some = reading.known && (await listKnown(reading, reading.known));
    if (some !== undefined) return some;
    const users = await readUsers(reading);
    if (users.some(({ role }) => isOlderSpelling(role.type))) reading.older();
    reading.counted({ kind: 'user', count: users.length });
    const seen = new Set(users.flatMap(({ id, email }) => [id, canonicalEmail(email)]));
    const [types, found] = await Promise.all([
      Promise.all(users.map(({ id }) => typeOf(reading, id))),
      reading.everybody
        ? readPeople(reading).then((all) => [...all.values()])
        : searchPeople(
            reading,
            reading.named('user').filter((email) => !seen.has(email)),
          ),
    ]);
    const listed = users.map((each, index): FoundItem => ({
      ...foundUser(each),
      ...(types[index] === 'bot' && { service: true }),
    }));
    // REST never lists blocked people, but their addresses cannot be used again, so they must be found.
    const unlisted = found.filter(({ id }) => !seen.has(id));
    const query = reading.everybody ? 'AccountPeople' : 'PeopleByEmail';
    for (const each of unlisted) assertPlaced(each, query);
    const blocked = unlisted
      .filter(({ status }) => status === 'inactive')
      .map(({ id, email, userType }): FoundItem => ({
        id,
        name: email ? canonicalEmail(email) : id,
        fields: {},
        status: 'blocked',
        ...(userType === 'bot' && { service: true }),
      }));
    return [...listed, ...blocked];
  },
  // Arize searches for addresses that contain this string. It may use another Unicode form for non-ASCII
  // letters.
  async find({ client }, [email = '']) {
    const query = /^[!-~]+$/.test(email) ? { email } : {};
    const users = await client.list('/v2/users', 'users', { query });
    return users.map(foundUser);
  },
  async create(writing, [email = ''], after) {
    const { name = '', role = 'member', invite = 'none' } = after;
    const post = () =>
      writing.client.post('/v2/users', {
        body: {
          name,
          email,
          role: { type: 'PREDEFINED', name: wireName(role) },
          invite_mode: inviteModes[invite],
          ...body(fields, after),
        },
      });
    const sink = invite === 'temporary_password' ? sinkOf(after) : undefined;
    return sink === undefined
      ? (await post()).id
      : withPassword(writing.secrets, sink, email, post);
  },
  update: ({ client }, _key, id, { after }) =>
    client.patch('/v2/users/{user_id}', {
      params: { path: { user_id: id } },
      body: body(fields, after),
    }),
  remove: ({ client }, _key, id) =>
    client.delete('/v2/users/{user_id}', { params: { path: { user_id: id } } }),

  effect: (before, after) =>
    before?.developer === true && after.developer === false ? 'reduces' : 'grants',
  // Blocking is final: the person stays listed as inactive, and the address stays taken (REST v2 types).
  irreversible: (_before, after) =>
    after === undefined
      ? "this address can never be invited again, and the person's API keys are revoked"
      : undefined,
  needs: () => [],
  sendsEmail: ({ invite }) => invite === 'email_link',
  speaks: (action) => action === 'create',
  // Blocking cannot be undone, and removes every membership, role binding and API key of the person (REST v2
  // types).
  cascadesTo: ([email], other) => other.key.length > 1 && other.key.at(-1) === email,
  reaches: ['organization_member', 'space_member', 'space_binding', 'project_binding'],
  cannotCreate({ name, role, invite, to_file: file, to_command: command }) {
    if (invite === 'temporary_password' && file === undefined && command === undefined) {
      return 'needs a destination for the temporary password: add `deliver`';
    }
    const missing = [
      ...(name === undefined ? ['`name`'] : []),
      ...(role === undefined ? ['`role` (such as `role: member`)'] : []),
      ...(invite === undefined
        ? ['`invite` (`invite: email_link` sends an e-mail, `invite: none` does not)']
        : []),
    ];
    return missing.length === 0
      ? undefined
      : `is not in the account, and creating a person requires ${missing.join(' and ')}`;
  },
});

/**
 * Arize's response when a person is created. It has a password only if one was requested and the person is
 * new.
 */
interface Created {
  readonly id: string;
  readonly temporary_password: string | undefined;
}

/**
 * Creates a person with a temporary password and delivers it. If that fails, the person is not blocked,
 * because blocking cannot be undone and an invitation can be sent instead.
 */
const withPassword = (
  secrets: Secrets,
  sink: Sink,
  email: string,
  post: () => Promise<Created>,
): Promise<string> => {
  const next: FollowUp = {
    words: ['users', 'resend-invitation', email, '--apply'],
    reads: 'account',
  };
  return handOver(secrets, sink, {
    async make() {
      const { id, temporary_password: secret } = await post();
      return { id, secret };
    },
    lost: async (error) =>
      new SecretError(
        `The response was lost (${withoutStop(error.message)}). If the person was created, the temporary password is lost too.`,
        'Plan again to see whether the person exists. If so, send a link by e-mail instead',
        { next, outcome: 'unknown' },
      ),
    undo: async (_id, why) =>
      new SecretError(
        `The person was created, but the temporary password was not delivered: ${withoutStop(why)}.`,
        'Send a link by e-mail instead',
        { next },
      ),
  });
};

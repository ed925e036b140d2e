import {
  assignedBuiltInRole,
  enumValue,
  isOlderSpelling,
  notUnderstood,
  wireName,
} from '../api/index.ts';
import type { ItemOf } from '../api/paths.ts';
import { body, entryFor, flag, oneOf, received, set, text, wired } from '../fields.ts';
import { defineKind } from '../kind.ts';
import type { FoundItem, Secrets, Sink } from '../kind.ts';
import { canonicalEmail, canonicalName } from '../names.ts';
import { grantAccess } from './grants.ts';
import { entrySchema, parseNamed } from './named.ts';
import { readPeople } from './people.ts';
import { deliverSchema, handOver, parseDeliver, SecretError, sinkOf } from './secrets.ts';
import { isRecord } from '../records.ts';

/** How the file says an invitation is made. */
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
        description: 'The name that Arize shows.',
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
      'Arize has no call that changes an account role: open Settings > Account > Users and change it there.',
    schema: {
      description:
        'The role in the account. It is set when the person is created; Arize has no call that changes it later.',
      enum: accountRoles,
      examples: ['member'],
    },
  }),
  developer: wired(
    'is_developer',
    flag({
      schema: {
        description: 'Whether the person may make API keys and use the API. Left out: not managed.',
        type: 'boolean',
        examples: [true],
      },
    }),
  ),
  invite: oneOf(inviteWords, {
    createOnly: true,
    schema: {
      description:
        'How somebody new is invited: `none` makes the person active at once (single sign-on) and sends no mail; `email_link` sends a mail with a link; `temporary_password` sends none, and hands a password to the place under `deliver`.',
      enum: inviteWords,
      examples: ['none'],
    },
  }),
  to_file: text({ createOnly: true }),
  to_command: set({ createOnly: true, quoted: true }),
  to_command_env: set({ createOnly: true }),
};

// In the schema, what is rarely said comes last.
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

export const user = defineKind({
  name: 'user',
  at: ['users', '*'],
  addressTemplate: ['user', '*'],
  label: 'person',
  verbs: { create: 'create', update: 'update', delete: 'block' },
  auditNoun: 'user',
  keyedBy: 'person',
  // Admins of the account get in everywhere; being a member of it opens nothing (Arize docs: account and space roles).
  access: grantAccess,
  fields,
  schema: entrySchema(
    {
      title: 'person',
      description:
        'A person of the account. To create one, `name`, `role` and `invite` are needed.',
      examples: [{ name: 'Jane Doe', role: 'admin', invite: 'none' }],
    },
    { ...first, developer },
    { deliver: deliverSchema },
  ),
  selector: { example: 'old@example.com' },
  comment: {
    whole: 'People of the account. Leaving somebody out never removes them; `removed` does.',
  },
  mapSchema: {
    title: 'people',
    description:
      'People of the account, by e-mail. Leaving somebody out never removes them; with this key, grants may name only people in it.',
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
      complain('nothing-to-deliver', '`deliver` is for `invite: temporary_password` alone', {
        path: ['deliver'],
        severity: 'warning',
        suggestion: 'take it out',
      });
    }
    if (value['deliver'] === undefined && value['invite'] === 'temporary_password') {
      complain('no-destination', 'the temporary password has no destination', {
        path: ['invite'],
        suggestion: 'say `deliver`: a file, or a command that gets it on its standard input',
      });
    }
    const sink = parseDeliver(value['deliver'], complain);
    return written && { ...written, fields: { ...written.fields, ...sink } };
  },
  print: (given) => entryFor(fields, given),

  async list(reading) {
    const [users, people] = await Promise.all([
      reading.client.list('/v2/users', 'users', {}),
      readPeople(reading),
    ]);
    if (users.some(({ role }) => isOlderSpelling(role.type))) reading.older();
    const listed = users.map((found): FoundItem => ({
      ...foundUser(found),
      ...(people.get(found.id)?.userType === 'bot' && { service: true }),
    }));
    // REST never lists a blocked person, but its address can not be used again, so it has to be seen.
    const seen = new Set(listed.map(({ id }) => id));
    const unlisted = [...people.values()].filter(({ id }) => !seen.has(id));
    const odd = unlisted.find(
      ({ status, userType }) => userType !== 'bot' && status !== 'inactive' && status !== 'active',
    );
    if (odd !== undefined) {
      const status = odd.status === null ? 'no status' : `the unknown status "${odd.status}"`;
      const what = `${odd.email ?? odd.id}, whom GET /v2/users does not list, has ${status}`;
      throw notUnderstood('GraphQL query AccountPeople', what, 'POST');
    }
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
  // Arize finds every address that holds this text. It may spell other letters than ASCII in another normal form.
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
  // Blocking is terminal: the person stays listed as inactive, and the address stays taken (REST v2 types).
  irreversible: (_before, after) =>
    after === undefined
      ? 'this address can never be invited again, and the API keys of the person are revoked'
      : undefined,
  needs: () => [],
  sendsEmail: ({ invite }) => invite === 'email_link',
  speaks: (action) => action === 'create',
  // Blocking cannot be undone, and takes every membership, role binding and API key of the person (REST v2 types).
  cascadesTo: ([email], other) => other.key.length > 1 && other.key.at(-1) === email,
  reaches: ['organization_member', 'space_member', 'space_binding', 'project_binding'],
  cannotCreate({ name, role, invite, to_file: file, to_command: command }) {
    if (invite === 'temporary_password' && file === undefined && command === undefined) {
      return 'is to get a temporary password, and the file names no place for it: say `deliver`';
    }
    const missing = Object.entries({ name, role, invite })
      .filter(([, value]) => value === undefined)
      .map(([key]) => `\`${key}\``);
    return missing.length === 0
      ? undefined
      : `is not in the account, and creating a person needs ${missing.join(' and ')}${invite === undefined ? ' (`invite: email_link` sends a mail, `invite: none` does not)' : ''}`;
  },
});

/** What Arize answers when somebody is created: a password only where one was asked for and the person is new. */
interface Created {
  readonly id: string;
  readonly temporary_password: string | undefined;
}

/**
 * Creates somebody with a temporary password and hands it over. Nobody is blocked when that goes wrong: it would be for
 * good, and an invitation can be sent instead.
 */
const withPassword = (
  secrets: Secrets,
  sink: Sink,
  email: string,
  post: () => Promise<Created>,
): Promise<string> => {
  const hint = `Send a mail with a link instead: ax-access users resend-invitation ${email} --apply`;
  return handOver(secrets, sink, {
    async make() {
      const { id, temporary_password: secret } = await post();
      return { id, secret };
    },
    lost: async (error) =>
      new SecretError(
        `The answer was lost (${error.message.replace(/\.$/, '')}), and with it the temporary password, if the person was created.`,
        `Plan again to see. If they are there: ${hint}`,
        'unknown',
      ),
    undo: async (_id, why) =>
      new SecretError(
        `The person was created, and the temporary password did not arrive: ${why.replace(/\.$/, '')}.`,
        hint,
      ),
  });
};

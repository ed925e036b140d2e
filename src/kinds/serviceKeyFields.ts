import { wireName } from '../api/index.ts';
import { daysIn, isDay, momentText } from '../days.ts';
import { oneOf, set, text, wired, written } from '../fields.ts';
import type { Body, JsonSchema, Typed } from '../fields.ts';
import type { Complain, ParsedEntry } from '../kind.ts';
import type { Fields, Value } from '../model.ts';
import { parseRoleRef, roleField } from './grants.ts';
import { entrySchema } from './named.ts';
import { roleName } from './schemas.ts';
import { deliverSchema, parseDeliver } from './secrets.ts';
import { isRecord } from '../records.ts';

const days = (description: string, example: string) =>
  text({
    policy: true,
    as: (given) => (daysIn(given.trim()) === undefined ? undefined : given.trim()),
    schema: {
      title: 'number of days',
      description,
      type: 'string',
      pattern: '^\\s*[1-9]\\d{0,3}d\\s*$',
      examples: [example],
    },
  });

const isMoment = (end: string): boolean =>
  daysIn(end) === undefined && isDay(end.slice(0, 10)) && !Number.isNaN(Date.parse(end));

/** The fields of every key, wherever it works. */
export const commonFields = {
  account_role: wired(
    'account_role',
    oneOf(['admin', 'member'], {
      createOnly: true,
      schema: {
        description: 'The role in the account. Default: `member`.',
        enum: ['admin', 'member'],
        examples: ['member'],
      },
    }),
    (given) => ({ type: 'PREDEFINED' as const, name: wireName(given) }),
  ),
  description: wired(
    'description',
    text({
      createOnly: true,
      schema: {
        title: 'description',
        description: 'What it is for. It is set when a key is created.',
        type: 'string',
        maxLength: 1000,
        examples: ['Traces of the checkout service'],
      },
    }),
  ),
  expires: wired(
    'expires_at',
    text({
      createOnly: true,
      // The value can also be a lifetime.
      as: (end) => (isMoment(end.trim()) ? momentText(end.trim()) : undefined),
      schema: {
        title: 'day, time or number of days',
        description:
          'When a key expires: a day, a time in UTC, or a lifetime in days, counted from the day on which each key is created.',
        type: 'string',
        pattern:
          '^\\s*(?:[1-9]\\d{0,3}d|\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2})?(?:\\.\\d+)?Z)?)\\s*$',
        examples: ['90d', '2027-01-01', '2027-01-01T00:00:00Z'],
      },
    }),
    (end) => new Date(end).toISOString(),
  ),
  to_file: text({ createOnly: true }),
  to_command: set({ createOnly: true, quoted: true }),
  to_command_env: set({ createOnly: true }),
  lifetime: text({ policy: true }),
  rotate_before: days(
    'How many days before its expiry a key is replaced. A new key is created and its secret delivered; the old one keeps working for the `overlap`.',
    '30d',
  ),
  overlap: days(
    'How many days the old key keeps working after a new one is created; then it is revoked, which needs consent. Default: `7d` with `rotate_before`, otherwise never.',
    '7d',
  ),
  /** Shown by Arize, never in the file. */
  made: text(),
  last_used: text(),
  /** Live keys with the same name that were created earlier: for each its id, a space, and its dates. */
  older_keys: set(),
  /** Live keys of the same name that also work where the newest one does not: it replaces none of them. */
  other_keys: set(),
};

/** The fields of a service key. */
export const keyFields = {
  role: roleField({
    createOnly: true,
    schema: {
      title: 'role',
      description:
        'The role in the space: `admin`, `member`, `read-only`, or the name of a role. Required to create a key.',
      type: ['string', 'object'],
      pattern: '\\S',
      properties: { custom: roleName },
      required: ['custom'],
      additionalProperties: false,
      examples: ['member', 'Data Scientist'],
    },
  }),
  organization_role: oneOf(['admin', 'member', 'read-only'], {
    createOnly: true,
    schema: {
      description: 'The role in the organization. Default: `read-only`.',
      enum: ['admin', 'member', 'read-only'],
      examples: ['read-only'],
    },
  }),
  ...commonFields,
};

/** The JSON Schema of a service key in the file. */
export const serviceKeySchema: JsonSchema = entrySchema(
  {
    title: 'service key',
    description:
      'A key for programs, which use it to act as a service identity. Arize never shows its roles or secret again, so the roles in this file only matter when a key is created or replaced.',
    examples: [
      {
        role: 'member',
        expires: '90d',
        rotate_before: '30d',
        deliver: { file: 'secrets/team-alpha.key' },
      },
    ],
  },
  keyFields,
  { deliver: deliverSchema },
);

/** The fields that every key may have. */
export type AnyKeyFields = Typed<typeof commonFields>;

/** What a request to create a key says, apart from its name and where it works. */
export type KeyBody = Body<typeof commonFields>;

/** How many days before it expires a key should be replaced, given its lifetime if known. */
export const usualAhead = (lifetime: number | undefined): number =>
  lifetime === undefined ? 14 : Math.min(14, Math.ceil(lifetime / 3));

/** Parses the value of a service key. */
export function parseKey(value: unknown, complain: Complain): ParsedEntry | undefined {
  if (!isRecord(value)) return undefined;
  const atRole = below(complain, ['role']);
  const given = value['role'] === undefined ? undefined : parseRoleRef(value['role'], true, atRole);
  if (!canHold(given?.fields['role'], atRole)) return undefined;
  const { role: _role, ...rest } = value;
  return {
    fields: {
      ...given?.fields,
      ...written(keyFields, rest),
      ...policyIn(value, complain),
    },
  };
}

/** Parses what is not a field by itself: how long a key lives, and where its secret goes. */
export const policyIn = (value: Readonly<Record<string, unknown>>, complain: Complain): Fields => ({
  ...lifetimeIn(value, complain),
  ...parseDeliver(value['deliver'], complain),
});

/** Reports problems below a part of an entry. */
export const below =
  (complain: Complain, at: readonly string[]): Complain =>
  (code, message, more) =>
    complain(code, message, { ...more, path: [...at, ...(more?.path ?? [])] });

/** Whether a key can have a role. Reports it if not. */
export function canHold(role: Value | undefined, complain: Complain): boolean {
  if (role !== 'annotator') return true;
  complain('annotator-key', 'a service key cannot be an annotator', {
    suggestion: 'use admin, member, read-only, or the name of a role',
  });
  return false;
}

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.trim() : undefined;

/** The lifetime in days, if `expires` is one. */
function lifetimeIn(value: Readonly<Record<string, unknown>>, complain: Complain): Fields {
  const end = textOf(value['expires']);
  if (end === undefined) return {};
  const lifetime = daysIn(end);
  if (lifetime === undefined) {
    if (!isMoment(end) && /^\d{4}-\d{2}-\d{2}/.test(end)) {
      complain('no-such-day', `"${end}" is not a valid date`, {
        path: ['expires'],
        suggestion: 'write it like 2027-01-01 or 2027-01-01T00:00:00Z',
      });
    }
    return {};
  }
  const ahead = daysIn(textOf(value['rotate_before']) ?? '');
  const early = ahead ?? 0;
  if (ahead === undefined && value['rotate_before'] === undefined) {
    complain(
      'no-rotation',
      `without \`rotate_before\`, this key is not replaced before its last day`,
      {
        path: ['expires'],
        severity: 'warning',
        suggestion: `set \`rotate_before: ${usualAhead(lifetime)}d\` so that the old and the new key overlap`,
      },
    );
  }
  if (early >= lifetime) {
    complain(
      'rotated-too-early',
      `a key with a lifetime of ${lifetime} days cannot be replaced ${early} days before it expires`,
      {
        path: ['rotate_before'],
        suggestion: 'write fewer days, or a longer lifetime under `expires`',
      },
    );
  }
  return { lifetime: end };
}

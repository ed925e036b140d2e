import type { JsonSchema } from '../kind.ts';
import { deliverSchema } from './secrets.ts';

const days = (description: string, example: string): JsonSchema => ({
  title: 'number of days',
  description,
  type: 'string',
  pattern: '^\\s*[1-9]\\d{0,3}d\\s*$',
  examples: [example],
});

/** What the file says about a service key. */
export const serviceKeySchema: JsonSchema = {
  title: 'service key',
  description:
    'A key for programs, which act by it as a bot of their own. Arize never shows its roles and its secret again, so they count when a key is made: at first, and when it is replaced.',
  type: 'object',
  additionalProperties: false,
  properties: {
    role: {
      title: 'role',
      description:
        'The role in the space: `admin`, `member`, `read-only`, or the name of a role. Needed to make a key.',
      type: ['string', 'object'],
      pattern: '\\S',
      properties: {
        custom: {
          title: 'role name',
          description: 'A role by its name, also one that is called like a built-in word.',
          type: 'string',
          pattern: '\\S',
          examples: ['Data Scientist'],
        },
      },
      required: ['custom'],
      additionalProperties: false,
      examples: ['member', 'Data Scientist'],
    },
    organization_role: {
      description: 'The role in the organization. Left out: `read-only`.',
      enum: ['admin', 'member', 'read-only'],
      examples: ['read-only'],
    },
    account_role: {
      description: 'The role in the account. Left out: `member`.',
      enum: ['admin', 'member'],
      examples: ['member'],
    },
    description: {
      title: 'description',
      description: 'What it is for. It is written when a key is made.',
      type: 'string',
      maxLength: 1000,
      examples: ['Traces of the checkout service'],
    },
    expires: {
      title: 'day, moment or number of days',
      description:
        'When a key ends: a day, a moment in UTC, or how many days each key lives from the day it is made.',
      type: 'string',
      pattern:
        '^\\s*(?:[1-9]\\d{0,3}d|\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2})?(?:\\.\\d+)?Z)?)\\s*$',
      examples: ['90d', '2027-01-01', '2027-01-01T00:00:00Z'],
    },
    rotate_before: days(
      'How many days before its end a key is replaced: a new one is made and delivered, and the old one goes on working for a while.',
      '30d',
    ),
    overlap: days(
      'How many days after the new key was made the old one is revoked, which needs consent. Left out: `7d` where `rotate_before` is given, else never.',
      '7d',
    ),
    deliver: deliverSchema,
  },
  examples: [
    {
      role: 'member',
      expires: '90d',
      rotate_before: '30d',
      deliver: { file: 'secrets/team-alpha.key' },
    },
  ],
};

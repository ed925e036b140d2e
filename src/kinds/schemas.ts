import type { JsonSchema } from '../kind.ts';

/** Pieces of JSON Schema that several kinds share. */

export const previously: JsonSchema = {
  title: 'earlier names',
  description:
    'Earlier names. When nothing is called by the present name, the one that still bears an earlier name is renamed: its id stays, and so does every mapping that points at it.',
  type: 'array',
  items: { title: 'name', type: 'string', minLength: 1 },
  minItems: 1,
  uniqueItems: true,
  examples: [['DS']],
};

export const id: JsonSchema = {
  title: 'id',
  description:
    'Pins the thing by its id in Arize. It is found by nothing else then, and an id that is not there is an error.',
  type: 'string',
  minLength: 1,
  examples: ['U3BhY2U6MTIzOmFiY2Q='],
};

export const create: JsonSchema = {
  description:
    'Make it when it is missing, also when something unlisted looks as if it had been renamed from it.',
  type: 'boolean',
  examples: [true],
};

export const description: JsonSchema = {
  title: 'description',
  description: 'What it is for. Left out: not managed.',
  type: 'string',
  maxLength: 1000,
  examples: ['Everything of the platform team'],
};

const custom: JsonSchema = {
  title: 'role name',
  description: 'A role by its name, also one that is called like a built-in word.',
  type: 'string',
  pattern: '\\S',
  examples: ['Data Scientist'],
};

/** The keys of a map of grants: e-mails and teams. */
export const grantKeys: JsonSchema = {
  title: 'e-mail address',
  description: 'An e-mail address, or the name of a team, which has no @.',
  pattern: '^[^@]*$|^\\s*[^\\s@]+@[^\\s@]+\\s*$',
  examples: ['jane@example.com', 'data-science'],
};

/** A grant: a role, or a map when there is more to say. */
export const grantSchema = (role: JsonSchema): JsonSchema => ({
  title: 'role',
  type: ['string', 'object'],
  pattern: '\\S',
  ...role,
  properties: {
    role: {
      title: 'role',
      description: 'The role, by its word or its name.',
      type: ['string', 'object'],
      pattern: '\\S',
      properties: { custom },
      required: ['custom'],
      additionalProperties: false,
      examples: ['member'],
    },
    custom,
    until: {
      title: 'day',
      description:
        'The last day of this grant, UTC. After it the grant counts as not listed, and the next run takes it away.',
      type: 'string',
      pattern: '^\\s*\\d{4}-\\d{2}-\\d{2}\\s*$',
      examples: ['2027-03-31'],
    },
    except: {
      title: 'e-mail addresses',
      description: 'Of a team: the people whom it does not bring here, by e-mail or as teams.',
      type: 'array',
      items: { $ref: '#/$defs/person' },
      minItems: 1,
      uniqueItems: true,
      examples: [['raj@example.com', 'leads']],
    },
  },
  additionalProperties: false,
});

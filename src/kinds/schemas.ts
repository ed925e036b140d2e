import type { JsonSchema } from '../kind.ts';

/** Parts of the JSON Schema that several kinds share. */

export const previously: JsonSchema = {
  title: 'previous names',
  description:
    'Previous names. If nothing in Arize has the current name, the item with a previous name is renamed. It keeps its id, so mappings to it keep working.',
  type: 'array',
  items: { title: 'name', type: 'string', minLength: 1 },
  minItems: 1,
  uniqueItems: true,
  examples: [['DS']],
};

export const id: JsonSchema = {
  title: 'id',
  description:
    'The id in Arize. The item is then matched only by this id. If nothing has the id, the entry is skipped and `plan` exits with 1.',
  type: 'string',
  minLength: 1,
  examples: ['U3BhY2U6MTIzOmFiY2Q='],
};

export const create: JsonSchema = {
  description: 'Create it if it is missing, even if an unlisted item looks like a rename of it.',
  type: 'boolean',
  examples: [true],
};

export const description: JsonSchema = {
  title: 'description',
  description: 'What it is for. Not managed if omitted.',
  type: 'string',
  maxLength: 1000,
  examples: ['Everything of the platform team'],
};

/** `{custom: …}`, for a role that may be called like a built-in one. */
export const roleName: JsonSchema = {
  title: 'role name',
  description: 'The name of a role, even if a built-in role has the same name.',
  type: 'string',
  pattern: '\\S',
  examples: ['Data Scientist'],
};

/** The keys of a map of grants: e-mails and teams. */
export const grantKeys: JsonSchema = {
  title: 'e-mail address',
  description: 'An e-mail address, or the name of a team. Team names have no @.',
  pattern: '^[^@]*$|^\\s*[^\\s@]+@[^\\s@]+\\s*$',
  examples: ['jane@example.com', 'data-science'],
};

/** A grant: a role, or a map with more settings. */
export const grantSchema = (role: JsonSchema): JsonSchema => ({
  title: 'role',
  type: ['string', 'object'],
  pattern: '\\S',
  ...role,
  properties: {
    role: {
      title: 'role',
      description: 'A built-in role, or the name of a role.',
      type: ['string', 'object'],
      pattern: '\\S',
      properties: { custom: roleName },
      required: ['custom'],
      additionalProperties: false,
      examples: ['member'],
    },
    custom: roleName,
    until: {
      title: 'day',
      description:
        'The last day of this grant, in UTC. After that day the grant counts as not listed, and the next run removes it.',
      type: 'string',
      pattern: '^\\s*\\d{4}-\\d{2}-\\d{2}\\s*$',
      examples: ['2027-03-31'],
    },
    except: {
      title: 'e-mail addresses',
      description: 'For a team: people or other teams that do not get this grant.',
      type: 'array',
      items: { $ref: '#/$defs/person' },
      minItems: 1,
      uniqueItems: true,
      examples: [['raj@example.com', 'leads']],
    },
  },
  additionalProperties: false,
});

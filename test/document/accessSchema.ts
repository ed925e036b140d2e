import { Ajv } from 'ajv';

/** A small schema with the shapes that the real one has. */
const accessSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'https://example.com/access.schema.json',
  type: 'object',
  properties: {
    version: { const: 1 },
    account: { type: 'string', minLength: 1, examples: ['QWNjb3VudDox'] },
    users: {
      type: 'object',
      propertyNames: { $ref: '#/$defs/email' },
      additionalProperties: {
        type: 'object',
        title: 'user',
        properties: {
          name: { type: 'string', minLength: 1, examples: ['Jane Doe'] },
          role: { enum: ['admin', 'member', 'annotator'] },
          developer: { type: 'boolean' },
        },
        required: ['role'],
        additionalProperties: false,
      },
    },
    teams: {
      type: 'object',
      additionalProperties: {
        type: 'array',
        title: 'e-mail addresses',
        items: { $ref: '#/$defs/email' },
        uniqueItems: true,
      },
    },
    roles: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        properties: {
          description: { type: 'string', maxLength: 20 },
          permissions: { type: 'array', items: { type: 'string' } },
        },
        required: ['permissions'],
        additionalProperties: false,
      },
    },
    organizations: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        title: 'organization',
        properties: {
          members: { $ref: '#/$defs/grants' },
          spaces: {
            type: 'object',
            additionalProperties: {
              type: 'object',
              title: 'space',
              properties: {
                private: { type: 'boolean' },
                members: { $ref: '#/$defs/grants' },
                bindings: {
                  type: 'object',
                  additionalProperties: {
                    type: ['string', 'object'],
                    minLength: 1,
                    examples: ['Data Scientist'],
                    properties: { role: { type: 'string', minLength: 1 } },
                    additionalProperties: false,
                  },
                },
              },
              additionalProperties: false,
            },
          },
        },
        additionalProperties: false,
      },
    },
    removed: { type: 'array', items: { $ref: '#/$defs/selector' } },
    ignore: { type: 'array', items: { $ref: '#/$defs/selector' } },
  },
  patternProperties: { '^x-': true },
  required: ['version'],
  additionalProperties: false,
  $defs: {
    email: {
      type: 'string',
      minLength: 1,
      pattern: '^[^@\\s]+@[^@\\s]+$',
      examples: ['jane@example.com'],
    },
    grants: { type: 'object', additionalProperties: { $ref: '#/$defs/grant' } },
    grant: {
      oneOf: [
        { type: 'string', title: 'role', minLength: 1, examples: ['member'] },
        {
          type: 'object',
          properties: {
            role: { enum: ['admin', 'member', 'read-only', 'annotator'] },
            custom: { type: 'string', minLength: 1 },
          },
          additionalProperties: false,
        },
      ],
    },
    selector: {
      oneOf: [
        {
          type: 'object',
          properties: { user: { type: 'string' }, reason: { type: 'string' } },
          required: ['user'],
          additionalProperties: false,
        },
        {
          type: 'object',
          properties: {
            space: { type: 'string' },
            organization: { type: 'string' },
            reason: { type: 'string' },
          },
          required: ['space', 'organization'],
          additionalProperties: false,
        },
        {
          type: 'object',
          properties: { organization: { type: 'string' }, reason: { type: 'string' } },
          required: ['organization'],
          additionalProperties: false,
        },
      ],
    },
  },
} as const;

const { $schema: _draft, $id: _id, ...schema } = accessSchema;
const options = { allErrors: true, verbose: true, allowUnionTypes: true } as const;
const ajv = new Ajv({ ...options, strict: false }).addSchema(schema, 'schema');

const branch = (pointer: string) => {
  const validate = ajv.getSchema(`schema#${pointer}`);
  if (validate === undefined) throw new Error(`The schema has no ${pointer}.`);
  return [pointer, validate] as const;
};

/** What the build makes of such a schema. */
export const accessValidator = {
  schema,
  validate: new Ajv({ ...options, strict: true, strictRequired: false }).compile(schema),
  branches: Object.fromEntries(
    [
      ...schema.$defs.grant.oneOf.map((_, index) => `/%24defs/grant/oneOf/${index}`),
      ...schema.$defs.selector.oneOf.map((_, index) => `/%24defs/selector/oneOf/${index}`),
    ].map(branch),
  ),
};

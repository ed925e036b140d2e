import { builtInRoles } from '../fields.ts';
import type { JsonSchema, Kind } from '../kind.ts';
import { kindChain } from '../kinds/index.ts';
import { permissions } from '../kinds/permissions.ts';
import { conditionsOf, placeKinds } from '../kinds/places.ts';

const people = (description: string, examples: readonly unknown[]): JsonSchema => ({
  title: 'people',
  description,
  type: 'array',
  minItems: 1,
  items: {
    oneOf: [
      { title: 'e-mail address, pattern or team', type: 'string', pattern: '\\S' },
      ...(['role', 'team'] as const).map((key) => ({
        type: 'object',
        required: [key],
        additionalProperties: false,
        properties: { [key]: named[key] },
      })),
    ],
  },
  examples: [examples],
});

const named: Readonly<Record<'role' | 'team', JsonSchema>> = {
  role: {
    title: 'role name',
    description: 'Everyone who holds this custom or predefined role anywhere in the account.',
    type: 'string',
    pattern: '\\S',
    examples: ['Data Scientist'],
  },
  team: {
    title: 'team name',
    description: 'A team of this file. Needed for a team called `anyone` or `admins`.',
    type: 'string',
    pattern: '\\S',
    examples: ['data-science'],
  },
};

const action = (description: string): JsonSchema => ({
  title: 'permission',
  description: `${description} A permission, a built-in role (a stronger one counts too), or \`access\` for any access at all.`,
  anyOf: [
    { enum: ['access', ...builtInRoles, ...permissions] },
    { title: 'permission', type: 'string', pattern: '\\S' },
  ],
  examples: ['PROJECT_SPAN_READ'],
});

/** Where a rule holds: parents may be left out, and conditions narrow it. */
function place(kind: Kind): JsonSchema {
  const names = kindChain(kind).map(({ name, label, selector }) => [
    name,
    {
      title: `${label} name`,
      description: `The name of the ${label}. \`*\` matches any characters, \`\\*\` matches a star.`,
      type: 'string',
      pattern: '\\S',
      examples: [selector?.example],
    },
  ]);
  const conditions = conditionsOf(kind).map(({ key }) => [
    key,
    {
      description: `Only where \`${key}\` has this value.`,
      type: 'boolean',
      examples: [true],
    },
  ]);
  return {
    type: 'object',
    required: [kind.name],
    additionalProperties: false,
    properties: Object.fromEntries([...names, ...conditions]),
  };
}

const rule: JsonSchema = {
  title: 'rule',
  description: 'One claim about people and resources.',
  type: 'object',
  required: ['on'],
  additionalProperties: false,
  properties: {
    people: people(
      'The people that the rule is about: e-mail addresses, patterns such as `*@contractor.example.com`, teams, `{role: Name}`, or `anyone`. Default: `anyone`. Service identities only count with `services`.',
      ['*@contractor.example.com'],
    ),
    may_not: action('What these people must not be able to do.'),
    may: action(
      'What these people must be able to do. With `only` or `at_most`: what only some people, or a few people, may do.',
    ),
    nobody_may: {
      title: 'permissions',
      description:
        'Permissions, built-in roles or `access` that no one person may have together in one resource.',
      type: 'array',
      minItems: 2,
      uniqueItems: true,
      items: action('One of them.'),
      examples: [['ROLE_BINDING_CREATE', 'PROJECT_SPAN_READ']],
    },
    only: people('The only people who may have the permission, role or access of this rule.', [
      'data-science',
    ]),
    at_most: {
      title: 'number of people',
      description:
        'The maximum number of people who may have the permission, role or access of this rule, counted for each of its resources, with everything in it.',
      type: 'integer',
      minimum: 0,
      maximum: 1_000_000,
      examples: [5],
    },
    on: {
      title: 'resources',
      description:
        'The resources that the rule is about, each with everything in it. Names may be patterns, and parents may be left out.',
      type: 'array',
      minItems: 1,
      items: { oneOf: placeKinds.map(place) },
      examples: [[{ space: '*-prod' }]],
    },
    except: people(
      'People to whom the rule does not apply; `admins` means the admins of the resource.',
      ['admins'],
    ),
    until: {
      title: 'last day',
      description: 'The last day of `except`, in UTC. After that day the rule applies to everyone.',
      type: 'string',
      pattern: '\\S',
      examples: ['2027-03-31'],
    },
    services: {
      description: 'Whether service identities, the accounts behind service keys, count too.',
      type: 'boolean',
      examples: [true],
    },
    severity: {
      description:
        '`block`, the default: a run that would break the rule is blocked, and `ax-access test` exits with 2 if it is broken. `warn`: a broken rule is only reported.',
      enum: ['block', 'warn'],
      examples: ['warn'],
    },
    reason: {
      title: 'reason',
      description: 'The reason for the rule, for people who read the result.',
      type: 'string',
      pattern: '\\S',
      examples: ['production data is for employees'],
    },
  },
  examples: [
    {
      people: ['*@contractor.example.com'],
      may_not: 'PROJECT_SPAN_READ',
      on: [{ space: '*-prod' }],
    },
  ],
};

/** The rules of a file. */
export const rulesSchema: JsonSchema = {
  title: 'rules',
  description:
    'What must always be true about who can do what, by name. A run that would break a rule is blocked. `ax-access test` checks the rules against this file, and `validate` warns about broken ones. Each rule has one claim: `may_not`, `may`, `nobody_may`, `only` with `may`, or `at_most` with `may`.',
  type: 'object',
  propertyNames: { title: 'rule name', pattern: '\\S', examples: ['contractors stay out'] },
  additionalProperties: rule,
  examples: [
    {
      'contractors stay out of production': {
        people: ['*@contractor.example.com'],
        may_not: 'PROJECT_SPAN_READ',
        on: [{ space: '*-prod' }],
      },
    },
  ],
};

import type { JsonSchema, Kind } from '../kind.ts';
import { kindChain, kindsIn, removable, selectable } from '../kinds/index.ts';
import { limitNames, limitRules } from '../limits.ts';
import { rulesSchema } from './rulesSchema.ts';
import { samlSchema } from './samlSchema.ts';

/**
 * The JSON Schema of access.yaml, built from what each kind says about itself. A test keeps
 * `schema/access.schema.json` equal to it; editors and `load` both use that file.
 */
export function fileSchema(): JsonSchema {
  const properties: Record<string, unknown> = {
    version: {
      description: 'The version of the format. A version never changes its meaning.',
      const: 1,
      examples: [1],
    },
    account: {
      title: 'account id',
      description:
        'The id of the account that this file is for. With any other account the file is refused.',
      type: 'string',
      minLength: 1,
      examples: ['QWNjb3VudDox'],
    },
    include,
    teams,
    ...below(undefined),
    saml: samlSchema,
    manage,
    removed: removed(),
    ignore: selectors(
      'Items that are neither changed nor reported, with everything in them. `*` matches any characters, `\\*` matches a star. Naming an ignored item elsewhere is an error.',
      selectable,
    ),
    protected: selectors(
      'Items from which no run may remove anything: a person with all their grants, a role with its permissions, or an organization, space or project with its members, bindings, restrictions, keys and the access that people have there. A run that would do so is blocked. Inside an organization, space or project, removals that name the item exactly are still allowed and marked: an entry of `removed`, a last day (`until`), `users offboard`, `keys revoke` and `keys rotate`.',
      selectable,
    ),
    accepted: accepted(),
    known_drift: knownDrift(),
    limits,
    rules: rulesSchema,
  };
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'access.yaml of ax-access',
    description: 'Who can do what in an Arize AX account.',
    type: 'object',
    required: ['version'],
    additionalProperties: false,
    properties,
    $defs: { person, manage: manageMap },
  };
}

const person: JsonSchema = {
  title: 'e-mail address',
  description: 'An e-mail address, or the name of another team. Team names have no @.',
  type: 'string',
  pattern: '^[^@]*\\S[^@]*$|^\\s*[^\\s@]+@[^\\s@]+\\s*$',
  examples: ['jane@example.com', 'data-science'],
};

const include: JsonSchema = {
  title: 'files',
  description:
    'More files in this format, in the folder of this file or below it. `*` matches any characters of a name, `**` matches any number of folders. Errors name the file they are in. Defining the same key in two files is an error.',
  type: 'array',
  items: {
    title: 'path',
    description: 'A path relative to the folder of this file, such as `teams/*.yaml`.',
    type: 'string',
    pattern: '\\S',
    examples: ['teams/*.yaml'],
  },
  minItems: 1,
  uniqueItems: true,
  examples: [['teams/*.yaml']],
};

const teams: JsonSchema = {
  title: 'teams',
  description: 'Named lists of people. In `members` and `bindings`, a key without an @ is a team.',
  type: 'object',
  propertyNames: { title: 'team name', pattern: '^[^@]+$', examples: ['data-science'] },
  additionalProperties: {
    title: 'e-mail addresses',
    description: 'The people in the team, by e-mail, and other teams, by name.',
    type: 'array',
    items: { $ref: '#/$defs/person' },
    examples: [['jane@example.com', 'raj@example.com', 'data-science']],
  },
  examples: [{ 'data-science': ['jane@example.com', 'raj@example.com'] }],
};

const modes = ['full', 'additive', 'observe'];

const mode = (what: string): JsonSchema => ({
  description: `How ${what} are managed: \`full\` (unlisted ones are removed), \`additive\` (none are removed), \`observe\` (compared, never written).`,
  enum: modes,
  examples: ['additive'],
});

const manageMap: JsonSchema = {
  description:
    'How complete the maps in this file are. The nearest setting applies; without one, every map in the file is managed in full.',
  type: 'object',
  additionalProperties: false,
  properties: {
    members: mode('members'),
    bindings: mode('role bindings'),
    roles: mode('custom roles'),
    restrictions: mode('project restrictions'),
  },
  examples: [{ members: 'additive', roles: 'observe' }],
};

const manage: JsonSchema = { $ref: '#/$defs/manage' };

const limits: JsonSchema = {
  title: 'limits',
  description:
    'Limits for a run. A run that exceeds one is blocked before it writes. The flag of the same name takes precedence.',
  type: 'object',
  additionalProperties: false,
  properties: Object.fromEntries(
    limitNames.map((name) => {
      const { title, text, preset, least, most, flag } = limitRules[name];
      const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
      return [
        name,
        {
          title,
          description: `${sentence}. Default: ${preset}. \`${flag}\` takes precedence.`,
          type: 'integer',
          minimum: least,
          maximum: most,
          examples: [preset],
        },
      ];
    }),
  ),
  examples: [{ removals: 80 }],
};

const selectors = (description: string, named: readonly Kind[]): JsonSchema => ({
  description,
  type: 'array',
  items: { oneOf: named.map((kind) => selector(kind)) },
  examples: [named.slice(0, 1).map(({ name, selector: as }) => ({ [name]: as?.example }))],
});

/** "a person, an organization or a space" */
function anyOf(some: readonly Kind[]): string {
  const nouns = some.map(({ label }) => `${/^[aeiou]/.test(label) ? 'an' : 'a'} ${label}`);
  return [nouns.slice(0, -1).join(', '), nouns.at(-1)].join(' or ');
}

/**
 * Selectors, and addresses of items that the file manages in maps but that are to be removed whatever the
 * mode of the map.
 */
const removed = (): JsonSchema => {
  const things = selectors(
    `Items to remove. This is the only way to remove ${anyOf(removable)}. An \`address\` can also name one grant, custom role or restriction, in any mode of its map; a run refuses to remove anything else with it.`,
    removable,
  );
  return {
    ...things,
    items: {
      oneOf: [
        ...removable.map((kind) => selector(kind)),
        {
          type: 'object',
          required: ['address'],
          additionalProperties: false,
          properties: { address: addressSchema('a plan'), reason },
        },
      ],
    },
  };
};

const addressSchema = (where: string): JsonSchema => ({
  title: 'address',
  description: `The address of one item, as the JSON of ${where} shows it.`,
  type: 'string',
  minLength: 1,
  examples: ['space/Platform Team/team-alpha/member/raj@example.com'],
});

const reason: JsonSchema = {
  title: 'reason',
  description: 'The reason, for people who read the plan.',
  type: 'string',
  minLength: 1,
  examples: ['left the company'],
};

/**
 * An entry that names an item.
 * @param more further keys, all required
 */
function selector(kind: Kind, more: Readonly<Record<string, JsonSchema>> = {}): JsonSchema {
  const chain = kindChain(kind);
  return {
    type: 'object',
    required: [...chain.map(({ name }) => name), ...Object.keys(more)],
    additionalProperties: false,
    properties: {
      ...Object.fromEntries(chain.map((each) => [each.name, nameSchema(each)])),
      reason,
      ...more,
    },
  };
}

function nameSchema({ label, keyedBy, selector: as }: Kind): JsonSchema {
  const isPerson = keyedBy === 'person';
  return {
    title: as?.title ?? (isPerson ? 'e-mail address' : `${label} name`),
    description: `The ${isPerson ? 'e-mail' : 'name'} of the ${label}.`,
    type: 'string',
    minLength: 1,
    // A selector that cannot match would protect nothing. Patterns are checked where they are read.
    ...(isPerson && { pattern: '[@*]' }),
    examples: [as?.example],
  };
}

/** The keys that every entry under `accepted` needs in addition to what it covers. */
const answered: Readonly<Record<string, JsonSchema>> = {
  owner: {
    title: 'owner',
    description: 'The person or team responsible for it, as free text.',
    type: 'string',
    pattern: '\\S',
    examples: ['jane@example.com'],
  },
  until: {
    title: 'last day',
    description:
      'The last day, in UTC, on which it is accepted. After that day it is reported again.',
    type: 'string',
    minLength: 1,
    examples: ['2027-03-31'],
  },
};

/** Findings by id or by address, each with an owner and a last day. */
const accepted = (): JsonSchema => ({
  title: 'accepted findings',
  description:
    'Findings accepted until a day: differences that `drift` reports, findings of the access map (`report`), and warnings about this file. Until then they are counted but not shown. Guards, limits and rules still apply, and `plan` and `apply` treat these differences like all others.',
  type: 'array',
  items: {
    oneOf: (
      [
        ['finding', findingSchema],
        ['address', addressSchema('`drift`')],
      ] as const
    ).map(([key, schema]) => ({
      type: 'object',
      required: [key, ...Object.keys(answered)],
      additionalProperties: false,
      properties: { [key]: schema, ...answered, reason },
    })),
  },
  examples: [[{ finding: '3fa2b1c8', owner: 'jane@example.com', until: '2027-03-31' }]],
});

const findingSchema: JsonSchema = {
  title: 'finding',
  description:
    'The id of a finding, as `drift`, `validate` and `report` show it: 8 hex digits, after `map-` for a finding of the access map.',
  type: 'string',
  pattern: '^\\s*(?:map-)?[0-9a-f]{8}\\s*$',
  examples: ['3fa2b1c8', 'map-3fa2b1c8'],
};

/** Selectors, and addresses as `drift` shows them, each with an owner and a last day. */
const knownDrift = (): JsonSchema => ({
  description:
    'The older name of `accepted`, for differences only. Until the last day, `drift` counts them without showing them; `plan` and `apply` treat them like all others.',
  type: 'array',
  items: {
    oneOf: [
      ...selectable.map((kind) => selector(kind, answered)),
      {
        type: 'object',
        required: ['address', ...Object.keys(answered)],
        additionalProperties: false,
        properties: {
          address: addressSchema('`drift`'),
          reason,
          ...answered,
        },
      },
    ],
  },
  examples: [[{ user: 'old@example.com', owner: 'jane@example.com', until: '2027-03-31' }]],
});

/** The keys of the kinds directly below a kind, or at the top of the file. */
function below(parent: Kind | undefined): Readonly<Record<string, unknown>> {
  const properties: Record<string, unknown> = {};
  for (const kind of kindsIn(parent?.name)) {
    const [name = '', star] = kind.at.slice(parent?.at.length ?? 0);
    const children = below(kind);
    const value =
      Object.keys(children).length === 0 ? kind.schema : withChildren(kind.schema, children);
    properties[name] =
      star === undefined
        ? value
        : { type: 'object', ...kind.mapSchema, additionalProperties: value };
  }
  return properties;
}

function withChildren(schema: JsonSchema, children: Readonly<Record<string, unknown>>): JsonSchema {
  const { properties } = schema;
  return {
    ...schema,
    properties: {
      ...(typeof properties === 'object' ? properties : {}),
      ...children,
      ...('members' in children && { manage }),
    },
  };
}

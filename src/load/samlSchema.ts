import type { JsonSchema } from '../kind.ts';
import { builtInRoles } from '../fields.ts';
import { grantSchema } from '../kinds/schemas.ts';

/**
 * The JSON Schema of `saml:`, which says what groups get at login. It is compared and exported, never
 * written.
 */

const projects: JsonSchema = {
  title: 'projects',
  description: 'Roles in individual projects, by project name.',
  type: 'object',
  propertyNames: { title: 'project' },
  additionalProperties: grantSchema({
    description: 'The name of the role in the project.',
    examples: ['Project Viewer'],
  }),
  examples: [{ 'fraud-prod': 'Project Viewer' }],
};

const space: JsonSchema = grantSchema({
  description: 'The role in the space: a built-in role, the name of a role, or a map with both.',
  examples: ['member', 'Data Scientist'],
});

const spaceProperties = space['properties'];

const organization: JsonSchema = {
  title: 'organization',
  description: 'The role in the organization, and roles in its spaces.',
  type: 'object',
  required: ['role'],
  additionalProperties: false,
  properties: {
    role: {
      description: 'The role in the organization: a built-in role.',
      enum: builtInRoles,
      examples: ['member'],
    },
    spaces: {
      title: 'spaces',
      description: 'Roles in spaces of the organization.',
      type: 'object',
      propertyNames: { title: 'space' },
      additionalProperties: {
        ...space,
        properties: {
          ...(typeof spaceProperties === 'object' ? spaceProperties : {}),
          projects,
        },
      },
      examples: [{ 'team-alpha': 'Data Scientist' }],
    },
  },
  examples: [{ role: 'member', spaces: { 'team-alpha': 'Data Scientist' } }],
};

const group: JsonSchema = {
  title: 'group',
  description: 'What people in the group get when they log in.',
  type: 'object',
  additionalProperties: false,
  properties: {
    account_admin: {
      description: 'Whether people in the group become account admins.',
      type: 'boolean',
      examples: [true],
    },
    organizations: {
      title: 'organizations',
      description: 'Roles in organizations, and in the spaces and projects below them.',
      type: 'object',
      additionalProperties: organization,
      examples: [{ 'Platform Team': { role: 'member' } }],
    },
  },
  examples: [{ organizations: { 'Platform Team': { role: 'member' } } }],
};

export const samlSchema: JsonSchema = {
  title: 'identity providers',
  description:
    'Which groups of a SAML identity provider get which roles at login. `saml check` compares them with the live mappings; `saml export --format values` prints them with ids. Nothing here is ever written to Arize.',
  type: 'object',
  propertyNames: {
    title: 'e-mail domain',
    description: 'One of the e-mail domains of the identity provider.',
    pattern: '^\\s*[^\\s@/]+\\.[^\\s@/]+\\s*$',
    examples: ['example.com'],
  },
  additionalProperties: {
    title: 'identity provider',
    description:
      'An identity provider, by one of its e-mail domains. Its list of groups is complete.',
    type: 'object',
    required: ['groups'],
    additionalProperties: false,
    properties: {
      attribute: {
        title: 'attribute',
        description: 'The SAML attribute that contains the groups of a person. Default: `groups`.',
        type: 'string',
        pattern: '\\S',
        examples: ['groups'],
      },
      groups: {
        title: 'groups',
        description: 'The groups, by their value in the attribute.',
        type: 'object',
        additionalProperties: group,
        examples: [{ 'ml-engineers': { organizations: { 'Platform Team': { role: 'member' } } } }],
      },
    },
    examples: [{ groups: { admins: { account_admin: true } } }],
  },
  examples: [{ 'example.com': { groups: { admins: { account_admin: true } } } }],
};
